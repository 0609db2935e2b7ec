"""The blanks of lesson 16: how a gradient goes back through an operation on arrays."""

import operator

import numpy as np

from micrograd_steps import step16
from micrograd_steps.practice.frame import Blank, NotYet, Wrong, expect, returned, shown, told

HINTS = {
    "name 'g' is not defined": "It comes on the way back: begin each function with `lambda g:`.",
    "positional argument": "The function gets g, and nothing else.",
    "NoneType": "On the way back it is g that arrives.",
    "truth value": "`max` and `if` ask for one number; `np.maximum` goes number by number.",
    "does not support ufuncs": "NumPy's functions take the array in a Tensor, its `.data`.",
    "mismatch": "In a matrix product rows meet columns: which shape has each factor?",
}


def measured(f, arrays, i, g):
    """Return what the gradient of array i is where g comes back to f of the arrays, by nudging."""
    leaves = [step16.Tensor(array) for array in arrays]
    slopes = step16.measured_gradient(f, leaves, i, g)
    return np.round(slopes, 6) + 0.0  # nudging rounds; and no −0


def array_in(found, what):
    """Return what a learner's function has computed if it is an array."""
    if found is ...:
        raise NotYet
    if found is None:
        raise Wrong(f"{what}: the function returns nothing.")
    if not hasattr(found, "shape"):
        inside = " Take the array in it, its `.data`." if hasattr(found, "_prev") else ""
        raise Wrong(f"{what} has to be an array, and is a {type(found).__name__}.{inside}")
    return found


def unbroadcast(made):
    """made: the function. A missing axis, a stretched one, both, all, none."""
    hints = {
        "out of range": "Shape may have fewer axes than grad: they are aligned on the right.",
        "out of bounds": "`axis` takes numbers of axes, from 0; a sum takes its axis away.",
        "operand": "Nothing is stretched here: axes have to be summed, by their numbers.",
        "reshape": "Axes have to be summed, by their numbers: `grad.sum(axis=…)`.",
    }
    same_length = "It sums an axis of the same length in both; they are aligned on the right."
    rows = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    tables = np.arange(1.0, 13.0).reshape(2, 3, 2)
    for grad, shape in (
        *((rows, shape) for shape in [(2,), (3, 1), (1, 2), (), (3, 2)]),
        *((tables, shape) for shape in [(2,), (3, 1), (1, 1)]),
    ):
        back = np.zeros(shape)
        wanted = measured(lambda t, grad=grad: t + np.zeros(grad.shape), [back], 0, grad)
        slips = [
            (grad, "Nothing is summed here; but each number was used more than once."),
            (wanted * (back.size / grad.size), "That is the mean: gradients are added up."),
            (wanted.squeeze(), "An axis of length 1 is summed and kept: `keepdims=True`."),
            (wanted[np.newaxis], "A missing axis is summed away: there without `keepdims`."),
            (grad.sum(), "That sums everything, also the axes which were not stretched."),
            (grad.sum(keepdims=True), "That sums everything, not only what was stretched."),
            (grad.sum(axis=-1), "That axis was not missing: the first ones are, not the last."),
            (grad.sum(axis=0), same_length),
            (grad.sum(axis=0, keepdims=True), same_length),
            (grad.sum(axis=tuple(range(grad.ndim - 1)))[np.newaxis], same_length),
            (grad[0], "That is the first row alone: all of them were used."),
        ]
        example = f"{shown(grad)} back to the shape {shape}"
        with told(example, hints):
            found = returned(made, grad.copy(), shape)
        expect(array_in(found, example), wanted, example, slips)


