"""The exercises of lesson 15: slopes that are stored beforehand, and what that changes."""

import math
from operator import mul

from micrograd_steps import step14, step15
from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    one_of,
    returned,
    same,
    shown,
    slopes,
    told,
)
from micrograd_steps.practice.lesson15 import stored
from micrograd_steps.step15 import Value, trace

TYPICAL = {  # a part of what Python says: the slip in words
    "between instances of": "Values can't be compared, but their .data can.",
    "with Values and numbers": "Compute with numbers: take the .data of each Value.",
    "must be real number": "Compute with numbers: take the .data of each Value.",
    "has no attribute 'data'": "The labels are plain numbers, and have no .data.",
    "'list' object has no attribute": "It is a list: go through it.",
    "'list' and": "It is a list: go through it.",
    "sequence by non-int": "A list can't be multiplied by a number: go through it.",
}


def square_of_a_product(Value):
    x = Value(2.0)
    r = 5 - x
    p = r * x
    return x, {"r": r, "p": p, "L": p * p}


def stored_before(local, gradient):
    x, made = square_of_a_product(Value)
    r, p, L = made.values()
    others = {
        "r": [
            ((5.0, -1.0), "The 5 is a plain number, and no child."),
            ((1.0,), "If x grows, 5 − x falls."),
            ((-2.0,), "That is −x. How does r answer?"),
        ],
        "p": [
            ((r.data, x.data), "In a product each child gets the data of the other; r is first."),
            ((2.0, -1.0), "The −1 belongs to r; here r and x are the children."),
        ],
        "L": [
            ((2 * p.data,) * 2, "The two 6 add up on the way back; stored is one for each."),
            ((2 * p.data,), "L has two children, though both are p: one slope for each."),
            ((p.data, 1.0), "L is p · p: each of the two has the other for its slope."),
        ],
    }
    for name, value in made.items():
        found = local.get(name)
        filled(**{f"local[{name!r}]": found})
        found = tuple(found) if isinstance(found, list | tuple) else (found,)
        many = f"{len(value._prev)} children" if value._prev[1:] else "a single child"
        way = f"{name} has {many}. How does it answer, if a child is nudged?"
        agree(f"local[{name!r}]", found, value._local, others[name], way)
    filled(gradient=gradient)
    was = x.data
    x.data = 100.0
    L.backward()
    old, steps = square_of_a_product(step14.Value)
    old.data = 100.0
    steps["L"].backward()
    slips = [
        (old.grad, "So it would be with closures, which look up x.data on the way back."),
        (r.grad, "That is r's. x gets it with a minus, and something from p besides."),
        (p.grad * r.data, "x is used twice: in p, and in r."),
        (p.grad * r.data + r.grad, "r falls as x grows: the second path brings a minus."),
        (-r.grad, "x is used twice: in r, and in p."),
        (p.data * (r.data - was), "p gets 6 from each of L's two slopes."),
        (r.data - was, "That is the slope of p. What arrives at p?"),
        (2 * (5 * 100 - 100**2) * (5 - 200), "That needs a new forward pass, at x = 100."),
    ]
    way = "From L to p, twice; from p to r and x; from r to x. All slopes are stored already."
    agree("gradient", gradient, x.grad, slips, way)


def functions_of(step, told_of):
    """Return Clip and Flip as Functions of a step; they note down what they are told."""

    class Clip(step.Function):
        def forward(self, x):
            return x

        def backward(self, grad):
            told_of.append(grad)
            return [max(-1.0, min(1.0, grad))]

    class Flip(Clip):
        def backward(self, grad):
            return [-grad]

    return {"Clip": Clip, "Flip": Flip}


