"""The blanks of lesson 04: gradients written in by hand, judged by nudging each box."""

import math
import operator

from micrograd_steps.practice.frame import Blank, NotYet, Wrong, expect, shown, slopes
from micrograd_steps.step04 import trace

OPERATIONS = {"+": operator.add, "*": operator.mul, "tanh": math.tanh}
MULTIPLY = "It takes both: multiply what arrives by the local derivative."


def by_hand(labels):
    """Return a judge of the gradients of these boxes; it takes the output of the graph."""

    def judge(root):
        box = {v.label: v for v in trace(root)[0]}
        empty = [label for label in labels if box[label].grad in (None, ...)]
        if empty:
            some = f"still to write: the gradient of {', '.join(empty)}"
            raise NotYet(some if len(empty) < len(labels) else "")
        for label in labels:
            judge_one(root, box[label])

    return judge


def judge_one(root, v):
    name = f"{v.label}.grad"
    if not isinstance(v.grad, int | float):
        raise Wrong(
            f"{name} has to be a number, and is {v.grad!r}. The number of a Value is its `.data`, "
            "its gradient its `.grad`."
        )
    example = f"{name}, the slope of {root.label} along {v.label}"
    expect(v.grad, slope(root, v), example, slips(root, v))


def slope(root, v):
    """Return the slope of root along v, measured: all is worked out anew with v nudged."""

    def nudged(h):
        data = {}
        for u in trace(root)[0]:
            data[u] = OPERATIONS[u._op](*(data[w] for w in u._prev)) if u._op else u.data
            data[u] += h if u is v else 0.0
        return data[root]

    return slopes(nudged, [0.0])[0]


def slips(root, v):
    """Return pairs: what a slip would write into v, the slip in words."""
    if v is root:
        yield 0.0, f"If {v.label} grows by h, then {v.label} has grown by h, not by 0."
        yield v.data, f"That is how large {v.label} is, not how it answers to a nudge."
        return
    [user] = [u for u in trace(root)[0] if v in u._prev]
    others = [u for u in user._prev if u is not v]
    arrives, local = slope(root, user), slope(user, v)
    if isinstance(user.grad, int | float):
        mend = f"The rule is right, but {user.label}.grad is not: mend that first."
        yield user.grad * local, mend
    yield from slips_of[user._op](v, user, *others, arrives)
    yield 0.0, "Every gradient begins as 0. Was one used that is still 0, or nothing written?"
    yield -arrives * local, "The sign is the other way round."
    yield local, f"{shown(local)} is the local derivative alone. {MULTIPLY}"
    yield arrives, f"{shown(arrives)} is only what arrives at {user.label}. {MULTIPLY}"
    yield arrives + local, f"{shown(arrives)} and {shown(local)} are added. {MULTIPLY}"
    yield v.data, f"That is how large {v.label} is, not how {root.label} answers to it."
    yield user.data * local, f"What arrives is the grad of {user.label}, not its data."
    yield arrives * user.data, f"The data of {user.label}, the result, has no place in it."


def slips_of_plus(v, user, other, g):
    for number in (g / 2, g + 1):
        yield number, "A plus splits nothing and adds nothing: each input gets all that arrives."
    yield g * other.data, "That is the rule of a times, and this is a plus."
    yield g * v.data, f"How large {v.label} is plays no part in a plus: its local derivative is 1."


def slips_of_times(v, user, other, g):
    own = f"{v.label} was given its own value: its local derivative is the other's, {other.label}."
    for number in (v.data, g * v.data):
        yield number, own


def slips_of_tanh(v, user, g):
    o, n = user.data, v.data
    yield g * (1 - o), f"The slope is 1 minus the *square* of {user.label}."
    yield g * (1 + o**2), f"The slope is 1 *minus* the square of {user.label}."
    yield g * (1 - n**2), f"It is the output, {user.label}, that is squared, not {v.label}."
    yield g * (1 - math.tanh(o) ** 2), f"{user.label} is a tanh already; this takes it twice."
    yield g * o, f"That is {user.label} itself, not how steep tanh is there."


slips_of = {"+": slips_of_plus, "*": slips_of_times, "tanh": slips_of_tanh}


