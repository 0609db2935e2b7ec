"""The blanks of lesson 01: slopes, measured by nudging.

Both are tried with a long run, 0.5. There a slip gives quite another number, and names itself.
"""

from micrograd_steps import step01
from micrograd_steps.practice.frame import Blank, Wrong, expect, returned, told

HINTS = {  # part of what Python says: what to look at
    "index out of range": "There are as many turns as inputs, here 2.",
    "list indices": "The place of an input in the list is a whole number.",
    "concatenate list": "h is added to one number of the list, not to the list.",
}


def derivative(made):
    """Judge a slope of x², which bends: to the right of 4, then to the left."""
    called = []

    def f(x):
        called.append(x)
        return x * x

    x, h = 4.0, 0.5
    found = returned(made, f, x, h)
    if not called:
        raise Wrong(f"it gives {found!r} and never calls the f that it is given.")
    asked = sorted(set(called))
    elsewhere = f"f was called with {', '.join(map(repr, asked))}; here x is 4.0, x + h is 4.5."
    rise = f(x + h) - f(x)
    slips = [
        (rise, "The rise is not divided by the run, h."),
        (-rise / h, "The sign is the other way round: a rise is the end minus the start."),
        (-rise, "A rise is the end minus the start, and h is missing below it."),
        (rise * h, "The rise is multiplied by h, and should be divided by it."),
        (rise / x, "The rise is divided by x, but the run is h."),
        (f(x + h) - f(x) / h, "Only f(x) is divided by h: put parentheses around the rise."),
        (f(x + h) / h, "The start, f(x), is not subtracted."),
        (1.0, "h is added to f(x); it is x that moves."),
        (2 * x if asked[0] < x else None, "It nudges to both sides. That is even closer to the "
         "tangent, but what is asked for, and shown further down, is the run from x to x + h."),
        (4 * x, "From x − h to x + h the run is 2h."),
        ((f(x) - f(x - h)) / h, "This run ends at x, where it should begin there."),
        (found if asked != [x, x + h] else None, elsewhere),
    ]  # fmt: skip
    expect(found, step01.numerical_derivative(f, x, h), "x² at x = 4, with h = 0.5", slips)
    left = step01.numerical_derivative(f, x, -h)
    slips = [(-left, "A run to the left is negative, and stays so.")]
    expect(made(f, x, -h), left, "x² at x = 4, with h = −0.5", slips)


def gradient(made):
    """Judge the two slopes of a · b, and what the function is called with."""

    def f(*given):
        if len(given) != 2 and not all(isinstance(x, float) for x in given):
            raise Wrong(f"f(a, b) gets {given[0]!r}: a star before the list makes it two numbers.")
        if len(given) != 2:
            raise Wrong(f"f(a, b) gets {len(given)} of its 2 numbers: it needs the others, too.")
        return given[0] * given[1]

    (a, b), h = (2.0, 5.0), 0.5
    example = "a · b at a = 2 and b = 5, with h = 0.5"
    with told(example, HINTS):
        found = returned(made, f, [a, b], h)
    if isinstance(found, float):
        raise Wrong(
            f"it has to be a list, with a slope for each input, and is the number {found:g}. "
            "Is each slope appended, and does `return` stand below the loop, not in it?"
        )
    if not isinstance(found, list):
        raise Wrong(f"it has to be a list, and is {found!r}.")
    start, first, second, both = f(a, b), f(a + h, b), f(a, b + h), f(a + h, b + h)
    ends = [first, second]
    wanted = step01.numerical_gradient(f, [a, b], h)
    slips = [
        ([], "Nothing was appended."),
        (wanted[1:], "Only the last one is left: the list has to begin before the loop."),
        ([0.0, 0.0], "End and start are the same: does f get the inputs with the nudge?"),
        (wanted[:1], "The last slope is missing: does the loop run over all inputs, and does "
         "`return` stand below it, not in it?"),
        ([(both - start) / h] * 2, "All inputs are nudged at once, where it should be one alone."),
        ([wanted[0], (both - start) / h], "The first input stays nudged while the second has its "
         "turn: each turn needs a fresh copy of the inputs."),
        ([wanted[0], (both - first) / h], "The first input stays nudged in the second turn."),
        ([end - start for end in ends], "The rises are not divided by h."),
        ([-slope for slope in wanted], "A rise is the end minus the start."),
        ([end - start / h for end in ends], "Only the start is divided by h: put parentheses "
         "around the rise."),
        (ends, "These are the ends, not yet the rises over the runs."),
        ([end / h for end in ends], "The start, f(*inputs), is not subtracted."),
        ([(f(h, b) - start) / h, (f(a, h) - start) / h], "An input becomes h, where it should "
         "move by h."),
    ]  # fmt: skip
    expect(found, wanted, example, slips)


