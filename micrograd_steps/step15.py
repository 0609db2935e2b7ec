"""Step 15: the same interface, much faster.

Changes `Value`: it keeps its local derivatives beside its children instead of a closure, sorts
only what a gradient can reach, without recursion, and makes no nodes for constants. Adds `dot`,
a weighted sum as one operation, for `Neuron`, and `as_number`. What else stands here again has to
use this step's `Value`. The `Function` of step 14 makes closures, and stays there.
Taught in notebooks/15_faster_scalars.ipynb.
"""

import math
import random
from itertools import pairwise
from numbers import Real
from operator import mul

import numpy as np

from micrograd_steps.step14 import (
    GradientCheck,
    Module,
    central_gradient,
    draw_dot,
    make_moons,
    numerical_derivative,
    numerical_gradient,
    trace,
)

__all__ = [
    "GradientCheck",
    "Layer",
    "MLP",
    "Module",
    "Neuron",
    "Value",
    "as_number",
    "as_value",
    "backprop_gradient",
    "central_gradient",
    "check_gradients",
    "dot",
    "draw_dot",
    "make_moons",
    "max_margin_loss",
    "numerical_derivative",
    "numerical_gradient",
    "trace",
]


def as_number(x):
    """Return x if it is a number, else raise TypeError."""
    if isinstance(x, (int, float, Real)):
        return x if isinstance(x, int) else float(x)
    raise TypeError(f"a Value goes with Values and numbers, not {x!r}")


def as_value(x):
    """Return x itself if it is a Value, else a new leaf of the number."""
    return x if isinstance(x, Value) else Value(as_number(x))


class Value:
    """One number, where it came from, and its slope along each way."""

    __slots__ = ("data", "grad", "label", "_prev", "_op", "_local")

    def __init__(self, data, _children=(), _op="", label="", _local=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._op = _op
        self.label = label
        self._local = _local  # the local derivative for each child

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        if isinstance(other, Value):
            data = self.data + other.data
            return Value(data, (self, other), "+", "", (1.0, 1.0))
        return Value(self.data + as_number(other), (self,), "+", "", (1.0,))

    def __mul__(self, other):
        if isinstance(other, Value):
            data, local = self.data * other.data, (other.data, self.data)
            return Value(data, (self, other), "*", "", local)
        k = as_number(other)
        return Value(self.data * k, (self,), "*", "", (k,))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), "tanh", "", (1 - t**2,))

    def relu(self):
        if self.data < 0:
            return Value(0, (self,), "ReLU", "", (0.0,))
        return Value(self.data, (self,), "ReLU", "", (float(self.data > 0),))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, (self,), "exp", "", (e,))

    def __pow__(self, k):
        if not isinstance(k, Real):
            raise TypeError(f"an exponent is a number, not {k!r}")
        if self.data == 0 and k < 0:
            raise ZeroDivisionError(f"0 to the power {k} divides by 0")
        if self.data < 0 and k % 1 != 0:
            raise ValueError(f"{self.data} to the power {k} is not real")
        if self.data == 0 and k < 1:
            slope = math.inf if k else 0.0
        else:
            slope = k * self.data ** (k - 1)
        return Value(self.data**k, (self,), f"**{k}", "", (slope,))

    def __neg__(self):
        return Value(-self.data, (self,), "-", "", (-1.0,))

    def __sub__(self, other):
        if isinstance(other, Value):
            data = self.data - other.data
            return Value(data, (self, other), "-", "", (1.0, -1.0))
        return Value(self.data - as_number(other), (self,), "-", "", (1.0,))

    def __truediv__(self, other):
        if isinstance(other, Value):
            data = self.data / other.data
            local = (1 / other.data, -data / other.data)
            return Value(data, (self, other), "/", "", local)
        return self * (1 / as_number(other))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(as_number(other) - self.data, (self,), "-", "", (-1.0,))

    def __rtruediv__(self, other):
        data = as_number(other) / self.data
        return Value(data, (self,), "/", "", (-data / self.data,))

    def backward(self):
        """Fill in the gradient of every value behind this one."""
        order, seen, stack = [], set(), [self]
        while stack:
            v = stack.pop()
            if v is None:  # the children of the next one are done
                order.append(stack.pop())
            elif v not in seen:
                seen.add(v)
                stack.append(v)
                stack.append(None)
                if any(v._local):  # else nothing flows back through it
                    stack += [c for c in v._prev if c._prev and c not in seen]
        self.grad = 1.0
        for v in reversed(order):
            grad = v.grad
            if grad:  # from nothing comes nothing
                for child, slope in zip(v._prev, v._local):
                    child.grad += slope * grad


def dot(w, x, start, xs=None):
    """Return start + the sum of all w[i] * x[i], from Values one Value."""
    if len(w) != len(x):
        raise ValueError(f"{len(w)} weights and {len(x)} inputs")
    ws = [v.data for v in w]
    xs = [v.data for v in x] if xs is None else xs
    data = sum(map(mul, ws, xs), start.data)
    return Value(data, (*w, *x, start), "dot", "", (*xs, *ws, 1.0))


class Neuron(Module):
    """A weighted sum of nin inputs and a bias, with ReLU or without."""

    def __init__(self, nin, nonlin=True):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0)
        self.nonlin = nonlin

    def __call__(self, x):
        return self.forward([as_value(v) for v in x])

    def forward(self, x, xs=None):
        """Return the output for a list of Values; xs: their data."""
        if len(x) != len(self.w):
            raise ValueError(f"{self} got {len(x)} inputs")
        act = dot(self.w, x, self.b, xs)
        return act.relu() if self.nonlin else act

    def parameters(self):
        """Return the weights, then the bias."""
        return self.w + [self.b]

    def __repr__(self):
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """nout neurons side by side, all with the same nin inputs."""

    def __init__(self, nin, nout, **kwargs):
        self.neurons = [Neuron(nin, **kwargs) for _ in range(nout)]

    def __call__(self, x):
        x = [as_value(v) for v in x]  # once for all neurons
        xs = [v.data for v in x]
        outs = [neuron.forward(x, xs) for neuron in self.neurons]
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


def max_margin_loss(model, X, y, alpha=0.0001):
    """Return the loss, a Value, and the accuracy, from 0 to 1.

    X: points, (n, 2)   y: labels, -1 or 1, (n,)   alpha: weight of L2
    """
    inputs = [[Value(x) for x in row] for row in np.asarray(X).tolist()]
    scores = [model(row) for row in inputs]
    pairs = list(zip(np.asarray(y).tolist(), scores, strict=True))
    losses = [(1 + -yi * score).relu() for yi, score in pairs]
    data_loss = sum(losses) * (1.0 / len(losses))
    l2_loss = alpha * sum(p * p for p in model.parameters())
    right = [(yi > 0) == (score.data > 0) for yi, score in pairs]
    return data_loss + l2_loss, sum(right) / len(right)


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
