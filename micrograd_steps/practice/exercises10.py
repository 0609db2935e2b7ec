"""The exercises of lesson 10: what one neuron computes, and what takes three."""

import math
from itertools import product

import numpy as np

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    one_of,
    returned,
    row_of,
    shown,
    slopes,
    told,
)
from micrograd_steps.step10 import Neuron, Value

POINTS = list(product((1.0, -1.0), repeat=2))  # 1 is true, −1 is false
AND = [x > 0 and y > 0 for x, y in POINTS]
XOR = [x != y for x, y in POINTS]
SURE = 0.5  # beyond this to either side, an answer counts


def answers(row, points=POINTS):
    """Return what a neuron answers at each point; row: its two weights and its bias."""
    one = Neuron(2)
    *one.w, one.b = map(Value, row)
    return [one(x).data for x in points]


def missed(found, wanted):
    """Return the first point with a wrong or unsure answer, the answer, and what it should be."""
    for x, answer, true in zip(POINTS, found, wanted, strict=True):
        if not (answer > SURE if true else answer < -SURE):
            return x, answer, f"above {SURE:g}" if true else f"below −{SURE:g}"
    return None


def signs(found):
    """Return True, False, or None for 0, at each point."""
    return [None if x == 0 else x > 0 for x in found]


def in_full(row, x):
    """Return a weighted sum as one writes it down: 2 · (-1) + ... = ..."""
    w1, w2, b = row
    parts = [f"({shown(n)})" if n < 0 else shown(n) for n in (w1, x[0], w2, x[1], b)]
    total = w1 * x[0] + w2 * x[1] + b
    return "{} · {} + {} · {} + {}".format(*parts) + f" = {shown(total)}"


OTHERS = [  # what a neuron may be instead of an AND
    ([x > 0 or y > 0 for x, y in POINTS], "That makes it OR: one true input is enough for it."),
    ([not true for true in AND], "It is the other way round at all four points."),
    ([True] * 4, "It says true to everything: the bias outweighs both inputs."),
    ([False] * 4, "It never says true: the bias outweighs both inputs."),
    ([x > 0 for x, y in POINTS], "Only the first input decides, whatever the second says."),
    ([y > 0 for x, y in POINTS], "Only the second input decides, whatever the first says."),
    (AND, "The signs are right at all four. Make all three numbers larger by the same factor."),
]


def computes_and(w, b):
    row_of("w", w, 2)
    filled(b=b)
    row_of("w and b", [*w, b], 3)
    found = answers([*w, b])
    if not (miss := missed(found, AND)):
        return
    x, answer, should = miss
    why = next((words for table, words in OTHERS if signs(found) == table), None)
    if why is None and answer == 0:
        why = "A sum of 0 is neither true nor false. Which way should the bias push?"
    elif why is None:
        says = ", ".join("true" if a > 0 else "false" if a < 0 else "neither" for a in found)
        why = f"At the four points in turn it says {says}."
        if min(w) < 0:
            why += " Should a true input push the sum down?"
    raise Wrong(
        f"at {shown(x)} the sum is {in_full([*w, b], x)}, so the neuron answers {answer:.2f}, and "
        f"should answer {should}. {why}"
    )


COUNTING = {  # by what Python's message holds
    "not iterable": "A number can't be gone through; range(nout) can.",
    "'Neuron' and 'int'": "A neuron can't be multiplied. Each of the three has to be made.",
    "has no len()": "self.neurons is a list, and this is a single neuron.",
    "type object": "Neuron is the class. To make one, call it with nin.",
}


