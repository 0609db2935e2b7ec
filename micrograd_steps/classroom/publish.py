"""Jobs that turn the saved lessons into slides, pages and a run sheet: see the Makefile.

The module runs as a program. Its jobs: slides, site, runsheet, and present LESSON, which passes
further options on to JupyterLab.
"""

import base64
import html
import io
import json
import re
import shutil
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import jinja2
import nbformat
from matplotlib import rc_context
from matplotlib.mathtext import math_to_image
from nbconvert import HTMLExporter, SlidesExporter
from nbconvert.filters import markdown2html
from nbconvert.preprocessors import CoalesceStreamsPreprocessor, Preprocessor

from micrograd_steps.classroom.slides import is_long, mark_slides, picture_heights

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).with_name("templates")
FORMULA = re.compile(r"\$\$(.+?)\$\$", re.S)
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
PAGE_OF = re.compile(r"\]\((?:notebooks/)?(\d\d_\w+)\.ipynb")


@dataclass
class Lesson:
    """A saved lesson: its file and the notebook in it."""

    path: Path
    notebook: nbformat.NotebookNode

    @property
    def number(self):
        return int(self.path.name[:2])

    @property
    def page(self):
        return f"{self.path.stem}.html"

    @cached_property
    def title(self):
        """The heading of the first cell, without its markup."""
        heading = self.notebook.cells[0].source.partition("\n")[0]
        return heading.lstrip("# ").replace("`", "")


def read_lessons(folder=ROOT / "notebooks"):
    """Return the lessons of a folder, by number."""
    paths = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    return [Lesson(path, nbformat.read(path, as_version=4)) for path in paths]


# ---------------------------------------------------------------- what slides and pages share


class Pictures(Preprocessor):
    """Shows every picture as an image with the words that describe it; no formula needs a script.

    heights: {id of a cell: pixels that its pictures may be high}, or none
    folder: that of the lessons, to put the figures themselves in place of links, or none
    """

    def __init__(self, heights=None, folder=None, **options):
        super().__init__(**options)
        self.heights = heights or {}
        self.folder = folder

    def preprocess_cell(self, cell, resources, index):
        limit = self.heights.get(cell.get("id"))
        style = f' style="max-height: {limit}px"' if limit else ""
        if cell.cell_type == "markdown":
            cell.source = FORMULA.sub(lambda found: formula(found[1].strip()), cell.source)
            cell.source = PICTURE.sub(
                lambda found: _image(self._address(found[2]), found[1], style), cell.source
            )
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                address = _inside(data["image/svg+xml"])
                data["text/html"] = _image(address, data["text/plain"], f' class="plot"{style}')
            elif data.get("text/html", "").startswith("<img "):
                data["text/html"] = data["text/html"].replace("<img ", f"<img{style} ", 1)
        return cell, resources

    def _address(self, link):
        if not self.folder:
            return link
        return _inside((self.folder / link).read_text(encoding="utf-8"))


def _image(address, words, attributes):
    return f'<img src="{address}" alt="{html.escape(" ".join(words.split()))}"{attributes}>'


def _inside(svg):
    """Return an address that holds the drawing itself."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def formula(tex):
    """Return an image of a formula, with the formula as its description."""
    drawing = io.StringIO()
    with rc_context({"svg.hashsalt": tex}):
        math_to_image(f"${tex}$", drawing, format="svg", color="#222222")
    return _image(_inside(drawing.getvalue()), tex, ' height="60"')


def environment():
    """Return what finds the templates that are not nbconvert's."""
    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES))


def _template(name):
    """Return the options of an nbconvert exporter that use a template of ours."""
    return {
        "template_name": name,
        "extra_template_basedirs": [str(TEMPLATES)],
        "exclude_anchor_links": True,
    }


