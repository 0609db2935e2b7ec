"""What players and things to drag share: a still picture, and a script that brings it to life.

A notebook shows a `Live` as a still picture that teaches by itself, and a script beside it that
turns the picture into a live one. Where scripts are dropped, as in a notebook that isn't trusted,
on GitHub or in print, the still picture stays. What is saved asks the network for nothing, and is
the same bytes each time.
"""

import base64
import hashlib
import html
import json
import re
from pathlib import Path

from micrograd_steps.classroom.colors import FAINT, INK, SHADE
from micrograd_steps.classroom.digraph import clean

LINE = 20  # of text below charts, in pixels
FRAME = Path(__file__).with_name("live.js")


class Live:
    """Something that moves in a notebook. A subclass says what:

    heading: a line of text
    accent: the colour of what is lit, and of the ring around what has the focus
    script: the path of its script, which live.js tells more about
    svg(): the still picture; raises RuntimeError where it can't be drawn
    data(): what the script gets besides, as plain data
    __repr__(): all of it in words, for those who don't see the picture
    """

    def _repr_mimebundle_(self, include=None, exclude=None, **_):
        """Return what a notebook shows: the live picture, the still one, and its words."""
        try:
            still = self.svg()
        except RuntimeError as error:
            return {"text/plain": f"{error}\n{self!r}"}
        return {"text/html": self._html(still), "image/svg+xml": still, "text/plain": repr(self)}

    def _html(self, still):
        image = "data:image/svg+xml;base64," + base64.b64encode(still.encode()).decode()
        colors = {"accent": self.accent, "ink": INK, "faint": FAINT, "shade": SHADE}
        data = {"heading": self.heading, "colors": colors, **self.data()}
        name = hashlib.sha256(f"{still}{data}".encode()).hexdigest()[:12]
        # "<" is written so that no label can end the script.
        text = json.dumps({"id": name, **data}, ensure_ascii=False, separators=(",", ":"))
        text = text.replace("<", r"\u003c")
        return (
            # The two "ignore" keep MathJax from taking a label for a formula. The class is named
            # after the players, which came first.
            f'<div class="micrograd-player tex2jax_ignore mathjax_ignore" data-player="{name}">'
            f'<img src="{image}" alt="{html.escape(repr(self))}"></div>\n'
            f'<script>\n(function (data) {{\n"use strict";\n{code(self.script)}\n{code(FRAME)}\n'
            f"}})({text});\n</script>"
        )


def still(charts, lines, moving=()):
    """Return charts side by side, above lines of text, as the text of an SVG.

    moving: charts that the script moves in place of these; the still picture doesn't show them
    """
    width, top = sum(chart.width for chart in charts), max(chart.height for chart in charts)
    height = top + LINE * (len(lines) + 1)
    drawn = [chart.svg(sum(c.width for c in charts[:i])) for i, chart in enumerate(charts)]
    texts = [
        f'<text x="8" y="{top + LINE * i}">{html.escape(line)}</text>'
        for i, line in enumerate(lines, 1)
    ]
    if moving:
        drawn.append("\n".join(["<defs>", *(chart.svg() for chart in moving), "</defs>"]))
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        ' xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join(drawn)
        + f'\n<g font-family="sans-serif" font-size="14" fill="{INK}">\n'
        + "\n".join(texts)
        + "\n</g>\n</svg>\n"
    )


def code(script):
    """Return a script without its comments and indents."""
    return re.sub(r"^\s*(//.*\n)?", "", script.read_text(encoding="utf-8"), flags=re.M).strip()


def plain(text):
    """Return a label as text that stands in one line."""
    return clean(str(text)).strip()


def short(number, digits=6):
    """Return a number with so many digits at most, as 2e-8 and not 2e-08."""
    return re.sub(r"e([-+])0+", r"e\1", f"{number:.{digits}g}")


def minus(text):
    """Return the text of a number with the minus of print, but for that of an exponent."""
    return re.sub(r"(?<!e)-", "−", text)
