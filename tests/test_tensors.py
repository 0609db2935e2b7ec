"""Step 16: every operation on arrays, against PyTorch and finite differences."""

import math
import operator
import re
from functools import partial

import arrays
import numpy as np
import pytest
import torch
from arrays import assert_same, leaf, near, random_array

from micrograd_steps import step15
from micrograd_steps.step16 import Tensor, as_array, as_tensor, check_tensors, unbroadcast

assert_as_in_torch = partial(arrays.assert_as_in_torch, Tensor)
assert_as_measured = partial(arrays.assert_as_measured, Tensor)

ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
SHAPES = [  # pairs that go together; each is taken in both orders
    ((), ()),
    ((3,), (3,)),
    ((2, 3), (2, 3)),
    ((3,), (2, 3)),
    ((2, 1), (1, 3)),
    ((2, 1), (2, 3)),
    ((1, 3), (2, 3)),
    ((1, 1), (2, 3)),
    ((1,), (2, 3)),
    ((1,), (3,)),
    ((1,), ()),
    ((), (2, 3)),
    ((2, 1, 3), (4, 1)),
    ((0, 3), (3,)),
    ((0, 3), (1, 3)),
    ((0, 3), (0, 3)),
    ((0, 3), (1, 1)),
    ((0, 3), ()),
    ((0,), (1,)),
]
FUNCTIONS = {
    "sum": lambda t: t.sum(),
    "mean": lambda t: t.mean(),
    "relu": lambda t: t.relu(),
    "tanh": lambda t: t.tanh(),
    "exp": lambda t: t.exp(),
    "neg": lambda t: -t,
    "**2": lambda t: t**2,
    "**3": lambda t: t**3,
    "**0": lambda t: t**0,
    "**1": lambda t: t**1,
    "**-1": lambda t: t**-1,
    "**-2.0": lambda t: t**-2.0,
    "**np2": lambda t: t ** np.float64(2),
}
POSITIVE = {
    "**0.5": lambda t: t**0.5,
    "**-1.5": lambda t: t**-1.5,
}
EMPTY = [(0,), (0, 3)]
ONE_SHAPE = [(), (1,), (3,), (2, 3), (2, 1, 3), *EMPTY]
MATRICES = [(2, 3, 4), (1, 1, 1), (1, 3, 1), (3, 1, 2), (0, 3, 2), (2, 0, 3), (2, 3, 0)]

every_operator = pytest.mark.parametrize("sign", ARITHMETIC)


# ---------------------------------------------------------------- values and gradients


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@every_operator
def test_two_tensors_of_shapes_that_go_together(sign, shapes):
    for one, other in (shapes, shapes[::-1]):
        both = random_array(one, 1), random_array(other, 2)
        assert_as_in_torch(ARITHMETIC[sign], *both)
        assert_as_measured(ARITHMETIC[sign], *both)


@every_operator
def test_one_tensor_on_both_sides(sign):
    assert_as_in_torch(lambda t: ARITHMETIC[sign](t, t), random_array((2, 3)))


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        (name, shape)
        for name in FUNCTIONS | POSITIVE
        for shape in ONE_SHAPE
        if name != "mean" or shape not in EMPTY  # there is no mean of nothing
    ],
)
def test_functions(name, shape):
    f = (FUNCTIONS | POSITIVE)[name]
    array = random_array(shape, positive=name in POSITIVE)
    assert_as_in_torch(f, array)
    assert_as_measured(f, array)


def test_mean_of_nothing_is_refused():
    with pytest.raises(ZeroDivisionError):
        Tensor(np.ones((0, 3))).mean()


@pytest.mark.parametrize("n, k, m", MATRICES)
def test_matrix_product(n, k, m):
    both = random_array((n, k), 1), random_array((k, m), 2)
    assert_as_in_torch(operator.matmul, *both)
    assert_as_measured(operator.matmul, *both)


def test_matrix_product_with_itself():
    assert_as_in_torch(lambda t: t @ t, random_array((3, 3)))


