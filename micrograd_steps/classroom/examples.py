"""The lecture's neuron, which several lessons and tests begin with."""

BIAS = 6.8813735870195432  # makes the output 1/sqrt(2) and the gradients plain numbers


def neuron(Value, bias=BIAS):
    """Return the ten values of the neuron that lesson 04 builds, labelled, the output last.

    Value: the class to build it with, from any step that has `tanh`
    """
    x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
    w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
    b = Value(bias, label="b")
    p, q = x1 * w1, x2 * w2
    s = p + q
    n = s + b
    o = n.tanh()
    for value, label in zip((p, q, s, n, o), ("p", "q", "s", "n", "o"), strict=True):
        value.label = label
    return x1, x2, w1, w2, b, p, q, s, n, o
