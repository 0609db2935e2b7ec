"""Players: an algorithm on a graph, one move at a time, with buttons and arrow keys.

The still picture of a player carries every step; `player.js` makes it a live one, see `live.py`.
"""

import functools
import html
import itertools
import math
import re
import textwrap
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path

from micrograd_steps.classroom.colors import GRADIENT, INK, VALUE
from micrograd_steps.classroom.digraph import Digraph, shown
from micrograd_steps.classroom.live import Live, plain

# In points, as Graphviz measures; a character of its font is 0.6 of its size wide.
BOX_CHARACTER, BOX_MARGIN = 7.2, 11.6
LINE_SIZE, LINE_CHARACTER, LINE_HEIGHT, LINE_INDENT = 10, 6, 13, 24
COLUMN, IN_ONE_COLUMN = 64, 8  # at least so many characters wide, at most so many steps long
MOST_VALUES = 200  # of a graph that is played

# What Graphviz repeats in every text.
SAME = (
    'xml:space="preserve"',
    'text-anchor="middle"',
    'font-family="Courier,monospace"',
    'font-size="12.00"',
)


@dataclass
class Step:
    """One move: what it says, and what it changes in the picture for all steps after it."""

    words: list  # sentences, one to a line
    lit: object = None  # the node that it is about
    got: tuple = ()  # nodes that receive something
    text: dict = field(default_factory=dict)  # {node: the last line in its box}
    state: dict = field(default_factory=dict)  # {node: "open", or "down" once it is listed}
    below: str = ""  # a line under the graph


# ---------------------------------------------------------------- the two algorithms


def play_backward(root):
    """Return a player of the backward pass from root, node by node, each gradient 0 before.

    It shows what the `_backward` of each value does, right or wrong; values are left as they were.
    Raises TypeError if root is no value with a gradient, ValueError if a `_backward` is missing or
    the graph is too large to play.
    """
    nodes = nodes_behind(root, numbers=("data", "grad"))
    names = names_of(nodes)
    for v in nodes:
        if not callable(getattr(v, "_backward", None)):
            raise ValueError(f"{names[v]} has no _backward to call; in steps 05 to 14 it has one")
    before = [v.grad for v in nodes]
    try:
        for v in nodes:
            v.grad = 0.0
        steps = [Step(["All gradients are 0."], text={v: _grad(v) for v in nodes})]
        root.grad = 1.0
        words = f"{names[root]} is where it begins: its gradient is set to 1."
        steps.append(Step([words], lit=root, text={root: _grad(root)}))
        reached = {root}
        for v in reversed(nodes):
            steps.append(_pass_back(v, names, reached))
    finally:
        for v, grad in zip(nodes, before, strict=True):
            v.grad = grad
    rule = "To each child flows its local derivative · the node's gradient"
    heading = f"The backward pass from {names[root]}. {rule}."
    return Player(heading, nodes, names, steps, GRADIENT)


def play_topological_sort(root):
    """Return a player of the depth-first walk from root that lists children first.

    Raises TypeError if root is no value that knows its children, ValueError if the graph is too
    large to play.
    """
    nodes = nodes_behind(root, numbers=("data",))
    names = names_of(nodes)
    steps = [Step(["No node has been visited yet."], below="List: (empty)")]
    steps[0].text = {v: "place -" for v in nodes}
    order, seen = [], set()

    def visit(v, asked=""):
        if v in seen:
            words = f"{asked}{names[v]} was visited before, so there is nothing to do."
            steps.append(Step([words], lit=v))
            return
        seen.add(v)
        children = " and ".join(names[child] for child in v._prev)
        after = f"first its children, {children}" if children else "it has no children"
        steps.append(Step([f"{asked}Visit {names[v]}: {after}."], lit=v, state={v: "open"}))
        for child in v._prev:
            visit(child, f"From {names[v]} go down. ")
        order.append(v)
        step = Step([f"{names[v]} joins the list."], lit=v, state={v: "down"})
        step.text = {v: f"place {len(order)}"}
        step.below = f"List: {', '.join(names[u] for u in order)}"
        steps.append(step)

    visit(root)
    rule = "A node joins the list after all of its children"
    return Player(f"The topological sort from {names[root]}. {rule}.", nodes, names, steps, VALUE)


