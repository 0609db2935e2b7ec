"""The blanks of lesson 09: slopes measured to both sides, and the judge that compares."""

from micrograd_steps import step06, step09
from micrograd_steps.practice.frame import Blank, NotYet, Wrong, expect, returned, slopes, told


def measured(made, f, inputs, h, example, slips):
    """Judge the slopes that a learner's function measures along the inputs of f.

    slips: pairs (the slopes that a slip would give, the slip in words)
    """

    def called(*given):
        if len(given) != len(inputs) or isinstance(given[0], list):
            raise Wrong(
                f"{example}: f is called with {given}. It takes all the inputs, as numbers; a "
                "star before a list does that."
            )
        return f(*given)

    handed = list(inputs)
    try:
        found = returned(made, called, handed, h)
    except IndexError as error:
        raise Wrong(f"{example}: it stops with “{error}”. `append` makes a list longer.") from None
    except ZeroDivisionError:
        raise Wrong(f"{example}: you divide by 0. Is the nudge never less than h?") from None
    if not isinstance(found, list):
        raise Wrong(f"{example}: a list of slopes is asked for, and yours gives {found!r}.")
    expect(found, step09.central_gradient(f, inputs, h), example, slips)
    if handed != inputs:
        raise Wrong(
            f"{example}: the inputs were {inputs}, and you leave them as {handed}. The next one "
            "would be measured in a wrong place: take a copy."
        )


def both_sides(made):
    """Judge on a cube, on two inputs, and on a line: very far out, and at 0."""

    def cube(a):
        return a * a * a

    x, h = 1.0, 0.25
    up, down = cube(x + h), cube(x - h)
    slips = [
        ([], "Nothing was appended."),
        ([(up - cube(x)) / h], "That is to one side only, the right one."),
        ([(cube(x) - down) / h], "That is to one side only, the left one."),
        ([(up - down) / h], "From x − h to x + h the way is 2h."),
        ([(up - down) / 2 * h], "That multiplies by h: parentheses around the divisor."),
        ([(up - down) / 2], "The way is 2h, not 2."),
        ([up - down / (2 * h)], "Parentheses around the difference: only one side is divided."),
        ([(down - up) / (2 * h)], "The sign is the other way round: above minus below."),
        ([up - down], "The difference is not divided by the way."),
        ([0.0], "Both calls of f get the same numbers: are above and below one list?"),
        (step09.central_gradient(cube, [x]), "The h that it is given is not used."),
    ]
    measured(made, cube, [x], h, "a³ at a = 1, with h = 0.25", slips)
    a, b, step = 2.0, 1.0, 2 * h  # the step for a; that for b is h
    slope = (up - down) / (2 * h)
    stays = "The first input stays nudged in the second turn: begin each with a fresh copy."
    slips = [
        ([b, (a + step) * slope], stays),
        ([b, (a - step) * slope], stays),
        ([b, ((a + step) * up - (a - step) * down) / (2 * h)], stays),
        ([b], "The second slope is missing: does `return` stand in the loop?"),
        ([b * step / h, a * slope], "The way has to grow with the nudge: twice the step, not 2h."),
        ([b, a * (cube(b + step) - cube(b - step)) / (2 * step)], "The first input's step stays: "
         "do not change h itself."),
    ]  # fmt: skip
    example = "a · b³ at a = 2, b = 1, with h = 0.25"
    measured(made, lambda a, b: a * cube(b), [a, b], h, example, slips)
    far, h = -1e12, 0.00001
    slips = [
        ([0.0], "Nothing moved: the nudge has to grow with the size of the input, minus or not."),
        ([2.0 * -far], "The way has to grow with the nudge: it is twice the step, not 2h."),
    ]
    measured(made, lambda a: 2 * a, [far], h, "2a at a = −10¹²", slips)
    measured(made, lambda a: 2 * a, [0.0], h, "2a at a = 0", slips)


