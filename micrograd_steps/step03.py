"""Step 03: a value remembers where it came from, and the expression can be drawn.

Adds `_prev`, `_op` and `label` to `Value`; adds `trace` and `draw_dot`.
Taught in notebooks/03_draw_dot.ipynb.
"""

from micrograd_steps.classroom.digraph import Digraph
from micrograd_steps.step02 import numerical_derivative, numerical_gradient

__all__ = ["Value", "draw_dot", "numerical_derivative", "numerical_gradient", "trace"]


class Value:
    """One number, and where it came from."""

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self._prev = tuple(_children)
        self._op = _op
        self.label = label

    def __repr__(self):
        return f"Value(data={self.data})"

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), "*")


def trace(root):
    """Return the nodes, children first, and the edges behind root."""
    nodes, edges, seen = [], [], set()

    def visit(v):
        if v not in seen:
            seen.add(v)
            for child in v._prev:
                visit(child)
                edges.append((child, v))
            nodes.append(v)

    visit(root)
    return nodes, edges


def draw_dot(root):
    """Draw the graph behind root: boxes are values, circles operations."""
    nodes, edges = trace(root)
    name = {v: f"v{i}" for i, v in enumerate(nodes)}
    graph = Digraph()
    for v in nodes:
        graph.box(name[v], [v.label, f"data {v.data:.4f}"])
        if v._op:
            graph.circle(name[v] + "op", v._op)
            graph.edge(name[v] + "op", name[v])
    for child, v in edges:
        graph.edge(name[child], name[v] + "op")
    return graph
