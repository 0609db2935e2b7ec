"""The exercises of lesson 16: shapes on the way back, and three new operations on arrays."""

import numpy as np

from micrograd_steps import step16
from micrograd_steps.practice.arrays import agree_in_shape, agree_one_by_one, array_of
from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    returned,
    same,
    shown,
    slopes,
    told,
    which_slip,
)
from micrograd_steps.practice.lesson16 import HINTS, measured

TYPICAL = {  # a part of what Python says: the slip in words
    "'NoneType' object has no attribute 'shape'": "Is there a `return` in the pull?",
    "'function' object is not iterable": "The pulls stand in a tuple: `(pull,)`, with a comma.",
    "object is not callable": "A pull is a function of g: `lambda g: …`.",
    "'Tensor' object has no attribute 'shape'": "The pull has to give an array: take `x.data`.",
    "'Tensor' object has no attribute": "An array has that, and a Tensor does not: see `.data`.",
    "object has no attribute 'shape'": "The pull has to give an array, of the shape of x.",
    "cannot reshape": "There may be any number of rows: −1 stands for as many as it takes.",
    "could not be broadcast": "Write both shapes down, aligned on the right. (`keepdims=True` "
    "keeps an axis.)",
    "truth value of an array": "An `if`, or `central_gradient`, asks for one number, and gets an "
    "array. `np.where`, and + − · /, go number by number.",
    "must be of ArrayType": "np.log takes one input, and here it gets several. What is "
    "the formula of its slope?",
    "boolean array indexing": "g has to be stretched first; `np.where(table, g, 0.0)` does that.",
    "shapes do not fit": "In `@`, the rows on the left meet the columns on the right.",
    **HINTS,
}


def stretched(shape_of_c, gradients):
    filled(shape_of_c=shape_of_c)
    a, b = step16.Tensor([[2.0], [5.0]]), step16.Tensor([1.0, 10.0, 100.0])
    c = a * b
    c.backward()
    (n, _), (m,) = a.data.shape, b.data.shape
    slips = [
        ((m, n), "Aligned on the right, the 3 of b stands below the 1 of a: it is the last axis."),
        ((n, 1), "The 1 of a is stretched to the length of b."),
        ((m,), "a has an axis more than b, and it stays."),
        ((n * m,), "So many numbers there are; but on how many axes?"),
    ]
    agree("shape_of_c", shape_of_c, c.data.shape, slips, "Align (2, 1) and (3,) on the right.")
    grads = {name: array_of(f"the gradient of {name}", gradients.get(name)) for name in "ab"}
    whole = "That is one for each place of c. But each number of {0} serves {1} of them: add up."
    for name, tensor, other, axis, along, nudged in (
        ("a", a, b, 1, "row", "the 2 becomes 2.1, three"),
        ("b", b, a, 0, "column", "the 10 becomes 10.1, two"),
    ):
        example = f"If {nudged} numbers of c change. By how much, taken together?"
        found, wanted, count = grads[name], tensor.grad, c.data.shape[axis]
        places = np.ones_like(c.data) * other.data
        added = c.data.sum(axis=axis).reshape(wanted.shape)
        slips = [
            (places, whole.format(name, count)),
            (wanted / count, "That is the mean: where a number is used again, gradients add up."),
            (added, f"So much each {along} of c adds up to. How does that answer to a nudge?"),
            (tensor.data * count, f"{name}'s own numbers: in a product, the other's count."),
            (np.full(wanted.shape, count), "So it would be if c were a + b. It is a product."),
        ]
        agree_in_shape(name, found, wanted, slips, example)


