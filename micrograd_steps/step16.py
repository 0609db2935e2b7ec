"""Step 16: whole arrays of numbers in place of single ones.

Adds `Tensor`, with NumPy's broadcasting, `as_tensor` and `unbroadcast`; puts `Layer`, `MLP` and
`max_margin_loss` on it. The local derivative is no longer a number: it is a function from the
gradient of a result to that of a child. There is no `Neuron` any more: a layer is one product.
Taught in notebooks/16_tensors.ipynb.
"""

import operator
import random
from itertools import pairwise
from numbers import Real

import numpy as np

from micrograd_steps.step15 import (
    GradientCheck,
    Module,
    Value,
    as_number,
    as_value,
    backprop_gradient,
    central_gradient,
    check_gradients,
    dot,
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
    "Tensor",
    "Value",
    "as_number",
    "as_tensor",
    "as_value",
    "backprop_gradient",
    "central_gradient",
    "check_gradients",
    "combine",
    "dot",
    "draw_dot",
    "make_moons",
    "max_margin_loss",
    "numerical_derivative",
    "numerical_gradient",
    "trace",
    "unbroadcast",
]


def as_tensor(x):
    """Return a Tensor as it is, numbers as a new leaf of their shape."""
    if isinstance(x, Tensor):
        return x
    try:
        return Tensor(np.add(x, 0, dtype=float))  # only numbers can
    except (TypeError, ValueError):
        raise TypeError(f"a Tensor holds numbers, not {x!r}") from None


def unbroadcast(grad, shape):
    """Return grad summed up over what broadcasting has stretched.

    grad: array of the stretched shape; shape: the one to return to
    """
    if grad.shape == shape:
        return grad
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    stretched = [i for i, n in enumerate(shape) if n == 1]
    return grad.sum(axis=tuple(stretched), keepdims=True)


def combine(function, sign, a, b):
    """Return function(a.data, b.data), an array of the broadcast shape.

    Raises ValueError, with sign and both shapes, if they do not fit.
    """
    try:
        return function(a.data, b.data)
    except ValueError:
        shapes = f"{a.data.shape} {sign} {b.data.shape}"
        raise ValueError(f"shapes do not fit: {shapes}") from None


