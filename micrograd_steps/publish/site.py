"""The series as web pages that need no network, and no script for reading."""

import json
import re
import shutil
from itertools import pairwise

import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters import markdown2html
from nbconvert.preprocessors import Preprocessor

from micrograd_steps.practice.frame import exercises_of
from micrograd_steps.publish.lessons import (
    EXERCISES,
    NOTEBOOKS,
    ROOT,
    Exercises,
    with_exercises,
)
from micrograd_steps.publish.pages import (
    ENVIRONMENT,
    FORMULA,
    Pictures,
    for_site,
    style_of,
    template,
    write_pages,
)


class Folds(Preprocessor):
    """Marks what a prediction is about, so that a reader makes one before looking."""

    def preprocess(self, notebook, resources):
        for asking, cell in pairwise(notebook.cells):
            asks = asking.cell_type == "markdown" and "**Predict" in asking.source
            if asks and cell.cell_type == "code":
                cell.metadata.folded = True
        return notebook, resources


def write_site(lessons, folder):
    """Write a page of each lesson, exercises and project, a list, the glossary, all figures."""
    style = style_of("look.css", "page/page.css", "dark.css")
    pages = {"index.html": _index(lessons, style), "glossary.html": _glossary(style)}
    exporter = HTMLExporter(preprocessors=[Folds(), Pictures()], **template("page"))

    def page(lesson, previous, following):
        notebook = nbformat.from_dict(lesson.notebook)
        prepare(notebook, lesson)
        course = {"title": lesson.title, "previous": previous, "next": following, "style": style}
        return exporter.from_notebook_node(notebook, {"course": course})[0]

    neighbours = zip([None, *lessons], lessons, [*lessons[1:], None], strict=False)
    for previous, lesson, following in neighbours:
        pages[lesson.page] = page(lesson, previous, following)
        for own in filter(None, (lesson.exercises, lesson.project)):
            pages[own.page] = page(own, lesson, following)
    write_pages(pages, folder)
    (folder / "figures").mkdir()
    for figure in (ROOT / "figures").glob("*.svg"):
        shutil.copy(figure, folder / "figures")


def prepare(notebook, lesson):
    """Make links to lessons and figures those of the site; put help below exercises."""
    folder = "notebooks"
    if isinstance(lesson, Exercises):
        folder = f"notebooks/{EXERCISES}"
        insert_help(notebook, lesson.tasks)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = for_site(cell.source, folder)


def insert_help(notebook, tasks):
    """Put hints and solution below the check of every exercise, each folded by itself."""
    for task in tasks:
        number, _, key = task.name.partition(".")
        exercise = exercises_of(number)[key]
        folds = [_fold(f"Hint {i}", text) for i, text in enumerate(exercise.hints, 1)]
        folds.append(_fold("A solution", f"```python\n{exercise.solution}\n```"))
        check = task.cells[-1].id
        place = 1 + [cell.id for cell in notebook.cells].index(check)
        helping = nbformat.v4.new_markdown_cell("\n\n".join(folds), id=f"{check}-help")
        notebook.cells.insert(place, helping)


def _fold(name, markdown):
    return f"<details><summary>{name}</summary>\n\n{markdown}\n\n</details>"


def _index(lessons, style):
    introduction, *sections = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")
    table = next(section for section in sections if section.startswith("The lessons\n"))
    return ENVIRONMENT.get_template("page/contents.html.j2").render(
        introduction=markdown2html(for_site(introduction, "")),
        table=markdown2html(for_site("## " + table, "")),
        index=search_index(lessons),
        style=style,
    )


def _glossary(style):
    words = (NOTEBOOKS / "glossary.md").read_text(encoding="utf-8")
    page = ENVIRONMENT.get_template("page/glossary.html.j2")
    return page.render(text=markdown2html(for_site(words)), style=style)


def search_index(lessons):
    """Return JSON for a script element: a list of [title, address, text], one for each cell."""
    entries = [
        [lesson.title, f"{lesson.page}#cell-id={cell.id}", _plain(cell)]
        for lesson in with_exercises(lessons)
        for cell in lesson.cells
    ]
    return json.dumps(entries, ensure_ascii=False).replace("<", "\\u003c")


def _plain(cell):
    """Return the text of a cell without its Markdown."""
    text = cell.source
    if cell.cell_type == "markdown":
        text = FORMULA.sub(r"\1", text)
        text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|\*\*|`|^#+ ", r"\1", text, flags=re.M)
    return " ".join(text.split())
