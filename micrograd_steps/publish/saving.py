"""What `make notebooks` does to a notebook after executing it, as a preprocessor of nbconvert."""

from pathlib import Path

from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from micrograd_steps.publish.lessons import Exercises, read_lesson
from micrograd_steps.publish.slides import mark_slides

# All the metadata that is kept, of a notebook and of a cell. JupyterLab would add versions and
# times, and write the name that it shows for the kernel on one machine or another. By the ending
# `jupyter nbconvert --to script` names the program that it makes of a lesson.
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "name": "python"},
}
KEPT = {"slideshow", "tags"}


class Saving(CoalesceStreamsPreprocessor):
    """Marks the slides of a lesson, and lets nothing differ that differs from run to run.

    What a cell prints may arrive in pieces: they are joined. Timings stay as they were saved; to
    measure again, clear the outputs of the cell first.
    """

    def preprocess(self, notebook, resources):
        super().preprocess(notebook, resources)
        place = resources["metadata"]
        saved = read_lesson(Path(place["path"], place["name"] + ".ipynb"))
        keep_timings(notebook, saved)
        kept = kept_of(saved)
        if "slideshow" in kept:
            mark_slides(notebook)
        notebook.metadata.clear()
        notebook.metadata.update(METADATA)
        for cell in notebook.cells:
            for name in set(cell.metadata) - kept:
                del cell.metadata[name]
        return notebook, resources


def kept_of(lesson):
    """Return the names of the metadata that a lesson's cells keep; exercises are no slides."""
    return KEPT - {"slideshow"} if isinstance(lesson, Exercises) else KEPT


def keep_timings(notebook, saved):
    """Give the cells tagged `timing` the outputs that they have in the saved notebook.

    A cell whose code has changed since, or that has no output there, keeps its own.
    """
    known = {cell.get("id"): cell for cell in saved.cells}
    for cell in notebook.cells:
        before = known.get(cell.id)
        if "timing" in cell.metadata.get("tags", []) and before and before.outputs:
            if before.source == cell.source:
                cell.outputs = before.outputs
