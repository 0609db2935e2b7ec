"""The exercises of lesson 01: slopes read, measured, and walked down."""

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    named,
    numbers,
    one_of,
    returned,
    rounded,
    same,
    shown,
    slopes,
    which_slip,
)
from micrograd_steps.step01 import numerical_derivative

PLACES = {"A": -2.0, "B": 0.0, "C": 2.0}
ACROSS, UP = 1, 2  # what a square of the drawn grid measures
READING = 0.5  # how far a slope that is read from a picture may be off
HS = (1.0, 1e-4, 1e-9, 1e-13)


def hill(x):
    """Return the height of the curve whose slopes are to be read."""
    return x**3 / 2 - x**2 / 2 - 4 * x + 6


def read(slopes_read):
    named(slopes_read, *PLACES)
    numbers(**{f"the slope at {name}": found for name, found in slopes_read.items()})
    for name, x in PLACES.items():
        found, (wanted,) = slopes_read[name], slopes(hill, [x])
        if abs(found - wanted) <= READING:
            continue
        squares = wanted * ACROSS / UP
        tries = [
            (hill(x), "That is how high the point lies. How steep is the line through it?"),
            (squares, f"Counted in squares? A square is {ACROSS} wide and {UP} high: read what "
             "the axes say."),
            (-wanted, "Follow the line from left to right: does it go up or down?"),
            (-squares, "A square isn't as high as it is wide; and does the line go up or down?"),
            (1 / wanted if round(wanted) else None, "That is the run over the rise."),
            (x, "That is where the point is, along x."),
        ]  # fmt: skip
        slips = [(rounded(number), words) for number, words in tries]
        way = "Take two points of the line. How far apart are they in height, and how far in x?"
        raise Wrong(f"at {name}: not {shown(found)}. {which_slip(found, slips, way)}")


def product(a, b, c):
    return a * b + c


def whole_numbers(gradient_of):
    for f, words, inputs in (
        (product, "a · b + c", [3, 5, -4]),
        (lambda a, b: a * a * b, "a · a · b", [2, -1]),
        (lambda a, b: a * a * b, "a · a · b", [0.5, 1.25]),
    ):
        start, given, turns = f(*inputs), list(inputs), range(len(inputs))
        found = returned(gradient_of, f, given)
        if given != inputs:
            raise Wrong(
                f"It changes the list that it is given, from {inputs} to {given}. `nudged` has to "
                "be a copy, and a fresh one in each turn."
            )
        cut_off = [(f(*map(int, moved(inputs, i, 1e-4))) - start) / 1e-4 for i in turns]
        if same(found, cut_off) and not isinstance(inputs[0], float):
            raise NotYet(f"for {words} at {shown(inputs)} it gives the slopes {shown(found)}")
        wanted = rounded(slopes(f, inputs))
        by_1 = [f(*moved(inputs, i, 1)) - start for i in turns]
        slips = [
            ([sum(wanted)] * len(inputs), "All are nudged at once, and it should be one alone."),
            ([slope + sum(wanted) for slope in wanted], "All are nudged, and one of them twice."),
            ([sum(wanted[: i + 1]) for i in turns], "The inputs before it are still nudged: each "
             "turn needs a fresh copy."),
            (by_1, "These are slopes over a run of 1: the bend is in them."),
            ([rise * 10000 for rise in by_1], "An input moved by 1, and the rise was divided by "
             "0.0001."),
        ]  # fmt: skip
        expect(rounded(found), wanted, f"{words} at {shown(inputs)}", slips)


def moved(inputs, i, h):
    """Return the inputs, one of them moved by h."""
    return [x + h * (i == j) for j, x in enumerate(inputs)]


def line(x):
    return 1000 + 2 * x


def straight(best, because):
    filled(best=best, because=because)
    one_of("best", best, *HS)
    off = {h: abs(numerical_derivative(line, 0.3, h) - 2) for h in HS}
    if best != min(off, key=off.get):
        curve = {
            1e-4: "With a bend it would be a good choice.",
            1e-9: "On many a curve it is among the best.",
            1e-13: "So short a run leaves hardly any bend.",
        }
        raise Wrong(
            f"best: not {best:g}. {curve[best]} But what is there to bend here? With this h, "
            f"numerical_derivative gives {numerical_derivative(line, 0.3, best)}."
        )
    one_of("because", because, *"ABC")
    if because == "A":
        raise Wrong(
            "The h is right, but A holds for curves. Here the secant for h = 1 and the one for "
            "h = 0.0001 are the same line: all secants lie on it."
        )
    if because == "C":
        raise Wrong(
            "The h is right, but f is rounded on a line as well: near 1000 it rises in steps "
            f"of about 1e-13. That is why h = 1e-13 gives the slope "
            f"{numerical_derivative(line, 0.3, 1e-13)}."
        )


