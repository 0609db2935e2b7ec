"""The exercises of lesson 14: operations as Functions, and how one finds out that one is wrong."""

import math

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    is_empty,
    same,
    shown,
    slopes,
    told,
)
from micrograd_steps.practice.lesson14 import handed_back
from micrograd_steps.step14 import Function, Value, check_gradients

TYPICAL = {  # a part of what Python says: the slip in words
    "division by zero": "There both are 0: ask for that first.",
    "object has no attribute 'apply'": "It has to stay a subclass of Function.",
    "object has no attribute 'data'": "forward and backward work on plain numbers, not on Values.",
    "object has no attribute": "What backward needs, forward has to keep on self.",
    "is not defined": "What forward has kept stands on self.",
    "takes 0 positional arguments": "`self` comes first.",
    "ward() ": "Its arguments are those that `apply` gives: self, and the numbers.",
    "multiply sequence": "The list goes around the whole product.",
    "for /: 'list'": "The list goes around the whole quotient.",
    "NotImplementedError": "forward and backward belong into the class.",
}


def in_a_graph(f, numbers, example, why):
    """Raise Wrong unless backprop through Values agrees with nudging."""
    with told(example, TYPICAL):
        report = check_gradients(f, numbers)
    if not report.agrees:
        i, found, measured, _ = report.worst
        name = "abc"[i]
        raise Wrong(
            f"{example}: {name} gets {shown(round(found, 6))}, and nudging says "
            f"{shown(round(measured, 6))}. {why}"
        )


class Blend(Function):
    """x · y + y, as in the exercise."""

    def forward(self, x, y):
        self.kept = x, y
        return x * y + y

    def backward(self, grad):
        x, y = self.kept
        return [grad * y, grad * (x + 1)]


def asked_and_answered(asked, answer, gradients):
    filled(asked=asked)
    seen = []

    class Watched(Blend):
        def backward(self, grad):
            seen.extend([grad, super().backward(grad)])
            return seen[1]

    a, b = Value(3.0), Value(-2.0)
    p = Watched.apply(a, b)
    (p * a).backward()
    grad, wanted = seen
    slips = [
        (1.0, "That is what L begins with. Between L and p there is a product."),
        (p.data, "That goes to a, the other factor of L. p gets the data of a."),
        (p.data * a.data, "That is the data of L."),
        (b.data, "p is multiplied by a, not by b."),
    ]
    agree("asked", asked, grad, slips, "L is p · a. What does a product hand to p?")
    filled(answer=answer)
    slips = [
        ([g / grad for g in wanted], "What arrives, the 3, is not multiplied in."),
        (wanted[::-1], "The first belongs to x, which is a here."),
        ([grad * b.data, grad * a.data], "y stands in x · y + y twice: its slope is x + 1."),
        ([wanted[0] + p.data, wanted[1]], "What a gets directly is no business of Blend."),
    ]
    agree("answer", list(answer), wanted, slips, "x is 3 and y is −2: put them in, and grad, too.")
    filled(**{f"the gradient of {name}": gradients.get(name) for name in "ab"})
    slips = [
        (wanted, "a is used twice: in p, and once more in L."),
        ([p.data, b.grad], "That is what a gets directly; through p it gets more."),
        ([a.grad, b.grad + p.data], "b is used once, in p."),
        ([wanted[0] * p.data, b.grad], "What comes by two paths is added."),
    ]
    way = "p hands on the two numbers of its answer. What does L hand to a besides?"
    agree("the gradients of a and b", [gradients[n] for n in "ab"], [a.grad, b.grad], slips, way)


def absolute(Abs):
    for x in (-3.0, 4.0):
        example = f"|{shown(x)}|, where 5 arrives"
        found = handed_back(Abs, [x], 5.0, example, TYPICAL)
        if x < 0 and same(found, [5.0]):
            raise NotYet(f"{example}: 5 is handed on, though |x| falls as x grows")
        slips = [
            ([math.copysign(1, x)], "The gradient that arrives is not multiplied in."),
            ([-math.copysign(5, x)], "Left of 0 it falls, right of 0 it rises."),
            ([5 * x], "The slope is 1 or −1, however large x is."),
        ]
        expect(found, [5 * s for s in slopes(abs, [x])], example, slips)
        expect(Abs().forward(x), abs(x), f"|{shown(x)}|, forward")
    why = (
        "The whole forward pass comes first: when the first is asked for its slope, the second "
        "has been there. What is kept for one use may not stand where all share it."
    )
    in_a_graph(lambda a, b: Abs.apply(a) + Abs.apply(b), [-3.0, 4.0], "|a| + |b|, −3 and 4", why)
    in_a_graph(lambda a, b: Abs.apply(a) * Abs.apply(b), [5.0, -2.0], "|a| · |b|, 5 and −2", why)


