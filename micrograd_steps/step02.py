"""Step 02: a class that wraps one number.

Adds `Value`, with `+` and `*`.
Taught in notebooks/02_value.ipynb.
"""

from micrograd_steps.step01 import numerical_derivative, numerical_gradient

__all__ = ["Value", "numerical_derivative", "numerical_gradient"]


class Value:
    """One number."""

    def __init__(self, data):
        self.data = data

    def __repr__(self):
        return f"Value(data={self.data})"

    def __add__(self, other):
        return Value(self.data + other.data)

    def __mul__(self, other):
        return Value(self.data * other.data)