def bills(loss_of):
    prices = np.array([[2.0], [3.0]])
    fruit = np.array([[1.0, 0.0], [0.0, 2.0], [2.0, 1.0], [1.0, 3.0]])
    for w, rows in ((prices, 4), (np.array([[0.5], [1.0]]), 2), (prices - 1, 3)):
        x = fruit[:rows]
        y = (x @ prices).ravel()
        example = f"prices {shown(w.ravel())}, {rows} bills {shown(y)}"
        leaf = step16.Tensor(w)
        with told(example, TYPICAL):
            loss = returned(loss_of, leaf, x.copy(), y.copy())
        if not isinstance(loss, step16.Tensor):
            raise Wrong(
                f"{example}: the loss has to be a Tensor, and is {shown(loss)}. Arrays, such as "
                "`.data`, know no way back."
            )
        off = (x @ w).ravel() - y
        table = ((x @ w - y) ** 2).mean()
        if w is prices and same(loss.data, table):
            raise NotYet(
                f"by the true prices, 2 and 3, no bill is off; the loss is {shown(table)}. Of how "
                "many differences is that the mean?"
            )
        slips = [
            (table, "Each score still meets every bill."),
            ((off**2).sum(), "That is the sum; it has to be the mean."),
            ((off**2).sum() / rows**2, "The mean is over the whole table, zeros and all."),
            (off**2, "The mean makes a single number of it."),
            ((off**2).reshape(-1, 1), "The mean makes a single number of it."),
            (off.mean(), "The square is missing: too much and too little make up for each other."),
            (off.mean() ** 2, "The square comes first, or too much makes up for too little."),
            (((x @ w - y.mean()) ** 2).mean(), "Each score has a bill of its own, not the mean."),
            (off.sum() ** 2, "Each bill has to come out right, not only all together."),
        ]
        way = "Each score minus its own bill, squared; then the mean of these."
        expect(loss.data, np.array((off**2).mean()), f"{example}: the loss", slips, way)
        loss.backward()
        if leaf.grad is None:
            raise Wrong(f"{example}: the loss is right, but no gradient reaches the prices.")


def comes_back(f, x, g, example, forward):
    """Return the gradient that reaches x where g comes back to f(x), after a look at f(x)."""
    leaf = step16.Tensor(x)
    with told(example, TYPICAL), np.errstate(all="ignore"):
        out = returned(f, leaf)
        if not isinstance(out, step16.Tensor):
            raise Wrong(f"{example}: the result has to be a Tensor, and is {shown(out)}.")
        if any(pull is ... for pull in out._pull):
            raise NotYet(f"a pull is still open: {example.partition('(')[0]}")
        expect(out.data, forward, example)
        (out * g).backward()
    if leaf.grad is not None and not np.isfinite(leaf.grad).all():
        raise Wrong(f"{example}: it gives {shown(leaf.grad)}. Is something divided by 0?")
    if leaf.grad is None:
        raise Wrong(f"{example}: no gradient reaches x. The result has to know its input: `(x,)`.")
    return leaf.grad


def log_and_row_sums(log, row_sums):
    x, g = np.array([0.5, 4.0]), np.array([3.0, -2.0])
    local = [
        (1 / x, "g is not multiplied in."),
        (g, "The local derivative is not multiplied in: log is steep near 0, and flat far away."),
        (g * x, "So it would be for x² / 2. How steep is log at 0.5, and at 4: the larger, the?"),
        (g * np.log(x), "That is the log itself, not its slope. (Only exp is its own slope.)"),
        (g / np.log(x), "It is divided by the log. What stands below is x itself."),
        (g * np.exp(x), "That is the slope of exp. The two undo each other; so do their slopes."),
        (-g / x**2, "That is what 1 / x has for a slope."),
    ]
    example = f"log({shown(x)})"
    found = comes_back(log, x, g, example, np.log(x))
    wanted = measured(log, [x], 0, g)
    way = "Which shape has x, and how steep is log at each of its numbers?"
    expect(found, wanted, f"{example}, g is {shown(g)}: the gradient", local, way)

    x, g = np.array([[1.0, 2.0, -3.0], [4.0, 0.0, 6.0]]), np.array([[10.0], [1.0]])
    example = f"row_sums({shown(x)})"
    k, ones = x.shape[1], np.ones(x.shape)
    shares = [
        (g, "The one g of a row has to reach all three numbers of it."),
        (ones, "g is not multiplied in."),
        (g / k * ones, "It is not split: each number is felt in full, and gets all of g."),
        (g.sum() * ones, "Each number belongs to one row: it gets that row's g, and no other's."),
        (g.sum(), "A sum is stretched on the way back: nothing is to be summed there."),
        (g * x, "The slope of a sum along each number is 1, however large the number is."),
        (np.resize(g, x.shape), "The g of the rows are mixed up: the first row has the first g."),
    ]
    found = comes_back(row_sums, x, g, example, x.sum(axis=1, keepdims=True))
    wanted = measured(row_sums, [x], 0, g)
    way = "Each number of x needs a place, and gets the g of its row there."
    expect(found, wanted, f"{example}, g is {shown(g)}: the gradient", shares, way)


