"""The exercises of lesson 09: where a measurement may be trusted, and the loss of four logits."""

import math
import struct

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    goes_back,
    is_empty,
    one_of,
    same,
    shown,
    slopes,
    told,
)
from micrograd_steps.practice.lesson06 import judge_list
from micrograd_steps.step09 import Value, check_gradients, numerical_derivative


def at_a_corner(found):
    filled(**found)
    h, x = 0.1, 0.04
    right, left = (numerical_derivative(abs, 0.0, step) for step in (h, -h))
    side = numerical_derivative(abs, x, h)
    both = (abs(x + h) - abs(x - h)) / (2 * h)
    rise = "By so much it rises. Over which run?"
    one = "That is the {} side alone. How high is it at −0.1, and at 0.1?"
    agree("right at 0", found["right at 0"], right, [(h, rise)], "|0.1| is 0.1.")
    agree("left at 0", found["left at 0"], left, [
        (-left, "It is higher on the left, but the run to the left is negative: −0.1."),
        (h, rise),
    ], "|−0.1| is 0.1, and the run is −0.1.")
    agree("both at 0", found["both at 0"], (right + left) / 2, [
        (right, one.format("right")),
        (left, one.format("left")),
    ], "The height at 0.1 minus that at −0.1, over 0.2.")
    agree("both at 0.04", found["both at 0.04"], both, [
        (side, "So steep it is there. But the nudge to the left goes beyond the corner."),
        (0.0, "At 0 the two heights are equal; at −0.06 and 0.14 they are not."),
        (2 * both, "From −0.06 to 0.14 the way is 2h."),
        (both * 2 * h, "That is the rise. It has to be divided by the way."),
    ], "How high is |x| at −0.06, and how high at 0.14?")


def in_32_bits(x):
    """Return a number as 32 bits keep it."""
    return struct.unpack("f", struct.pack("f", x))[0]


KEPT = {
    0.75: "It is 3/4, and 3 is 11 in binary: with the point moved, 0.11. That is short.",
    0.1: "A tenth has no end in binary, 0.000110011…, so something is always cut off.",
    16777217.0: "It is 2²⁴ + 1: a one, 23 zeros and a one. Count the digits. So a counter in 32 "
    "bits stops counting there.",
    100000000.0: "In decimal it is 1 with zeros, and in binary it ends in zeros, too: 10⁸ is "
    "5⁸ · 2⁸, and 5⁸ is 390,625, which takes 19 digits.",
}
REASONS = {
    "A": lambda x: x % 1 == 0,
    "B": lambda x: len(f"{x:.12g}".replace(".", "")) <= 7,
    "C": lambda x: x == in_32_bits(x),
}


def kept(survives, because):
    for x, words in KEPT.items():
        one_of(f"survives[{x:.12g}]", survives[x], True, False)
        if bool(survives[x]) != (in_32_bits(x) == x):
            raise Wrong(f"{x:.12g}: not {survives[x]}. {words}")
    one_of("because", because, *REASONS)
    for x in survives:
        if REASONS[because](x) != bool(survives[x]):
            does = "is kept" if survives[x] else "is not kept"
            raise Wrong(f"The four are right, but {x:.12g} {does}: {because} says otherwise.")


def first_report(ratio, cube):
    return check_gradients(lambda a, b, c: ratio(a * b, c) + cube(a), [2.0, 3.0, 4.0])


def mended(ratio, cube):
    expect(ratio(Value(6.0), Value(4.0)).data, 6 / 4, "ratio(6, 4)")
    expect(cube(Value(2.0)).data, 2.0**3, "cube(2)")
    *_, (_, found, measured, _) = first_report(ratio, cube).rows
    if same(found, -measured):
        raise NotYet(f"input 2: backprop {shown(found)}, measured {shown(measured)}")
    g = 5.0  # arrives
    lost = [
        ([g / 4, -g / 16], "For b, the slope of 1/b is right; it is multiplied by a, too."),
        ([g / 4, -g * 6 / 4], "For b there has to be a square below: 1/b has the slope −1/b²."),
        ([-g / 4, -g * 6 / 16], "a's share was right: if a grows, so does a / b."),
        ([g / 4, 0.0], "b matters: of a larger divisor comes less."),
        ([g / 4, g / 4], "b is the divisor: a larger one makes less."),
        ([1 / 4, -6 / 16], "What arrives is 5, and it is not multiplied in."),
        ([g / 4, -6 / 16], "For b, what arrives is 5, and it is not multiplied in."),
    ]

    def five(made):
        return lambda *inputs: g * made(*inputs)

    plain = five(lambda a, b: a / b)
    goes_back(Value, five(ratio), plain, [6.0, 4.0], "5 · ratio(6, 4)", (), lost)
    lost = [
        ([g * 2.0**2], "The factor 3 of the power rule has gone."),
        ([3 * 2.0**2], "What arrives is 5, and it is not multiplied in."),
    ]
    goes_back(Value, five(cube), five(lambda a: a**3), [2.0], "5 · cube(2)", (), lost)
    for f, words in [
        (lambda a, b, c: cube(a) + ratio(a * b, c), "cube(a) + ratio(a * b, c)"),
        (lambda a, b, c: ratio(a, b) + ratio(a, b) * c, "ratio(a, b) + ratio(a, b) * c"),
    ]:
        report = check_gradients(f, [2.0, 3.0, 4.0])
        if not report.agrees:
            i, found, measured, _ = report.worst
            raise Wrong(
                f"f agrees now. But {words}, at 2, 3 and 4, gives input {i}: backprop "
                f"{shown(found)}, measured {shown(measured)}. A note is called when something has "
                "arrived by another path. What does it do with that?"
            )