EXPRESSION, NEURON = ("04-02", "04-04"), ("04-38",)
BLANKS = {
    "L.grad+d.grad+f.grad": Blank(
        "how L answers to itself, and to each factor of L = d * f; a box's number is its data",
        by_hand("Ldf"),
        right=("1\nL.grad * f.data\nd.data * L.grad", "1.0\n-2.0\n4.0"),
        wrong={
            "0.0\nf.data\nd.data": "L has grown by h, not by 0.",
            "L.data\nf.data\nd.data": "That is how large L is",
            "1.0\nd.data\nf.data": "d was given its own value: its local derivative is the other",
            "1.0\nf\nd": "d.grad has to be a number, and is Value(data=-2.0). The number",
            "1.0\nf.data\n-d.data": "The sign is the other way round.",
            "1.0\nf.data\nf.grad": "Every gradient begins as 0.",
            "1.0\nL.data\nL.data": "yours gives -8, and it is -2. The data of L, the result",
        },
        needs=EXPRESSION,
    ),
    "c.grad+e.grad": Blank(
        "for each input of the plus, the gradient of d times the local derivative",
        by_hand("ce"),
        right=("d.grad\nd.grad", "d.grad * 1.0\nc.grad", "-2.0\n-2.0"),
        wrong={
            "1.0\n1.0": "1 is the local derivative alone.",
            "d.grad / 2\nd.grad / 2": "A plus splits nothing",
            "d.data * 1.0\nd.data * 1.0": "What arrives is the grad of d, not its data.",
            "d.grad * e.data\nd.grad * c.data": "That is the rule of a times",
            "d.grad * c.data\nd.grad * e.data": "How large c is plays no part in a plus",
            "d.grad\n-d.grad": "e.grad, the slope of L along e: yours gives 2, and it is -2.",
        },
        needs=(*EXPRESSION, "04-17"),
    ),
    "a.grad+b.grad": Blank(
        "for each input of the product e = a * b, the gradient of e times the local derivative",
        by_hand("ab"),
        right=("b.data * e.grad\na.data * e.grad", "6.0\n-4.0"),
        wrong={
            "e.grad * a.data\ne.grad * b.data": "a was given its own value",
            "b.data\na.data": "-3 is the local derivative alone.",
            "e.grad\ne.grad": "-2 is only what arrives at e.",
            "e.grad + b.data\ne.grad + a.data": "-2 and -3 are added.",
            "e.data * b.data\ne.data * a.data": "What arrives is the grad of e, not its data.",
            "e.grad * b.grad\ne.grad * a.grad": "Every gradient begins as 0.",
        },
        needs=(*EXPRESSION, "04-17", "04-24"),
    ),
    "o.grad+n.grad+s.grad+p.grad": Blank(
        "how o answers to itself; for n what arrives, times the slope of tanh, 1 − o²; and then "
        "what each plus hands on",
        by_hand("onsbpq"),
        right=("1\n1 - math.tanh(n.data) ** 2\nn.grad\nn.grad", "1.0\n0.5\n0.5\n0.5"),
        wrong={
            "0.0\no.grad * (1 - o.data**2)\nn.grad\ns.grad": "o has grown by h, not by 0.",
            "1.0\no.grad * (1 - o.data)\nn.grad\ns.grad": "the *square* of o",
            "1.0\no.grad * (1 - n.data**2)\nn.grad\ns.grad": "the output, o, that is squared",
            "1.0\no.data\nn.grad\ns.grad": "That is o itself",
            "1.0\n0.5\nn.grad / 2\ns.grad": "A plus splits nothing",
            "1.0\n0.5\nn.grad\n1.0": "p.grad, the slope of o along p: yours gives 1, and it is 0",
        },
        needs=NEURON,
    ),
    "x1.grad+w1.grad+x2.grad+w2.grad": Blank(
        "for each input of the products p = x1 * w1 and q = x2 * w2, what arrives at the product "
        "times the local derivative",
        by_hand(["x1", "w1", "x2", "w2"]),
        right=(
            "-1.5\n1.0\n0.5\n0",
            "w1.data * n.grad\nx1.data * n.grad\nw2.data * n.grad\nx2.data * n.grad",
        ),
        wrong={
            "p.grad * x1.data\np.grad * w1.data\nq.grad * x2.data\nq.grad * w2.data": "x1 was giv",
            "p.grad * w1.data\np.grad * x1.data\n0.0\n0.5": "x2 was given its own value",
            "w1.data\nx1.data\nw2.data\nx2.data": "-3 is the local derivative alone.",
            "p.grad\np.grad\nq.grad\nq.grad": "0.5 is only what arrives at p.",
            "p.data * w1.data\np.data * x1.data\n0.5\n0.0": "grad of p, not its data.",
        },
        needs=(*NEURON, "04-43"),
    ),
}
