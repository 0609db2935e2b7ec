"""Step 14: operations of your own.

Adds `Function`, which makes a forward and a backward into an operation on Values, in the manner
of `torch.autograd.Function`, and two examples: `Tanh` and `LegendreP3`, the Legendre polynomial
of degree 3 (https://en.wikipedia.org/wiki/Legendre_polynomials).
Taught in notebooks/14_new_functions.ipynb.
"""

import math

from micrograd_steps.step13 import (
    MLP,
    GradientCheck,
    Layer,
    Module,
    Neuron,
    Value,
    as_value,
    backprop_gradient,
    central_gradient,
    check_gradients,
    draw_dot,
    make_moons,
    max_margin_loss,
    numerical_derivative,
    numerical_gradient,
    trace,
)

__all__ = [
    "Function",
    "GradientCheck",
    "Layer",
    "LegendreP3",
    "MLP",
    "Module",
    "Neuron",
    "Tanh",
    "Value",
    "as_value",
    "backprop_gradient",
    "central_gradient",
    "check_gradients",
    "draw_dot",
    "make_moons",
    "max_margin_loss",
    "numerical_derivative",
    "numerical_gradient",
    "trace",
]


class Function:
    """An operation: a subclass says how to go forward and back."""

    def forward(self, *numbers):
        """Return the output; keep on self what backward needs."""
        raise NotImplementedError

    def backward(self, grad):
        """Return a list, a gradient for each input; grad: the output's."""
        raise NotImplementedError

    @classmethod
    def apply(cls, *inputs):
        """Return the output as a Value that knows its way back.

        Raises ValueError if backward returns too few or too many.
        """
        function = cls()
        inputs = [as_value(x) for x in inputs]
        data = function.forward(*(v.data for v in inputs))
        out = Value(data, inputs, cls.__name__)

        def _backward():
            for v, grad in zip(inputs, function.backward(out.grad), strict=True):
                v.grad += grad

        out._backward = _backward
        return out


class Tanh(Function):
    """tanh, as in lesson 04."""

    def forward(self, x):
        self.out = math.tanh(x)
        return self.out

    def backward(self, grad):
        return [grad * (1 - self.out**2)]


class LegendreP3(Function):
    """The polynomial (5x³ - 3x) / 2, with the slope 1.5 (5x² - 1)."""

    def forward(self, x):
        self.x = x
        return 0.5 * (5 * x**3 - 3 * x)

    def backward(self, grad):
        return [grad * 1.5 * (5 * self.x**2 - 1)]
