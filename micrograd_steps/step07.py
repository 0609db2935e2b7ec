"""Step 07: Gradient accumulation.

Adds `+=` in place of `=`: gradients add up.
Taught in notebooks/07_gradient_accumulation.ipynb.
"""

import math

from micrograd_steps.classroom.digraph import Digraph, clear_errors


def numerical_derivative(f, x, h=0.0001):
    """Return the slope of f at x: the rise of f over a run of h.

    It is the definition of the derivative, without its limit.
    f: a function of one number
    h: small, to the right if positive, to the left if negative; not 0
    """
    return (f(x + h) - f(x)) / h


def numerical_gradient(f, inputs, h=0.0001):
    """Return a list: the slope of f along each of its inputs in turn.

    f: a function of as many numbers as there are inputs
    h: how far each of them is nudged, small and not 0
    """
    start = f(*inputs)
    slopes = []
    for i in range(len(inputs)):
        nudged = list(inputs)
        nudged[i] += h
        slopes.append((f(*nudged) - start) / h)
    return slopes


class Value:
    """One number, where it came from, and what it does to the output."""

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0  # no effect on the output, as far as we know
        self._backward = lambda: None  # a leaf has nothing to pass on
        self._prev = tuple(_children)
        self._op = _op
        self.label = label

    def __repr__(self):
        return f"Value(data={self.data})"

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += 1.0 * out.grad
            other.grad += 1.0 * out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,), "tanh")

        def _backward():
            self.grad += (1 - out.data**2) * out.grad

        out._backward = _backward
        return out

    def backward(self):
        """Set this gradient to 1 and pass gradients back to all behind it.

        The order is a topological sort by depth-first search, read backward:
        https://en.wikipedia.org/wiki/Topological_sorting#Depth-first_search
        Raises RecursionError where a chain has more than about 970 values.
        """
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for child in v._prev:
                    visit(child)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            v._backward()


@clear_errors
def trace(root):
    """Return the nodes and the edges of the graph behind root.

    nodes: a list of Values, each once and after its children, root last
    edges: a list of pairs (child, result), two for a child used twice
    """
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
        graph.box(name[v], v.label, data=v.data, grad=v.grad)
        if v._op:
            graph.circle(name[v] + "op", v._op)
            graph.edge(name[v] + "op", name[v])
    for child, v in edges:
        graph.edge(name[child], name[v] + "op")
    return graph
