"""The engine of steps 08, 12 and 15: every operation, its gradients, and what it refuses.

The right numbers come from the same sums on plain floats, the right slopes from nudging those.
"""

import math
import operator
import random
import re

import numpy as np
import pytest
from expressions import functions

from micrograd_steps import step04, step08, step12, step15
from micrograd_steps.step09 import central_gradient

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv]
NUMBERS = [2, -3, 2.5, np.float64(2.5)]
NO_NUMBERS = ["1", None, [1.0], 1j]
FORMULAS = {"relu": lambda x: max(x, 0.0)}  # of functions that `math` does not have

every_step = pytest.mark.parametrize("step", [step08, step12, step15])
every_operator = pytest.mark.parametrize("operation", ARITHMETIC)


def random_pairs():
    """Return points that keep away from 0, where slopes of 1 / x and relu are no use."""
    rng = random.Random(8)
    signs, sizes = [-1, 1], (0.5, 2)
    return [[rng.choice(signs) * rng.uniform(*sizes) for _ in range(2)] for _ in range(10)]


PAIRS = random_pairs()


def assert_agrees(step, inputs, of_values, of_numbers):
    leaves = [step.Value(x) for x in inputs]
    out = of_values(*leaves)
    out.backward()
    assert out.data == pytest.approx(of_numbers(*inputs), rel=1e-12)
    slopes = central_gradient(of_numbers, inputs)
    assert [v.grad for v in leaves] == pytest.approx(slopes, rel=1e-6)


# ---------------------------------------------------------------- values and gradients


@pytest.mark.parametrize("pair", PAIRS)
@every_operator
@every_step
def test_two_values(step, operation, pair):
    assert_agrees(step, pair, operation, operation)


@every_operator
@every_step
def test_one_value_on_both_sides(step, operation):
    def doubled(x):
        return operation(x, x)

    for x, _ in PAIRS:
        assert_agrees(step, [x], doubled, doubled)


@pytest.mark.parametrize("number", NUMBERS, ids=repr)
@every_operator
@every_step
def test_number_on_either_side(step, operation, number):
    def on_the_right(x):
        return operation(x, number)

    def on_the_left(x):
        return operation(number, x)

    for x, _ in PAIRS:
        assert_agrees(step, [x], on_the_right, on_the_right)
        assert_agrees(step, [x], on_the_left, on_the_left)


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
@every_step
def test_numpy_int_on_either_side(step, operation):
    x, number = PAIRS[0][0], np.int64(3)
    assert operation(step.Value(x), number).data == operation(x, 3)
    assert operation(number, step.Value(x)).data == operation(3, x)


@pytest.mark.parametrize("k", [-2, -1, 0, 1, 2, 3, 2.0, np.float64(3)], ids=repr)
@every_step
def test_whole_power(step, k):
    for x, _ in PAIRS:
        assert_agrees(step, [x], lambda x: x**k, lambda x: x**k)


@pytest.mark.parametrize("k", [-1.5, -0.5, 0.5, 2.5, np.float64(0.5)], ids=repr)
@every_step
def test_fractional_power_of_what_is_positive(step, k):
    for x, _ in PAIRS:
        assert_agrees(step, [abs(x)], lambda x: x**k, lambda x: x**k)


@pytest.mark.parametrize(
    ("k", "power", "slope"),
    [(0, 1, 0), (1, 0, 1), (2, 0, 0), (1.5, 0, 0), (0.5, 0, math.inf), (1e-9, 0, math.inf)],
)
@pytest.mark.parametrize("zero", [0, 0.0])
@every_step
def test_power_of_zero(step, zero, k, power, slope):
    """A root leaves 0 straight up."""
    x = step.Value(zero)
    out = x**k
    out.backward()
    assert (out.data, x.grad) == (power, slope)


@every_step
def test_negative(step):
    for x, _ in PAIRS:
        assert_agrees(step, [x], operator.neg, operator.neg)


@pytest.mark.parametrize(
    ("step", "name"), [(s, name) for s in (step08, step12, step15) for name in functions(s.Value)]
)
def test_function(step, name):
    """What a Value has, as `math` has it; and an error where that one gives none."""
    of_value = getattr(step.Value, name)
    of_number = FORMULAS.get(name) or getattr(math, name, None)
    if not of_number:
        pytest.fail(f"`math` has no {name}: say what it is in FORMULAS, tests/test_engine.py")
    for x, _ in PAIRS:
        try:
            of_number(x)
        except ValueError:
            with pytest.raises(ValueError):
                of_value(step.Value(x))
        else:
            assert_agrees(step, [x], of_value, of_number)


@pytest.mark.parametrize(
    ("step", "name"), [(s, name) for s in (step08, step12, step15) for name in functions(s.Value)]
)
def test_function_used_twice(step, name):
    """Both uses bring a gradient, and the second does not wipe out the first's."""
    leaf = step.Value(0.5)
    of_value = getattr(step.Value, name)
    of_value(leaf).backward()
    once, leaf.grad = leaf.grad, 0.0
    (of_value(leaf) + 3 * of_value(leaf)).backward()
    assert leaf.grad == pytest.approx(4 * once, rel=1e-12)


@every_step
def test_power_used_twice(step):
    for x, _ in PAIRS:
        assert_agrees(step, [x], lambda x: x**3 - 2 * x**3, lambda x: -(x**3))


@every_step
def test_sum_starts_with_a_number(step):
    for pair in PAIRS:
        assert_agrees(step, pair, lambda *xs: sum(xs), lambda *xs: sum(xs))


