"""What slides, pages and the run sheet share: the look, pictures, links, and writing them."""

import base64
import html
import io
import posixpath
import re
import shutil
from pathlib import Path

import jinja2
from matplotlib import rc_context
from matplotlib.mathtext import math_to_image
from nbconvert.filters import markdown2html
from nbconvert.preprocessors import Preprocessor

from micrograd_steps.classroom.colors import GRADIENT, INK, VALUE
from micrograd_steps.publish.slides import SIZES

TEMPLATES = Path(__file__).with_name("templates")
ENVIRONMENT = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES))
METADATA = re.compile(r"<metadata>.*?</metadata>", re.S)
FORMULA = re.compile(r"\$\$(.+?)\$\$", re.S)
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
LINK = re.compile(r"\]\(([\w./]+)")
PAGE_OF = re.compile(r"notebooks/(?:(exercises)/)?(\d\d_\w+|glossary)\.(?:ipynb|md)")


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
        math_to_image(f"${tex}$", drawing, format="svg", color=INK)
    undated = METADATA.sub("", drawing.getvalue())
    return _image(_inside(undated), tex, ' height="60"')


def inline(markdown):
    """Return a line of Markdown as HTML, without a paragraph around it."""
    return re.sub(r"^\s*<p>|</p>\s*$", "", markdown2html(markdown)) if markdown else ""


def for_site(markdown, folder="notebooks"):
    """Return Markdown of the course with the links of the site, which has all pages in one folder.

    folder: where the Markdown stands: "" for the README, else "notebooks" or a folder below
    """

    def moved(link):
        path = posixpath.normpath(posixpath.join(folder, link[1]))
        if page := PAGE_OF.fullmatch(path):
            return f"]({'_'.join(filter(None, page.groups()))}.html"
        return f"]({path}" if path.startswith("figures/") else link[0]

    return LINK.sub(moved, markdown)


def template(name):
    """Return the options of an nbconvert exporter that use a template of ours."""
    return {
        "template_name": name,
        "extra_template_basedirs": [str(TEMPLATES)],
        "exclude_anchor_links": True,
    }


def style_of(*names, px="1px"):
    """Return style sheets of the templates as one, with the colours and sizes that they use.

    px: how large a pixel of `slides.SIZES` is
    """
    values = {"value": VALUE, "gradient": GRADIENT, "ink": INK, "px": px}
    values |= {name: f"calc({pixels} * var(--px))" for name, pixels in SIZES.items()}
    root = "".join(f" --{name}: {value};" for name, value in values.items())
    sheets = [(TEMPLATES / name).read_text(encoding="utf-8") for name in names]
    return "\n".join([f":root {{{root} }}", *sheets])


def write_pages(pages, folder):
    """Write {file name: text} into a folder, and remove what an earlier run left in it."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