def asked_beforehand(gradients, because):
    for name in ("Clip", "Flip"):
        for number, step in ((14, step14), (15, step15)):
            key, told_of = f"{name}, step {number}", []
            filled(**{key: gradients.get(key)})
            x = step.Value(2.0)
            (10 * functions_of(step, told_of)[name].apply(x)).backward()
            wrong = {
                "Clip, step 14": [
                    (10.0, "In step 14 the closure calls `backward` with what arrives, 10."),
                ],
                "Clip, step 15": [
                    (1.0, "In `apply` of step 15, look: with which number is `backward` called?"),
                ],
            }
            slips = [
                *wrong.get(key, []),
                (0.0, "Something does arrive: 10."),
                (2.0, "That is the data of x."),
                (-x.grad, "Look at the sign of what `backward` returns."),
                (x.grad / 10, "L is 10 times as much: what arrives?"),
            ]
            way = "10 arrives. What has `backward` been told, and what becomes of its answer?"
            agree(key, gradients[key], x.grad, slips, way)
    one_of("because", because, *"ABC")
    calls = []
    v = functions_of(step15, calls)["Clip"].apply(step15.Value(2.0))
    before = len(calls)
    (3 * v + 7 * v).backward()
    holds = {"A": not calls, "B": before == len(calls) == 1, "C": len(calls) == 2}
    tells = {
        "A": f"While `apply` ran, `backward` was called, with {shown(calls[0])}.",
        "C": f"In 3v + 7v, with v = Clip.apply(x), two paths lead back through v, and `backward` "
        f"was called {len(calls)} time in all.",
    }
    if not holds[because]:
        raise Wrong(f"The four numbers are right, but {because} is not why. {tells[because]}")


def fused(neuron):
    for w, x, b in (([2.0, -3.0], [1.0, 4.0], 6.0), ([2.0, -3.0], [5.0, 1.0], 0.5)):
        numbers, n = [*w, *x, b], len(w)

        def split(numbers, n=n):
            leaves = [Value(number) for number in numbers]
            return leaves, (leaves[:n], leaves[n:-1], leaves[-1])

        def plain(*numbers, n=n):
            return max(0.0, sum(map(mul, numbers[:n], numbers[n:-1])) + numbers[-1])

        total = sum(map(mul, w, x)) + b
        example = (
            f"w = ({shown(w)}), x = ({shown(x)}), b = {shown(b)}, with the sum {shown(total)}"
        )
        leaves, given = split(numbers)
        with told(example, TYPICAL):
            out = returned(neuron, *given)
        stranger = "among its children is a value in between. It is to be one Value."
        found = stored(Value, out, leaves, example, stranger)
        expect(out.data, plain(*numbers), example, [(total, "Below 0, ReLU answers 0.")])
        wanted = slopes(plain, numbers)
        if total < 0 and any(found) and sorted(found) == sorted([*x, *w, 1.0]):
            raise NotYet(f"{example}: the ReLU is closed, and the slopes are {shown(found)}")
        slips = [
            ([*w, *x, 1.0], "Open it is now. But each factor has the other for its slope."),
            ([*x, *w, b], "The last is that of b: 1, whatever its data."),
            ([0.0] * 5, "This one is open: what arrives goes on to all."),
            ([0.0, 0.0, 0.0, 0.0, 1.0], "Closed is closed for b, too: nudge it, and 0 stays."),
            ([*x, 0.0, 0.0, 0.0], "Closed is closed for the weights, too."),
            ([total * s for s in wanted], "The slope of ReLU is 1 or 0, not the sum."),
        ]
        way = "Which of the five moves the result if it is nudged, and how much?"
        expect(found, wanted, f"{example}: the slopes of w, x and b", slips, way)


RULES = {  # what is skipped
    "A": lambda v: v.grad == 0,
    "B": lambda v: v.data == 0,
    "C": lambda v: not any(v._local),
    "D": lambda v: 0 in v._local,
    "E": lambda v: abs(v.grad) < 1e-6,
}
GRAPHS = [  # as code, its inputs
    ("3 * (a + b)", [2.0, -2.0]),
    ("a * b", [0.0, 5.0]),
    ("1e-8 * (1e9 * a) + b", [2.0, 1.0]),
    ("(a * b).relu() + b", [2.0, -3.0]),
    ("(a + b) * (a - b).relu() + a * a", [1.0, 4.0]),
    ("(a * b + 1) * b + (b - a).tanh() ** 2", [-1.0, 3.0]),
    ("(a - a) * (b * a) + 2 * b", [4.0, 0.5]),
]


