"""The slides to hand out: one HTML file a lesson, with all it needs in it."""

import re
from importlib.util import find_spec
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from micrograd_steps.publish.notes import insert_notes
from micrograd_steps.publish.pages import Pictures, style_of, template, write_pages
from micrograd_steps.publish.slides import SCREEN, mark_slides, picture_heights

# A link from a lesson to a notebook: its words, whether to exercises, its name.
LINK = re.compile(r"\[([^\]]+)\]\((exercises/)?(\w+)\.ipynb\)")


def write_slides(lessons, folder):
    """Write a deck of each lesson, the notes for whoever presents in it: S opens them.

    Raises RuntimeError if reveal.js is not installed, ValueError where notes fit no cell.
    """
    reveal = _reveal()
    names = "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js"
    css, *scripts = [(reveal / name).read_text(encoding="utf-8") for name in names]
    course = {
        "screen": SCREEN,
        "scripts": scripts,
        "reveal_css": css,
        "style": style_of("look.css", "deck/deck.css", "slides.css", "dark.css"),
    }
    write_pages({lesson.page: _deck(lesson, course) for lesson in lessons}, folder)


def _deck(lesson, course):
    notebook = nbformat.from_dict(lesson.notebook)
    heights = picture_heights(notebook, mark_slides(notebook))
    ids = [cell.id for cell in notebook.cells]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = for_deck(cell.source)
    insert_notes(lesson, notebook, nbformat.v4.new_markdown_cell)
    Pictures(dict(zip(ids, heights, strict=True)), lesson.path.parent).preprocess(notebook, {})
    joined = CoalesceStreamsPreprocessor(enabled=True)
    exporter = SlidesExporter(preprocessors=[joined], **template("deck"))
    resources = {"course": course | {"title": lesson.title}}
    return exporter.from_notebook_node(notebook, resources)[0]


def for_deck(markdown):
    """Return a lesson's Markdown with links to decks, and only the words of those to exercises."""

    def to_deck(link):
        words, exercises, name = link.groups()
        return words if exercises else f"[{words}]({name}.html)"

    return LINK.sub(to_deck, markdown)


def _reveal():
    """Return the folder of reveal.js, which comes inside the package sphinx-revealjs."""
    package = find_spec("sphinx_revealjs")
    if not package:
        raise RuntimeError("reveal.js is missing; pip install -e '.[present]' brings it")
    return Path(package.submodule_search_locations[0]) / "_static" / "revealjs"