def pull_back(pulls, f, arrays, g, names, slips):
    """Judge the functions for the way back, one for each array, against nudging.

    f: takes Tensors of the arrays
    slips: for each array, pairs as `expect` takes them
    """
    if pulls is ...:
        raise NotYet
    if not isinstance(pulls, tuple | list) or len(pulls) != len(names):
        many = "a pair of functions" if names[1:] else "a function in a tuple, (f,)"
        there = f"a tuple of {len(pulls)}" if isinstance(pulls, tuple | list) else "nothing"
        there = "a single function" if callable(pulls) else there
        raise Wrong(f"What is wanted here is {many}; and there is {there}.")
    values = zip(names, arrays, strict=True)
    given = ", ".join(f"{name} is {shown(array)}" for name, array in values)
    for i, pull in enumerate(pulls):
        if pull is ...:
            raise NotYet
        if not callable(pull):
            raise Wrong(f"For {names[i]} there has to be a function of g, and not {shown(pull)}.")
        example = f"{given}, g is {shown(g)}. The gradient of {names[i]}"
        with told(example, HINTS), np.errstate(all="ignore"):
            found = array_in(pull(g.copy()), example)
        if not np.isfinite(found).all():
            raise Wrong(f"{example}: yours gives {shown(found)}. Is something divided by 0?")
        wanted, local = (measured(f, arrays, i, each) for each in (g, np.ones(g.shape)))
        common = [
            (g, "The local derivative is not multiplied in."),
            (-wanted, "The sign is the other way round."),
            (local, "g is not multiplied in."),
        ]
        expect(found, wanted, example, [*slips[i], *common])


def times(Tensor):
    g = np.array([10.0, 100.0])
    for a, b in (([2.0, 3.0], [5.0, -1.0]), ([0.0, 3.0], [5.0, 0.0])):
        a, b = np.array(a), np.array(b)
        with told("a * b", HINTS):
            out = Tensor(a) * Tensor(b)
        slips = [
            [
                (g * own, f"That is g times {name} itself; it has to be the other's numbers."),
                (g + other, "They are added, not multiplied."),
                (g * out.data, "That is g times the product."),
                (np.sum(g * other), "Nothing is to be summed: it goes number by number."),
            ]
            for name, own, other in (("a", a, b), ("b", b, a))
        ]
        pull_back(out._pull, operator.mul, [a, b], g, ["a", "b"], slips)


def relu(Tensor):
    x = np.array([-2.0, 3.0, 4.0])
    g = np.array([5.0, -7.0, 6.0])
    leaf = Tensor(x)
    example = f"ReLU of {shown(x)}"
    with told(example, HINTS):
        out = returned(Tensor.relu, leaf)
    if not isinstance(out, Tensor):
        raise Wrong(f"{example}: the result has to be a Tensor, and is {shown(out)}.")
    cut = np.maximum(x, 0)
    slips = [(cut, "The input itself has been changed; the result needs an array of its own.")]
    expect(leaf.data, x, f"{example}: the input afterwards", slips)
    slips = [
        (x > 0, "Those are the slopes."),
        (np.minimum(x, 0), "That keeps the other ones."),
        (x.max(), "`np.max` finds the largest of all; `np.maximum` goes number by number."),
    ]
    expect(out.data, cut, example, slips)
    if not isinstance(out._prev, tuple | list) or not out._prev:
        raise Wrong(f"{example}: the result has to know its input. `(self,)` comes second.")
    if not isinstance(out._op, str) or not isinstance(out.label, str):
        raise Wrong(f"{example}: the functions come fifth, after the sign and an empty label.")
    slips = [
        (np.maximum(g, 0), "It is g that is cut off; but it is the input which decides."),
        (g * cut, "That is g times the output, and not times the slope."),
        (g * (x < 0), "It is the other way round: what was cut off gets nothing."),
        (g, "Everything gets through; but what was cut off has no effect."),
        (g[x > 0], "What was cut off needs a place, too: its gradient is 0."),
    ]
    if list(out._prev) == [leaf]:
        pull_back(out._pull, step16.Tensor.relu, [x], g, ["the input"], [slips])
    else:  # made of other operations
        (out * g).backward()
        back = measured(step16.Tensor.relu, [x], 0, g)
        expect(array_in(leaf.grad, example), back, f"{example}: the gradient", slips)


