"""Which cells of a lesson share a screen: the slide type of each cell, from its content.

A prose cell opens a screen: a `slide` where a part of the lesson or a moment of the video
begins, else a `subslide` below it. What follows joins the screen as a `fragment` while it fits,
and opens a `subslide` of its own where it doesn't. Heights are estimated in the pixels below,
which the style sheets take from here; the tests that look through a browser measure them.
"""

import math
import re

from micrograd_steps.publish.lessons import ROOT

SCREEN = 1280, 720
SIZES = {  # in pixels; style sheets call them var(--prose-line) and so on
    "margin-x": 48,
    "margin-y": 20,
    "title-font": 40,
    "title-line": 54,
    "title-gap": 18,
    "prose-font": 25,
    "prose-line": 34,
    "prose-gap": 14,
    "code-font": 19,
    "code-line": 23,
    "diff-font": 16,
    "diff-line": 20,
    "picture": 300,  # the least that is left for one
    "player-graph": 320,
}
WIDTH, HEIGHT = SCREEN[0] - 2 * SIZES["margin-x"], SCREEN[1] - 2 * SIZES["margin-y"]
TITLE = SIZES["title-line"] + SIZES["title-gap"]
PROSE_LINE, PROSE_GAP, PROSE_COLUMNS = SIZES["prose-line"], SIZES["prose-gap"], 88
TABLE_ROW = PROSE_LINE + 10
CODE_LINE, CODE_GAP = SIZES["code-line"], 28
DIFF_LINE, DIFF_PLACE = SIZES["diff-line"], 42
PICTURE_GAP, SMALLEST_PICTURE, PLAYER = 12, SIZES["picture"], SIZES["player-graph"] + 210

POINT = 4 / 3  # pixels
OPENS_A_PART = re.compile(r"\*\*(?:Question|Check|Freeze|freeze|Next)\b|^#|youtube\.com", re.M)
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)]*\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(\.\./figures/([^)]*)\)", re.S)
SIZE = re.compile(r'<svg[^>]*?width="([\d.]+)(pt|px|)"[^>]*?height="([\d.]+)')
SHADED = re.compile(r"<pre\b.*?</pre>", re.S)


def slide_types(notebook):
    """Return the slide type of each cell: slide, subslide or fragment.

    notebook: as nbformat reads it, executed: its outputs count
    """
    types = []
    room = 0
    for cell in notebook.cells:
        needed = least_height(cell)
        if not types:
            types.append("slide")
        elif needed <= room and (cell.cell_type == "code" or not _shows(notebook, types)):
            types.append("fragment")
        elif cell.cell_type == "code" or not OPENS_A_PART.search(cell.source):
            types.append("subslide")
        else:
            types.append("slide")
        room = (room if types[-1] == "fragment" else HEIGHT) - needed
    return types


def mark_slides(notebook):
    """Give every cell its slide type, in place, and return the list of them."""
    types = slide_types(notebook)
    for cell, kind in zip(notebook.cells, types, strict=True):
        cell.metadata.slideshow = {"slide_type": kind}
    return types


def _shows(notebook, types):
    """Return whether the screen that the cells so far end with holds code."""
    for cell, kind in zip(reversed(notebook.cells[: len(types)]), reversed(types), strict=True):
        if cell.cell_type == "code":
            return True
        if kind in ("slide", "subslide"):
            return False
    return False


def picture_heights(notebook, types):
    """Return the most pixels that the pictures of each cell may be high on its slide.

    notebook: as nbformat reads it; types: as `slide_types` returns them
    """
    screens = []  # lists of cell numbers
    for i, kind in enumerate(types):
        if kind in ("slide", "subslide"):
            screens.append([])
        screens[-1].append(i)
    heights = [HEIGHT] * len(types)
    for screen in screens:
        cells = [notebook.cells[i] for i in screen]
        pictures = sum(map(len, map(_pictures, cells)))
        spare = HEIGHT - sum(map(least_height, cells))
        for i in screen:
            heights[i] = SMALLEST_PICTURE + max(spare, 0) // max(pictures, 1)
    return heights


def least_height(cell):
    """Return the pixels that a cell takes on a slide, its pictures drawn as small as may be."""
    if cell.cell_type != "code":
        height = _prose(cell.source)
    else:
        height = len(cell.source.splitlines()) * CODE_LINE + CODE_GAP
        height += sum(map(_output, cell.outputs))
    pictures = [min(size, SMALLEST_PICTURE) + PICTURE_GAP for size in _pictures(cell)]
    return height + sum(pictures)


def _prose(source):
    text = LINK.sub(r"\1", PICTURE.sub("", source))
    height = 0
    for block in re.split(r"\n\s*\n", text.strip()):
        if block.startswith("#"):
            height += TITLE
        elif block.startswith("$$"):
            height += 2 * PROSE_LINE + PROSE_GAP
        elif block.startswith("|"):
            height += block.count("\n") * TABLE_ROW + PROSE_GAP
        elif block:
            items = re.split(r"\n(?=- |\d+\. )", block)
            lines = sum(math.ceil(len(item) / PROSE_COLUMNS) for item in items)
            height += lines * PROSE_LINE + PROSE_GAP
    return height


def _output(output):
    """Return the pixels of an output, without its picture."""
    data = output.get("data", {})
    if is_diff(output):
        return _diff(data["text/html"])
    if "micrograd-player" in data.get("text/html", ""):
        return PLAYER
    if _picture(output):
        return 0
    text = output.get("text", "") or data.get("text/plain", "")
    return len(text.splitlines()) * CODE_LINE + CODE_GAP / 2


def is_diff(output):
    """Return whether an output is what `show_diff` shows."""
    return "<pre" in output.get("data", {}).get("text/html", "")


def _diff(shown):
    """Return the pixels of a diff: what is open, then in two columns the places to unfold."""
    folded = shown.count("<details>")
    opened = shown.partition("<details>")[0]
    lines = sum(block.count("\n") + 1 for block in SHADED.findall(opened))
    places = opened.count("<details open>") + math.ceil(folded / 2)
    return DIFF_LINE + places * DIFF_PLACE + lines * DIFF_LINE


def _pictures(cell):
    """Return the natural heights, in pixels, of a cell's pictures."""
    if cell.cell_type == "code":
        drawn = [output for output in cell.outputs if not _output(output)]
        return [height for output in drawn if (height := _picture(output))]
    files = [ROOT / "figures" / name for name in PICTURE.findall(cell.source)]
    return [_height(file.read_text(encoding="utf-8")) for file in files if file.exists()]


def _picture(output):
    data = output.get("data", {})
    shown = "image/svg+xml" in data or "image/png" in data or "<img" in data.get("text/html", "")
    return _height(data.get("image/svg+xml", "")) if shown else 0


def _height(svg):
    """Return the height of a drawing at the width it gets, in pixels."""
    size = SIZE.search(svg)
    if not size:
        return SMALLEST_PICTURE
    unit = POINT if size[2] == "pt" else 1
    width, height = float(size[1]) * unit, float(size[3]) * unit
    return math.ceil(height * min(1, WIDTH / width))