def test_shared_subexpressions():
    def knot(a, b):
        c = a @ b
        d = c * c + c
        return (d - c).tanh() * d.exp() ** 0.1 + c.relu() / (d * d + 1) + b.sum()

    both = 0.3 * random_array((2, 3), 1), 0.3 * random_array((3, 2), 2)
    assert_as_in_torch(knot, *both)
    assert_as_measured(knot, *both)


def test_small_tensors_stretched_in_many_ways():
    def stretched(a, b, c):
        return (a * b + b) * (b - a) / (a * a + 1) + b * c

    assert_as_in_torch(stretched, *(random_array(shape) for shape in [(2, 3), (3,), (4, 2, 3)]))


def test_a_hundred_thousand_chained_additions():
    x = Tensor([1.0, 2.0])
    out = x
    for _ in range(100_000):
        out = out + x
    out.backward()
    assert x.grad.tolist() == [100_001.0] * 2


def test_relu_at_0_and_powers_of_0():
    t = Tensor([0.0, -1.0, 1.0])
    t.relu().backward()
    assert t.grad.tolist() == [0.0, 0.0, 1.0]
    for k, power, slope in ((0, 1, 0), (1, 0, 1), (2, 0, 0), (1.5, 0, 0), (0.5, 0, math.inf)):
        zero = Tensor([0.0])
        out = zero**k
        out.backward()
        assert (out.data.tolist(), zero.grad.tolist()) == ([power], [slope])


# ---------------------------------------------------------------- numbers and arrays


@pytest.mark.parametrize(
    "other",
    [2, -3, 2.5, np.float64(2.5), np.int64(2), np.float32(0.5), True,
     np.full(3, 1.5), np.full((2, 3), 1.5), np.full((2, 1), 2), np.array(2.0), [1.0, 2.0, 3.0]],
    ids=repr,
)  # fmt: skip
@every_operator
def test_numbers_and_arrays_on_either_side(sign, other):
    operation, array = ARITHMETIC[sign], random_array((2, 3))
    as_float = np.asarray(other, dtype=float)
    for f, in_numpy in (
        (lambda t: operation(t, other), operation(array, as_float)),
        (lambda t: operation(other, t), operation(as_float, array)),
    ):
        out = f(Tensor(array))
        assert type(out) is Tensor
        assert out.data == near(in_numpy)
        assert_as_measured(f, array)


def test_arrays_in_a_matrix_product_on_either_side():
    array = random_array((2, 3))
    assert_as_measured(lambda t: np.ones((4, 2)) @ t, array)
    assert_as_measured(lambda t: t @ np.ones((3, 4)), array)
    assert (np.full((1, 2), 2.0) @ Tensor(array)).data == near(2 * array.sum(0, keepdims=True))
    assert type(np.ones((2, 2)) @ Tensor(array)) is Tensor


def test_sum_starts_with_a_number():
    t = Tensor([1.0, 2.0])
    out = sum([t, t, t])
    out.backward()
    assert (out.data.tolist(), t.grad.tolist()) == ([3.0, 6.0], [3.0, 3.0])


@pytest.mark.parametrize("data", [3, [1, 2], np.arange(3), True, np.float32([0.5])], ids=repr)
def test_numbers_of_all_kinds_become_float(data):
    for t in (Tensor(data), as_tensor(data)):
        assert t.data.dtype == np.float64
        (t * t).backward()
        assert t.grad.dtype == np.float64
        assert t.grad == near(2 * np.asarray(data, dtype=float))


def test_a_tensor_shares_no_memory_with_what_it_was_made_from():
    array = np.array([1.0, 2.0])
    tensor, constant = Tensor(array), as_tensor(array)
    tensor.data -= 1
    assert array.tolist() == constant.data.tolist() == [1.0, 2.0]
    array += 5
    assert tensor.data.tolist() == [0.0, 1.0]


def test_a_minus_zero_stays_one():
    assert math.copysign(1, as_array(-0.0)) == -1