def gradients_with(skip, code, numbers):
    """Return the gradients of a and b where the loop skips by a rule."""
    a, b = map(Value, numbers)
    out = eval(code, {"a": a, "b": b})
    out.grad = 1.0
    for v in reversed(trace(out)[0]):
        if not skip(v):
            for child, slope in zip(v._prev, v._local, strict=True):
                child.grad += slope * v.grad
    return [a.grad, b.grad]


def may_skip(may, wrong_by_D):
    for name, skip in RULES.items():
        one_of(f"may[{name!r}]", may.get(name), True, False)
        case = None
        for code, numbers in GRAPHS:
            with_all = gradients_with(lambda v: False, code, numbers)
            if not same(gradients_with(skip, code, numbers), with_all):
                case = code, numbers, with_all, gradients_with(skip, code, numbers)
                break
        if may[name] and case:
            code, (a, b), whole, found = case
            raise Wrong(
                f"{name}: take {code}, with a = {shown(a)} and b = {shown(b)}. The gradients of a "
                f"and b are {shown(whole)}; by this rule they become {shown(found)}."
            )
        if not may[name] and not case:
            raise Wrong(
                f"{name}: of {len(GRAPHS)} graphs it changed none. What is left out is a child's "
                "`+= slope * v.grad`. What would it have added?"
            )
    filled(wrong_by_D=wrong_by_D)
    try:
        a, b = map(float, wrong_by_D)
    except (TypeError, ValueError):
        raise Wrong(f"wrong_by_D: two numbers are wanted, a and b, not {wrong_by_D!r}.") from None
    with_all = gradients_with(lambda v: False, "a * b", [a, b])
    if same(gradients_with(RULES["D"], "a * b", [a, b]), with_all):
        local = (Value(a) * Value(b))._local
        why = "No 0 is among them." if all(local) else "Nothing but 0 is lost by skipping."
        raise Wrong(
            f"The five are right. But with a = {shown(a)} and b = {shown(b)} the slopes of a · b "
            f"are {shown(local)}. {why}"
        )


MARGIN_CASES = [([2.5, 0.25], [1, 1]), ([0.5, -2.0, 3.0, -0.25], [1, 1, -1, -1]), ([4.0], [1])]