LOOP = "start = f(*inputs)\nslopes = []\nfor i in range(len(inputs)):\n    "
NUDGED = "nudged = list(inputs)\n    nudged[i] += h\n    "
END = "\nreturn slopes"

BLANKS = {
    "numerical_derivative": Blank(
        "return how far f rises from x to the place a run of h further on, divided by that run",
        derivative,
        right=(
            "rise = f(x + h) - f(x)\nreturn rise / h",
            "return f(x + h) / h - f(x) / h",
            "return (f(x) - f(x + h)) / -h",
        ),
        wrong={
            "return f(x + h) - f(x)": "The rise is not divided by the run, h.",
            "return (f(x) - f(x + h)) / h": "The sign is the other way round",
            "return f(x + h) - f(x) / h": "put parentheses around the rise",
            "return (f(x) + h - f(x)) / h": "it is x that moves",
            "return (f(x + h) - f(x - h)) / (2 * h)": "It nudges to both sides",
            "return (f(x + h) - f(x)) / abs(h)": "A run to the left is negative",
            "return (f(x + 0.0001) - f(x)) / 0.0001": "f was called with 4.0, 4.0001",
            "slope = (f(x + h) - f(x)) / h": "it returns nothing",
            "return rise_over_run(h)": "it gives 15.5 and never calls the f",
        },
        needs=("01-04", "01-44"),
    ),
    "numerical_gradient": Blank(
        "call f once where all inputs stand; then, in a loop, move one of them by h, in a copy, "
        "and append the rise over h; return the list",
        gradient,
        right=(
            f"{LOOP}inputs[i] += h\n    slopes.append((f(*inputs) - start) / h)\n"
            f"    inputs[i] -= h{END}",
            "def along(i):\n"
            "    return lambda x: f(*inputs[:i], x, *inputs[i + 1:])\n"
            "return [numerical_derivative(along(i), x, h) for i, x in enumerate(inputs)]",
            f"{LOOP}x = [v + h * (i == j) for j, v in enumerate(inputs)]\n"
            f"    slopes += [(f(*x) - start) / h]{END}",
        ),
        wrong={
            f"{LOOP}{NUDGED}slopes.append(f(*nudged) - start){END}": "not divided by h",
            f"{LOOP}nudged = inputs\n    nudged[i] += h\n    "
            f"slopes.append((f(*nudged) - start) / h){END}": "The first input stays nudged",
            f"{LOOP}x = [v + h for v in inputs]\n"
            f"    slopes.append((f(*x) - start) / h){END}": "All inputs are nudged at once",
            f"{LOOP}{NUDGED}slopes.append((start - f(*nudged)) / h){END}": "end minus the start",
            f"{LOOP}{NUDGED}slopes.append((f(nudged) - start) / h){END}": "a star before the list",
            f"{LOOP}slopes.append((f(inputs[i] + h) - start) / h){END}": "1 of its 2 numbers",
            f"{LOOP}slopes.append((f(*(inputs + h)) - start) / h){END}": "not to the list",
            f"{LOOP}{NUDGED}return (f(*nudged) - start) / h": "it has to be a list",
            f"{LOOP}{NUDGED}slopes.append((f(*nudged) - start) / h)\n    return slopes": (
                "The last slope is missing"
            ),
            f"{LOOP}{NUDGED}slopes.append((f(*nudged) - start) / h)": "it returns nothing",
        },
    ),
}
