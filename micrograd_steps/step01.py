"""Step 01: Numerical derivatives.

Adds `numerical_derivative`, `numerical_gradient`.
Taught in notebooks/01_numerical_derivatives.ipynb.
"""


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