NO_NUMBERS = [None, "3", "word", 1j, ["a"], [None, 1.0], [[1.0], [1.0, 2.0]], step15.Value(1.0)]


@pytest.mark.parametrize("data", [*NO_NUMBERS, Tensor(1.0)], ids=repr)
def test_a_tensor_of_what_is_no_numbers_is_refused(data):
    start = "rows of equal length, please: " if data == [[1.0], [1.0, 2.0]] else ""
    named = re.escape((start or "a Tensor holds numbers, not ") + repr(data))
    with pytest.raises(TypeError, match=f"^{named}$"):
        Tensor(data)


def test_as_tensor_keeps_a_tensor():
    t = Tensor([1.0])
    assert as_tensor(t) is t


# ---------------------------------------------------------------- backward, again


def shared_middle(a, b):
    c = a * b + a
    return (c * c + c).tanh().sum() * c.mean()


def test_second_backward_is_as_in_torch():
    """Leaves add up, the middle begins anew."""
    both = random_array((2, 3), 1), random_array((3,), 2)
    ours, theirs = [Tensor(a) for a in both], [leaf(a) for a in both]
    out, their_out = shared_middle(*ours), shared_middle(*theirs)
    for times in (1, 2, 3):
        out.backward()
        their_out.backward(retain_graph=True)
        for mine, yours in zip(ours, theirs, strict=True):
            assert_same(mine.grad, yours.grad)
        assert out.grad == 1.0, times


def test_two_outputs_of_one_middle_add_up_in_the_leaves():
    a, b = random_array((2, 3), 1), random_array((2, 3), 2)
    ours, theirs = [Tensor(a), Tensor(b)], [leaf(a), leaf(b)]
    for x, y in (ours, theirs):
        middle = x * y
        keep = {"retain_graph": True} if torch.is_tensor(middle) else {}
        (middle * 2).sum().backward(**keep)
        (middle * middle).sum().backward()
    for mine, yours in zip(ours, theirs, strict=True):
        assert_same(mine.grad, yours.grad)


def test_first_gradient_of_one_leaf_does_not_change_with_anothers():
    """A sum hands the same array to both sides: neither may add into it in place."""
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    c = a + b
    (c + a).backward()
    assert (a.grad.tolist(), b.grad.tolist()) == ([2.0, 2.0], [1.0, 1.0])
    kept = b.grad
    (b * 5).backward()
    assert (kept.tolist(), b.grad.tolist()) == ([1.0, 1.0], [6.0, 6.0])


def test_backward_of_an_array_is_that_of_its_sum():
    whole, summed = Tensor([1.0, 2.0]), Tensor([1.0, 2.0])
    (whole**2).backward()
    (summed**2).sum().backward()
    assert whole.grad.tolist() == summed.grad.tolist()


def test_backward_of_a_leaf():
    t = Tensor([1.0, 2.0])
    t.backward()
    assert t.grad.tolist() == [1.0, 1.0]


# ---------------------------------------------------------------- unbroadcast


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
def test_unbroadcast_turns_broadcasting_round(shapes):
    for shape in shapes:
        grad = np.ones(np.broadcast_shapes(*shapes))
        back = unbroadcast(grad, shape)
        assert back.shape == shape
        assert back.sum() == grad.sum()
        assert (back is grad) == (shape == grad.shape)  # what was not stretched is not copied


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("shapes", [((2, 3), (4,)), ((2,), (3,)), ((2, 3), (3, 2)), ((0,), (2,))])
@every_operator
def test_mismatch_names_both_shapes_and_the_operation(sign, shapes):
    a, b = (np.ones(shape) for shape in shapes)
    named = "^" + re.escape(f"shapes do not fit: {shapes[0]} {sign} {shapes[1]}") + "$"
    for one, other in ((Tensor(a), Tensor(b)), (Tensor(a), b)):
        with pytest.raises(ValueError, match=named):
            ARITHMETIC[sign](one, other)
    either_order = f"{named}|{re.escape(f'fit: {shapes[1]} {sign} {shapes[0]}')}"
    with pytest.raises(ValueError, match=either_order):
        ARITHMETIC[sign](a, Tensor(b))