def _pass_back(v, names, reached):
    """Call v._backward() and return the step; reached: who got something before, added to."""
    children = tuple(dict.fromkeys(v._prev))
    if not children:
        words = [f"{names[v]} is a leaf, gradient {number(v.grad)}: nothing to pass on."]
        return Step(words, lit=v)
    words = [f"{names[v]} = {_formula(v, names)} has the gradient {number(v.grad)}."]
    local = probe(v, children, 0.0)
    from_nan = probe(v, children, math.nan)  # a sum with it stays nan; what is assigned doesn't
    before = {child: child.grad for child in children}
    v._backward()
    for child in children:
        flow, old, new = local[child] * v.grad, before[child], child.grad
        assigns = not math.isnan(from_nan[child])
        arrows = v._prev.count(child) if isinstance(v._prev, tuple | list) else 1
        to = f"To {names[child]}"
        if arrows > 1:
            to += f", along {arrows} arrows"
            to += ", the last overwrites the others" if assigns else ""
        to += f": {number(local[child])} · {number(v.grad)} = {number(flow)}"
        if not _close(new, flow if assigns else old + flow, old, flow):
            to += f", but its gradient goes from {number(old)} to {number(new)}"
        elif child in reached and assigns:
            to += f", which overwrites {number(old)}"
        elif child in reached:
            to += f". Paths meet: {number(old)} + {number(flow, signed=True)} = {number(new)}"
        words.append(to + ".")
    reached.update(children)
    return Step(words, lit=v, got=children, text={child: _grad(child) for child in children})


def probe(v, children, start):
    """Return the children's gradients after v._backward(), were v's 1 and theirs `start`.

    With a start of 0 these are the local derivatives.
    """
    before = [(node, node.grad) for node in (v, *children)]
    for child in children:
        child.grad = start
    v.grad = 1.0
    v._backward()
    after = {child: child.grad for child in children}
    for node, grad in before:
        node.grad = grad
    return after


def _close(a, b, *parts):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * max(map(abs, parts)))


# ---------------------------------------------------------------- nodes in words


def nodes_behind(root, numbers, most=MOST_VALUES):
    """Return the nodes behind root, children first; numbers: what each must have."""
    nodes, seen, stack = [], set(), [(root, False)]
    while stack:
        v, is_done = stack.pop()
        if is_done:
            nodes.append(v)
            continue
        if not hasattr(v, "_prev") or not hasattr(v, "_op"):
            raise TypeError(f"a player needs a Value with its graph, not {v!r}")
        for name in numbers:
            if not isinstance(getattr(v, name, None), Real):
                raise TypeError(f"a player needs Values whose {name} is a number, unlike {v!r}")
        if v not in seen:
            seen.add(v)
            stack += [(v, True), *((child, False) for child in reversed([*v._prev]))]
        if len(seen) > most:
            raise ValueError(f"a player plays graphs of {most:,} Values at most; play a part")
    return nodes


def names_of(nodes):
    """Return {node: its label}; those without one are called v1, v2 and so on."""
    names = {v: plain(getattr(v, "label", "")) for v in nodes}
    taken = set(names.values())
    free = (name for i in itertools.count(1) if (name := f"v{i}") not in taken)
    return {v: name or next(free) for v, name in names.items()}


def operands(v):
    """Return what an operation works on: both of `a + a`, even where _prev, a set, has it once."""
    children = list(v._prev)
    return children * 2 if v._op in ("+", "*") and len(children) == 1 else children


def _formula(v, names):
    op, children = plain(v._op), [names[child] for child in operands(v)]
    if op[:1].isalpha():
        return f"{op}({', '.join(children)})"
    return children[0] + op if len(children) == 1 else f" {op} ".join(children)


def _grad(v):
    return f"grad {shown(v.grad)}"


def number(x, signed=False):
    """Return a number with four decimals at most; signed: in parentheses if it is negative."""
    text = f"{x:.4f}".rstrip("0").rstrip(".") if abs(x) >= 5e-5 or x == 0 else f"{x:.1e}"
    text = text.replace("-", "−")
    return f"({text})" if signed and text.startswith("−") else text


# ---------------------------------------------------------------- what a notebook shows


