"""What steps 05 to 08 get right and what wrong: they are frozen with the lecture's bugs.

A step that suddenly gets a wrong one right is not the step that its lesson teaches.
"""

import math

import pytest
from expressions import NEURON, backward, neuron

from micrograd_steps import step05, step06, step07, step08
from micrograd_steps.step09 import central_gradient


def twice(a):
    return a + a


def twice_and_twice_again(a):
    b = a + a
    return b + b


def product_and_sum(a, b):
    d = a * b
    e = a + b
    return d * e


def sum_and_product(a, b):
    e = a + b
    d = a * b
    return e * d


def diamond(a, b):
    left = a.tanh()
    right = a + b
    return left * right


POINTS = {  # where each graph is measured
    neuron: NEURON,
    twice: [3.0],
    twice_and_twice_again: [3.0],
    product_and_sum: [-2.0, 3.0],
    sum_and_product: [-2.0, 3.0],
    diamond: [0.5, 2.0],
}
ASSIGNED = {  # what is left where gradients are assigned, not added: the last one that arrived
    twice: [1.0],  # two arrows, each brings 1
    twice_and_twice_again: [1.0],  # b has 1 of its 2, and a has 1 of b's
    product_and_sum: [3.0, -2.0],  # from d, which is walked last; −6 and −6 from e are lost
    sum_and_product: [-6.0, -6.0],  # the other way round
    diamond: [2.5 * (1 - math.tanh(0.5) ** 2), math.tanh(0.5)],  # a lacks right's; b is right
}
WRONG = {  # the neuron uses each value once, so it is right everywhere
    step05: ASSIGNED,
    step06: ASSIGNED,
    step07: {},
    step08: {},
}


def measured(graph, step):
    """Return the true gradients of a graph, by central differences of its output."""
    return central_gradient(lambda *xs: graph(*map(step.Value, xs)).data, POINTS[graph])


def near(gradients):
    return pytest.approx(gradients, rel=1e-6, abs=1e-9)


def after_backward(graph, step):
    """Return the output of a graph and its leaves, with gradients."""
    leaves = [step.Value(x) for x in POINTS[graph]]
    out = graph(*leaves)
    backward(out, step)
    return out, leaves


def grads(leaves):
    return [v.grad for v in leaves]


@pytest.mark.parametrize("graph", POINTS)
@pytest.mark.parametrize("step", WRONG)
def test_gradients(step, graph):
    gradients = grads(after_backward(graph, step)[1])
    truth = near(measured(graph, step))
    if graph in WRONG[step]:
        assert gradients != truth
        assert gradients == near(WRONG[step][graph])
    else:
        assert gradients == truth


# How often the truth is in each leaf after a second `backward()` on the same graph, in 07 and 08.
# The gradients in between are still there: each value adds to what it has, and hands on the sum.
ADDED_UP = {
    twice: [2],
    twice_and_twice_again: [3],  # b: 1 + 1, so a: 1 + 2
    product_and_sum: [3, 3],  # d and e: 1 + 1, so a and b: 1 + 2; −9 and −24
    sum_and_product: [3, 3],
    diamond: [3, 3],
    neuron: [5, 5, 5, 5, 3],  # n: 2, the sum before it: 3 as is b, the products: 4
}


@pytest.mark.parametrize("graph", POINTS)
def test_second_backward_assigns_the_same_again(graph):
    out, leaves = after_backward(graph, step06)
    first = grads(leaves)
    out.backward()
    assert grads(leaves) == first


@pytest.mark.parametrize("graph", POINTS)
@pytest.mark.parametrize("step", [step07, step08])
def test_second_backward_adds_up_unless_it_starts_from_zeros_everywhere(step, graph):
    out, leaves = after_backward(graph, step)
    out.backward()
    slopes = measured(graph, step)
    pairs = zip(ADDED_UP[graph], slopes, strict=True)
    assert grads(leaves) == near([times * slope for times, slope in pairs])
    for v in step.trace(out)[0]:
        v.grad = 0.0
    out.backward()
    assert grads(leaves) == near(slopes)
