"""Step 01: Numerical derivatives.

Adds `numerical_derivative`, `numerical_gradient`.
Taught in notebooks/01_numerical_derivatives.ipynb.
"""


def numerical_derivative(f, x, h=0.0001):
    """Return the slope of f at x: the rise of f over a run of h.

    Raises ZeroDivisionError if h is 0.
    """
    return (f(x + h) - f(x)) / h


def numerical_gradient(f, inputs, h=0.0001):
    """Return a list: the slope of f along each of its inputs in turn.

    Raises ZeroDivisionError if h is 0.
    """
    slopes = []
    for i in range(len(inputs)):
        nudged = list(inputs)
        nudged[i] += h
        slopes.append((f(*nudged) - f(*inputs)) / h)
    return slopes
