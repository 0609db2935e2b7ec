"""Step 04: a place for the gradient, filled in by hand.

Adds `grad` and `tanh`, forward only, to `Value`; `draw_dot` shows the gradient.
Taught in notebooks/04_manual_backprop.ipynb.
"""

import math

from micrograd_steps.classroom.digraph import Digraph
from micrograd_steps.step03 import numerical_derivative, numerical_gradient, trace

__all__ = ["Value", "draw_dot", "numerical_derivative", "numerical_gradient", "trace"]


class Value:
    """One number, where it came from, and what it does to the output."""

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0  # no effect on the output, as far as we know
        self._prev = tuple(_children)
        self._op = _op
        self.label = label

    def __repr__(self):
        return f"Value(data={self.data})"

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), "*")

    def tanh(self):
        return Value(math.tanh(self.data), (self,), "tanh")


def draw_dot(root):
    """Draw the graph behind root: boxes are values, circles operations."""
    nodes, edges = trace(root)
    name = {v: f"v{i}" for i, v in enumerate(nodes)}
    graph = Digraph()
    for v in nodes:
        fields = [v.label, f"data {v.data:.4f}", f"grad {v.grad:.4f}"]
        graph.box(name[v], fields)
        if v._op:
            graph.circle(name[v] + "op", v._op)
            graph.edge(name[v] + "op", name[v])
    for child, v in edges:
        graph.edge(name[child], name[v] + "op")
    return graph