def matmul_pulls(made):
    """made: the function. Two by two, where all slips can be computed; then other shapes."""
    number_by_number = "That multiplies number by number: the matrix product is `@`."
    changed = "The numbers are right, but for the other one: the two have changed places."
    square = [[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]], [[0.0, 1.0], [10.0, 0.0]]
    for a, b, g in (square, ([[1.0, 2.0]], [[5.0, 6.0, 7.0], [7.0, 8.0, 9.0]], [[1, 0, 10.0]])):
        a, b, g = np.array(a), np.array(b), np.array(g)
        slips = [[], []]
        if len(a) == 2:
            slips[0] = [
                (a.T @ g, changed),
                (b.T @ g, "The factors have changed places: g stands on the left here."),
                (g @ b, "A row of g meets a row of b: b has to be transposed."),
                (b @ g, "A row of g meets a row of b: g stands on the left, b is transposed."),
                (g @ a.T, "These are a's own numbers: it has to be b's."),
                (g * b, number_by_number),
                (g * b.T, number_by_number),
            ]
            slips[1] = [
                (g @ b.T, changed),
                (g @ a.T, "The factors have changed places: a stands on the left here."),
                (a @ g, "A column of a meets a column of g: a has to be transposed."),
                (g @ a, "A column of a meets a column of g: a is transposed, g on the right."),
                (b.T @ g, "These are b's own numbers: it has to be a's."),
                (a * g, number_by_number),
                (a.T * g, number_by_number),
            ]
        with told("Before any g has come", HINTS):
            pulls = returned(made, a, b)
        pull_back(pulls, operator.matmul, [a, b], g, ["a", "b"], slips)


CUT = "np.maximum(self.data, 0.0)"
RELU = 'data = {}\nreturn Tensor(data, (self,), "ReLU", "", {})'  # data, pull