ARRIVES = 6.0  # at the largest
RULES = {"first": (6.0, 0.0), "all": (6.0, 6.0), "shared": (3.0, 3.0)}


def tie(slope, keep):
    for numbers in ([3.0, 3.0, 1.0], [3.0, 3.0, 3.0]):
        key = shown(numbers)
        filled(**{f"the slope of {key}": slope.get(key)})
        wanted = float(np.round(step16.central_gradient(lambda *xs: max(xs), numbers)[0], 6))
        slips = [
            (1.0, "Upwards, yes: the largest goes along. And downwards? Another 3 is left."),
            (0.0, "Downwards, yes: another 3 is left. And upwards?"),
            (1 / 3, "Nudging knows of no sharing: one number is moved, the others stand still."),
            (ARRIVES * wanted, "That is 6 times the slope; the slope alone is asked for."),
        ]
        way = "From 3 − h to 3 + h: where is the largest each time? Divide its rise by 2h."
        agree(f"the slope of {key}", slope[key], wanted, slips, way)
    keep = [keep] if isinstance(keep, str) else keep
    filled(keep=keep)
    if not isinstance(keep, list | tuple | set) or set(keep) - set(RULES):
        raise Wrong(f'The rules are called "first", "all" and "shared"; yours is {keep!r}.')
    for rule, parts in RULES.items():
        rise, promised = 0.1 * sum(parts), 0.1 * ARRIVES
        says = f"By “{rule}”, the two 3 get {shown(list(parts))}. Both grow by 0.1, and L by"
        if rule in keep and not same(rise, promised):
            raise Wrong(
                f"{says} {shown(rise)}, say these gradients. But the largest has grown by 0.1 "
                f"alone, not by 0.1 twice: that makes {shown(promised)}."
            )
        if rule not in keep and same(rise, promised):
            unfair = "It may look unfair, but it" if rule == "first" else "It"
            raise Wrong(
                f"{says} {shown(rise)}, say these gradients; and that is what L does. {unfair} "
                "keeps the promise."
            )