@pytest.mark.parametrize(
    "shapes", [((2, 3), (2, 3)), ((3,), (3, 2)), ((2, 3), (3,)), ((), (2, 3)), ((1, 2, 3), (3, 2))]
)
def test_mismatch_in_a_matrix_product(shapes):
    a, b = (np.ones(shape) for shape in shapes)
    named = "^" + re.escape(f"shapes do not fit: {shapes[0]} @ {shapes[1]}") + "$"
    for one, other in ((Tensor(a), Tensor(b)), (Tensor(a), b), (a, Tensor(b))):
        with pytest.raises(ValueError, match=named):
            one @ other


@pytest.mark.parametrize("other", ["1", None, "word", 1j, ["a"], [[1.0], [1.0, 2.0]]], ids=repr)
@pytest.mark.parametrize("sign", [*ARITHMETIC, "@"])
def test_operand_that_is_no_numbers_is_named(sign, other):
    operation = (ARITHMETIC | {"@": operator.matmul})[sign]
    t = Tensor(np.ones((2, 2)))
    with pytest.raises(TypeError, match=re.escape(repr(other))):
        operation(t, other)
    with pytest.raises(TypeError, match=re.escape(repr(other))):
        operation(other, t)


@pytest.mark.parametrize("k", ["1", None, [1.0], 1j, Tensor(2.0), np.ones(2)], ids=repr)
def test_exponent_that_is_no_number_is_named(k):
    with pytest.raises(TypeError, match="^an exponent is a number, not " + re.escape(repr(k))):
        Tensor(2.0) ** k


@pytest.mark.parametrize("base", [2, 2.0, np.float64(2), np.ones(2)], ids=repr)
def test_tensor_as_exponent_is_refused(base):
    with pytest.raises(TypeError):
        base ** Tensor(2.0)


@pytest.mark.parametrize("k", [0.5, -1.5])
def test_fractional_power_of_what_is_negative(k):
    with pytest.raises(ValueError, match=f"^-2.0 to the power {k} is not real$"):
        Tensor([1.0, -2.0]) ** k


def test_division_by_zero():
    zero = Tensor([1.0, 0.0])
    for divide in (
        lambda: zero**-1,
        lambda: zero**-0.5,
        lambda: 1 / zero,
        lambda: zero / zero,
        lambda: zero / 0,
        lambda: zero / np.zeros(2),
    ):
        with pytest.raises(ZeroDivisionError, match="^(0 to the .*|a 0 in the .*) divides by 0$"):
            divide()


def test_unknown_attribute_is_an_error():
    with pytest.raises(AttributeError):
        Tensor(1.0).gard = 1.0


def test_relu_of_infinities():
    t = Tensor([-np.inf, -1.0, 0.0, np.inf])
    out = t.relu()
    assert out.data.tolist() == [0.0, 0.0, 0.0, np.inf]
    out.backward()
    assert t.grad.tolist() == [0.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("f", "op"),
    [
        (lambda t: t + t, "+"),
        (lambda t: t - t, "-"),
        (lambda t: t * t, "*"),
        (lambda t: t / t, "/"),
        (lambda t: t @ t, "@"),
        (lambda t: -t, "-"),
        (lambda t: t**2, "**2"),
        (lambda t: t.sum(), "sum"),
        (lambda t: t.exp(), "exp"),
        (lambda t: t.relu(), "ReLU"),
        (lambda t: t.tanh(), "tanh"),
        (lambda t: Tensor(t.data), ""),
    ],
)
def test_the_circle_of_each_operation_names_it_and_results_have_no_label(f, op):
    out = f(Tensor(np.ones((2, 2))))
    assert (out._op, out.label) == (op, "")