# ---------------------------------------------------------------- the loss


def loss(logits, t):
    """Return the negative log likelihood, of numbers."""
    top = max(logits)
    return top + math.log(sum(math.exp(z - top) for z in logits)) - logits[t]


FOUR = [0.5, -1.0, 2.0, -0.5]
GRAPH = {
    "logs": "`log` takes a Value.",
    "attribute 'log'": "`log` is a function here, from above: it is called as log(x).",
    "numbers, not [": "A list can't be calculated with: each logit in it can, in turn.",
    "has no attribute": "Is it the Values all the way? A Value has `data`, a number has not.",
    "'>' not": "Python can't tell which of two Values is larger; of their data it can.",
    "'<' not": "Python can't tell which of two Values is larger; of their data it can.",
    "real number, not": "`math` takes numbers; Values have `exp`, and `log` from above.",
    "not 'list'": "A list can't be calculated with: each logit in it can, in turn.",
    "** or pow": "A Value can't be an exponent, but it has `exp`.",
    "'list' and": "A list can't be calculated with: each logit in it can, in turn.",
}


NO_NUMBER = "math range error", "math domain error", "expected a positive", "0 to the power"
LARGE = (
    "A power of e is larger than any float. Which number has to be taken off all four, if no "
    "power is to be larger than 1?"
)
FAR = [
    (
        [800.0, 0.0, -3.0, 1.0],
        0,
        "e⁸⁰⁰ is larger than any float. But softmax asks only for quotients: they stay if the "
        "same number, large enough, is taken off all four logits.",
    ),
    (
        [0.0, -800.0, 1.0, 800.0],
        3,
        LARGE,
    ),
    (
        [-800.0, -801.0, -799.0, -800.0],
        1,
        "Each power of e has become 0, and so has their sum. Which number, taken off all four, "
        "leaves one of the powers at 1?",
    ),
    (
        [800.0, 0.0, -3.0, 1.0],
        1,
        "The probability of class 1 is e⁻⁸⁰⁰, which is 0 for a float, and 0 has no logarithm. But "
        "the log of a quotient is a difference of two logs. What is the log of a power of e?",
    ),
]


def four(made, numbers, t, more=()):
    """Judge a loss of four logits where no number is large; more: hints to errors."""
    powers = [math.exp(z) for z in numbers]
    p = [power / sum(powers) for power in powers]
    rest = sum(powers) - powers[t]
    off = "What was taken off the logits has to come off both parts, or be added again."
    likely = [
        (-loss(numbers, t), "That is the log likelihood; with a minus, it is small if right."),
        (p[t], "That is the probability. The loss is the negative log of it."),
        (-p[t], "The logarithm is missing: it is −log(p)."),
        (1 - p[t], "The logarithm is missing: it is −log(p)."),
        (-sum(map(math.log, p)), "That is the sum over all four. Class t alone counts."),
        (math.log(sum(powers)), "That is the log of the sum. Which class was right?"),
        (-numbers[t], "So it would be if the powers summed up to 1: divide by their sum."),
        (-math.log(powers[t] / rest), "The sum goes over all four, t's included."),
        (-math.log(p[t - 1]), "That is the class before t: Python counts from 0."),
        (-math.log(p[(t + 1) % 4]), "That is the class after t: Python counts from 0."),
        (-math.log(abs(numbers[t]) / sum(powers)), "The top has to be a power of e as well."),
        (-math.log(abs(numbers[t] / sum(numbers))), "Softmax takes powers of e, above and below."),
        (loss(numbers, t) - max(numbers), off),
        (loss(numbers, t) + max(numbers), off),
    ]
    right = [x - (i == t) for i, x in enumerate(p)]
    only = [-(i == t) for i in range(4)]
    lost = [
        (only, "Only logits[t] gets something. But the sum below grows with all four."),
        (p, "What comes through the sum is right. t's own path, through the top, is lost."),
        ([-x for x in right], "The sign is the other way round."),
    ]
    example = f"the loss of {shown(numbers)} and class {t}".replace("-", "−")
    with told(example, GRAPH | dict(more)):
        goes_back(
            Value,
            lambda *z: made(list(z), t),
            lambda *z: loss(z, t),
            numbers,
            example,
            likely,
            lost,
        )