def distance(Distance):
    for x, y, grad in ((3.0, 4.0, 10.0), (-5.0, 12.0, 1.3), (0.0, -2.0, 7.0), (0.0, 0.0, 3.0)):
        example = f"the distance of ({shown([x, y])})"
        given = f"{example}, where {shown(grad)} arrives"
        found = handed_back(Distance, [x, y], grad, given, TYPICAL)
        expect(Distance().forward(x, y), math.hypot(x, y), f"{example}, forward")
        d = math.hypot(x, y)
        if not d:
            expect(found, [0.0, 0.0], given, (), "The tip: 0 for both is asked for.")
            continue
        local = slopes(math.hypot, [x, y])
        wanted = [grad * s for s in local]
        slips = [
            (local, "The gradient that arrives is not multiplied in."),
            ([grad * x, grad * y], "It is not divided by the distance."),
            ([w / 2 for w in wanted], "The root brings a half, and each square a 2."),
            ([2 * w for w in wanted], "Each square brings a 2, and the root a half."),
            ([w / d for w in wanted], "It is divided by the distance twice: its root is missing."),
            ([grad / (2 * d)] * 2, "The slope of the square inside, 2x or 2y, is missing."),
            ([abs(w) for w in wanted], "A sign is lost: left of the origin, more x is less way."),
            (wanted[::-1], "The two have changed places."),
            ([0.0, 0.0], "Only the origin itself is a tip; here there is a slope."),
            ([grad * s for s in (d, d)], "That is the distance itself, not its slopes."),
            ([grad, grad], "The slopes are missing. Nudge x alone: how much further is it then?"),
        ]
        way = "If x grows by a little, how much further is the point?"
        expect(found, wanted, given, slips, way)
    why = "Each use has to keep its own numbers, on self."
    in_a_graph(
        lambda a, b, c: Distance.apply(a, b) + 2 * Distance.apply(b * c, c),
        [3.0, 4.0, -2.0],
        "Distance(a, b) + 2 · Distance(b · c, c), at 3, 4 and −2",
        why,
    )


class Cube(Function):
    """x³, with the right slope."""

    def forward(self, x):
        self.x = x
        return x**3

    def backward(self, grad):
        return [grad * 3 * self.x**2]


SLIPPED = {  # name: what backward returns; when that is right nevertheless; why it is then
    "A": (lambda x, g: g * 3 * x, lambda x, g: x == x * x, "x² is no other than x"),
    "B": (lambda x, g: 3 * x**2, lambda x, g: g == 1, "nobody misses a factor of 1"),
    "C": (lambda x, g: g * 3 * x * abs(x), lambda x, g: x >= 0, "|x| is no other than x"),
    "D": (lambda x, g: abs(g) * 3 * x**2, lambda x, g: g >= 0, "its size is the same number"),
    "E": (lambda x, g: g * 3 * min(x**2, 4), lambda x, g: x * x <= 4, "x² is not above 4"),
}


def slipped(name, arrived):
    """Return one of the five as a Function; it notes down what arrives."""
    back = SLIPPED[name][0] if name in SLIPPED else lambda x, g: g * 3 * x**2

    class Slipped(Cube):
        def backward(self, grad):
            arrived.append(grad)
            return [back(self.x, grad)]

    return Slipped


