"""Step 09: a check of gradients that does not trust backpropagation.

Adds `check_gradients`, backprop against central differences, with `backprop_gradient`,
`central_gradient` and the `GradientCheck` it returns. A central difference looks to both sides:
its error shrinks with the square of h
(https://en.wikipedia.org/wiki/Finite_difference#Relation_with_derivatives).
Taught in notebooks/09_pytorch_check.ipynb.
"""

import math
from numbers import Real

from micrograd_steps.step08 import (
    Value,
    as_value,
    draw_dot,
    numerical_derivative,
    numerical_gradient,
    trace,
)

__all__ = [
    "GradientCheck",
    "Value",
    "as_value",
    "backprop_gradient",
    "central_gradient",
    "check_gradients",
    "draw_dot",
    "numerical_derivative",
    "numerical_gradient",
    "trace",
]


def central_gradient(f, inputs, h=0.00001):
    """Return the slopes of f along its inputs, measured to both sides."""
    slopes = []
    for i, x in enumerate(inputs):
        above, below = list(inputs), list(inputs)
        above[i], below[i] = x + h, x - h
        slopes.append((f(*above) - f(*below)) / (2 * h))
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