@pytest.mark.parametrize("k", [-1, 0, 1, 2])
@every_step
def test_gradients_of_int_data_are_floats(step, k):
    def everything(x, y):
        return 1 - (2 * x + y) * (x - y) / 3 + 4 / x - x**k + x.tanh() * (-y).exp()

    leaves = [step.Value(3), step.Value(2)]
    out = everything(*leaves)
    nodes, _ = step.trace(out)
    assert {type(v.grad) for v in nodes} == {float}
    out.backward()
    assert {type(v.grad) for v in nodes} == {float}


@pytest.mark.parametrize(
    ("number", "kind"),
    [(2, int), (2.5, float), (True, bool), (np.float64(2.5), float), (np.int64(2), float)],
)
@every_step
def test_number_becomes_a_leaf_and_a_value_stays_itself(step, number, kind):
    leaf = step.as_value(number)
    assert (leaf.data, leaf._prev) == (number, ())
    assert type(leaf.data) is kind
    assert step.as_value(leaf) is leaf


@every_step
def test_results_name_their_operation_and_know_their_children(step):
    x, y = step.Value(2.0), step.Value(3.0)
    both = {"+": x + y, "*": x * y}
    alone = {"exp": x.exp(), "tanh": x.tanh(), "**3": x**3, "**-0.5": x**-0.5}
    if step is not step08:
        alone["ReLU"] = x.relu()
    if step is not step15:
        assert [(v.data, v._prev) for v in (-x)._prev] == [(2.0, ()), (-1, ())]  # x * -1
    if step is step15:
        both |= {"-": x - y, "/": x / y}
        alone |= {"+": x + 1, "*": x * 2, "-": -x}
        assert [out._op for out in (x - 1, 1 - x, x / 2, 2 / x)] == ["-", "-", "*", "/"]
    for outs, children in ((both, (x, y)), (alone, (x,))):
        for name, out in outs.items():
            assert (out._op, out._prev, out.label) == (name, children, "")


@pytest.mark.parametrize("step", [step12, step15])
def test_relu_passes_a_float_back_and_0_at_0(step):
    for x, slope in ((-3, 0), (0, 0), (0.0, 0), (3, 1)):
        leaf = step.Value(x)
        leaf.relu().backward()
        assert leaf.grad == slope
        assert type(leaf.grad) is float
    assert repr(step.Value(0.0).relu().data) == "0.0"  # the number itself, not another 0


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("other", NO_NUMBERS)
@every_operator
@every_step
def test_operand_that_is_no_number_is_named(step, operation, other):
    x = step.Value(2.0)
    words = re.escape(f"a Value goes with Values and numbers, not {other!r}")
    with pytest.raises(TypeError, match=words):
        operation(x, other)
    with pytest.raises(TypeError, match=words):
        operation(other, x)


@every_operator
@every_step
def test_value_of_another_step_is_refused_and_both_are_named(step, operation):
    ours, other = step.Value(2.0), step04.Value(3.0)
    words = f"a Value of {step.__name__} goes with its own kind and numbers, not with a Value of "
    with pytest.raises(TypeError, match=re.escape(words + "micrograd_steps.step04")):
        operation(ours, other)


@pytest.mark.parametrize("other", NO_NUMBERS)
@every_step
def test_exponent_that_is_no_number_is_named(step, other):
    with pytest.raises(TypeError, match=re.escape(f"an exponent is a number, not {other!r}")):
        step.Value(2.0) ** other


@every_step
def test_exponent_is_no_value(step):
    x, k = step.Value(2.0), step.Value(3.0)
    with pytest.raises(TypeError, match=re.escape(repr(k))):
        x**k
    with pytest.raises(TypeError, match="'int' and 'Value'"):
        2**x


@pytest.mark.parametrize("k", [0.5, -1.5, np.float64(0.5)], ids=repr)
@every_step
def test_fractional_power_of_what_is_negative(step, k):
    with pytest.raises(ValueError, match=f"^-2.0 to the power {k} is not real$"):
        step.Value(-2.0) ** k


@pytest.mark.parametrize("zero", [0, 0.0, -0.0], ids=repr)
@every_step
def test_division_by_zero(step, zero):
    x = step.Value(zero)
    for divide in (lambda: x**-1, lambda: x**-0.5, lambda: 1 / x, lambda: x / x, lambda: x / zero):
        with pytest.raises(ZeroDivisionError, match="divides by 0|division by zero"):
            divide()
    with pytest.raises(ZeroDivisionError, match="^0 to the power -2 divides by 0$"):
        x**-2


@every_step
def test_tanh_far_out_where_its_formula_overflows(step):
    def in_parts(n):
        e = (2 * n).exp()
        return (e - 1) / (e + 1)

    assert in_parts(step.Value(354.0)).data == 1.0
    with pytest.raises(OverflowError):
        in_parts(step.Value(355.0))
    for n, o in ((355.0, 1.0), (-355.0, -1.0)):
        leaf = step.Value(n)
        out = leaf.tanh()
        out.backward()
        assert (out.data, leaf.grad) == (o, 0.0)


@pytest.mark.parametrize(("step", "slope"), [(step08, 2.0), (step12, 2.0), (step15, 0.0)])
def test_gradient_of_tanh_in_parts_where_a_square_underflows(step, slope):
    """Wrong without a word in a power's way back; the division of step 15 squares nothing."""
    n = step.Value(200.0)
    e = (2 * n).exp()
    o = (e - 1) / (e + 1)
    o.backward()
    assert (o.data, n.grad) == (1.0, slope)