class Tensor:
    """An array of any shape, where it came from, how gradients go back."""

    __slots__ = ("data", "grad", "label", "_prev", "_op", "_pull")
    __array_ufunc__ = None  # NumPy: leave array * Tensor to the Tensor

    def __init__(self, data, _children=(), _op="", label="", _pull=()):
        self.data = np.asarray(data, dtype=float)
        self.grad = None  # an array of the same shape, after backward()
        self._prev = _children
        self._op, self.label = _op, label
        self._pull = _pull  # for each child: result's gradient -> its own

    def __repr__(self):
        return f"Tensor(shape={self.data.shape}, data={self.data})"

    def __add__(self, other):
        """Return the sums, number by number, of the broadcast shape."""
        other = as_tensor(other)
        data = combine(operator.add, "+", self, other)
        return Tensor(data, (self, other), "+", "", (lambda g: g, lambda g: g))

    def __mul__(self, other):
        """Return the products, number by number, of the broadcast shape."""
        other = as_tensor(other)
        a, b = self.data, other.data
        data = combine(operator.mul, "*", self, other)
        pull = (lambda g: g * b, lambda g: g * a)
        return Tensor(data, (self, other), "*", "", pull)

    def __matmul__(self, other):
        """Return the matrix product: (n, k) @ (k, m) is (n, m)."""
        other = as_tensor(other)
        a, b = self.data, other.data
        if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
            shapes = f"{a.shape} @ {b.shape}"
            raise ValueError(f"shapes do not fit: {shapes}")
        pull = (lambda g: g @ b.T, lambda g: a.T @ g)
        return Tensor(a @ b, (self, other), "@", "", pull)

    def sum(self):
        """Return the sum of all numbers, of shape ()."""
        shape = self.data.shape
        pull = (lambda g: np.full(shape, g),)
        return Tensor(self.data.sum(), (self,), "sum", "", pull)

    def relu(self):
        """Return max(0, x) for each number; the same shape."""
        data = np.maximum(self.data, 0.0)
        return Tensor(data, (self,), "ReLU", "", (lambda g: g * (data > 0),))

    def tanh(self):
        """Return tanh of each number; the same shape."""
        t = np.tanh(self.data)
        return Tensor(t, (self,), "tanh", "", (lambda g: g * (1 - t**2),))

    def exp(self):
        """Return e to the power of each number; the same shape."""
        e = np.exp(self.data)
        return Tensor(e, (self,), "exp", "", (lambda g: g * e,))

    def __pow__(self, k):
        """Return each number to the power k, one number; the same shape."""
        if not isinstance(k, Real):
            raise TypeError(f"an exponent is a number, not {k!r}")
        x = self.data
        if k < 0 and (x == 0).any():
            raise ZeroDivisionError(f"0 to the power {k} divides by 0")
        if k % 1 != 0 and (x < 0).any():
            raise ValueError(f"{x.min()} to the power {k} is not real")
        with np.errstate(divide="ignore"):  # the slope of a root at 0
            slope = k * x ** (k - 1.0) if k else 0.0 * x
        return Tensor(x**k, (self,), f"**{k}", "", (lambda g: g * slope,))

    def mean(self):
        """Return the mean of all numbers, of shape ()."""
        return self.sum() * (1.0 / self.data.size)

    def __neg__(self):
        """Return minus each number; the same shape."""
        return Tensor(-self.data, (self,), "-", "", (lambda g: -g,))

    def __sub__(self, other):
        """Return the differences, of the broadcast shape."""
        other = as_tensor(other)
        data = combine(operator.sub, "-", self, other)
        return Tensor(data, (self, other), "-", "", (lambda g: g, lambda g: -g))

    def __truediv__(self, other):
        """Return the quotients, of the broadcast shape."""
        other = as_tensor(other)
        if not other.data.all():
            raise ZeroDivisionError("a 0 in the quotient divides by 0")
        data, b = combine(operator.truediv, "/", self, other), other.data
        pull = (lambda g: g / b, lambda g: -g * data / b)
        return Tensor(data, (self, other), "/", "", pull)

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return as_tensor(other) - self

    def __rtruediv__(self, other):
        return as_tensor(other) / self

    def __rmatmul__(self, other):
        return as_tensor(other) @ self

    def backward(self):
        """Fill in the gradients of the sum of this tensor's numbers.

        Each has its tensor's shape. Leaves add up; some share an array.
        """
        order, seen, stack = [], set(), [self]
        while stack:
            v = stack.pop()
            if v is None:  # the children of the next one are done
                order.append(stack.pop())
            elif v not in seen:
                seen.add(v)
                stack += [v, None, *(c for c in v._prev if c._prev)]
        for v in order:  # those of the middle begin anew
            v.grad = None
        self.grad = np.ones_like(self.data)
        for v in reversed(order):
            for child, pull in zip(v._prev, v._pull, strict=True):
                grad = unbroadcast(pull(v.grad), child.data.shape)
                child.grad = grad if child.grad is None else child.grad + grad


class Layer(Module):
    """nout neurons at once: x @ w + b, (n, nout), with ReLU or without."""

    def __init__(self, nin, nout, nonlin=True):
        draw = [random.uniform(-1, 1) for _ in range(nout * nin)]
        self.w = Tensor(np.reshape(draw, (nout, nin)).T.copy())  # (nin, nout)
        self.b = Tensor(np.zeros(nout))  # (nout,)
        self.nonlin = nonlin

    def __call__(self, x):
        """Return (n, nout) for x of shape (n, nin)."""
        act = as_tensor(x) @ self.w + self.b
        return act.relu() if self.nonlin else act

    def parameters(self):
        """Return the weights, (nin, nout), and the biases, (nout,)."""
        return [self.w, self.b]

    def __repr__(self):
        return f"Layer{self.w.data.shape}"


class MLP(Module):
    """Layers in a row, (n, nin) to (n, nouts[-1]), the last without ReLU."""

    def __init__(self, nin, nouts):
        last = len(nouts) - 1
        self.layers = [
            Layer(nin, nout, nonlin=i != last)
            for i, (nin, nout) in enumerate(pairwise([nin, *nouts]))
        ]

    def __call__(self, x):
        """Return (n, nouts[-1]) for x of shape (n, nin)."""
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        """Return each layer's weights, (nin, nout), and biases, (nout,)."""
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self):
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def max_margin_loss(model, X, y, alpha=0.0001):
    """Return the loss, a Tensor (), and the accuracy, from 0 to 1.

    X: points, (n, 2)   y: labels, -1 or 1, (n,)   alpha: weight of L2
    Raises ValueError if labels and scores differ in number.
    """
    y = np.reshape(y, (-1, 1))
    scores = model(X)
    if scores.data.shape != y.shape:
        shapes = f"{scores.data.shape} scores, {y.shape} labels"
        raise ValueError(f"shapes do not fit: {shapes}")
    data_loss = (1 - y * scores).relu().mean()
    l2_loss = alpha * sum((p * p).sum() for p in model.parameters())
    right = (y > 0) == (scores.data > 0)
    return data_loss + l2_loss, float(right.mean())