def expects(kind, f, cure):
    """Return f, but raising Wrong if it is given anything else than Values of a kind.

    cure: what to do where it gets numbers, in words
    """

    def called(*given):
        for x in given:
            if hasattr(x, "__iter__"):
                raise Wrong(f"f is called with a {type(x).__name__}: a star before it is missing.")
            if isinstance(x, int | float):
                raise Wrong(f"f takes Values, and is called with the number {x:.6g}. {cure}")
            if not isinstance(x, kind):
                ours, other = kind.__module__, type(x).__module__
                raise Wrong(
                    f"The `kind` is the Value of {ours}, and f is called with a Value of {other}. "
                    "It is `kind` that makes the Values here."
                )
            if not isinstance(x.data, float):
                raise Wrong(
                    f"f is called with a Value of {x.data!r}: it takes one number for each."
                )
        count = f.__code__.co_argcount
        if len(given) != count:
            raise Wrong(f"f has {count} inputs here, and is called with {len(given)}.")
        return f(*given)

    return called


HINTS = {
    "'grad'": "It is the leaves that have to be Values.",
    "must return": "`out` is the Value that f returns, all of it.",
    "-: 'Value'": "From what is nudged, `data` has to come back.",
    "argument but": "It gets all inputs at once: put a star before the parameter.",
}


def called_by(made, f, inputs, cure, example):
    """Return what a learner's function gives for f, made of the Values of step 06."""
    with told(example, HINTS):
        return made(expects(step06.Value, f, cure), inputs, step06.Value)


def pulled(made):
    """Judge the leaves, and what f makes of them."""

    def f(a, b, c):
        return a * b + c

    inputs, example = [2.0, 5.0, 3.0], "the gradients of a · b + c at 2, 5 and 3"
    cure = "Make leaves of the inputs, and call it with those."
    found = called_by(made, f, inputs, cure, example)
    slips = [
        ([0.0, 0.0, 0.0], "f was not called with these leaves, but with others."),
        ([], "The leaves are used up when f has got them: keep them in a list."),
        (slopes(lambda a, b, c: f(c, b, a), inputs), "They have come into another order."),
        (slopes(f, inputs[::-1]), "They have come into another order."),
    ]
    expect(found, slopes(f, inputs), example, slips)


def compared(made):
    """Judge both columns where they differ: on a + a + b, which step 06 gets wrong."""

    def f(a, b):
        return a + a + b

    for name, judge in ("central_gradient", both_sides), ("backprop_gradient", pulled):
        try:
            judge(made.__globals__[name])
        except Exception:
            raise NotYet(f"it calls `{name}`, and that has to be right first") from None
    inputs = [3.0, 4.0]
    cure = (
        "It is `central_gradient` that calls with numbers: give it a function that can take them."
    )
    found = called_by(made, f, inputs, cure, "a + a + b, in step 06").rows
    leaves = [step06.Value(x) for x in inputs]
    f(*leaves).backward()
    grads, measured = [leaf.grad for leaf in leaves], slopes(f, inputs)
    slips = [
        (measured + grads, "The two have changed places."),
        (
            grads + [0.0, 0.0],
            "`grad` is 0 there, since nobody ran `backward`; `data` is what rises.",
        ),
        (grads + grads, "Both come from backprop, so nothing can ever differ."),
        (measured + measured, "Both are measured, so nothing can ever differ."),
    ]
    example = "a + a + b in step 06, which forgets a path: backprop for a and b, then measured"
    expect([row[i] for i in (1, 2) for row in found], grads + measured, example, slips)


LOOP = "slopes = []\nfor i, x in enumerate(inputs):\n    step = h * max(1, abs(x))\n    "
COPIES = "above, below = list(inputs), list(inputs)\n    "
MOVED = "above[i], below[i] = x + step, x - step\n    "
NUDGED = LOOP + COPIES + MOVED
RISE = "f(*above) - f(*below)"
END = "\nreturn slopes"
WHOLE = f"slopes.append(({RISE}) / (2 * step)){END}"
GRADS = "backprop_gradient(f, inputs, kind)"