def each_its_own(Layer):
    for nin, nout in ((3, 2), (2, 3)):
        with told(f"Layer({nin}, {nout})", COUNTING):
            made = Layer(nin, nout).neurons
            found = len(made), len(made[0].w) if made else 0
        if found != (nout, nin):
            raise Wrong(
                f"Layer({nin}, {nout}): {nout} neurons of {nin} weights are wanted, and yours has "
                f"{found[0]} of {found[1]}. `nin` is how many inputs, `nout` how many neurons."
            )
    layer, x = Layer(2, 3), [1.0, -2.0]
    first, second, third = layer.neurons
    if first is second is third:
        raise NotYet("a layer of three gives the same answer three times, whatever you put in")
    if first is second or second is third or first is third:
        raise Wrong("two of the three are still the same neuron.")
    if first.w is second.w or first.w[0] is second.w[0]:
        raise Wrong(
            "there are three neurons, but they share their weights: change the first weight of "
            "one, and that of the others changes with it."
        )
    begins = [round(one.w[0].data, 2) for one in layer.neurons]
    if begins[0] == begins[1]:
        raise Wrong(
            "each neuron has weights of its own now, but they begin with the same numbers: the "
            f"first weights are {shown(begins)}. So they get the same gradients, and stay alike."
        )
    outs = returned(Layer.__call__, layer, x)
    if not isinstance(outs, list) or not all(isinstance(out, Value) for out in outs):
        raise Wrong(f"called with 1 and -2 it answers {outs}. Three Values are wanted.")
    expect([out.data for out in outs], [one(x).data for one in layer.neurons], "the answers")


def summed(rows):
    """Return neurons' weighted sums at the four points; rows: two weights and a bias each."""
    return np.array(rows) @ np.array([[x, y, 1.0] for x, y in POINTS]).T


def totals(rows):
    """Return two totals of each neuron: of its sums where XOR is true, and where it is false."""
    sums = summed(rows)
    return sums[:, XOR].sum(axis=1), sums[:, np.logical_not(XOR)].sum(axis=1)


def fits(rows):
    """Return whether one of these neurons has a sum above 0 just where XOR is true."""
    return ((summed(rows) > 0) == XOR).all(axis=1).any()


SUM = "Each weight times its input, and then the bias. No tanh yet."


def no_neuron(sums, where_true, where_false, because):
    row = 5.0, -3.0, 2.0
    for x, wanted in zip(POINTS, summed([row])[0].tolist(), strict=True):
        filled(**{f"the sum at {shown(x)}": sums.get(x)})
        slips = [
            (wanted - row[2], f"The bias of {shown(row[2])} is missing."),
            (row[0] * x[0] - row[1] * x[1] + row[2], "Look at the sign of the second weight."),
        ]
        agree(f"the sum at {shown(x)}", sums[x], wanted, slips, SUM)
    filled(where_true=where_true, where_false=where_false)
    (true,), (false,) = (total.tolist() for total in totals([row]))
    for name, found, wanted, xor in (
        ("where_true", where_true, true, "exactly one input is 1"),
        ("where_false", where_false, false, "both are alike"),
    ):
        slips = [(true + false, "That is the total of all four; two belong here.")]
        agree(name, found, wanted, slips, f"Take the two points where {xor}.")
    one_of("because", because, *"ABC")
    rows = np.array(list(product(range(-3, 4), repeat=3)))  # as good as smaller ones
    holds = {  # each claim, tried
        "A": fits(rows),  # with no bend
        "B": np.allclose(*totals(rows)),
        "C": fits(100 * rows),
    }
    wrong = {
        "A": "Take the tanh away, and the neuron answers the sum itself. tanh changes no sign, so "
        f"nothing is won: of {len(rows)} neurons without it, none has the signs of XOR.",
        "C": "Make 5, −3 and 2 a hundred times as large, and the two totals are "
        f"{shown(100 * true)} and {shown(100 * false)}. Are they any further apart?",
    }
    if not holds[because]:
        raise Wrong(f"All six numbers are right, but {because} is not why. {wrong[because]}")


def apart(some, others):
    """Return whether a straight line parts two pairs of points in the plane."""
    axes = []
    for (x1, y1), (x2, y2) in (some, others):
        axes += [(x2 - x1, y2 - y1), (y1 - y2, x2 - x1)]
    axes.append([sum(p[i] for p in some) - sum(p[i] for p in others) for i in (0, 1)])
    for a, b in axes:
        one, two = ([a * x + b * y for x, y in pair] for pair in (some, others))
        if max(one) < min(two) - 1e-9 or max(two) < min(one) - 1e-9:
            return True
    return False