def caught(x, after):
    filled(at=x)
    if not isinstance(x, int | float):
        raise Wrong(f"at: a single number is wanted, not {x!r}.")
    arrived, report = [], {}
    for name in ("right", *SLIPPED):
        kind = slipped(name, arrived)
        with told(f"after(x³) at x = {shown(x)}", TYPICAL):
            out = after(kind.apply(Value(x)))
            if out is None and is_empty(after):
                raise NotYet("after is still open")
            if out is None:
                raise Wrong("after returns nothing. Is there a `return`?")
            if not isinstance(out, Value):
                raise Wrong(f"after returns {out!r}, and has to return a Value, made of v.")
            report[name] = check_gradients(lambda v, kind=kind: after(kind.apply(v)), [x])
    if not arrived or not any(arrived):
        raise Wrong(
            f"0 arrives at the cube, and then every backward returns 0. `after` is flat at "
            f"{shown(x**3)}, or it is not made of v."
        )
    _, found, measured, _ = report["right"].worst
    if not report["right"].agrees:
        raise Wrong(
            f"Even the right x³ is blamed: backprop {shown(found)}, measured {shown(measured)}. "
            "Is there a corner in `after`, or is it too steep there to be measured?"
        )
    g, missed = arrived[0], [name for name in SLIPPED if report[name].agrees]
    if len(missed) == len(SLIPPED):
        raise NotYet(f"at x = {shown(x)}, where {shown(g)} arrives, none of the five is noticed")
    if missed:
        name = missed[0]
        _, unseen, why = SLIPPED[name]
        why = why if unseen(x, g) else "the difference is too small to be seen"
        seen = len(SLIPPED) - len(missed)
        raise Wrong(
            f"{seen} of 5 {'is' if seen == 1 else 'are'} noticed. {name} is not: "
            f"at x = {shown(x)}, where {shown(g)} arrives, {why}."
        )


def no_formula(Solve):
    for x, grad in ((0.5 + math.exp(0.5), 10.0), (-2.0, 0.5), (30.0, 2.0), (1.0, 3.0)):
        example = f"x = {x:.4g}, where {shown(grad)} arrives"
        found = handed_back(Solve, [x], grad, example, TYPICAL)
        y = Solve().forward(x)
        expect(y + math.exp(y), x, f"x = {x:.4g}, y + e^y for the y that forward finds")
        slope = slopes(lambda x: Solve().forward(x), [x])[0]
        if math.isclose(found[0], grad * slope, rel_tol=1e-5, abs_tol=1e-6):
            continue
        e = math.exp(y)
        slips = [
            (slope, "The gradient that arrives is not multiplied in."),
            (grad * (1 + e), "That is how x answers to y. Here y answers to x."),
            (grad / (1 + math.exp(x)), "e to the power of y, not of x: forward has found y."),
            (grad * (1 + math.exp(x)), "That is how x answers to y, and y is not x."),
            (grad / e, "x is y + e^y; if y grows, the first y does, too."),
            (grad * e, "If y grows by 0.1, x has grown by more, so y answers by less."),
            (grad * e / (1 + e), "Above the bar belongs the 1 by which x grows."),
            (grad / (1 + y), "The slope of e^y is e^y."),
            (grad, "The slope is not multiplied in."),
            (grad * y, "That is y itself, not its slope."),
            (grad * -slope, "If x grows, so does y."),
        ]
        slips = [([slip], words) for slip, words in slips]
        given = f"{example}, and y is {shown(y)}"
        way = "If y grows by a little, by how much has x grown?"
        expect(found, [round(grad * slope, 6)], given, slips, way)
    why = "Each use has to keep its own number, on self."
    f = "2 · Solve(a · b) + Solve(b), at 1.5 and 2"
    in_a_graph(lambda a, b: 2 * Solve.apply(a * b) + Solve.apply(b), [1.5, 2.0], f, why)


def two_layers(weight, bias, without, with_relu):
    filled(weight=weight, bias=bias)

    def score(x, relu):
        h = -2 * x + 6
        return 3 * (max(0.0, h) if relu else h) - 6

    slope, start = score(1.0, False) - score(0.0, False), score(0.0, False)
    slips = [
        (-2.0, "That is the first neuron's; the second makes three times as much of it."),
        (1.0, "The two follow each other: they are multiplied, not added."),
        (6.0, "Two minus signs there are not; there is one."),
        (3.0, "The first neuron has its say, too."),
    ]
    agree("weight", weight, slope, slips, "If x grows by 1, h falls by 2. And the score?")
    slips = [
        (0.0, "The 6 of the first neuron goes through the second, times 3, before the −6."),
        (-6.0, "What does the second neuron make of the first one's 6?"),
        (18.0, "That is what the 6 has become; the −6 is still to be added."),
        (-36.0, "The second bias is added; only what comes from h is multiplied by 3."),
    ]
    agree("bias", bias, start, slips, "What is the score at x = 0?")
    filled(without=without, with_relu=with_relu)
    x = 5.0
    slips = [(score(x, True), "That is with ReLU."), (-2 * x + 6, "That is h.")]
    agree("without", without, score(x, False), slips, "weight · 5 + bias.")
    slips = [
        (score(x, False), "h is −4 at x = 5. What does ReLU make of it?"),
        (0.0, "h is 0 then. But the second neuron has no ReLU, and a bias."),
    ]
    agree("with_relu", with_relu, score(x, True), slips, "First h, then its ReLU, then 3 · … − 6.")


