"""Step 12: micrograd.

Adds `relu`, `Module`, `zero_grad`: micrograd as published.
Taught in notebooks/12_micrograd.ipynb.
"""

import math
import random
from itertools import pairwise
from numbers import Real

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


def as_value(x):
    """Return x itself if it is a Value, a new leaf if it is a number.

    Raises TypeError for all else, a Value of another step included.
    """
    if isinstance(x, Value):
        return x
    if isinstance(x, Real):
        return Value(x if isinstance(x, int) else float(x))
    if type(x).__name__ == "Value":
        ours, other = Value.__module__, type(x).__module__
        raise TypeError(f"a Value of {ours} goes with its own kind and "
                        f"numbers, not with a Value of {other}")
    raise TypeError(f"a Value goes with Values and numbers, not {x!r}")


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
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = as_value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += 1.0 * out.grad
            other.grad += 1.0 * out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = as_value(other)
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

    def relu(self):
        out = Value(0 if self.data < 0 else self.data, (self,), "ReLU")

        def _backward():
            self.grad += (out.data > 0) * out.grad

        out._backward = _backward
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, k):
        if not isinstance(k, Real):
            raise TypeError(f"an exponent is a number, not {k!r}")
        if self.data == 0 and k < 0:
            raise ZeroDivisionError(f"0 to the power {k} divides by 0")
        if self.data < 0 and k % 1 != 0:  # k isn't whole
            raise ValueError(f"{self.data} to the power {k} is not real")
        out = Value(self.data**k, (self,), f"**{k}")

        def _backward():
            if self.data == 0 and k < 1:  # a root leaves 0 straight up
                slope = math.inf if k else 0.0
            else:
                slope = k * self.data ** (k - 1)
            self.grad += slope * out.grad

        out._backward = _backward
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -as_value(other)

    def __truediv__(self, other):
        return self * as_value(other) ** -1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return as_value(other) - self

    def __rtruediv__(self, other):
        return as_value(other) / self

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


def central_gradient(f, inputs, h=0.00001):
    """Return the slopes of f along its inputs, measured to both sides.

    f: takes numbers, one for each input, returns one
    h: how far to nudge an input of size 1 or less; larger ones are
       nudged by h times their size
    """
    slopes = []
    for i, x in enumerate(inputs):
        step = h * max(1, abs(x))
        above, below = list(inputs), list(inputs)
        above[i], below[i] = x + step, x - step
        slopes.append((f(*above) - f(*below)) / (2 * step))
    return slopes


def backprop_gradient(f, inputs, kind=Value):
    """Return the gradients of f with respect to its inputs.

    Raises TypeError for what is not a number or not a Value.
    """
    for i, x in enumerate(inputs):
        if not isinstance(x, Real):
            raise TypeError(f"input {i} is not a number: {x!r}")
    leaves = [kind(x) for x in inputs]
    out = f(*leaves)
    if not isinstance(out, kind):
        name = f"{kind.__module__}.{kind.__name__}"
        raise TypeError(f"f must return a {name}, not {out!r}")
    out.backward()
    return [leaf.grad for leaf in leaves]


class GradientCheck:
    """Rows of (input, backprop, measured, relative difference)."""

    def __init__(self, rows):
        self.rows = rows
        self.worst = max(rows, key=lambda row: row[-1])
        self.agrees = self.worst[-1] < 1e-6

    def __repr__(self):
        lines = [
            f"input {i}: backprop {grad:.6f}, measured {slope:.6f},"
            f" relative difference {difference:.6f}"
            for i, grad, slope, difference in self.rows
        ]
        worst = f"worst: input {self.worst[0]}"
        return "\n".join([*lines, "all agree" if self.agrees else worst])


def check_gradients(f, inputs, kind=Value):
    """Compare backprop with central differences, input by input.

    f: takes Values of that kind, one for each input, returns one
    Raises TypeError for what is not a number or not a Value, and
    ValueError where there is no input or no finite gradient.
    """
    if len(inputs) == 0:
        raise ValueError("there is no input to check")
    grads = backprop_gradient(f, inputs, kind)
    slopes = central_gradient(lambda *xs: f(*map(kind, xs)).data, inputs)
    rows = []
    for i, (grad, slope) in enumerate(zip(grads, slopes, strict=True)):
        if not math.isfinite(grad + slope):
            raise ValueError(f"input {i}: backprop {grad}, measured {slope}")
        size = max(abs(grad), abs(slope), 0.001)  # near 0, absolute
        rows.append((i, grad, slope, abs(grad - slope) / size))
    return GradientCheck(rows)


class Module:
    """What neurons, layers and nets have in common."""

    def zero_grad(self):
        """Set the gradients of all parameters to 0."""
        for p in self.parameters():
            p.grad = 0.0

    def parameters(self):
        """Return the Values that training may change."""
        return []


class Neuron(Module):
    """A weighted sum of nin inputs and a bias, with ReLU or without."""

    def __init__(self, nin, nonlin=True):
        if nin < 1:
            raise ValueError(f"a neuron has 1 input or more, not {nin}")
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0)
        self.nonlin = nonlin

    def __call__(self, x):
        """Return a Value. Raises ValueError unless x holds nin numbers."""
        x = list(x)
        if len(x) != len(self.w):
            raise ValueError(f"{self} got {len(x)} inputs")
        act = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return act.relu() if self.nonlin else act

    def parameters(self):
        """Return the weights, then the bias."""
        return self.w + [self.b]

    def __repr__(self):
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """nout neurons side by side, one or more, all with the same inputs."""

    def __init__(self, nin, nout, **kwargs):
        if nout < 1:
            raise ValueError(f"a layer has 1 neuron or more, not {nout}")
        self.neurons = [Neuron(nin, **kwargs) for _ in range(nout)]

    def __call__(self, x):
        x = list(x)  # an iterator can be read only once
        outs = [neuron(x) for neuron in self.neurons]
        return outs[0] if len(outs) == 1 else outs

    def parameters(self):
        """Return those of all neurons, in order."""
        return [p for neuron in self.neurons for p in neuron.parameters()]

    def __repr__(self):
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    """Layers in a row, with ReLU in all but the last."""

    def __init__(self, nin, nouts):
        last = len(nouts) - 1
        self.layers = [
            Layer(nin, nout, nonlin=i != last)
            for i, (nin, nout) in enumerate(pairwise([nin, *nouts]))
        ]

    def __call__(self, x):
        for layer in self.layers:
            x = layer([x] if isinstance(x, Value) else x)
        return x

    def parameters(self):
        """Return those of all layers, in order."""
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self):
        return f"MLP of [{', '.join(map(str, self.layers))}]"
