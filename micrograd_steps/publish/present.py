"""A copy of the lessons to present: answers cleared, so that a room can predict them."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

import nbformat

from micrograd_steps.publish.lessons import ROOT, insert_notes
from micrograd_steps.publish.pages import TEMPLATES, style_of
from micrograd_steps.publish.slides import SCREEN, mark_slides, picture_heights
from micrograd_steps.publish.workbook import clear, workbook_copy

FOLDER = ROOT / ".present"
# Other themes fetch fonts from the network. What is selected, and so run, is left to keys.js.
RISE = {
    "theme": "white",
    "center": False,
    "transition": "none",
    "controls": False,
    "slideNumber": "c/t",
    "auto_select": "none",
}
KEYS = f"--LabServerApp.extra_labextensions_path={TEMPLATES / 'labextensions'}"
PX = f"min(100vw / {SCREEN[0]}, 100vh / {SCREEN[1]})"  # sizes follow the window


def write_copies(lessons, folder):
    """Write all lessons with slides marked and outputs cleared, their exercises, and the figures.

    All of them, so that the links from one to the next work. Earlier copies are replaced, one by
    one: a JupyterLab may be at work in the folder.
    Raises ValueError where notes fit no cell; then nothing is written.
    """
    copies = {lesson.name: _copy(lesson) for lesson in lessons}
    rooms = {lesson.path.stem: _rooms(lesson) for lesson in lessons}
    found = [lesson.exercises for lesson in lessons if lesson.exercises]
    copies |= {exercises.place: workbook_copy(exercises) for exercises in found}
    notebooks = folder / "notebooks"
    for place, notebook in copies.items():
        (notebooks / place).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, notebooks / place)
    for stem, style in rooms.items():
        (notebooks / f"{stem}.css").write_text(style, encoding="utf-8")
    shutil.copytree(ROOT / "figures", folder / "figures", dirs_exist_ok=True)
    style = style_of("rise.css", "slides.css", px=PX)
    (notebooks / "rise.css").write_text(style, encoding="utf-8")


def _copy(lesson):
    notebook = nbformat.from_dict(lesson.notebook)
    mark_slides(notebook)  # by what the cells show, so this comes first
    clear(notebook)
    insert_notes(lesson, notebook, _plain)
    notebook.metadata.rise = RISE
    return notebook


def _rooms(lesson):
    """Return a style sheet that says how high the pictures on each screen of a lesson may be."""
    notebook = nbformat.from_dict(lesson.notebook)
    types = mark_slides(notebook)
    rules, part, screen = [], -1, 0
    for kind, height in zip(types, picture_heights(notebook, types), strict=True):
        part += kind == "slide"
        screen = {"slide": 0, "subslide": screen + 1}.get(kind, screen)
        if kind != "fragment":  # the cells of a screen share its room
            rule = f"#slide-{part}-{screen} {{ --picture: calc({height} * var(--px)); }}\n"
            rules.append(rule)
    return "".join(rules)


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
    command = [sys.executable, "-m", "jupyterlab", page, KEYS, *options]
    try:
        return subprocess.run(command, cwd=FOLDER).returncode
    except KeyboardInterrupt:  # JupyterLab was asked to stop, and does
        return 0