def computes_xor(first, second, last):
    for name, row in (("first", first), ("second", second), ("last", last)):
        row_of(name, row, 3)
    handed_on = list(zip(answers(first), answers(second), strict=True))
    found = answers(last, handed_on)
    if not (miss := missed(found, XOR)):
        return
    x, answer, should = miss
    trues, falses = (
        [p for p, true in zip(handed_on, XOR, strict=True) if true == w] for w in (True, False)
    )
    got = {x: f"({p[0]:.2f}, {p[1]:.2f})" for x, p in zip(POINTS, handed_on, strict=True)}
    if first == second:
        why = "The first two have the same numbers and answer alike: two do the work of one."
    elif signs(found) == XOR:
        why = "The signs are right at all four. A larger last row makes it surer of them."
    elif signs(found) == [not true for true in XOR]:
        why = "It is the other way round at all four. Which row can turn that?"
    elif apart(trues, falses):
        why = (
            "The first two do well: a straight line parts what they hand on where XOR is true "
            "from the rest. So it is up to the last one, which gets "
            f"{', '.join(got.values())} at the four points."
        )
    else:
        why = (
            f"No last neuron could do it: for (1, -1) and (-1, 1) it gets {got[1.0, -1.0]} and "
            f"{got[-1.0, 1.0]}, for (1, 1) and (-1, -1) {got[1.0, 1.0]} and {got[-1.0, -1.0]}, "
            "and no straight line parts the former from the latter. Change the first two."
        )
    raise Wrong(
        f"at {shown(x)} the first two answer {got[x]}, and the last makes {answer:.2f} of it, "
        f"which should be {should}. {why}"
    )


def divided(of_c, of_a):
    filled(of_c=of_c, of_a=of_a)
    c, a = 12.0, 3.0
    by_c, by_a = slopes(lambda c, a: c / (a + 1), [c, a])
    slips = [
        (c / (a + 1), "That is q itself. If c grows by 1, by how much does q grow?"),
        (1.0, "So it would be if nothing divided c."),
        (a + 1, "c is divided by that, not multiplied."),
        (1 / a, "The 1 that is added to a is missing."),
    ]
    agree("the gradient of c", of_c, by_c, slips, "q is c times a fixed number here.")
    slips = [
        (-by_a, "The divisor grows. Does q rise or fall?"),
        (-1 / (a + 1) ** 2, "That is the slope of 1 / (a + 1): the 12 is not multiplied in."),
        (-c / (a + 1), "That is −q. The power −2 of the divisor is in the slope, not −1."),
        (-c / a**2, "The 1 that is added to a is missing."),
        (1 / (a + 1), "That is c's. a stands in the divisor."),
    ]
    agree("the gradient of a", of_a, by_a, slips, "The slope of u⁻¹ is −u⁻². What else is in q?")


def fanned_out(gradient, change):
    filled(gradient=gradient, change=change)
    [wanted] = slopes(lambda x: math.tanh(3 * x - 6) + math.tanh(10 - 5 * x), [2.0])
    slips = [
        (3.0, "That comes through the upper tanh. x feels the other one, too."),
        (-5.0, "That comes through the lower tanh. x feels the other one, too."),
        (-15.0, "Along a path they multiply; where two paths meet, they add."),
        (8.0, "One of the two paths has a negative factor."),
        (0.0, "That is s, or what each tanh answers. How steep is a tanh at 0?"),
        (2.0, "Look at the sign: which of the two paths is the stronger one?"),
    ]
    agree("the gradient", gradient, wanted, slips, "One number for each path. Then they meet.")
    slips = [
        (-0.01 * wanted, "x rises, and its gradient is negative."),
        (wanted, "So much for a whole 1; x grows by 0.01."),
    ]
    agree("the change", change, 0.01 * wanted, slips, "The gradient times what x moves by.")


