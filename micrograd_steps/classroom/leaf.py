"""Leaves to drag: how a result changes, and what its gradients said that it would.

`leaf.js` works out the result anew from the graph's operations, + and *, in Python's own
arithmetic; so what it shows is what Python gives.
"""

from pathlib import Path

from micrograd_steps.classroom.chart import Chart
from micrograd_steps.classroom.colors import GRADIENT, VALUE
from micrograd_steps.classroom.live import Live, minus, short, still
from micrograd_steps.classroom.player import names_of, nodes_behind, number, operands

MOST_LEAVES = 4  # that stand side by side
STEPS = 16  # to each side
SIZE = 296, 240
OPERATIONS = {"+": lambda x, y: x + y, "*": lambda x, y: x * y}


def drag_leaf(root, reach=2.0):
    """Return a picture in which the leaves behind root can be dragged, each in its own chart.

    It shows how root changes, and what the gradients that stand in the leaves predict.
    root: a value made with + and * from 1 to 4 leaves
    reach: how far a leaf goes to each side
    Raises TypeError if root is no value with a gradient, ValueError if the graph is not like that.
    """
    nodes = nodes_behind(root, numbers=("data", "grad"))
    names = names_of(nodes)
    leaves = sum(not v._prev for v in nodes)
    if leaves == len(nodes) or leaves > MOST_LEAVES:
        made = f"{names[root]} is made of {leaves if len(nodes) > 1 else 'none'}"
        raise ValueError(f"1 to {MOST_LEAVES} leaves can be dragged, and {made}")
    for v in nodes:
        if v._prev and (v._op not in OPERATIONS or len(operands(v)) != 2):
            raise ValueError(f"{names[v]} is made with {v._op}, and drag_leaf knows + and * alone")
    if not any(v.grad for v in nodes if not v._prev):
        raise ValueError(f"all leaves of {names[root]} have the gradient 0; fill them in before")
    if not 0 < reach < float("inf"):
        raise ValueError(f"reach must be positive and finite, not {reach}")
    return Leaves(nodes, names, reach)


class Leaves(Live):
    """A result as a function of each of its leaves, and the lines that their gradients predict."""

    script = Path(__file__).with_name("leaf.js")
    accent = GRADIENT

    def __init__(self, nodes, names, reach):
        """Draw the charts; nodes: values, children first; names: {node: text}."""
        self.nodes, self.names, self.root = nodes, names, nodes[-1]
        self.leaves = [v for v in nodes if not v._prev]
        moves = [reach * i / STEPS for i in range(-STEPS, STEPS + 1)]
        self.spots = [[leaf.data + move for move in moves] for leaf in self.leaves]
        name = names[self.root]
        listed = ", ".join(names[leaf] for leaf in self.leaves)
        self.heading = (
            f"Drag {listed}, each in its own picture, or click on it and use ← and →. Blue is "
            f"{name}; orange is what the gradients at the start predict."
        )
        curves = [
            [(x, self.result({leaf: x})) for x in spots]
            for leaf, spots in zip(self.leaves, self.spots, strict=True)
        ]
        results = [y for curve in curves for _, y in curve]
        spare = (max(results) - min(results)) / 3 or 1.0
        ends = min(results) - spare, max(results) + spare
        self.charts = [
            self._chart(leaf, curve, ends) for leaf, curve in zip(self.leaves, curves, strict=True)
        ]

    def _chart(self, leaf, curve, ends):
        name, start = self.names[leaf], (leaf.data, self.root.data)
        title = f"{name}, gradient {number(leaf.grad)}"
        axes = (curve[0][0], curve[-1][0]), ends
        chart = Chart(title, *axes, (name, self.names[self.root]), size=SIZE)
        line = [(x, start[1] + leaf.grad * (x - start[0])) for x, _ in (curve[0], curve[-1])]
        chart.curve(curve, "curve", stroke=VALUE, stroke_width=4)
        chart.line(*line, "predicted", stroke=GRADIENT, stroke_width=2, stroke_dasharray="7 4")
        chart.dot(start, "result", 7, fill=VALUE)
        chart.dot(start, "guess", 4, fill=GRADIENT)
        return chart

    def result(self, moved):
        """Return root's number with other numbers in some leaves: {leaf: number}."""
        numbers = {}
        for v in self.nodes:
            if v._prev:
                numbers[v] = OPERATIONS[v._op](*(numbers[child] for child in operands(v)))
            else:
                numbers[v] = moved.get(v, v.data)
        return numbers[self.root]

    def lines(self):
        """Return what the still picture says: of moving each leaf by 1, and all of them by 1."""
        moves = [(f"{self.names[leaf]} alone", [leaf]) for leaf in self.leaves]
        if len(self.leaves) > 1:
            moves.append((" and ".join(map(self.names.get, self.leaves)), self.leaves))
        lines = []
        for what, leaves in moves:
            change = self.result({leaf: leaf.data + 1 for leaf in leaves}) - self.root.data
            guess = sum(leaf.grad for leaf in leaves)
            lines.append(
                f"Move {what} by 1: the gradients predict a change of {short(guess)}, and "
                f"{self.names[self.root]} changes by {short(change)}."
            )
        return [minus(line) for line in lines]

    def __repr__(self):
        what = f"{self.names[self.root]} against each of its leaves, and what gradients predict."
        return "\n".join([what, *self.lines()])

    def svg(self):
        """Return the still picture as SVG text."""
        return still(self.charts, self.lines())

    def data(self):
        """Return what the script gets: the graph, children first, and the axes."""
        place = {v: i for i, v in enumerate(self.nodes)}
        nodes = [
            {
                "name": self.names[v],
                "data": v.data,
                "grad": v.grad,
                "op": v._op,
                "children": [place[child] for child in operands(v)],
            }
            for v in self.nodes
        ]
        return {
            "nodes": nodes,
            "leaves": [place[leaf] for leaf in self.leaves],
            "spots": self.spots,
            "charts": [chart.for_script() for chart in self.charts],
        }