def style_of(*names):
    """Return style sheets of the templates as one."""
    return "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def _empty(folder):
    """Make a folder, and remove what an earlier run left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


# ---------------------------------------------------------------- slides


def write_slides(lessons, folder):
    """Write one HTML file a lesson: a deck with all it needs in it.

    Raises RuntimeError if reveal.js is not installed.
    """
    reveal = _reveal()
    _empty(folder)
    exporter = SlidesExporter(
        preprocessors=[CoalesceStreamsPreprocessor(enabled=True)], **_template("deck")
    )
    for lesson in lessons:
        notebook = nbformat.from_dict(lesson.notebook)
        types = mark_slides(notebook)
        ids = [cell.id for cell in notebook.cells]
        heights = dict(zip(ids, picture_heights(notebook, types), strict=True))
        shown = zip(notebook.cells, types, strict=True)
        notebook.cells = [cell for cell, kind in shown if kind not in ("notes", "skip")]
        for cell in filter(is_long, notebook.cells):
            cell.metadata.tags = ["long"]  # slides.css shows it smaller
        Pictures(heights, lesson.path.parent).preprocess(notebook, {})
        course = {
            "title": lesson.title,
            "reveal_css": (reveal / "reveal.css").read_text(encoding="utf-8"),
            "reveal_js": (reveal / "reveal.js").read_text(encoding="utf-8"),
            "style": style_of("look.css", "deck/slides.css"),
        }
        body, _ = exporter.from_notebook_node(notebook, {"course": course})
        (folder / lesson.page).write_text(body, encoding="utf-8")


def _reveal():
    """Return the folder of reveal.js, which comes inside the package sphinx-revealjs."""
    package = find_spec("sphinx_revealjs")
    if not package:
        raise RuntimeError("reveal.js is missing; pip install -e '.[present]' brings it")
    return Path(package.submodule_search_locations[0]) / "_static" / "revealjs" / "dist"


# ---------------------------------------------------------------- the site


class Links(Preprocessor):
    """Makes links to lessons and figures those of the site."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "markdown":
            cell.source = for_site(cell.source)
        return cell, resources


def for_site(markdown):
    """Return Markdown of a lesson or the README with the links of the site."""
    return PAGE_OF.sub(r"](\1.html", markdown).replace("](../figures/", "](figures/")


def write_site(lessons, folder):
    """Write the series as pages that need no network, and no script for reading."""
    _empty(folder)
    (folder / "figures").mkdir()
    for figure in (ROOT / "figures").glob("*.svg"):
        shutil.copy(figure, folder / "figures")
    exporter = HTMLExporter(preprocessors=[Links(), Pictures()], **_template("page"))
    style = style_of("look.css", "page/page.css")
    neighbours = zip([None, *lessons], lessons, [*lessons[1:], None], strict=False)
    for previous, lesson, following in neighbours:
        course = {
            "title": lesson.title,
            "previous": previous,
            "next": following,
            "style": style,
        }
        notebook = nbformat.from_dict(lesson.notebook)
        body, _ = exporter.from_notebook_node(notebook, {"course": course})
        (folder / lesson.page).write_text(body, encoding="utf-8")
    introduction, *sections = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")
    table = next(section for section in sections if section.startswith("The lessons\n"))
    page = environment().get_template("page/contents.html.j2")
    text = page.render(
        introduction=markdown2html(for_site(introduction)),
        table=markdown2html(for_site("## " + table)),
        index=search_index(lessons),
        style=style,
    )
    (folder / "index.html").write_text(text, encoding="utf-8")


def inline(markdown):
    """Return a line of Markdown as HTML, without a paragraph around it."""
    return re.sub(r"^\s*<p>|</p>\s*$", "", markdown2html(markdown)) if markdown else ""


def search_index(lessons):
    """Return JSON for a script element: a list of [title, address, text], one for each cell."""
    entries = [
        [lesson.title, f"{lesson.page}#cell-id={cell.id}", _plain(cell)]
        for lesson in lessons
        for cell in lesson.notebook.cells
        if cell.metadata.get("slideshow", {}).get("slide_type") not in ("notes", "skip")
    ]
    return json.dumps(entries, ensure_ascii=False).replace("<", "\\u003c")


def _plain(cell):
    """Return the text of a cell without its Markdown."""
    text = cell.source
    if cell.cell_type == "markdown":
        text = FORMULA.sub(r"\1", text)
        text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|\*\*|`|^#+ ", r"\1", text, flags=re.M)
    return " ".join(text.split())


# ---------------------------------------------------------------- the jobs


def main(arguments):
    """Do the job that the arguments name; return the process's exit code."""
    from micrograd_steps.classroom.present import present
    from micrograd_steps.classroom.runsheet import write_runsheet

    job, *options = arguments or [""]
    lessons = read_lessons()
    try:
        if job == "slides":
            write_slides(lessons, ROOT / "slides")
            print(f"{len(lessons)} decks are in slides; open one in a browser")
        elif job == "site":
            write_site(lessons, ROOT / "site")
            print("the series is in site; open site/index.html in a browser")
        elif job == "runsheet":
            write_runsheet(lessons, ROOT / "runsheet.html")
            print("the run sheet is runsheet.html")
        elif job == "present":
            return present(lessons, options)
        else:
            print(__doc__)
            return 2
    except (RuntimeError, ValueError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