def arrived(downhill):
    for low, steep, start in ((3.0, 1.0, 7.75), (3.0, 1.0, -2.0), (-1.0, 2.0, 1.0)):
        seen = []

        def valley(x, low=low, steep=steep, seen=seen):
            seen.append(x)
            return steep * (x - low) ** 2 + 1

        try:
            found = returned(downhill, valley, start)
        except OverflowError:
            found = seen[-1]
        if abs(found - low) < 0.01:
            continue
        jumps = max((abs(x - start) for x in seen), default=0.0) > 0.01
        if found == start and not jumps:
            raise NotYet(f"x is still at {shown(start)}, where it started")
        slope, rate = 2 * steep * (start - low), 0.2 * steep
        tries = [
            (start - 10 * slope, "A hundred steps of one length: the slope was measured once. "
             "It changes on the way, so measure it at each new x."),
            (start - 0.1 * slope, "It has taken a single step: does `return` stand in the loop?"),
            (1.0, "So low is the valley there. Where is there? It's x that is to be returned."),
            (low * rate / (1 + rate), "The step has taken the place of x. It has to be added."),
            (start, "It jumps across the valley, and back to where it began: a step is a tenth "
             "of the slope, not all of it."),
        ]  # fmt: skip
        slip = which_slip(rounded(found), [(rounded(x), words) for x, words in tries])
        if min(seen, default=0) < -1e4 and max(seen) > 1e4:
            slip = "It jumps across the valley, further each time: a step is a tenth of the slope."
        elif found > 1e4 and start > low:
            slip = (
                "It runs away, faster and faster: each step has to go against the slope. Where "
                "that is positive, further left is further down."
            )
        elif abs(found) > 1e4:
            slip = (
                "It runs away. Where the slope is negative, further right is further down. And "
                "is it a tenth of the slope at x, not of the height?"
            )
        elif abs(found - low) <= 0.1:
            slip = (
                "It goes to and fro around the valley. A step should be a tenth of the slope: "
                "long where it is steep, shorter and shorter where it is nearly level."
            )
        elif not slip and abs(found - start) < 0.02 * abs(start - low):
            slip = "It hardly moves. Is the rise divided by the run?"
        side = "left" if found > low else "right"
        slip = slip or f"The ground there still falls to the {side}."
        square = f"{shown(steep)} · " if steep != 1 else ""
        raise Wrong(
            f"{square}(x {'−' if low > 0 else '+'} {shown(abs(low))})² + 1, from {shown(start)}: "
            f"yours ends at {shown(found)}, and it is lowest at {shown(low)}. {slip}"
        )


def together(change):
    numbers(change=change)
    of_a, of_b, by_a, by_b = 12.0, -3.0, 0.002, 0.01
    slips = [
        (of_a * by_a - of_b * by_b, "Along b the slope is negative, and b grows: what does g do?"),
        (of_a * by_a, "That is a's part. b moves as well."),
        (of_b * by_b, "That is b's part. a moves as well."),
        ((of_a + of_b) * (by_a + by_b), "Each nudge is multiplied by its own slope, not by the "
         "sum of both."),
        (of_a + of_b, "So it would be for nudges by a whole 1."),
        (of_a * by_a * of_b * by_b, "Small nudges add up. They aren't multiplied."),
        (-of_a * by_a - of_b * by_b, "Look at the signs: what does a alone do to g?"),
    ]  # fmt: skip
    otherwise = "What does a's nudge alone do to g, and what b's? These two add up."
    agree("the change of g", change, of_a * by_a + of_b * by_b, slips, otherwise)