def largest(max_along):
    plain = np.array([[1.0, 7.0], [9.0, 2.0], [4.0, 5.0]])
    tied = np.array([[3.0, 3.0, 1.0], [2.0, 5.0, 4.0], [8.0, 8.0, 8.0]])
    column = np.array([[6.0], [10.0], [12.0]])
    for x, arriving, axis in (
        (plain, np.array([[10.0], [-1.0], [3.0]]), 1),
        (plain, np.array([[10.0, -1.0]]), 0),
        (tied, column, 1),
        (tied.T, column.T, 0),
    ):
        g, top = arriving, x.max(axis=axis, keepdims=True)
        mask, example = x == top, f"max_along({shown(x)}, axis={axis})"
        found = comes_back(lambda t, axis=axis: max_along(t, axis), x, g, example, top)
        slips = [
            (mask, "g is not multiplied in."),
            (0 * g, "All of it is 0. A Tensor is equal to no array: compare its `x.data`."),
            (g * np.ones(x.shape), "Every number gets it; but only the largest is felt."),
            (g, "It has to get back to the places of x: those that are not largest get 0."),
            (g * (x == x.max()), "That is the largest of all; each row, or column, has its own."),
            (g * (x == x.max(axis=1 - axis, keepdims=True)), "That is along the other axis."),
            (g * top * mask, "The slope along the largest is 1, however large it is."),
            (g * x, "The slope along the largest is 1, along the others 0."),
            (g * mask / mask.sum(), "A row, or a column, shares nothing with the others."),
            (g * mask / 2, "It is divided by 2, however many are the largest."),
            (g * ~mask, "It is the other way round: the largest gets nothing."),
        ]
        given = f"{example}, where {shown(g)} comes back"
        if (mask.sum(axis=axis) == 1).all() or found.shape != x.shape:
            wanted = measured(lambda t, axis=axis: max_along(t, axis), [x], 0, g)
            rest = "Each number of x needs a place: g where it is the largest, elsewhere 0."
            expect(found, wanted, f"{given}: the gradient", slips, rest)
        slips.append((g * mask, "Each of them gets all of it, so more goes out than came in."))
        way = "How many share the first place here?"
        for line in range(top.size):  # a row, or a column
            numbers, got, came = (v.take(line, 1 - axis).ravel() for v in (x, found, g))
            of = f"{given}: the numbers {shown(numbers)} get {shown(got)}"
            if got[numbers < numbers.max()].any():
                raise Wrong(f"{of}. One that is not the largest is not felt: it gets 0.")
            out, came = float(got.sum()), float(came[0])
            if not same(out, came):
                slip = which_slip(found, slips, way)
                raise Wrong(f"{of}, together {shown(out)}, and {shown(came)} arrives. {slip}")


def margins(loss, gradients):
    filled(loss=loss)
    s, y = np.array([3.0, 0.5, -2.0, -0.5]), np.array([1.0, 1.0, 1.0, -1.0])
    charges = np.maximum(0, 1 - y * s)
    slips = [
        ((1 - y * s).mean(), "The first point's margin is 3: beyond 1 it costs 0, no less."),
        (charges.sum(), "That is the sum over the points; the loss is their mean."),
        (charges[charges > 0].mean(), "The mean is over all four, also over what costs nothing."),
        (np.maximum(0, 1 - s).mean(), "The last label is −1: its margin is −1 · (−0.5)."),
    ]
    way = "Each point costs 1 minus its margin, label times score, and never less than 0."
    agree("the loss", loss, float(charges.mean()), slips, way)
    filled(gradients=gradients)
    wanted = np.round(slopes(lambda *s: np.maximum(0, 1 - y * s).mean(), s), 6)
    n, felt = len(s), (charges > 0) * 1.0
    slips = [
        (wanted * n, "The mean is missing: each point has a quarter of the say."),
        (-wanted, "Where the score grows and the label is 1, does the loss grow or fall?"),
        (-y / n, "Beyond a margin of 1 nothing is charged: if 3 becomes 3.1, the loss stays."),
        (-felt / n, "The last label is −1: if its score grows, so does the loss."),
        (-y * charges / n, "The slope is the same 1 everywhere below a margin of 1."),
        (charges / n, "So much each point adds to the loss. How does that answer to a nudge?"),
    ]
    found = array_of("gradients", gradients)
    if words := which_slip(found, slips):
        raise Wrong(f"gradients: not {shown(found)}. {words}")
    if found.shape != s.shape:
        raise Wrong(f"gradients: four numbers, please, one for each score, not {shown(found)}.")
    way = "The margin is {}. If the score grows by 0.1, by how much does the mean of four change?"
    ways = {f"the gradient of point {i + 1}": way.format(shown(float(m)))
            for i, m in enumerate(y * s)}  # fmt: skip
    agree_one_by_one(found, wanted, ways)