BLANKS = {
    "unbroadcast": Blank(
        "return grad, summed over the first axes, as many as shape lacks; and, with `keepdims`, "
        "over those which have the length 1 in shape",
        unbroadcast,
        right=(
            "while grad.ndim > len(shape):\n"
            "    grad = grad.sum(axis=0)\n"
            "for i, n in enumerate(shape):\n"
            "    if n == 1:\n"
            "        grad = grad.sum(axis=i, keepdims=True)\n"
            "return grad",
            "padded = (1,) * (grad.ndim - len(shape)) + shape\n"
            "axes = tuple(i for i, n in enumerate(padded) if n == 1)\n"
            "return grad.sum(axis=axes).reshape(shape)",
            "back = np.zeros(shape)\n"
            "for place in np.ndindex(grad.shape):\n"
            "    own = place[grad.ndim - len(shape):]\n"
            "    back[tuple(i if n > 1 else 0 for i, n in zip(own, shape))] += grad[place]\n"
            "return back",
        ),
        wrong={
            "return grad": "each number was used more than once.",
            "return grad.sum(axis=0)": "it is (3, 1). It sums an axis of the same length",
            "return grad.sum(axis=0, keepdims=True)": "A missing axis is summed away",
            "return grad.sum(axis=-1)": "the first ones are, not the last.",
            "return grad.mean(axis=0)": "That is the mean",
            "return grad.sum()": "That sums everything",
            "missing = grad.ndim - len(shape)\n"
            "grad.sum(axis=tuple(range(missing)))": "is there a `return`",
            "missing = grad.ndim - len(shape)\n"
            "return grad.sum(axis=tuple(range(missing)))": "[5, 6]] back to the shape (3, 1): "
            "yours has the shape (3, 2), and it is (3, 1). Nothing is summed",
            "missing = grad.ndim - len(shape)\n"
            "grad = grad.sum(axis=tuple(range(missing)))\n"
            "ones = tuple(i for i, n in enumerate(shape) if n == 1)\n"
            "return grad.sum(axis=ones)": "kept: `keepdims=True`",
            "for i, n in enumerate(shape):\n"
            "    if n == 1:\n"
            "        grad = grad.sum(axis=i, keepdims=True)\n"
            "while grad.ndim > len(shape):\n"
            "    grad = grad.sum(axis=0)\n"
            "return grad": "(1, 2), and it is (3, 1). It sums an axis",
        },
    ),
    "pull": Blank(
        "two functions of g, in parentheses, with a comma: the gradient of self, then that of "
        "other; g comes in, and a and b are at hand",
        times,
        right=(
            "tuple(lambda g, x=x: g * x for x in (b, a))",
            "(b.__mul__, lambda g: np.multiply(a, g))",
        ),
        wrong={
            "(lambda g: g * a, lambda g: g * b)": "g times a itself; it has to be the other's",
            "(lambda g: b, lambda g: a)": "g is not multiplied in.",
            "(lambda g: g, lambda g: g)": "The local derivative is not multiplied in.",
            "(g * b, g * a)": "It comes on the way back",
            "(b, a)": "For a there has to be a function of g, and not [5, -1].",
            "(lambda g: g * other, lambda g: g * self)": "is a Tensor. Take the array in it",
            "(lambda g: g + b, lambda g: g + a)": "They are added, not multiplied.",
            "lambda g: (g * b, g * a)": "there is a single function.",
            "(lambda g: g @ b, lambda g: g @ a)": "it goes number by number.",
            "(lambda g: g * data / a, lambda g: g * data / b)": "Is something divided by 0?",
        },
    ),
    "relu": Blank(
        "as in exp: no number of data is below 0 (np.maximum goes number by number); the function "
        "lets g through where one was above 0",
        relu,
        right=(
            "on = self.data > 0\n"
            'return Tensor(self.data * on, (self,), "ReLU", "", (lambda g: g * on,))',
            "x = self.data\n"
            "pull = lambda g: np.where(x > 0, g, 0.0)\n"
            'return Tensor(np.where(x > 0, x, 0.0), (self,), "ReLU", "", [pull])',
        ),
        wrong={
            RELU.format("max(0, self.data)", "(lambda g: g * (data > 0),)"): "ask for one number",
            RELU.format(CUT, "(lambda g: g * (data > 0))"): "there is a single function.",
            RELU.format(CUT, "(g * (data > 0),)"): "It comes on the way back",
            RELU.format(CUT, "(lambda g: data > 0,)"): "g is not multiplied in.",
            RELU.format(CUT, "(lambda g: np.maximum(g, 0),)"): "the input which decides.",
            RELU.format(CUT, "(lambda g: g * data,)"): "g times the output, and not",
            RELU.format(CUT, "(lambda g: g,)"): "Everything gets through",
            RELU.format(CUT, "(lambda g: g * on,)").replace("return ", ""): "is there a `return`",
            RELU.format(CUT, "(lambda g: g,)").replace(' "",', ""): "come fifth",
            "return np.maximum(self.data, 0.0)": "the result has to be a Tensor",
            "return Tensor(np.maximum(self.data, 0.0))": "the result has to know its input.",
        },
    ),
    "matmul_pulls": Blank(
        "return two functions of g, with a comma between: the first gives the gradient of a, the "
        "second that of b",
        matmul_pulls,
        right=(
            "def to_a(g):\n    return np.matmul(g, b.T)\n\n"
            "def to_b(g):\n    return np.matmul(a.T, g)\n\nreturn to_a, to_b",
            "return (lambda g: (b @ g.T).T), (lambda g: (g.T @ a).T)",
            'return [lambda g: np.einsum("nm,km->nk", g, b), '
            'lambda g: np.einsum("nk,nm->km", a, g)]',
        ),
        wrong={
            "return lambda g: b.T @ g, lambda g: a.T @ g": "g stands on the left here.",
            "return lambda g: g @ b.T, lambda g: g @ a.T": "a stands on the left here.",
            "return lambda g: g @ b, lambda g: a @ g": "b has to be transposed.",
            "return lambda g: g @ b.T, lambda g: a @ g": "a has to be transposed.",
            "return lambda g: a.T @ g, lambda g: g @ b.T": "the two have changed places.",
            "return lambda g: g * b, lambda g: g * a": "the matrix product is `@`.",
            "return g @ b.T, a.T @ g": "It comes on the way back",
            "return lambda g: (g @ b.T, a.T @ g)": "there is a single function.",
            "lambda g: g @ b.T, lambda g: a.T @ g": "is there a `return`",
        },
    ),
}