def multiplied_out(parts):
    named(parts, "alone", "times h", "times h²")
    numbers(**{f"the number {name}": found for name, found in parts.items()})

    def f(h):
        return (7 + h) ** 2

    alone, of_square = f(0), (f(1) + f(-1)) / 2 - f(0)
    of_h = f(1) - f(0) - of_square
    found = [parts["alone"], parts["times h"], parts["times h²"]]
    for h in (0, 1, 2, -1):
        yours = found[0] + found[1] * h + found[2] * h * h
        if not same(yours, f(h)):
            slips = [
                ([alone, 0, of_square], "(7 + h)² is (7 + h) · (7 + h): four products, and two of "
                 "them are 7 · h."),
                ([alone, of_h / 2, of_square], "7 · h comes twice: 7 · h and h · 7."),
                ([alone, of_h, 0], "And h · h?"),
                ([alone, of_square, of_h], "The last two have changed places."),
                ([alone, of_h**2 / 4, of_square], "The 7 beside h isn't squared."),
            ]  # fmt: skip
            way = "Write down all four products of (7 + h) · (7 + h)."
            way = "With h = 0, 7 · 7 is left." if h == 0 else way
            raise Wrong(
                f"for h = {h}, (7 + h)² is {shown(f(h))}, and your three parts make "
                f"{shown(yours)}. {which_slip(found, slips, way)}"
            )


# ---------------------------------------------------------------- exercises

GRADIENT_OF = """\
def gradient_of(f, inputs, h=0.0001):
    start = f(*inputs)
    slopes = []
    for i in range(len(inputs)):
        nudged = np.array(inputs, dtype=float)
        nudged[i] += h
        slopes.append((f(*nudged) - start) / h)
    return slopes"""
COPY, NUDGE = "np.array(inputs, dtype=float)", "        nudged[i] += h\n"

DOWNHILL = """\
def downhill(f, x):
    for step in range(100):
        x = x - 0.1 * numerical_derivative(f, x)
    return x"""
MOVE = "x = x - 0.1 * numerical_derivative(f, x)"