def in_one_value(max_margin):
    for numbers, labels in MARGIN_CASES:
        example = f"scores {shown(numbers)}, labels {shown(labels)}"
        leaves = [Value(s) for s in numbers]

        def plain(*scores, labels=labels):
            costs = [max(0.0, 1 - t * s) for s, t in zip(scores, labels, strict=True)]
            return sum(costs) / len(costs)

        with told(example, TYPICAL):
            out = returned(max_margin, list(leaves), list(labels))
        if isinstance(out, Value) and len(trace(out)[0]) > len(leaves) + 1:
            expect(out.data, plain(*numbers), example)
            raise Wrong(
                f"{example}: the number is right, but the graph has {len(trace(out)[0])} values. "
                f"{len(leaves)} scores and the loss make {len(leaves) + 1}: compute with .data, "
                "and make one Value."
            )
        stranger = "among its children is something else than the scores."
        found = stored(Value, out, leaves, example, stranger)
        pairs, n = list(zip(numbers, labels, strict=True)), len(numbers)
        costs = [max(0.0, 1 - t * s) for s, t in pairs]
        slips = [
            (sum(costs), "That is the sum; the loss is the mean."),
            (sum(1 - t * s for s, t in pairs) / n, "A point costs 1 − m, but never less than 0."),
            (sum(max(0, -t * s) for s, t in pairs) / n, "The 1 is missing: 1 − m."),
            (sum(max(0, 1 - s) for s, _ in pairs) / n, "The margin is the label times the score."),
            (sum(max(0, 1 + t * s) for s, t in pairs) / n, "It is 1 minus the margin."),
        ]
        way = "Each costs 1 − m, or 0 if that is negative; then the mean."
        expect(out.data, plain(*numbers), example, slips, way)
        wanted = slopes(plain, numbers)
        slips = [
            ([n * s for s in wanted], "The mean is missing: each has its share of the say."),
            ([-s for s in wanted], "If a score grows and its label is 1, the loss falls."),
            ([-t / n for _, t in pairs], "Beyond a margin of 1 nothing is felt: the slope is 0."),
            ([-abs(s) for s in wanted], "Where the label is −1, the loss grows with the score."),
            (
                [-t * c / n for (_, t), c in zip(pairs, costs, strict=True)],
                "That is what each "
                "costs, with a sign. A nudge is felt by the same share, wherever m is below 1.",
            ),
            ([c / n for c in costs], "That is what each costs. By how much does a nudge move it?"),
            ([0.0] * n, "They move the loss: nudge one whose margin is below 1."),
        ]
        way = "Nudge one score by 0.1: by how much does the mean move?"
        expect(found, wanted, f"{example}: the slopes of the scores", slips, way)
    s, t = Value(0.5), Value(-1.0)
    with told("a score that stands twice in the list", TYPICAL):
        (3 * max_margin([s, s, t], [1, -1, 1])).backward()
    found = [s.grad, t.grad]
    wanted = slopes(lambda s, t: max(0, 1 - s) + max(0, 1 + s) + max(0, 1 - t), [0.5, -1.0])
    why = "Each place in the list is a child of its own, and what they get adds up."
    expect(found, wanted, "3 times the loss of s, s and t, labels 1, -1, 1", (), why)


KEPT = {
    "x**2": (lambda x: x * x, "−2 and 2"),
    "x**3": (lambda x: x**3, "the output 8 comes from 2 alone"),
    "1 / x": (lambda x: 1 / x, "the output 0.5 comes from 2 alone"),
    "relu": (lambda x: max(0.0, x), "of an output above 0 the slope is 1, of 0 it is 0"),
    "cos": (math.cos, ""),
}
TRIED = [-2.0, -1.0, 1.0, 2.0] + [k * math.pi / 4 for k in (-3, -2, -1, 1, 2, 3)]


def output_tells(enough):
    for name, (f, tells) in KEPT.items():
        one_of(f"enough[{name!r}]", enough.get(name), True, False)
        rows = [(x, f(x), slopes(f, [x])[0]) for x in TRIED]
        twice = [
            (x, y, s, t)
            for x, out, s in rows
            for y, other, t in rows
            if same(out, other) and abs(s - t) > 1e-3
        ]
        if enough[name] and twice:
            x, y, s, t = twice[0]
            raise Wrong(
                f"{name}: at {x:.4g} and at {y:.4g} the output is the same, {f(x):.4g}. But the "
                f"slopes are {s:.4g} and {t:.4g}. The output can't know which."
            )
        if not enough[name] and not twice:
            raise Wrong(f"{name}: no output has two different slopes; {tells}.")


def pulled(first, second):
    filled(first=first, second=second)
    p, steps = Value(5.0), []
    for _ in range(2):
        p.grad = 0.0
        (0.2 * p * p).backward()
        p.data -= 0.25 * p.grad
        steps.append(p.data)
    slips = [
        (5 - 0.25 * 0.2 * 5, "The slope of alpha · p² is 2 · alpha · p."),
        (5 - 0.25 * 0.2 * 25, "That is what L2 charges, alpha · p². The step goes by its slope."),
        (5 - 2 * 0.2 * 5, "The learning rate is missing."),
        (5 + 0.25 * 2, "Downhill: towards 0."),
        (0.5, "By so much it moves. Where does it get to?"),
        (-0.5, "By so much it moves. Where does it get to?"),
    ]
    way = "Its slope is 2 · 0.2 · 5. A step goes 0.25 times as far, downhill."
    agree("first", first, steps[0], slips, way)
    slips = [
        (5 - 2 * 0.5, "The pull grows weaker: it goes by p as it is now, 4.5."),
        (steps[0], "That is after the first step."),
    ]
    agree("second", second, steps[1], slips, "The same again, from where the first step ended.")