def plain_loss(made):
    if is_empty(made):
        raise NotYet
    four(made, FOUR, 2)
    four(made, FOUR[::-1], 0)


def safe_loss(made):
    if is_empty(made):
        raise NotYet
    gone = "All the powers of e have become 0. What is taken off depends on the logits."
    more = dict.fromkeys(NO_NUMBER[1:], gone)
    four(made, FOUR, 2, more)
    four(made, FOUR[::-1], 0, more)
    for numbers, t, words in FAR:
        example = f"the loss of {shown(numbers)} and class {t}".replace("-", "−")
        large = LARGE if t == 1 else words  # class 0: nothing was taken off yet
        with told(example, {NO_NUMBER[0]: large} | dict.fromkeys(NO_NUMBER[1:], words)):
            out = made([Value(z) for z in numbers], t)
        wanted = loss(numbers, t)
        if isinstance(out, Value) and not same(out.data, wanted):
            raise Wrong(
                f"{example}: yours gives {shown(out.data)}, and it is {shown(wanted)}. If "
                "you cut off a logit, or added an epsilon: that hides how wrong the net is."
            )
        with told(example, {}):
            goes_back(Value, lambda *z, t=t: made(list(z), t), lambda *z, t=t: loss(z, t), numbers,
                      example)


def over(found):
    filled(**{f"the gradient of {name}": found[name] for name in "ab"})
    a, b = 4.0, -2.0
    along_a, along_b = slopes(lambda a, b: (10 - a) / b, [a, b])
    agree("a", found["a"], along_a, [
            (-along_a, "Two minus signs meet: b is negative, and in 10 − a, a counts downward."),
            (1 / b / b, "That is the slope of 1/x; the top is only divided by b."),
            (-1.0, "So much the top falls. It is then divided by b."),
    ], "If a grows by 0.1, 10 − a falls by 0.1. What does the division by b make of that?")
    agree("b", found["b"], along_b, [
            (-along_b, "1/b has the slope −1/b², and b² is above 0: the minus stays."),
            (-1 / b**2, "That is the slope of 1/b. The top, 10 − a, is multiplied in."),
            (a / b**2, "The top is 10 − a, not a."),
            (-a / b**2, "The top is 10 − a, not a."),
            (1 / b, "That would be for the top."),
            ((10 - a) / b, "That is the result itself."),
    ], "It is 10 − a times 1/b. What is the slope of 1/b at −2?")


def listed(order):
    a, b = Value(5.0, label="a"), Value(2.0, label="b")
    u = b * b
    v = a * u
    w = u + v
    u.label, v.label, w.label = "u", "v", "w"
    judge_list(order, w, "the first child of w is u. Is a behind u?")


# ---------------------------------------------------------------- exercises

OPERATIONS = """\
def ratio(a, b):
    out = Value(a.data / b.data, (a, b), "ratio")

    def _backward():
        a.grad += out.grad / b.data
        b.grad -= a.data / b.data**2 * out.grad

    out._backward = _backward
    return out


def cube(a):
    out = Value(a.data**3, (a,), "cube")

    def _backward():
        a.grad += 3 * a.data**2 * out.grad

    out._backward = _backward
    return out"""
PLAIN = """\
def nll(logits, t):
    powers = [z.exp() for z in logits]
    return -log(powers[t] / sum(powers))"""
SAFE = """\
def safe_nll(logits, t):
    top = max(z.data for z in logits)
    total = sum((z - top).exp() for z in logits)
    return log(total) - (logits[t] - top)"""
TOP, LAST = "max(z.data for z in logits)", "log(total) - (logits[t] - top)"
QUOTIENT = "(logits[t] - top).exp() / total"


def corner(*numbers):
    """Return the cell of 09.1 with these four."""
    names = "right at 0", "left at 0", "both at 0", "both at 0.04"
    rows = [f'    "{name}": {found},\n' for name, found in zip(names, numbers, strict=True)]
    return f"slopes = {{\n{''.join(rows)}}}"