# ---------------------------------------------------------------- exercises

LAYER = """\
class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        return [neuron(x) for neuron in self.neurons]"""


def filled_with(neurons):
    """Return the cell of Layer with something else for its neurons."""
    return LAYER.replace("[Neuron(nin) for _ in range(nout)]", neurons)


def grown(more):
    """Return the cell of Layer with one neuron to begin with, and with more."""
    loop = "\n        for _ in range(nout - 1):\n            self.neurons.append"
    return filled_with(f"[Neuron(nin)]{loop}({more})")


SIX = """\
sums = {(1, 1): 4, (1, -1): 10, (-1, 1): -6, (-1, -1): 0}
where_true = 4
where_false = 4
because = "B\""""

EXERCISES = {
    "1": Exercise(
        computes_and,
        hints=(
            "Both inputs have the same say. So what about their weights?",
            "With two weights of 1 the sum is 2, 0, 0 or −2 before the bias. Which bias makes "
            "the first positive, and all others negative?",
            "Then look at how sure it is: tanh(0.5) is only 0.46, and tanh(1) is 0.76.",
        ),
        solution="w = [2.0, 2.0]\nb = -2.0",
        right=("w = [1, 1]\nb = -1", "w, b = (3.0, 0.7), -3.0"),
        wrong={
            "w = [1.0, 1.0]\nb = 0.0": "A sum of 0 is neither true nor false.",
            "w = [1.0, 1.0]\nb = 1.0": "That makes it OR",
            "w = [0.5, 0.5]\nb = -0.5": "by the same factor",
            "w = [2.0, 2.0]\nb = -5.0": "It never says true",
            "w = [-2.0, -2.0]\nb = 2.0": "the other way round at all four",
            "w = [2.0, 0.0]\nb = 0.0": "Only the first input decides",
            "w = 1.0\nb = -1.0": "2 plain numbers are wanted",
        },
    ),
    "2": Exercise(
        each_its_own,
        hints=(
            "How many neurons does this layer really make?",
            "`[thing] * 3` is a list of three names for one thing. Count how often the "
            "parenthesis of Neuron is opened.",
            "A comprehension does what stands before its `for` anew in each round.",
        ),
        solution=LAYER,
        right=(
            grown("Neuron(nin)"),
            filled_with("list(map(Neuron, [nin] * nout))"),
        ),
        wrong={
            filled_with("[Neuron(nin) for _ in range(nin)]"): "yours has 3 of 3.",
            filled_with("[Neuron(nout) for _ in range(nin)]"): "yours has 3 of 2.",
            filled_with("[Neuron(nin)] + [Neuron(nin)] * (nout - 1)"): "two of the three",
            "import copy\n\n\n" + grown("copy.copy(self.neurons[0])"): "share their weights",
            "import copy\n\n\n" + grown("copy.deepcopy(self.neurons[0])"): "and stay alike",
            filled_with("Neuron(nin) * nout"): "A neuron can't be multiplied.",
            filled_with("[Neuron(nin) for _ in nout]"): "range(nout) can",
        },
    ),
    "3": Exercise(
        no_neuron,
        hints=(
            "Work out the four sums first; then look at the two totals side by side.",
            "Above the tanh's 0 is above 0 before it, too. So look for the signs of the sums.",
            "What would XOR want of the total where it is true, and of the other? Try the claims "
            "that are left with another neuron, with larger numbers, and with no tanh.",
        ),
        solution=SIX,
        right=(
            "sums = {(x, y): 5 * x - 3 * y + 2 for x in (1, -1) for y in (1, -1)}\n"
            "where_true = sums[1, -1] + sums[-1, 1]\n"
            'where_false = sums[1, 1] + sums[-1, -1]\nbecause = "B"',
            SIX.replace("= 4", "= 4.0"),
        ),
        wrong={
            SIX.replace("1): 4", "1): 2"): "The bias of 2 is missing.",
            SIX.replace("1): 10", "1): 4"): "the sign of the second weight",
            SIX.replace("where_true = 4", "where_true = 8"): "the total of all four",
            SIX.replace("where_false = 4", "where_false = -6"): "where both are alike",
            SIX.replace('"B"', '"A"'): "tanh changes no sign",
            SIX.replace('"B"', '"C"'): "the two totals are 400 and 400",
        },
    ),
    "4": Exercise(
        computes_xor,
        hints=(
            "XOR can be said with words that a single neuron understands: and, or, not.",
            "Exactly one is true: at least one is, *and* not both are. Or: the one without the "
            "other, or the other way round.",
            "Your neuron of 10.1 computes AND, and with another bias it computes OR. Turn all "
            "three signs, and it says the opposite.",
            "Let the first be an OR and the second an AND with its three signs turned. What does "
            "the last have to be?",
        ),
        solution="first = [2.0, 2.0, 2.0]\nsecond = [-2.0, -2.0, 2.0]\nlast = [2.0, 2.0, -2.0]",
        right=(
            "first = [3, -3, -3]\nsecond = [-3, 3, -3]\nlast = [3, 3, 3]",
            "first = (2, 2, -2)\nsecond = (2, 2, 2)\nlast = (-3, 3, -3)",
        ),
        wrong={
            "first = [2, 2, 2]\nsecond = [2, 2, 2]\nlast = [2, -2, -2]": "the work of one",
            "first = [2, 2, 2]\nsecond = [2, 2, -2]\nlast = [2, 2, -2]": "The first two do well",
            "first = [2, 0, 0]\nsecond = [0, 2, 0]\nlast = [2, 2, -2]": "No last neuron could",
            "first = [2, 2, 2]\nsecond = [-2, -2, 2]\nlast = [-2, -2, 2]": "Which row can turn",
            "first = [1, 1, 1]\nsecond = [-1, -1, 1]\nlast = [0.5, 0.5, -0.3]": "makes it surer",
            "first = [2, 2]\nsecond = [-2, -2]\nlast = [2, 2]": "3 plain numbers are wanted",
        },
    ),
    "5": Exercise(
        divided,
        hints=(
            "Division is a multiplication in disguise: q is c · u⁻¹, where u = a + 1.",
            "c is multiplied by 1/u. What is u?",
            "For a: the slope of u⁻¹ along u is −u⁻², and c is a factor of it.",
        ),
        solution="of_c = 0.25\nof_a = -0.75",
        right=(
            "of_c, of_a = 1 / 4, -12 / 16",
            "c, a = Value(12.0), Value(3.0)\n(c / (a + 1)).backward()\n"
            "of_c, of_a = c.grad, a.grad",
        ),
        wrong={
            "of_c = 3\nof_a = -0.75": "That is q itself",
            "of_c = 4\nof_a = -0.75": "not multiplied.",
            "of_c = 0.25\nof_a = 0.75": "rise or fall?",
            "of_c = 0.25\nof_a = -0.0625": "the 12 is not multiplied in",
            "of_c = 0.25\nof_a = -3": "That is −q.",
        },
    ),
    "6": Exercise(
        fanned_out,
        hints=(
            "Two arrows leave x. Follow each of them to s.",
            "At 0 a tanh is as steep as it can be: its slope 1 − o² is 1 there.",
            "Through the upper path comes its factor, through the lower one its own, and at x "
            "they add up.",
        ),
        solution="gradient = -2.0\nchange = -0.02",
        right=(
            "gradient = 3 - 5\nchange = gradient / 100",
            "s.backward()\ngradient = x.grad\nchange = 0.01 * x.grad",
        ),
        wrong={
            "gradient = 3\nchange = 0.03": "through the upper tanh",
            "gradient = -15\nchange = -0.15": "where two paths meet, they add",
            "gradient = 0\nchange = 0": "How steep is a tanh at 0?",
            "gradient = -2\nchange = 0.02": "its gradient is negative",
            "gradient = 8\nchange = 0.08": "has a negative factor",
        },
    ),
}