# ---------------------------------------------------------------- exercises

LOCAL = 'local = {{"r": {}, "p": {}, "L": {}}}\ngradient = {}'
FOUR = """\
gradients = {{"Clip, step 14": {}, "Clip, step 15": {},
             "Flip, step 14": {}, "Flip, step 15": {}}}
because = "{}\""""
NEURON = """\
def neuron(w, x, b):
    ws, xs = [v.data for v in w], [v.data for v in x]
    total = sum(map(mul, ws, xs), b.data)
    {}
    return Value(max(0.0, total), (*w, *x, b), "neuron", "", slopes)"""
OPEN = """is_open = float(total > 0)
    slopes = tuple(is_open * slope for slope in {})"""
MAY = 'may = {{"A": {}, "B": {}, "C": {}, "D": {}, "E": {}}}\nwrong_by_D = {}'
MARGIN = """\
def max_margin(scores, labels):
    n = len(scores)
    costs = [1 - t * s.data for s, t in zip(scores, labels, strict=True)]
    slopes = [{}]
    data = sum(max(0.0, cost) for cost in costs) / n
    return Value(data, tuple(scores), "max-margin", "", tuple(slopes))"""
FELT = "-t / n if cost > 0 else 0.0 for cost, t in zip(costs, labels)"
ENOUGH = 'enough = {{"x**2": {}, "x**3": {}, "1 / x": {},\n          "relu": {}, "cos": {}}}'
PULL = "first = {}\nsecond = {}"