def bits(*found, because):
    """Return the cell of 09.2 with these four, and a reason."""
    rows = ", ".join(f"{x}: {yes}" for x, yes in zip(KEPT, found, strict=True))
    return f'survives = {{{rows}}}\nbecause = "{because}"'


EXERCISES = {
    "1": Exercise(
        at_a_corner,
        hints=(
            "Read the heights off the curve, at both ends of each run.",
            "To one side: the height at the end minus the height where you stand, over h. To the "
            "left h is −0.1. To both sides: right end minus left end, over 0.2.",
            "For 0.04 the ends are −0.06 and 0.14, and |−0.06| is 0.06.",
        ),
        solution=corner(1, -1, 0, 0.4),
        right=(
            corner(1.0, -1.0, 0.0, "(0.14 - 0.06) / 0.2"),
            "def both(x):\n    return (abs(x + 0.1) - abs(x - 0.1)) / 0.2\n\n\n"
            + corner("abs(0.1) / 0.1", "abs(-0.1) / -0.1", "both(0)", "both(0.04)"),
        ),
        wrong={
            corner(1, 1, 1, 1): "the run to the left is negative",
            corner(1, -1, 1, 1): "the right side alone",
            corner(1, -1, 0, 1): "goes beyond the corner",
            corner(1, -1, 0, 0): "At 0 the two heights",
            corner(1, -1, 0, 0.8): "the way is 2h",
            corner(0.1, -1, 0, 0.4): "Over which run?",
        },
    ),
    "2": Exercise(
        kept,
        hints=(
            "Which of them are short in binary?",
            "In binary 0.75 is 0.11. Zeros at the end need no room, for the point can move. "
            "f'{16777217:b}' shows the digits of a whole number.",
            "16777217 has a one at both ends, 25 digits apart. 100000000 ends in eight zeros. And "
            "0.1 goes on for ever, as 1/3 does in decimal.",
        ),
        solution=bits(True, False, False, True, because="C"),
        right=(
            bits(1, 0, 0, 1, because="C"),
            "import struct\n\nsurvives = {x: struct.unpack('f', struct.pack('f', x))[0] == x\n"
            "            for x in (0.75, 0.1, 16777217.0, 100000000.0)}\nbecause = 'C'",
        ),
        wrong={
            bits(True, True, False, False, because="B"): "A tenth has no end",
            bits(True, False, False, False, because="B"): "ends in zeros, too",
            bits(True, False, True, True, because="C"): "stops counting",
            bits(False, False, False, True, because="A"): "It is 3/4",
            bits(True, False, False, True, because="A"): "0.75 is kept: A says",
            bits(True, False, False, True, because="B"): "0.1 is not kept: B says",
        },
    ),
    "3": Exercise(
        mended,
        hints=(
            "Only input 2 is wrong. Which operation does only c go into?",
            "That is the divisor of ratio. What does a larger divisor make, more or less?",
            "For the other slip, compare each note with those of Value, sign by sign. When is it "
            "safe to assign a gradient?",
        ),
        solution=OPERATIONS,
        right=(
            OPERATIONS.replace("b.grad -= a.data", "b.grad += -a.data"),
            "def ratio(a, b):\n    return a / b\n\n\ndef cube(a):\n    return a**3",
        ),
        wrong={
            OPERATIONS.replace("a.grad += 3", "a.grad = 3"): "f agrees now",
            OPERATIONS.replace(" / b.data**2", " / b.data"): "a square below",
            OPERATIONS.replace("-= a.data", "-= 1"): "it is multiplied by a, too",
            OPERATIONS.replace("b.grad -=", "b.grad = -"): "ratio(a, b) + ratio(a, b) * c",
            OPERATIONS.replace("3 * a", "a"): "factor 3",
        },
    ),
    "4": Exercise(
        plain_loss,
        hints=(
            "Do it with numbers first, on paper: four powers of e, their sum, one quotient.",
            "A list like [z * z for z in logits] holds a Value for each logit, and `sum` can add "
            "Values.",
            "The probability of class t is its power over the sum. Then the `log` from above, and "
            "a minus before it.",
        ),
        solution=PLAIN,
        right=(
            "def nll(logits, t):\n    total = 0\n    for z in logits:\n"
            "        total = total + z.exp()\n    return log(total) - logits[t]",
            "def nll(logits, t):\n    total = sum(z.exp() for z in logits)\n"
            "    probs = [z.exp() / total for z in logits]\n    return -1 * log(probs[t])",
        ),
        wrong={
            PLAIN.replace("-log", "log"): "That is the log likelihood",
            PLAIN.replace("-log", ""): "That is the probability",
            PLAIN.replace("sum(powers)", "sum(p.data for p in powers)"): "Only logits[t]",
            "def nll(logits, t):\n    total = sum(math.exp(z.data) for z in logits)\n"
            "    return Value(math.log(total) - logits[t].data)": "forgets its inputs",
            PLAIN.replace("z.exp()", "math.exp(z)"): "`math` takes numbers",
            PLAIN.replace("z.exp()", "math.e ** z"): "but it has `exp`",
            PLAIN.replace("log(powers[t] / sum(powers))", "powers[t] / sum(powers)"): (
                "The logarithm is missing"
            ),
            PLAIN.replace("-log(powers[t] ", "[-log(p ").replace("))", ")) for p in powers]"): (
                "has to be one Value"
            ),
            PLAIN.replace("[t]", "[t - 1]"): "the class before t",
            PLAIN.replace("sum(powers)", "(sum(powers) - powers[t])"): "t's included",
        },
    ),
    "5": Exercise(
        safe_loss,
        hints=(
            "First the 800: softmax asks only for quotients. What may be done to all the powers "
            "of e, so that their quotients stay?",
            "e to the power of z − m is e to the power of z, over e to the power of m. So the "
            "same m may be taken off all logits. Which m makes the largest power 1?",
            "Then the class with next to no probability: −log(p / total) is log(total) − log(p), "
            "and p is a power of e. You know its logarithm without calculating p.",
        ),
        solution=SAFE,
        right=(
            "def safe_nll(logits, t):\n    top = max(logits, key=lambda z: z.data)\n"
            "    total = sum((z - top).exp() for z in logits)\n"
            "    return top + log(total) - logits[t]",
            "def safe_nll(logits, t):\n    m = max([z.data for z in logits])\n"
            "    shifted = [z + -m for z in logits]\n    total = Value(0.0)\n"
            "    for z in shifted:\n        total = total + z.exp()\n"
            "    return -(shifted[t] - log(total))",
        ),
        wrong={
            PLAIN.replace("nll", "safe_nll"): "e⁸⁰⁰ is larger than any float",
            SAFE.replace(LAST, f"-log({QUOTIENT})"): "0 has no logarithm",
            SAFE.replace(LAST, f"-log({QUOTIENT} + 1e-12)"): "hides how wrong",
            SAFE.replace("(logits[t] - top)", "logits[t]"): "has to come off both parts",
            SAFE.replace(TOP, "logits[0].data"): "no power is to be larger than 1",
            "def safe_nll(logits, t):\n"
            "    return log(sum((z - logits[t]).exp() for z in logits))": "A power of e is larger",
            SAFE.replace(TOP, "max(logits)"): "which of two Values is larger",
            SAFE.replace(TOP, "max(0, *(z.data for z in logits))"): "and so has their sum",
        },
    ),
    "6": Exercise(
        over,
        hints=(
            "Take one at a time, and hold the other fast.",
            "The top is 10 − a: it falls as a rises. Then it is multiplied by 1/b.",
            "For b: the top, times the slope of 1/b, which is −1/b².",
        ),
        solution='gradients = {"a": 0.5, "b": -1.5}',
        right=(
            'gradients = {"a": -1 / -2, "b": -(10 - 4) / (-2) ** 2}',
            "a, b = Value(4.0), Value(-2.0)\n((10 - a) / b).backward()\n"
            'gradients = {"a": a.grad, "b": b.grad}',
        ),
        wrong={
            'gradients = {"a": -0.5, "b": -1.5}': "Two minus signs meet",
            'gradients = {"a": 0.5, "b": 1.5}': "the minus stays",
            'gradients = {"a": 0.5, "b": -0.25}': "is multiplied in",
            'gradients = {"a": -1, "b": -1.5}': "then divided by b",
            'gradients = {"a": 0.5, "b": -1}': "10 − a, not a",
        },
    ),
    "7": Exercise(
        listed,
        hints=(
            "visit adds a node only after it has been to all its children, the first one first.",
            "From w it goes to u first, for `u + v` has u on the left. Which leaf is behind u?",
            "u joins as soon as b has. And a has to wait until visit comes to v.",
        ),
        solution='order = "buavw"',
        right=('order = ["b", "u", "a", "v", "w"]', 'order = "b, u, a, v, w"'),
        wrong={
            'order = "abuvw"': "Is a behind u?",
            'order = "wvaub"': "From its end yours would be right.",
            'order = "wbuav"': "w stands before its child v",
            'order = "bavuw"': "v stands before its child u",
            'order = "bubavw"': "each of a, b, u, v, w joins once",
        },
    ),
}