def promised(moves, loss):
    filled(moves=moves)
    grads, size, before = [3.0, -4.0], 0.01, 2.0
    wanted = [-size * g for g in grads]
    slips = [
        ([-w for w in wanted], "Downhill: each moves against its gradient."),
        ([-g for g in grads], "The learning rate is not multiplied in."),
        (grads, "Those are the gradients. Each moves by its own, times the rate, downhill."),
        ([wanted[0], -wanted[1]], "The second slope is negative: for it, downhill is up."),
        ([-size, size], "A steeper one moves further."),
        ([-size, -size], "A steeper one moves further, and the second slope is negative."),
    ]
    agree("moves", list(moves), wanted, slips, "Minus the learning rate times the gradient.")
    filled(loss=loss)
    change = sum(g * w for g, w in zip(grads, wanted, strict=True))
    slips = [
        (before - change, "The loss is to fall."),
        (change, "By so much it changes. Where does it get to?"),
        (-change, "By so much it falls. Where does it get to?"),
        (before + sum(wanted), "Each move is felt by its slope: 3 · (−0.03), and the other."),
        (
            before + size * sum(grads),
            "Each move is felt by its slope: 3 · (−0.03), and the other.",
        ),
        (before - 0.07, "The two moves are no loss; each is felt by its slope."),
        (before + 0.07, "−4 · 0.04 is negative, too: both bring the loss down."),
        (before - 0.07 * size, "Each move is felt by its slope, once."),
        (before - 25.0, "The learning rate is missing."),
        (before - 0.09, "That is the share of the first; the second brings some, too."),
        (before - 0.16, "That is the share of the second; the first brings some, too."),
    ]
    agree("loss", loss, before + change, slips, "For each, its gradient times its move; add both.")


# ---------------------------------------------------------------- exercises

ANSWER = 'asked = {}\nanswer = {}\ngradients = {{"a": {}, "b": {}}}'
ABS = """\
class Abs(Function):
    def forward(self, x):
        {}
        return abs(x)

    def backward(self, grad):
        return [{}]"""
KEEP = "self.x = x"
SIGN = "grad if self.x > 0 else -grad"
DISTANCE = """\
class Distance(Function):
    def forward(self, x, y):
        self.x, self.y = x, y
        self.d = math.hypot(x, y)
        return self.d

    def backward(self, grad):
        {}"""
TIP = """if self.d == 0:
            return [0.0, 0.0]
        return {}"""
CATCH = "at = {}\n\n\ndef after(v):\n    return {}"
SOLVE = """\
class Solve(Function):
    def forward(self, x):
        low, high = -abs(x) - 1, x
        for _ in range(60):
            y = (low + high) / 2
            if y + math.exp(y) < x:
                low = y
            else:
                high = y
        {}
        return y

    def backward(self, grad):
        return {}"""
LAYERS = "weight = {}\nbias = {}\nwithout = {}\nwith_relu = {}"
STEP = "moves = {}\nloss = {}"