EXERCISES = {
    "1": Exercise(
        stored_before,
        hints=(
            "What is stored is one number for each child: how the result answers to it.",
            "r falls as x grows. In a product each child has the other's data for its slope.",
            "The slopes were stored while x was 2, and nobody stores them again. Go back with "
            "those: p gets 6 + 6.",
        ),
        solution=LOCAL.format("(-1.0,)", "(2.0, 3.0)", "(6.0, 6.0)", 12.0),
        right=(
            LOCAL.format("-1", "[2, 3]", "[6, 6]", "12 * 3 + 12 * 2 * -1"),
            'local = {"r": r._local, "p": p._local, "L": L._local}\n'
            "x.data = 100.0\nL.backward()\ngradient = x.grad",
        ),
        wrong={
            LOCAL.format("(1,)", "(2, 3)", "(6, 6)", 60): "If x grows, 5 − x falls.",
            LOCAL.format("(-1,)", "(3, 2)", "(6, 6)", 0): "each child gets the data of the other",
            LOCAL.format("(-1,)", "(2, 3)", "(12, 12)", 24): "stored is one for each",
            LOCAL.format("(-1,)", "(2, 3)", "(12,)", 12): "L has two children",
            LOCAL.format("(-1,)", "(2, 3)", "(6, 6)", -1164): "So it would be with closures",
            LOCAL.format("(-1,)", "(2, 3)", "(6, 6)", 36): "x is used twice: in p, and in r",
            LOCAL.format("(-1,)", "(2, 3)", "(6, 6)", 6): "p gets 6 from each",
            LOCAL.format("(-1,)", "(2, 3)", "(6, 6)", 3705000): "a new forward pass",
        },
    ),
    "2": Exercise(
        asked_beforehand,
        hints=(
            "When does step 14 call `backward`, and when does step 15? Look at both `apply`.",
            "Step 14 calls it on the way back, with the 10 that arrives. Step 15 calls it once in "
            "`apply`, with 1, and multiplies by the 10 later.",
        ),
        solution=FOUR.format(1.0, 10.0, -10.0, -10.0, "B"),
        right=(
            FOUR.format(1, 10, -10, -10, "B"),
            'because = "B"\ngradients = dict.fromkeys(["Flip, step 14", "Flip, step 15"], -10.0)\n'
            'gradients |= {"Clip, step 14": min(1, 10), "Clip, step 15": 10 * min(1, 1)}',
        ),
        wrong={
            FOUR.format(1, 1, -10, -10, "B"): "with which number is `backward` called?",
            FOUR.format(10, 10, -10, -10, "B"): "calls `backward` with what arrives",
            FOUR.format(1, 10, -10, 10, "B"): "Look at the sign",
            FOUR.format(1, 10, -1, -1, "B"): "L is 10 times as much",
            FOUR.format(1, 10, -10, -10, "A"): "While `apply` ran",
            FOUR.format(1, 10, -10, -10, "C"): "two paths lead back",
        },
    ),
    "3": Exercise(
        fused,
        hints=(
            "Two operations have become one: a weighted sum, then ReLU. What does the chain rule "
            "do with the slopes of two that follow each other?",
            "Each slope of the sum is multiplied by that of ReLU, which is 1 if the sum is above "
            "0, and 0 if not.",
            "For the other slip compare the order of the slopes with that of the children: which "
            "number has w[0] for its slope?",
        ),
        solution=NEURON.format(OPEN.format("(*xs, *ws, 1.0)")),
        right=(
            NEURON.format("slopes = (*xs, *ws, 1.0) if total > 0 else (0.0,) * (2 * len(w) + 1)"),
            "def neuron(w, x, b):\n    data, children, slopes = b.data, [b], [1.0]\n"
            "    for u, v in zip(w, x, strict=True):\n        data += u.data * v.data\n"
            "        children += [u, v]\n        slopes += [v.data, u.data]\n"
            "    if data < 0:\n        data, slopes = 0.0, [0.0 for _ in slopes]\n"
            '    return Value(data, tuple(children), "neuron", "", tuple(slopes))',
        ),
        wrong={
            NEURON.format(OPEN.format("(*ws, *xs, 1.0)")): "each factor has the other",
            NEURON.format(OPEN.format("(*xs, *ws, b.data)")): "whatever its data",
            NEURON.format("slopes = (0.0,) * (2 * len(w) + 1)"): "This one is open",
            NEURON.format(
                OPEN.format("(*xs, *ws)").replace(" in (*xs, *ws))", " in (*xs, *ws)) + (1.0,)")
            ): "Closed is closed for b, too",
            NEURON.format("slopes = tuple(max(0.0, total) * s for s in (*xs, *ws, 1.0))"): (
                "The slope of ReLU is 1 or 0"
            ),
            NEURON.format("slopes = (*xs, *ws, 1.0) if total > 0 else (0.0,)"): "5 children and 1",
            NEURON.format("slopes = (*x, *w, 1.0) if total > 0 else (0.0,) * 5"): "take its .data",
        },
    ),
    "4": Exercise(
        may_skip,
        hints=(
            "What is left out is `child.grad += slope * v.grad`. When is that no loss?",
            "It is none where the product is 0 for every child: since v.grad is 0, or since all "
            "slopes are. Small is not 0: a slope may be large.",
            "For the last question: the slopes of a · b are b and a. One should be 0 and the "
            "other not.",
        ),
        solution=MAY.format(True, False, True, False, False, "(0.0, 5.0)"),
        right=(
            MAY.format(True, False, True, False, False, "[-2, 0]"),
            "may = dict.fromkeys('ABCDE', False) | {'A': True, 'C': True}\nwrong_by_D = 0, 1e-3",
        ),
        wrong={
            MAY.format(True, True, True, False, False, "(0, 5)"): "B: take 3 * (a + b)",
            MAY.format(True, False, True, True, False, "(0, 5)"): "D: take a * b",
            MAY.format(True, False, True, False, True, "(0, 5)"): "E: take 1e-8",
            MAY.format(False, False, True, False, False, "(0, 5)"): "A: of 7 graphs",
            MAY.format(True, False, False, False, False, "(0, 5)"): "C: of 7 graphs",
            MAY.format(True, False, True, False, False, "(0, 0)"): "Nothing but 0 is lost",
            MAY.format(True, False, True, False, False, "(2, 5)"): "No 0 is among them",
        },
    ),
    "5": Exercise(
        in_one_value,
        hints=(
            "Work on plain numbers until the last line, which makes the Value.",
            "Nudge one score by 0.1, with a margin below 1 and the label 1: its cost falls by "
            "0.1, and the mean of n costs by 0.1 / n.",
            "So the slope is −label / n where the margin is below 1, and 0 beyond.",
        ),
        solution=MARGIN.format(FELT),
        right=(
            MARGIN.format("-(cost > 0) * t / n for cost, t in zip(costs, labels)"),
            "def max_margin(scores, labels):\n    data, slopes = 0.0, []\n"
            "    for s, t in zip(scores, labels, strict=True):\n        share = 1 / len(labels)\n"
            "        if t * s.data < 1:\n            data += (1 - t * s.data) * share\n"
            "            slopes.append(-t * share)\n        else:\n"
            "            slopes.append(0.0)\n"
            '    return Value(data, tuple(scores), "loss", "", tuple(slopes))',
        ),
        wrong={
            MARGIN.format(FELT.replace("-t / n", "-t")): "The mean is missing",
            MARGIN.format(FELT.replace("-t / n", "t / n")): "the loss falls",
            MARGIN.format("-t / n for t in labels"): "Beyond a margin of 1",
            MARGIN.format(FELT).replace(", tuple(slopes)", ", iter(slopes)"): "_local is no tuple",
            MARGIN.format(FELT.replace("-t / n", "-1 / n")): "the loss grows with the score",
            MARGIN.format("-t * max(0, c) / n for c, t in zip(costs, labels)"): "by the same",
            MARGIN.format(FELT).replace(" / n\n", "\n"): "That is the sum",
            MARGIN.format(FELT).replace("t * s.data", "t * s"): "can't be compared",
            MARGIN.format(FELT).replace(', "", tuple(slopes)', ""): "2 children and 0 slopes",
            "def max_margin(scores, labels):\n"
            "    pairs = zip(scores, labels, strict=True)\n"
            "    return sum((1 - t * s).relu() for s, t in pairs) / len(labels)": "and make one",
        },
    ),
    "6": Exercise(
        output_tells,
        hints=(
            "Look for two inputs with the same output. Are their slopes the same?",
            "2 and −2 have the same square. Which of the others takes some number twice, and "
            "with another slope?",
        ),
        solution=ENOUGH.format(False, True, True, True, False),
        right=(
            ENOUGH.format(0, 1, 1, 1, 0),
            'enough = dict.fromkeys(["x**3", "1 / x", "relu"], True)\n'
            'enough |= {"x**2": False, "cos": False}',
        ),
        wrong={
            ENOUGH.format(True, True, True, True, False): "x**2: at -2 and at 2",
            ENOUGH.format(False, False, True, True, False): "from 2 alone",
            ENOUGH.format(False, True, False, True, False): "1 / x: no output",
            ENOUGH.format(False, True, True, False, False): "relu: no output",
            ENOUGH.format(False, True, True, True, True): "cos: at",
        },
    ),
    "7": Exercise(
        pulled,
        hints=(
            "What is the slope of alpha · p²? Think of the slope of p² first.",
            "The slope is 2 · 0.2 · p. The step takes away 0.25 times that: a tenth of p, each "
            "time of what is left.",
        ),
        solution=PULL.format(4.5, 4.05),
        right=(
            PULL.format("5 - 0.25 * 2 * 0.2 * 5", "first - 0.25 * 2 * 0.2 * first"),
            "first, second = 5 * 0.9, 5 * 0.9**2",
        ),
        wrong={
            PULL.format(4.5, 4): "The pull grows weaker",
            PULL.format(4.75, 4.5125): "The slope of alpha · p²",
            PULL.format(3.75, 2.5): "what L2 charges",
            PULL.format(3, 1.8): "The learning rate is missing.",
            PULL.format(5.5, 6.05): "Downhill",
            PULL.format(0.5, 0.45): "Where does it get to?",
        },
    ),
}