BLANKS = {
    "central_gradient": Blank(
        "for each input: nudge it up and down, by h or by h times its size, the others as they "
        "were; then the difference over the whole way",
        both_sides,
        right=(
            "def along(i):\n    return lambda x: f(*inputs[:i], x, *inputs[i + 1:])\n"
            "steps = [max(h, h * abs(x)) for x in inputs]\n"
            "return [(along(i)(x + s) - along(i)(x - s)) / 2 / s\n"
            "        for i, (x, s) in enumerate(zip(inputs, steps))]",
            f"{LOOP}inputs[i] = x + step\n    up = f(*inputs)\n    inputs[i] = x - step\n    "
            f"slopes += [(up - f(*inputs)) / (2 * step)]\n    inputs[i] = x{END}",
        ),
        wrong={
            f"{NUDGED}slopes.append((f(*above) - f(*inputs)) / step){END}": "one side only",
            f"{NUDGED}slopes.append(({RISE}) / step){END}": "the way is 2h.",
            f"{NUDGED}slopes.append(({RISE}) / 2 * step){END}": "around the divisor",
            f"{NUDGED}slopes.append({RISE}){END}": "is not divided by the way",
            f"{NUDGED}slopes.append({RISE} / (2 * step)){END}": "only one side is divided",
            f"{NUDGED}slopes.append(({RISE}) / (2 * h)){END}": "twice the step, not 2h",
            f"{NUDGED}h = step\n    {WHOLE}": "do not change h itself",
            f"{NUDGED}slopes[i] = ({RISE}) / (2 * step){END}": "`append` makes",
            f"{LOOP}above = below = list(inputs)\n    {MOVED}{WHOLE}": "one list?",
            f"{LOOP}inputs[i] += step\n    up = f(*inputs)\n    inputs[i] -= 2 * step\n    "
            f"slopes.append((up - f(*inputs)) / (2 * step)){END}": "you leave them as",
            f"{COPIES.strip()}\n{LOOP}{MOVED}{WHOLE}": "stays nudged in the second turn",
            f"{LOOP}step = h\n    {COPIES}{MOVED}{WHOLE}": "Nothing moved",
            f"{LOOP}step = h * abs(x)\n    {COPIES}{MOVED}{WHOLE}": "Is the nudge never less",
            f"{NUDGED}slopes.append((f(above) - f(below)) / (2 * step)){END}": "a star",
            f"{NUDGED}return ({RISE}) / (2 * step)": "a list of slopes is asked for",
            f"{NUDGED}{WHOLE.removesuffix(END)}": "`return`",
        },
    ),
    "leaves+out": Blank(
        "first a leaf of the given `kind` for each input, in a list; then what f makes of them",
        pulled,
        right=(
            "list(map(kind, inputs))\nf(*leaves)",
            "[kind(data=v) for v in inputs]\nf(leaves[0], *leaves[1:])",
        ),
        wrong={
            "inputs\nf(*leaves)": "with the number 2. Make leaves",
            "[Value(x) for x in inputs]\nf(*leaves)": "It is `kind` that makes the Values here",
            "[kind(x) for x in inputs]\nf(leaves)": "with a list: a star before it is missing",
            "[kind(x) for x in inputs]\nf(*reversed(leaves))": "another order",
            "[kind(x) for x in inputs]\nf(*leaves).data": "all of it",
            "[kind(x) for x in inputs]\nf(*map(kind, inputs))": "but with others",
            "map(kind, inputs)\nf(*leaves)": "keep them in a list",
            "[kind(inputs)]\nf(*leaves)": "a Value of [2.0, 5.0, 3.0]",
        },
    ),
    "grads+slopes": Blank(
        "the gradients by backprop; then the slopes, measured, of a function that makes Values "
        "of its numbers and returns f's data",
        compared,
        right=(
            "backprop_gradient(f, inputs, kind=kind)\n"
            "central_gradient(lambda *xs: f(*[kind(x) for x in xs]).data, list(inputs))",
            f"list({GRADS})\n"
            "central_gradient(lambda *data: f(*map(kind, data)).data, inputs, h=0.0001)",
        ),
        wrong={
            "backprop_gradient(f, inputs)\n...": "It is `kind` that makes",
            f"{GRADS}\ncentral_gradient(f, inputs)": "give it a function",
            f"{GRADS}\ncentral_gradient(lambda *xs: f(*map(kind, xs)), inputs)": "`data` has to",
            f"{GRADS}\ncentral_gradient(lambda *xs: f(*map(kind, xs)).grad, inputs)": "is 0 there",
            f"{GRADS}\ncentral_gradient(lambda xs: f(*map(kind, xs)).data, inputs)": "a star",
            f"{GRADS}\n{GRADS}": "Both come from backprop",
            f"central_gradient(lambda *xs: f(*map(kind, xs)).data, inputs)\n{GRADS}": "places",
        },
    ),
}