def test_a_tensor_as_text():
    assert repr(Tensor([1.0, 2.0])) == "Tensor(shape=(2,), data=[1. 2.])"


# ---------------------------------------------------------------- the judge on arrays


def with_pulls(*pulls):
    """Return a product of matrices whose way back is wrong."""

    def product(a, b):
        return Tensor(a.data @ b.data, (a, b), "@", "", [pull(a.data, b.data) for pull in pulls])

    return product


def right_for_a(a, b):
    return lambda g: g @ b.T


def right_for_b(a, b):
    return lambda g: a.T @ g


@pytest.mark.parametrize(
    ("f", "shapes"),
    [
        (operator.matmul, [(2, 3), (3, 4)]),
        (with_pulls(right_for_a, right_for_b), [(2, 3), (3, 4)]),
        (operator.mul, [(2, 3), (3,)]),
        (lambda a, b: a, [(2, 3), (3,)]),  # b plays no part
        (lambda a: (a * a).sum(), [()]),
    ],
)
def test_the_judge_agrees_with_right_gradients(f, shapes):
    check = check_tensors(f, [random_array(shape, i) for i, shape in enumerate(shapes)])
    assert check.agrees
    assert [i for i, *_ in check.rows] == list(range(len(shapes)))


@pytest.mark.parametrize(
    ("pulls", "worst"),
    [
        ((lambda a, b: lambda g: b.T @ g, right_for_b), 0),  # the wrong side
        ((right_for_a, lambda a, b: lambda g: g @ a.T), 1),
        ((lambda a, b: lambda g: g @ b, right_for_b), 0),  # not transposed
        ((lambda a, b: lambda g: np.ones_like(g) @ b.T, right_for_b), 0),  # g forgotten
        ((right_for_a, lambda a, b: lambda g: 0 * b), 1),
    ],
)
def test_the_judge_finds_wrong_pulls(pulls, worst):
    check = check_tensors(with_pulls(*pulls), random_array((2, 3, 3)))
    assert not check.agrees
    assert check.worst[0] == worst


def test_the_judge_refuses_slopes_that_are_not_finite():
    said = r"^input 0: backprop \[inf inf\], measured \[(inf|nan) (inf|nan)\]$"
    with pytest.raises(ValueError, match=said), np.errstate(all="ignore"):
        check_tensors(lambda a: (a * 1e308) * 1e308, [np.ones(2)])


def with_pull(forth, pull):
    """Return an operation on one tensor, on arrays, and what hands its gradient back."""
    return lambda t: Tensor(forth(t.data), (t,), "", "", (pull,))


def test_the_judge_finds_gradients_in_the_wrong_places():
    turned = with_pull(lambda a: a[::-1], lambda g: g)
    assert not check_tensors(turned, [np.ones(3)]).agrees
    assert check_tensors(with_pull(lambda a: a[::-1], lambda g: g[::-1]), [np.ones(3)]).agrees


def test_the_judge_measures_small_gradients_by_their_size_and_tells_the_worst_number():
    slopes = np.array([1.0, 0.01, 100.0])
    wrong = np.array([1.0, 0.01001, 100.0])
    _, grad, slope, difference = check_tensors(
        with_pull(lambda a: a * slopes, lambda g: g * wrong), [np.ones(3)]
    ).worst
    assert grad == pytest.approx(1.5 * 0.01001)  # 1.5: it is weighed, like all that come out
    assert slope == pytest.approx(1.5 * 0.01)
    assert difference == pytest.approx(0.001, rel=0.01)


def test_an_operation_with_too_few_pulls_is_refused():
    out = Tensor(1.0, (Tensor(1.0), Tensor(2.0)), "", "", (lambda g: g,))
    with pytest.raises(ValueError):
        out.backward()


def test_numbers_lie_row_by_row_in_memory():
    """In two orders, a weight and its gradient would take ten times as long if they are large."""
    assert as_array(np.ones((2, 3)).T).flags.c_contiguous
    assert Tensor(np.ones((2, 3)).T).data.flags.c_contiguous