def pairs(local, grads):
    filled(local=local)
    a, b = step16.Value(6.0), step16.Value(-2.0)
    q = a / b
    (q + a).backward()
    x, y = a.data, b.data
    slips = [
        (q._local[::-1], "They stand in the order of the inputs: that of a first."),
        ((y, x), "So it is in a product. a / b is a times 1 / b."),
        ((1 / y, x / y**2), "If b goes from −2 to −1.9, the quotient goes from −3 to −3.16."),
        ((1 / y, -1 / y**2), "That of a is right. For b, 1 / b is multiplied by a."),
        ((1 / y, 1 / x), "That of a is right. For b: 1 / b has the slope −1 / b², times a."),
        ((1 / y, y), "That of a is right. For b: 1 / b has the slope −1 / b², times a."),
    ]
    way = "By how much does a / b move, per unit, if {} is nudged?"
    if not isinstance(local, list | tuple) or len(local) != 2 or isinstance(local[0], tuple):
        raise Wrong("local is a pair of slopes, such as (3.0, 2.0).")
    if any(same(local, slip) for slip, _ in slips):
        agree("q._local", local, q._local, slips, "")
    ways = {f"q._local, the slope along {name}": way.format(name) for name in "ab"}
    agree_one_by_one(local, q._local, ways)
    filled(**{f"the gradient of {name}": grads.get(name) for name in "ab"})
    once = "a is used twice: in q, and once more in the sum."
    slips = [(q._local[0], once), (1.0, once), (a.grad - 2, "The sum hands a a 1, not a −1.")]
    way = "z is a sum: its 1 goes to q and to a. What does q pass on?"
    agree("the gradient of a", grads["a"], a.grad, slips, way)
    slips = [(b.grad + 1, "b has one path only, through q."), (-b.grad, "What about the sign?")]
    agree("the gradient of b", grads["b"], b.grad, slips, way)


# ---------------------------------------------------------------- exercises

BILLS = "def loss_of(w, x, y):\n    return ((x @ w - y) ** 2).mean()"
TWO = """\
def log(x):
    data = np.log(x.data)
    pull = {}
    return Tensor(data, (x,), "log", "", (pull,))


def row_sums(x):
    data = x.data.sum(axis=1, keepdims=True)
    pull = {}
    return Tensor(data, (x,), "row sums", "", (pull,))"""
LOG, ROWS = "lambda g: g / x.data", "lambda g: g * np.ones_like(x.data)"
MAX = """\
def max_along(x, axis):
    data = x.data.max(axis=axis, keepdims=True)
    {}
    return Tensor(data, (x,), "max", "", (pull,))"""
MASK = "tied = x.data == data\n    "
STARTER = "slopes = {{'3, 3, 1': {}, '3, 3, 3': {}}}\nkeep = {}"
BY_HAND = "shape_of_c = (2, 3)\ngradients = {{'a': {}, 'b': {}}}"
COST = "loss = {}\ngradients = {}"
PAIRS = "local = {}\ngrads = {{'a': {}, 'b': {}}}"

