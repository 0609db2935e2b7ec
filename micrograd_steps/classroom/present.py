"""A copy of the lessons to present: answers cleared, so that a room can predict them."""

import os
import shutil
import subprocess
import sys

import nbformat

from micrograd_steps.classroom import publish

FOLDER = publish.ROOT / ".present"


def write_copies(lessons, folder):
    """Write all lessons with slides marked and outputs cleared, and the figures they show.

    All of them, so that the links from one to the next work. Earlier copies are replaced.
    """
    publish._empty(folder)
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    for lesson in lessons:
        notebook = nbformat.from_dict(lesson.notebook)
        publish.mark_slides(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        notebook.metadata.rise = RISE
        nbformat.write(notebook, notebooks / lesson.path.name)
    shutil.copytree(publish.ROOT / "figures", folder / "figures")
    shutil.copy(publish.TEMPLATES / "rise.css", notebooks / "rise.css")


RISE = {"center": False, "transition": "none", "controls": False, "scroll": True}


def present(lessons, options):
    """Open the copy of one lesson in JupyterLab, and return the exit code.

    options: the number of the lesson, then options for JupyterLab
    Raises ValueError if there is no such lesson.
    """
    wanted, *options = options or [""]
    names = {f"{lesson.number:02}": lesson.path.name for lesson in lessons}
    name = names.get(wanted.zfill(2))
    if not name:
        raise ValueError(f"there is no lesson {wanted!r}: LESSON is one of {', '.join(names)}")
    write_copies(lessons, FOLDER)
    print("Alt+R starts the slides, T opens the speaker notes, Shift+Enter runs a cell.")
    command = [sys.executable, "-m", "jupyter", "lab", f"notebooks/{name}", *options]
    try:
        return subprocess.run(command, cwd=FOLDER, env=os.environ).returncode
    except KeyboardInterrupt:  # JupyterLab was asked to stop, and did
        return 0