EXERCISES = {
    "1": Exercise(
        read,
        hints=(
            "A straight line has the same slope everywhere, so take two points of it that are "
            "easy to read.",
            "From the left one to the right one: the difference of the heights, divided by the "
            "difference of the x's. Look up both at the axes.",
        ),
        solution='slopes = {"A": 4.0, "B": -4.0, "C": 0.0}',
        right=(
            'slopes = {"A": (12 - 4) / 2, "B": (2 - 6) / 1, "C": 0}',
            'slopes = {"A": 4.2, "B": -3.8, "C": 0}',
            "slopes = {}\nfor name, place in zip('ABC', (-2.0, 0.0, 2.0)):\n"
            "    slopes[name] = numerical_derivative(hill, place)",
        ),
        wrong={
            'slopes = {"A": 2, "B": -2, "C": 0}': "Counted in squares?",
            'slopes = {"A": 8, "B": 6, "C": 0}': "how high the point lies",
            'slopes = {"A": 4, "B": 4, "C": 0}': "does it go up or down?",
            'slopes = {"A": 0.25, "B": -0.25, "C": 0}': "the run over the rise",
            'slopes = {"A": 4, "B": -4, "C": 2}': "where the point is, along x",
            'slopes = {"A": 7, "B": -4, "C": 0}': "Take two points of the line.",
        },
    ),
    "2": Exercise(
        whole_numbers,
        hints=(
            "The formula is right. Is f called with what you think it is called with?",
            "Print `nudged` just after h was added, once with 3, 5, −4 and once with 3.0, 5.0, "
            "−4.0.",
            "An array that is made of whole numbers can hold nothing else: what follows the point "
            "is cut off. `np.array` takes a `dtype`, which says what it is to hold.",
        ),
        solution=GRADIENT_OF,
        right=(
            GRADIENT_OF.replace(COPY, "list(inputs)"),
            GRADIENT_OF.replace(COPY, "np.array(inputs) * 1.0"),
            GRADIENT_OF.replace(COPY, "[float(x) for x in inputs]"),
        ),
        wrong={
            GRADIENT_OF.replace(COPY, "inputs"): "It changes the list",
            GRADIENT_OF.replace(COPY, "np.array(inputs) + h").replace(NUDGE, ""): "at once",
            GRADIENT_OF.replace(COPY, "np.array(inputs) + h"): "one of them twice",
            GRADIENT_OF.replace(f"        nudged = {COPY}\n", "").replace(
                "    slopes = []", f"    slopes = []\n    nudged = {COPY}"
            ): "still nudged",
            GRADIENT_OF.replace("h=0.0001", "h=1"): "slopes over a run of 1",
            GRADIENT_OF.replace("[i] += h", "[i] += 1"): "the rise was divided by 0.0001",
        },
    ),
    "3": Exercise(
        straight,
        hints=(
            "Two errors competed in the lesson. Are both of them there when f is a straight line?",
            "The secants of a line all have its slope, however long the run. So what is left is "
            "rounding. What was it divided by?",
        ),
        solution='best = 1.0\nbecause = "B"',
        right=(
            'because = "B"\nbest = 1',
            "errors = {h: abs(numerical_derivative(line, 0.3, h) - 2)\n"
            "          for h in (1.0, 1e-4, 1e-9, 1e-13)}\n"
            'best = min(errors, key=errors.get)\nbecause = "B"',
        ),
        wrong={
            'best = 1e-13\nbecause = "A"': "hardly any bend",
            'best = 1e-9\nbecause = "A"': "among the best",
            'best = 1e-4\nbecause = "B"': "a good choice",
            'best = 1.0\nbecause = "A"': "A holds for curves",
            'best = 1.0\nbecause = "C"': "rounded on a line as well",
        },
    ),
    "4": Exercise(
        arrived,
        hints=(
            "Which way is down if the slope is positive, and which way if it is negative?",
            "At x = 8 a slope of 10 means: further right is higher. So the new x is 8 minus a "
            "tenth of 10.",
            "In each turn of the loop measure the slope at the present x with "
            "`numerical_derivative`, and take a tenth of it away from x.",
        ),
        solution=DOWNHILL,
        right=(
            DOWNHILL.replace(MOVE, "x -= numerical_derivative(f, x) / 10"),
            "def downhill(f, x):\n    slope = 1.0\n    while abs(slope) > 1e-5:\n"
            "        slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6\n"
            "        x += -0.1 * slope\n    return x",
        ),
        wrong={
            DOWNHILL.replace("- 0.1", "+ 0.1"): "It runs away",
            DOWNHILL.replace("x - 0.1 *", "x -"): "not all of it",
            DOWNHILL.replace("x = x - 0.1", "x = -0.1"): "taken the place of x",
            DOWNHILL.replace("    return", "        return"): "a single step",
            DOWNHILL.replace("return x", "return f(x)"): "x that is to be returned",
            "def downhill(f, x):\n    slope = numerical_derivative(f, x)\n"
            "    for step in range(100):\n        x -= 0.1 * slope\n    return x": "measured once",
            "def downhill(f, x):\n    for step in range(100):\n"
            "        x += -0.1 if numerical_derivative(f, x) > 0 else 0.1\n"
            "    return x": "to and fro",
            DOWNHILL.replace("numerical_derivative(f, x)", "(f(x + 0.0001) - f(x))"): (
                "It hardly moves"
            ),
            DOWNHILL.replace("100", "10"): "still falls to the left",
            DOWNHILL.replace("numerical_derivative(f, x)", "f(x)"): "not of the height",
            DOWNHILL.replace("numerical_derivative(f, x)", "abs(numerical_derivative(f, x))"): (
                "from -2"
            ),
        },
    ),
    "5": Exercise(
        together,
        hints=(
            "A slope says how many times as fast g moves. What does a's nudge do on its own?",
            "For each of the two inputs multiply its nudge by its slope, and mind the sign.",
        ),
        solution="change = 12 * 0.002 - 3 * 0.01",
        right=("change = -0.006", "change = 24 / 1000 - 30 / 1000"),
        wrong={
            "change = 0.054": "and b grows",
            "change = 0.024": "b moves as well",
            "change = 9 * 0.012": "its own slope",
            "change = 9": "by a whole 1",
            "change = 0.006": "Look at the signs",
        },
    ),
    "6": Exercise(
        multiplied_out,
        hints=(
            "A square is a number times itself, so write (7 + h) · (7 + h).",
            "Each part of the first bracket meets each part of the second: four products. Two of "
            "them are alike.",
        ),
        solution='parts = {"alone": 49, "times h": 14, "times h²": 1}',
        right=(
            'parts = {"times h²": 1.0, "times h": 7 + 7, "alone": 7 * 7}',
            'parts = dict(zip(["alone", "times h", "times h²"], [49, 14, 1]))',
        ),
        wrong={
            'parts = {"alone": 49, "times h": 0, "times h²": 1}': "four products",
            'parts = {"alone": 49, "times h": 7, "times h²": 1}': "7 · h comes twice",
            'parts = {"alone": 14, "times h": 14, "times h²": 1}': "7 · 7 is left",
            'parts = {"alone": 49, "times h": 14, "times h²": 0}': "And h · h?",
            'parts = {"alone": 49, "times h": 49, "times h²": 1}': "isn't squared",
        },
    ),
}