EXERCISES = {
    "1": Exercise(
        stretched,
        hints=(
            "A gradient has the shape of its tensor. In which numbers of c has the 2 a part?",
            "The 2 stands in all three products of the first row: 2 · 1, 2 · 10 and 2 · 100. "
            "Nudge it, and add up how they move.",
            "The 10 of b stands in two products, 2 · 10 and 5 · 10.",
        ),
        solution="shape_of_c = (2, 3)\n"
        'gradients = {"a": [[111.0], [111.0]], "b": [7.0, 7.0, 7.0]}',
        right=(
            BY_HAND.format("[[111], [111]]", "[7] * 3").replace("(2, 3)", "[2, 3]"),
            "c = a * b\nc.backward()\nshape_of_c = c.data.shape\n"
            "gradients = {'a': a.grad, 'b': b.grad}",
        ),
        wrong={
            "shape_of_c = (3, 2)\ngradients = {'a': [[111]] * 2, 'b': [7] * 3}": "the 1 of a",
            BY_HAND.format("[111, 111]", "[7, 7, 7]"): "Yours has (2,). The numbers are right.",
            BY_HAND.format("[[1, 10, 100]] * 2", "[7, 7, 7]"): "a serves 3 of them",
            BY_HAND.format("[[37], [37]]", "[7, 7, 7]"): "That is the mean",
            BY_HAND.format("[[222], [555]]", "[7, 7, 7]"): "So much each row of c adds up to",
            BY_HAND.format("[[111], [111]]", "[2, 20, 200]"): "b's own numbers",
            BY_HAND.format("[[111], [111]]", "[2, 2, 2]"): "if c were a + b",
            BY_HAND.format("[[111], [111]]", "7"): "Yours has ().",
        },
    ),
    "2": Exercise(
        bills,
        hints=(
            "When every line looks right, look at the shapes. Which has x @ w, and which has y?",
            "(4, 1) minus (4,) is (4, 4): every score meets every bill.",
            "The bills have to become a column, like the scores. `reshape` can do it, as in the "
            "lesson's first cell of arrays, and for any number of bills.",
        ),
        solution=BILLS.replace("- y", "- y.reshape(-1, 1)"),
        right=(
            BILLS.replace("- y", "- y[:, np.newaxis]"),
            "def loss_of(w, x, y):\n    column = np.array([[bill] for bill in y])\n"
            "    off = column - x @ w\n    return (off * off).sum() / len(y)",
            "def loss_of(w, x, y):\n    off = (x @ w - y) * np.eye(len(y))\n"
            "    return (off**2).sum() * (1 / len(y))",
        ),
        wrong={
            BILLS.replace("- y", "- y.reshape(4, 1)"): "There may be any number of rows",
            BILLS.replace("x @ w - y", "(x @ w).data.ravel() - y"): "know no way back",
            BILLS.replace("x @ w - y", "(x @ w).reshape(-1) - y"): "An array has that",
            BILLS.replace("- y", "- y.reshape(-1, 1)").replace("mean", "sum"): "That is the sum",
            BILLS.replace("x @ w - y", "(x @ w - y) * np.eye(len(y))"): "zeros and all",
            BILLS.replace("- y", "- y.mean()"): "not the mean",
            "def loss_of(w, x, y):\n    return (x @ w - y[:, None]).mean() ** 2": "comes first",
            BILLS.replace("- y", "- y.reshape(-1, 1)").replace(".mean()", ""): "a single number",
        },
    ),
    "3": Exercise(
        log_and_row_sums,
        hints=(
            "A pull is a function: g comes in, of the result's shape, and an array of x's shape "
            "goes out.",
            "log undoes exp: one after the other, they change nothing, so their slopes multiply "
            "to 1. Where eˣ is 4, its slope is 4. Then what is the slope of log at 4?",
            "Each number is felt in its row's sum in full, once. So g, a column, is stretched "
            "over the row: times an array of ones, `np.ones_like`, it gets the shape of x.",
        ),
        solution=TWO.format(LOG, ROWS),
        right=(
            TWO.format(
                "lambda g: np.exp(-data) * g", "lambda g: np.repeat(g, x.data.shape[1], 1)"
            ),
            "def log(x):\n    def back(g):\n        return np.divide(g, x.data)\n\n"
            '    return Tensor(np.log(x.data), (x,), "log", "", [back])\n\n\n'
            "def row_sums(x):\n    return x @ np.ones((x.data.shape[1], 1))",
        ),
        wrong={
            TWO.format("lambda g: 1 / x.data", ROWS): "g is not multiplied in.",
            TWO.format("lambda g: g * data", ROWS): "That is the log itself, not its slope.",
            TWO.format("lambda g: g / data", ROWS): "It is divided by the log.",
            TWO.format("lambda g: g / x", ROWS): "take `x.data`",
            "from micrograd_steps.step16 import central_gradient\n\n\n"
            + TWO.format("lambda g: g * central_gradient(np.log, [x.data])", ROWS): (
                "or `central_gradient`, asks for one number"
            ),
            "from micrograd_steps.step16 import central_gradient\n\n\n"
            + TWO.format("lambda g: g * central_gradient(np.log, x.data)", ROWS): "the formula of",
            TWO.format("g / x.data", ROWS): "begin each function with `lambda g:`",
            TWO.format(LOG, "lambda g: g"): "has to reach all three",
            TWO.format(LOG, "lambda g: g.sum()"): "A sum is stretched on the way back",
            TWO.format(LOG, "lambda g: g / 3 * np.ones_like(x.data)"): "It is not split",
            TWO.format(LOG, "lambda g: g * x.data"): "along each number is 1",
            TWO.format(LOG, "lambda g: np.ones_like(x.data)"): "[10, 10, 10], [1, 1, 1]]. g is",
        },
    ),
    "4": Exercise(
        tie,
        hints=(
            "For the slopes, nudge the first number alone: what is the largest of 3 + h, 3 and 1, "
            "and what of 3 − h, 3 and 1?",
            "Upwards the largest goes along, downwards it stays. `central_gradient` takes both "
            "ways together.",
            "For the promise, add up what each rule hands out, and compare it with the 6 that "
            "arrived.",
        ),
        solution='slopes = {"3, 3, 1": 0.5, "3, 3, 3": 0.5}  # up by h, down by nothing\n'
        'keep = ["first", "shared"]  # 6 + 0 and 3 + 3; "all" makes 12 of 6',
        right=(
            STARTER.format("1 / 2", "1 / 2", '("shared", "first")'),
            "of = [central_gradient(lambda *xs: max(xs), [3, 3, c])[0] for c in (1, 3)]\n"
            "slopes = dict(zip(['3, 3, 1', '3, 3, 3'], of))\nkeep = {'first', 'shared'}",
        ),
        wrong={
            STARTER.format(1, 1, '["first"]'): "And downwards?",
            STARTER.format(0.5, "1 / 3", '["shared"]'): "Nudging knows of no sharing",
            STARTER.format(0, 0, '["shared"]'): "And upwards?",
            STARTER.format(3, 3, '["shared"]'): "That is 6 times the slope",
            STARTER.format(0.5, 0.5, '["shared"]'): "It may look unfair",
            STARTER.format(0.5, 0.5, '["first"]'): "what L does. It keeps",
            STARTER.format(0.5, 0.5, '["first", "all", "shared"]'): "1.2, say these gradients",
            STARTER.format(0.5, 0.5, '["half"]'): 'yours is ["half"]'.replace('"', "'"),
        },
    ),
    "5": Exercise(
        largest,
        hints=(
            "Begin without ties: which numbers of x are felt in the result, and how strongly?",
            "`x.data == data` is True where a number is the largest of its row (or column): data "
            "is stretched over x, as it has kept its axis. True counts as 1.",
            "With ties, that table has several ones in a row. How many, says its sum along the "
            "axis, with `keepdims`; divide by that.",
        ),
        solution=MAX.format(
            "tied = x.data == data\n"
            "    share = tied / tied.sum(axis=axis, keepdims=True)\n"
            "    pull = lambda g: g * share"
        ),
        right=(
            MAX.format(
                "first = x.data.argmax(axis=axis, keepdims=True)\n\n"
                "    def pull(g):\n"
                "        grad = np.zeros_like(x.data)\n"
                "        np.put_along_axis(grad, first, g, axis)\n"
                "        return grad\n"
            ),
            MAX.format(
                MASK + "pull = lambda g: np.where(tied & (tied.cumsum(axis) == 1), g, 0.0)"
            ),
        ),
        wrong={
            MAX.format("pull = lambda g: g * (x.data == data)"): "together 12, and 6 arrives",
            MAX.format("pull = lambda g: x.data == data"): "g is not multiplied in.",
            MAX.format("pull = lambda g: g * (x == data)"): "A Tensor is equal to no array",
            MAX.format("pull = lambda g: g * np.ones_like(x.data)"): "only the largest is felt",
            MAX.format("pull = lambda g: g"): "back to the places of x",
            MAX.format("pull = lambda g: g * (x.data == x.data.max())"): "the largest of all",
            MAX.format(MASK + "pull = lambda g: g * tied / tied.sum()"): "shares nothing with",
            MAX.format(
                "tied = x.data == x.data.max(axis=1, keepdims=True)\n"
                "    pull = lambda g: g * tied / tied.sum(axis=1, keepdims=True)"
            ): "along the other axis",
            MAX.format(MASK + "pull = lambda g: g * tied / tied.sum(axis=axis)"): "keeps an axis",
        },
    ),
    "6": Exercise(
        margins,
        hints=(
            "Work out the four margins first, label times score.",
            "Each point costs 1 minus its margin, but never less than 0. The loss is the mean of "
            "the four.",
            "A point whose margin is beyond 1 costs nothing, nudged or not. For the others, 1 − m "
            "has the slope −1 along m, and m has the slope of its label along the score.",
        ),
        solution=COST.format("1.0", "[0.0, -0.25, -0.25, 0.25]"),
        right=(
            COST.format("4 / 4", "(0, -1 / 4, -1 / 4, 1 / 4)"),
            "s = Tensor([3.0, 0.5, -2.0, -0.5])\n"
            "made = (1 - s * [1, 1, 1, -1]).relu().mean()\nmade.backward()\n"
            "loss, gradients = made.data, s.grad",
        ),
        wrong={
            COST.format(4.0, "[0, -1, -1, 1]"): "That is the sum over the points",
            COST.format(0.5, "[0, -1, -1, 1]"): "beyond 1 it costs 0",
            COST.format(1.0, "[0, -1, -1, 1]"): "a quarter of the say",
            COST.format(1.0, "[0, 0.25, 0.25, -0.25]"): "does the loss grow or fall?",
            COST.format(1.0, "[-0.25, -0.25, -0.25, 0.25]"): "if 3 becomes 3.1",
            COST.format(1.0, "[0, -0.125, -0.75, 0.125]"): "The slope is the same 1",
            COST.format(1.0, "[0, -0.25, -0.25, -0.25]"): "The last label is −1: if its score",
        },
    ),
    "7": Exercise(
        pairs,
        hints=(
            "A pair holds the slopes of the quotient, first along a, then along b.",
            "a / b is a times 1 / b. So a's slope is 1 / b; b's is that of 1 / b, times a.",
            "z = q + a hands a 1 to each of the two. What a gets through q, and what it gets at "
            "once, add up.",
        ),
        solution='local = (-0.5, -1.5)  # 1 / b, and -a / b**2\ngrads = {"a": 0.5, "b": -1.5}',
        right=(
            PAIRS.format("(1 / -2, -6 / 4)", "1 - 1 / 2", "-3 / 2"),
            "z.backward()\nlocal, grads = q._local, {'a': a.grad, 'b': b.grad}",
        ),
        wrong={
            PAIRS.format("(-2, 6)", 0.5, -1.5): "So it is in a product.",
            PAIRS.format("(-0.5, 1.5)", 0.5, 1.5): "from −3 to −3.16",
            PAIRS.format("(-0.5, -0.25)", 0.5, -0.25): "1 / b is multiplied by a",
            PAIRS.format("(-1.5, -0.5)", 0.5, -1.5): "in the order of the inputs",
            PAIRS.format("(-0.5, -1.5)", -0.5, -1.5): "once more in the sum",
            PAIRS.format("(-0.5, -1.5)", 0.5, -0.5): "b has one path only",
        },
    ),
}
