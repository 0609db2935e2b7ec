"""Step 07: gradients that arrive by several ways add up.

Changes `=` to `+=` wherever `Value` passes a gradient back: the multivariable chain rule.
A second `backward()` now adds on top of the first.
Taught in notebooks/07_gradient_accumulation.ipynb.
"""

import math

from micrograd_steps.step06 import draw_dot, numerical_derivative, numerical_gradient, trace

__all__ = ["Value", "draw_dot", "numerical_derivative", "numerical_gradient", "trace"]


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
        """Fill in the gradient of every value behind this one."""
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
