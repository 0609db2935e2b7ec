"""Step 09's check of gradients: it agrees where they are right, and finds planted bugs."""

import math
import re

import pytest
from expressions import NEURON, neuron

from micrograd_steps import step06, step07, step09, step12, step15
from micrograd_steps.step09 import Value, check_gradients

every_step = pytest.mark.parametrize("step", [step09, step12, step15])


def reused(a, b):
    return a * b + b * b


def knot(a, b):
    c = a / b + 2
    return 1 - c**3 * (c - a).exp()


@pytest.mark.parametrize(
    ("f", "inputs"),
    [
        (neuron, NEURON),
        (reused, [2.0, -3.0]),
        (reused, (2, -3)),
        (knot, [0.5, -2.0]),
        (lambda a, b: a * 0 + b, [1.0, 1.0]),  # a slope of 0
    ],
)
def test_agrees_with_right_gradients(f, inputs):
    check = check_gradients(f, inputs)
    assert check.agrees
    assert "all agree" in repr(check)
    assert [i for i, *_ in check.rows] == list(range(len(inputs)))
    for _, grad, slope, difference in check.rows:
        assert grad == pytest.approx(slope, rel=1e-6, abs=1e-9)
        assert difference < 1e-6


@every_step
def test_every_copy_notices_a_tenth_of_a_thousandth(step):
    def almost(a):
        out = a * a
        a.grad = 1e-4 * 2 * a.data  # backward adds to it
        return out

    check = step.check_gradients(almost, [3.0], kind=step.Value)
    assert not check.agrees
    assert check.worst[3] == pytest.approx(1e-4, rel=1e-3)
    assert step.check_gradients(lambda a: a * 1e-5, [3.0], kind=step.Value).agrees


@every_step
def test_every_copy_counts_differences_near_0_as_they_are(step):
    def almost(a):
        a.grad = 1e-4
        return a * 0.0

    assert step.check_gradients(almost, [3.0], kind=step.Value).worst[3] == pytest.approx(0.1)


@every_step
def test_every_copy_refuses_a_gradient_that_is_infinite(step):
    def infinite(a):
        a.grad = math.inf
        return a * 1.0

    with pytest.raises(ValueError, match="input 0: backprop inf, measured 1.0"):
        step.check_gradients(infinite, [1.0], kind=step.Value)


@every_step
@pytest.mark.parametrize("x", [0, 0.0, 1e-9, -1.0, 1e3, 1e6, -1e6, 1e12, 10**12])
def test_every_copy_raises_no_false_alarm_whatever_the_size(step, x):
    def curved(a, b):
        return (3 * a - b) * (a - 5 * b) + 2 * a

    assert step.check_gradients(curved, [x, x / 3], kind=step.Value).agrees
    assert step.check_gradients(lambda a: 2 * a, [x], kind=step.Value).agrees


@every_step
def test_every_copy_nudges_in_proportion(step):
    nudged = []

    def f(x):
        nudged.append(x)
        return x

    for x in (0.5, -8.0):
        step.central_gradient(f, [x], h=0.25)
    assert nudged == [0.75, 0.25, -6.0, -10.0]


@every_step
def test_a_check_shows_a_line_for_each_input_and_its_verdict(step):
    rows = [(0, 2.0, 2.0, 0.0), (1, 1.0, 3.0, 2 / 3)]
    lines = [
        "input 0: backprop 2.000000, measured 2.000000, relative difference 0.000000",
        "input 1: backprop 1.000000, measured 3.000000, relative difference 0.666667",
    ]
    assert repr(step.GradientCheck(rows)) == "\n".join([*lines, "worst: input 1"])
    assert repr(step.GradientCheck(rows[:1])) == f"{lines[0]}\nall agree"
    assert not step.GradientCheck([(0, 1.0, 1.0, 1e-6)]).agrees  # below a millionth


def test_measures_with_the_kind_it_is_given():
    assert check_gradients(lambda x: 2 * x.relu(), [3.0], kind=step12.Value).agrees


def calls_backward_itself(a, b):
    out = a + 2 * b.tanh()
    out.backward()
    return out


def cuts_the_graph(a, b):
    return a + Value(math.sin(b.data))


def assert_finds(check, worst, grad, slope):
    """The check does not agree, and names the worst input, with both its numbers."""
    assert not check.agrees
    assert check.worst[:3] == (worst, pytest.approx(grad), pytest.approx(slope))
    assert check.worst[3] == pytest.approx(abs(grad - slope) / max(abs(grad), abs(slope)))
    assert f"worst: input {worst}" in repr(check)


def test_finds_gradients_that_are_assigned():
    """Step 06 loses part of b's, and none of a's; step 07 adds."""
    inputs = [2.0, -3.0]
    assert_finds(check_gradients(reused, inputs, kind=step06.Value), 1, 2.0, -4.0)
    assert check_gradients(reused, inputs, kind=step07.Value).agrees


def test_finds_a_second_backward():
    """The sum's 1 + 1 comes to a; 2 · tanh(b) has one value more in between, so b gets 1 + 3."""
    slope = 2 * (1 - math.tanh(0.5) ** 2)
    assert_finds(check_gradients(calls_backward_itself, [2.0, 0.5]), 1, 4 * slope, slope)


def test_finds_a_cut_graph():
    assert_finds(check_gradients(cuts_the_graph, [2.0, 0.5]), 1, 0.0, math.cos(0.5))


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("result", [1.0, None, step07.Value(1.0)], ids=repr)
@every_step
def test_result_that_is_no_value_of_its_kind(step, result):
    named = re.escape(f"must return a {step.__name__}.Value, not {result!r}")
    for check in (step.check_gradients, step.backprop_gradient):
        with pytest.raises(TypeError, match=named):
            check(lambda x: result, [1.0])


@pytest.mark.parametrize("x", ["1", None, [1.0], 1j, Value(1.0)], ids=repr)
@every_step
def test_input_that_is_no_number_is_named(step, x):
    for check in (step.check_gradients, step.backprop_gradient):
        with pytest.raises(TypeError, match=re.escape(f"input 1 is not a number: {x!r}")):
            check(reused, [2.0, x])


@pytest.mark.parametrize("factor", [math.inf, -math.inf, math.nan])
@every_step
def test_gradient_that_is_not_finite(step, factor):
    with pytest.raises(ValueError, match="input 0: backprop 1.0, measured nan"):
        step.check_gradients(lambda a, b: a + b * factor, [1.0, 1.0])


@every_step
def test_no_inputs(step):
    with pytest.raises(ValueError, match="there is no input to check"):
        step.check_gradients(lambda: step.Value(1.0), [])
