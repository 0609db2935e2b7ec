"""What `make notebooks` does to a lesson after executing it, as a preprocessor of nbconvert."""

from pathlib import Path

import nbformat
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from micrograd_steps.classroom.slides import mark_slides

# JupyterLab would write the name that it shows on one machine or another.
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class Saving(CoalesceStreamsPreprocessor):
    """Marks the slides, and lets nothing differ that differs from run to run.

    What a cell prints may arrive in pieces: they are joined. Timings stay as they were saved; to
    measure again, clear the outputs of the cell first.
    """

    def preprocess(self, notebook, resources):
        super().preprocess(notebook, resources)
        place = resources["metadata"]
        path = Path(place["path"], place["name"] + ".ipynb")
        keep_timings(notebook, nbformat.read(path, as_version=4))
        mark_slides(notebook)
        notebook.metadata.kernelspec = KERNEL
        return notebook, resources


def keep_timings(notebook, saved):
    """Give the cells tagged `timing` the outputs that they have in the saved notebook.

    A cell whose code has changed since, or that has no output there, keeps its own.
    """
    known = {cell.id: cell for cell in saved.cells}
    for cell in notebook.cells:
        before = known.get(cell.id)
        if "timing" in cell.metadata.get("tags", []) and before and before.outputs:
            if before.source == cell.source:
                cell.outputs = before.outputs
