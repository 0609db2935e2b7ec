"""A copy of the lessons to present: answers cleared, so that a room can predict them."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

import nbformat

from micrograd_steps.publish.lessons import ROOT, insert_notes
from micrograd_steps.publish.pages import style_of
from micrograd_steps.publish.slides import mark_slides
from micrograd_steps.publish.workbook import clear

FOLDER = ROOT / ".present"
# Other themes fetch fonts from the network.
RISE = {"theme": "white", "center": False, "transition": "none", "controls": False}


def write_copies(lessons, folder):
    """Write all lessons with slides marked and outputs cleared, and the figures they show.

    All of them, so that the links from one to the next work. Earlier copies are replaced, one by
    one: a JupyterLab may be at work in the folder.
    Raises ValueError where notes fit no cell; then nothing is written.
    """
    copies = {lesson.name: _copy(lesson) for lesson in lessons}
    notebooks = folder / "notebooks"
    notebooks.mkdir(parents=True, exist_ok=True)
    for name, notebook in copies.items():
        nbformat.write(notebook, notebooks / name)
    shutil.copytree(ROOT / "figures", folder / "figures", dirs_exist_ok=True)
    (notebooks / "rise.css").write_text(style_of("rise.css", "slides.css"), encoding="utf-8")


def _copy(lesson):
    notebook = nbformat.from_dict(lesson.notebook)
    mark_slides(notebook)  # by what the cells show, so this comes first
    clear(notebook)
    insert_notes(lesson, notebook, _plain)
    notebook.metadata.rise = RISE
    return notebook


def _plain(text, **options):
    """Return a cell of notes without markup: the window of the notes shows text as typed."""
    text = re.sub(r"(\*\*?|`)(\S|\S.*?\S)\1", r"\2", text, flags=re.S)
    return nbformat.v4.new_raw_cell(text, **options)


def present(lessons, wanted, options):
    """Open the copy of one lesson in JupyterLab, as slides, and return the exit code.

    wanted: the number of the lesson, as text; options: for JupyterLab
    Raises ValueError if there is no such lesson, RuntimeError if jupyterlab-rise is missing.
    """
    names = {f"{lesson.number:02}": lesson.name for lesson in lessons}
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
