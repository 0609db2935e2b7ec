"""A copy of the lessons to present: answers cleared, so that a room can predict them."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

import nbformat

from micrograd_steps.publish.lessons import ROOT, Exercises, flat, with_exercises
from micrograd_steps.publish.notes import insert_notes
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


def write_copies(lessons, folder, kept=None):
    """Write all lessons with slides marked and outputs cleared, their exercises, and the figures.

    All of them, so that the links from one to the next work. Earlier copies are replaced, one by
    one: a JupyterLab may be at work in the folder.
    kept: the name of a copy that is only cleared, if it is there: what was typed into it stays
    Raises ValueError where notes fit no cell; then nothing is written.
    """
    copies = {lesson.name: _copy(lesson) for lesson in lessons}
    rooms = {lesson.path.stem: _rooms(lesson) for lesson in lessons}
    found = [each for each in with_exercises(lessons) if isinstance(each, Exercises)]
    copies |= {exercises.place: workbook_copy(exercises) for exercises in found}
    notebooks = folder / "notebooks"
    if kept and (notebooks / kept).exists():
        copies[kept] = nbformat.read(notebooks / kept, as_version=4)
        clear(copies[kept])
    for place, notebook in copies.items():
        (notebooks / place).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, notebooks / place)
    for stem, style in rooms.items():
        (notebooks / f"{stem}.css").write_text(style, encoding="utf-8")
    shutil.copytree(ROOT / "figures", folder / "figures", dirs_exist_ok=True)
    style = style_of("rise.css", "slides.css", "dark.css", px=PX)
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


def begin_at(path, place):
    """Have a copy begin where a place is seen; the cells above it are run then.

    place: as `cell_at` takes it, which raises ValueError if there is none
    """
    copy = nbformat.read(path, as_version=4)
    copy.metadata.rise["from"] = cell_at(place, copy, path.name)
    nbformat.write(copy, path)


def cell_at(place, copy, name):
    """Return the number of the cell of a copy that a place stands in.

    place: words of the lesson, the number of a slide, or nothing: the first
    Raises ValueError if there is no such place.
    """
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in copy.cells]
    screens = [i for i, kind in enumerate(kinds) if kind in ("slide", "subslide")]
    if place.isdecimal() and 0 < int(place) <= len(screens):
        return screens[int(place) - 1]
    texts = {i: flat(cell.source) for i, cell in enumerate(copy.cells) if kinds[i] != "notes"}
    for same in (str, str.casefold):  # as they are written, or else regardless of case
        for i, text in texts.items():
            if same(flat(place)) in same(text):
                return i
    slides = f"the number of one of its {len(screens)} slides"
    raise ValueError(f"{name} nowhere says {place!r}: FROM is words of it, or {slides}")


def present(lessons, wanted, options, place="", keep=False):
    """Open the copy of one lesson in JupyterLab, as slides, and return the exit code.

    wanted: the number of the lesson, as text; options: for JupyterLab
    place: where to begin, as `begin_at` takes it; keep: whether the copy stays as it was typed
    Raises ValueError if there is no such lesson or place, RuntimeError if jupyterlab-rise is
    missing.
    """
    numbers = {f"{lesson.number:02}": lesson for lesson in lessons}
    lesson = numbers.get(wanted.zfill(2)) if wanted else None
    if not lesson:
        raise ValueError(f"there is no lesson {wanted!r}: LESSON is one of {', '.join(numbers)}")
    if not find_spec("jupyterlab_rise"):
        raise RuntimeError("jupyterlab-rise is missing; pip install -e '.[present]' brings it")
    path = FOLDER / "notebooks" / lesson.name
    as_left = keep and path.exists()
    copy = nbformat.read(path, as_version=4) if as_left else _copy(lesson)
    cell_at(place, copy, lesson.name)  # if there is none, nothing is written
    write_copies(lessons, FOLDER, kept=lesson.name if keep else None)
    begin_at(path, place)
    print("Space goes on, Ctrl+Enter runs the cell on the screen, T opens the notes.")
    page = f"--LabApp.default_url=/rise/notebooks/{lesson.name}"
    command = [sys.executable, "-m", "jupyterlab", page, KEYS, *options]
    try:
        return subprocess.run(command, cwd=FOLDER).returncode
    except KeyboardInterrupt:  # JupyterLab was asked to stop, and does
        return 0
