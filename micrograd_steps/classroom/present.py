"""A copy of the lessons to present: answers cleared, so that a room can predict them."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

import nbformat

from micrograd_steps.classroom import publish
from micrograd_steps.classroom.slides import mark_slides

FOLDER = publish.ROOT / ".present"
# Other themes fetch fonts from the network.
RISE = {"theme": "white", "center": False, "transition": "none", "controls": False}


def write_copies(lessons, folder):
    """Write all lessons with slides marked and outputs cleared, and the figures they show.

    All of them, so that the links from one to the next work. Earlier copies are replaced, one by
    one: a JupyterLab may be at work in the folder.
    """
    notebooks = folder / "notebooks"
    notebooks.mkdir(parents=True, exist_ok=True)
    for lesson in lessons:
        notebook = nbformat.from_dict(lesson.notebook)
        for i, kind in enumerate(mark_slides(notebook)):
            cell = notebook.cells[i]
            if kind == "notes":
                notebook.cells[i] = plain(cell)
            elif cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        notebook.metadata.rise = RISE
        nbformat.write(notebook, notebooks / lesson.path.name)
    shutil.copytree(publish.ROOT / "figures", folder / "figures", dirs_exist_ok=True)
    shutil.copy(publish.TEMPLATES / "rise.css", notebooks / "rise.css")


def plain(cell):
    """Return a cell of notes without its markup: the window of the notes shows text as typed."""
    text = re.sub(r"(\*\*?|`)(\S|\S.*?\S)\1", r"\2", cell.source, flags=re.S)
    return nbformat.v4.new_raw_cell(text, id=cell.id, metadata=cell.metadata)


def present(lessons, options):
    """Open the copy of one lesson in JupyterLab, as slides, and return the exit code.

    options: the number of the lesson, then options for JupyterLab
    Raises ValueError if there is no such lesson, RuntimeError if jupyterlab-rise is missing.
    """
    wanted, *options = options or [""]
    names = {f"{lesson.number:02}": lesson.path.name for lesson in lessons}
    name = names.get(wanted.zfill(2)) if wanted else None
    if not name:
        raise ValueError(f"there is no lesson {wanted!r}: LESSON is one of {', '.join(names)}")
    if not find_spec("jupyterlab_rise"):
        raise RuntimeError("jupyterlab-rise is missing; pip install -e '.[present]' brings it")
    write_copies(lessons, FOLDER)
    print("Click into the slide once. Space goes on, Ctrl+Enter runs a cell, T opens the notes.")
    page = f"--LabApp.default_url=/rise/notebooks/{name}"
    command = [sys.executable, "-m", "jupyterlab", page, *options]
    try:
        return subprocess.run(command, cwd=FOLDER).returncode
    except KeyboardInterrupt:  # JupyterLab was asked to stop, and does
        return 0