class OnGraph(Live):
    """A graph that moves, with lines below it that say how."""

    def __init__(self, heading, nodes, names, texts, accent):
        """Draw the graph.

        heading: a line of text
        nodes: values, children first
        names: {node: text}
        texts: {node: all that the last line in its box may say, what it says at first at the end}
        accent: the colour of what is lit
        """
        self.heading, self.accent = heading, accent
        self.keys = {v: f"v{i}" for i, v in enumerate(nodes)}
        self.graph = Digraph()
        for v, key in self.keys.items():
            self.graph.box(key, names[v], f"data {shown(v.data)}", texts[v][-1])
            points = max(map(len, texts[v])) * BOX_CHARACTER + BOX_MARGIN  # room for each
            self.graph.node(key, **{"class": key, "width": f"{points / 72:.4f}"})
            if v._prev:
                self.graph.circle(key + "op", plain(v._op))
                self.graph.node(key + "op", **{"class": f"of-{key}"})
                self.graph.edge(key + "op", key, **{"class": f"of-{key}"})
        for v, key in self.keys.items():
            for child in v._prev:
                self.graph.edge(self.keys[child], key + "op", **{"class": f"of-{key}"})
        if not self.graph.fits():
            raise ValueError("the arrows of this graph are too long to play it; play a part")

    def __repr__(self):
        return "\n".join([self.heading, *self.lines()])

    def svg(self):
        """Return the still picture as SVG text: the graph, and all that lines() returns.

        Raises RuntimeError where no Graphviz is found.
        """
        graph, width, height = self._drawing
        columns = 1 if len(self.lines()) <= IN_ONE_COLUMN else 2
        width = max(width, columns * COLUMN * LINE_CHARACTER)
        room = int((width / columns - LINE_INDENT) / LINE_CHARACTER) - 1
        texts = []
        for row in textwrap.wrap(self.heading, int(width / LINE_CHARACTER) - 1):
            height += LINE_HEIGHT
            texts.append(f'<text x="4" y="{height:g}">{html.escape(row)}</text>')
        rows = []
        for line in self.lines():
            first, *others = textwrap.wrap(line, room)
            rows += [(0, first), *((LINE_INDENT, other) for other in others)]
        in_column = math.ceil(len(rows) / columns)
        for i, (indent, row) in enumerate(rows):
            x = 4 + i // in_column * width / columns + indent
            y = height + (i % in_column + 1) * LINE_HEIGHT
            texts.append(f'<text x="{x:g}" y="{y:g}">{html.escape(row)}</text>')
        height += (in_column + 1) * LINE_HEIGHT
        return (
            f'<svg width="{width:g}pt" height="{height:g}pt" viewBox="0 0 {width:g} {height:g}"'
            ' xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%" fill="white"/>\n'
            f'{graph}<g class="steps" font-family="Courier,monospace" font-size="{LINE_SIZE}"'
            f' fill="{INK}" xml:space="preserve">\n' + "\n".join(texts) + "\n</g>\n</svg>\n"
        )

    @functools.cached_property
    def _drawing(self):
        """Return the graph as an SVG group, its width and its height.

        The group goes into a page that may hold others, so it has no ids; what is the same in
        every text is said once.
        """
        try:
            svg = self.graph.svg()
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{self.graph.source}") from None
        width, height = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg).groups()
        group = svg[svg.index("<g ") : svg.rindex("</svg>")]
        for attribute in SAME:
            group = group.replace(f" {attribute}", "")
        group = re.sub(r'<g id="\w+"', "<g", group).replace("<g ", f"<g {' '.join(SAME)} ", 1)
        return group, float(width), float(height)

    def size(self):
        """Return how large the graph is, without the lines."""
        return self._drawing[1:]


class Player(OnGraph):
    """A graph and the steps of a walk over it; shows itself in a notebook and as text."""

    script = Path(__file__).with_name("player.js")

    def __init__(self, heading, nodes, names, steps, accent):
        """Write down the graph and its steps.

        steps: a list of Step; the others are those of `OnGraph`
        """
        self.steps = steps
        texts = {v: [step.text[v] for step in steps if v in step.text] for v in nodes}
        super().__init__(heading, nodes, names, texts, accent)

    def lines(self):
        """Return the steps in words, numbered from 1."""
        listed = [[*step.words, step.below] if step.below else step.words for step in self.steps]
        return [f"{i}. {' '.join(words)}" for i, words in enumerate(listed, 1)]

    def data(self):
        """Return what the script gets: the steps, and how large the graph is."""
        return {"size": self.size(), "steps": [self._for_script(step) for step in self.steps]}

    def _for_script(self, step):
        """Return a step as plain data, without what is empty."""
        data = {
            "words": step.words,
            "lit": self.keys.get(step.lit),
            "got": [self.keys[v] for v in step.got],
            "text": {self.keys[v]: text for v, text in step.text.items()},
            "state": {self.keys[v]: state for v, state in step.state.items()},
            "below": step.below,
        }
        return {name: value for name, value in data.items() if value}