EXERCISES = {
    "1": Exercise(
        asked_and_answered,
        hints=(
            "L is a product of p and a. What does a product hand back to each?",
            "`backward` is told what arrives at p. Put that in for grad, 3 for x and −2 for y.",
            "a is an input of p and a factor of L. What comes by both is added.",
        ),
        solution=ANSWER.format(3.0, [-6.0, 12.0], -14.0, 12.0),
        right=(
            ANSWER.format(3, "(-6, 12)", "-6 - 8", 12),
            "L.backward()\nasked = p.grad\ngradients = {'a': a.grad, 'b': b.grad}\n"
            "blend = Blend()\nblend.forward(3.0, -2.0)\nanswer = blend.backward(asked)",
        ),
        wrong={
            ANSWER.format(1, [-2, 4], -2, 4): "That is what L begins with.",
            ANSWER.format(-8, [16, -32], 19, -32): "p gets the data of a",
            ANSWER.format(3, [-2, 4], -2, 4): "is not multiplied in",
            ANSWER.format(3, [-6, 9], -14, 9): "its slope is x + 1",
            ANSWER.format(3, [12, -6], 4, -6): "The first belongs to x",
            ANSWER.format(3, [-6, 12], -6, 12): "a is used twice",
            ANSWER.format(3, [-6, 12], -8, 12): "through p it gets more",
        },
    ),
    "2": Exercise(
        absolute,
        hints=(
            "Left of 0, |x| falls as x grows. From what is kept, can `backward` tell left from "
            "right?",
            "5 and −5 have the same absolute value, so the output does not tell. Keep x.",
            "And where is it kept? Take |a| + |b| with −3 and 4: `Abs` is one class, with two "
            "uses.",
        ),
        solution=ABS.format(KEEP, SIGN),
        right=(
            ABS.format("self.slope = 1.0 if x > 0 else -1.0", "self.slope * grad"),
            ABS.format("self.negative = x < 0", "grad * (-1) ** self.negative"),
            ABS.format(KEEP, "math.copysign(grad, grad * self.x)"),
        ),
        wrong={
            ABS.format("Abs.x = x", "grad if Abs.x > 0 else -grad"): "where all share it",
            ABS.format(KEEP, "1.0 if self.x > 0 else -1.0"): "arrives is not multiplied in.",
            ABS.format(KEEP, "-grad"): "right of 0 it rises.",
            ABS.format(KEEP, "grad * self.x"): "however large x is",
            ABS.format(KEEP, "grad if x > 0 else -grad"): "What forward has kept stands on self.",
            ABS.format("pass", SIGN): "forward has to keep on self",
            ABS.format(KEEP, SIGN).replace(f"[{SIGN}]", f"({SIGN})"): "is to return a list",
        },
    ),
    "3": Exercise(
        distance,
        hints=(
            "From (3, 4) the distance is 5. Nudge x by 0.001: by what share of that does the "
            "distance grow? And if y is nudged?",
            "Along x the slope is x divided by the distance, along y it is y divided by it.",
            "`backward` needs x, y and the distance: let `forward` keep them. Ask first whether "
            "the distance is 0.",
        ),
        solution=DISTANCE.format(TIP.format("[grad * self.x / self.d, grad * self.y / self.d]")),
        right=(
            DISTANCE.format(
                "factor = grad / self.d if self.d else 0.0\n"
                "        return (factor * self.x, factor * self.y)"
            ),
            "class Distance(Function):\n    def forward(self, x, y):\n        self.inputs = x, y\n"
            "        return (x * x + y * y) ** 0.5\n\n    def backward(self, grad):\n"
            "        angle = math.atan2(*self.inputs)\n        away = any(self.inputs)\n"
            "        return [away * grad * math.sin(angle), away * grad * math.cos(angle)]",
        ),
        wrong={
            DISTANCE.format("return [grad * self.x / self.d, grad * self.y / self.d]"): (
                "There both are 0: ask for that first."
            ),
            DISTANCE.format(TIP.format("[self.x / self.d, self.y / self.d]")): (
                "arrives is not multiplied in"
            ),
            DISTANCE.format("return [grad * self.x, grad * self.y]"): "divided by the distance.",
            DISTANCE.format(TIP.format("[grad / (2 * self.d)] * 2")): "square inside",
            DISTANCE.format(TIP.format("[grad * self.y / self.d, grad * self.x / self.d]")): (
                "changed places"
            ),
            DISTANCE.format(TIP.format("[grad * self.d]")): "for each input: here 2.",
            DISTANCE.format(TIP.format("[grad * x / self.d, grad * y / self.d]")): "on self",
            DISTANCE.format(
                TIP.format("[grad * self.x / self.d, grad * self.y / self.d]")
            ).replace("self.", "Distance."): "keep its own numbers",
        },
    ),
    "4": Exercise(
        caught,
        hints=(
            "For each of the five: at which x is it right by chance, and for which gradients?",
            "C wants an x below 0, and E one whose square is above 4.",
            "B wants something other than 1 to arrive, and D something negative. If `after` "
            "multiplies v by a number, that number arrives.",
        ),
        solution=CATCH.format(-3.0, "-2 * v"),
        right=(
            CATCH.format(-3, "v * v"),
            CATCH.format(-2.5, "5 - 3 * v"),
            CATCH.format(-3.0, "1 / v"),
        ),
        wrong={
            CATCH.format(1.0, "-2 * v"): "A is not: at x = 1",
            CATCH.format(3.0, "-2 * v"): "|x| is no other",
            CATCH.format(-3.0, "v"): "nobody misses",
            CATCH.format(-3.0, "2 * v"): "its size is the same",
            CATCH.format(-1.5, "-2 * v"): "not above 4",
            CATCH.format(-3.0, "v.relu()"): "every backward returns 0",
            CATCH.format(-3.0, "-2"): "has to return a Value",
            CATCH.format(-3.0, "(v + 27).relu() - v"): "Even the right x³ is blamed",
        },
    ),
    "5": Exercise(
        no_formula,
        hints=(
            "Turn the question round: if y grows by a little, by how much must x have grown?",
            "x is y + e^y. Its first part grows as y does, its second e^y times as much.",
            "If x grows 1 + e^y times as much as y, then y grows by that part of what x does. "
            "`forward` has to keep y.",
        ),
        solution=SOLVE.format("self.y = y", "[grad / (1 + math.exp(self.y))]"),
        right=(
            SOLVE.format("self.slope = 1 / (1 + x - y)", "[self.slope * grad]"),
            SOLVE.format("self.y = y", "[grad * math.exp(-self.y) / (math.exp(-self.y) + 1)]"),
            SOLVE.format("self.y = y", "(0.5 * grad * (1 - math.tanh(self.y / 2)),)"),
        ),
        wrong={
            SOLVE.format("self.y = y", "[grad * (1 + math.exp(self.y))]"): "y answers to x",
            SOLVE.format("self.x = x", "[grad / (1 + math.exp(self.x))]"): "not of x",
            SOLVE.format("self.y = y", "[grad / math.exp(self.y)]"): "the first y does, too",
            SOLVE.format("self.y = y", "[1 / (1 + math.exp(self.y))]"): "not multiplied in",
            SOLVE.format("self.y = y", "[grad / (1 + self.y)]"): "The slope of e^y is e^y.",
            SOLVE.format("self.y = y", "[grad]"): "The slope is not multiplied in.",
            SOLVE.format("Solve.y = y", "[grad / (1 + math.exp(Solve.y))]"): "keep its own",
            SOLVE.format("self.y = y", "grad / (1 + math.exp(self.y))"): "return a list",
        },
    ),
    "6": Exercise(
        two_layers,
        hints=(
            "Without ReLU put the one into the other: 3 · (−2x + 6) − 6.",
            "With ReLU, work out h at x = 5 first. What is let through?",
        ),
        solution=LAYERS.format(-6, 12, -18, -6),
        right=(
            LAYERS.format("3 * -2", "3 * 6 - 6", "-6 * 5 + 12", "3 * 0 - 6"),
            "with_relu, without = -6.0, -18.0\nweight, bias = -6.0, 12.0",
        ),
        wrong={
            LAYERS.format(1, 0, 5, -6): "they are multiplied, not added",
            LAYERS.format(-6, 0, -30, -6): "before the −6",
            LAYERS.format(-6, 18, -12, -6): "still to be added",
            LAYERS.format(-6, 12, -18, -18): "What does ReLU make of it?",
            LAYERS.format(-6, 12, -18, 0): "has no ReLU, and a bias",
            LAYERS.format(-6, 12, -6, -6): "That is with ReLU.",
        },
    ),
    "7": Exercise(
        promised,
        hints=(
            "Each parameter moves against its gradient, by the learning rate times it.",
            "A gradient says how many times as much as the parameter the loss moves. Both moves "
            "bring it down.",
        ),
        solution=STEP.format("[-0.03, 0.04]", 1.75),
        right=(
            STEP.format("(-0.01 * 3, 0.01 * 4)", "2 - 0.01 * (3**2 + 4**2)"),
            "moves = [-0.01 * g for g in (3, -4)]\nloss = 2 + 3 * moves[0] - 4 * moves[1]",
        ),
        wrong={
            STEP.format("[0.03, -0.04]", 2.25): "Downhill",
            STEP.format("[-3, 4]", -23): "The learning rate is not multiplied in.",
            STEP.format("[-0.01, 0.01]", 1.93): "A steeper one moves further.",
            STEP.format("[-0.03, 0.04]", 2.25): "The loss is to fall.",
            STEP.format("[-0.03, 0.04]", 2.01): "Each move is felt by its slope",
            STEP.format("[-0.03, 0.04]", 0.25): "By so much it falls.",
            STEP.format("[-0.03, 0.04]", 2.07): "both bring the loss down",
        },
    ),
}
