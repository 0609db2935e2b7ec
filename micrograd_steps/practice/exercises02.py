"""The exercises of lesson 02: names and objects, and what `+` and `*` may do."""

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    is_empty,
    named,
    numbers,
    one_of,
    rounded,
    same,
    shown,
    slopes,
    told,
    which_slip,
)
from micrograd_steps.practice.lesson02 import plus, text, times
from micrograd_steps.step02 import Value


def renamed():
    """Do the five lines of the exercise, and return p, q and all Values that were made."""
    p = Value(2.0)
    q = p
    three = Value(3.0)
    made = [p, three]
    p += three
    made.append(p)
    p *= q
    made.append(p)
    q += p
    return p, q, [*made, q]


def tagged(holds, made):
    named(holds, "p", "q")
    numbers(**{f"what {name} holds": found for name, found in holds.items()}, made=made)
    p, q, values = renamed()
    agree("p", holds["p"], p.data, [
        (25.0, "So it would be if q had become 5, too. `p += …` makes a new Value, and only p "
         "becomes its name."),
        (5.0, "That is p after the third line. The fourth makes another Value."),
        (7.0, "The fourth line multiplies."),
        (15.0, "In the fourth line p is multiplied by q, and not by what was added last."),
    ], "`p += …` makes a new Value, and p is its name. Which Value does q name then?")
    agree("q", holds["q"], q.data, [
        (20.0, "That is 10 + 10. But q hasn't followed p: before the last line it is the 2.0."),
        (2.0, "So it was until the last line, which gives the name q to a new Value."),
        (p.data, "`q += p` adds p to what q had."),
        (15.0, "That adds p to 5. Was q ever 5?"),
    ], "What did q name before the last line? Only `q = …` and `q += …` change that.")
    agree("made", made, len(values), [
        (2, "Two are typed in. Each plus and each times makes one as well."),
        (3, "Each plus and each times makes one, yes. And those that are typed in?"),
        (6, "`q = p` makes none: it gives a second name to the same Value."),
        (4, "Value(3.0) never gets a name, but it is made."),
    ], "Go line by line: how many Values does each make?")


def apart(Class):
    hints = {
        "no attribute 'data'": "In `__init__`, a number becomes an object's own if it is written "
        "to `self.data`.",
        "takes no arguments": "Then no `__init__` was found. Two underscores on either side?",
    }
    with told("a = Value(2.0), then a.data", hints):
        a, b = Class(2.0), Class(-3.0)
        first, second = a.data, b.data
    if first == second == -3.0:
        raise NotYet("after a = Value(2.0) and b = Value(-3.0), a.data is -3.0 as well")
    if first != 2.0 or second != -3.0:
        raise Wrong(
            f"a = Value(2.0) and b = Value(-3.0) hold {shown([first, second])}. An object keeps "
            "the number that `__init__` is called with."
        )
    if "__mul__" not in vars(Class):
        raise Wrong(
            "2.0 and −3.0 stay apart now. But a * b stops with “unsupported operand type(s) for "
            "*”. By what name does Python look for the method?"
        )
    text(Class)
    plus(Class)
    times(Class)


def sums():
    """Return the four sums of the exercise, by their names."""
    a, b, c = Value(0.1), Value(0.2), Value(0.3)
    return {"p": a + b + c, "q": a + (b + c), "r": c + b + a, "s": c + (a + b)}


FIRST = {  # which two each sum adds first
    "p": "Python adds from the left, so a + b comes first, as in 0.1 + 0.2 + 0.3",
    "q": "The brackets put b + c first",
    "r": "From the left, c + b comes first",
    "s": "The brackets put a + b first",
}


def equal(alike, because):
    named(alike, *FIRST)
    filled(**{f"alike for {name}": found for name, found in alike.items()}, because=because)
    bare = 0.1 + 0.2 + 0.3
    for name, out in sums().items():
        one_of(name, alike[name], True, False)
        if alike[name] != (out.data == bare):
            raise Wrong(
                f"{name}: not {alike[name]}. {FIRST[name]}. Now, 0.1 + 0.2 gives {0.1 + 0.2}, and "
                f"0.2 + 0.3 gives {0.2 + 0.3}."
            )
    one_of("because", because, *"ABC")
    if because == "A":
        raise Wrong(
            "The four are right, but a Value takes no digits away. With bare floats, "
            f"0.1 + (0.2 + 0.3) gives {0.1 + (0.2 + 0.3)}, just as q does."
        )
    if because == "C":
        raise Wrong(
            "The four are right, but 0.1 + 0.2 and 0.2 + 0.1 are both "
            f"{0.1 + 0.2}: left and right may change places. So why do p and r differ?"
        )


CASES = {  # what is calculated with x, which moves, and c, which doesn't
    "x + c": lambda x, c: x + c,
    "x + x": lambda x, c: x + x,
    "x * x": lambda x, c: x * x,
    "x * c": lambda x, c: x * c,
    "c * x": lambda x, c: c * x,
    "x * x * x + c * x": lambda x, c: x * x * x + c * x,
    "(x + c) * (x * x + c)": lambda x, c: (x + c) * (x * x + c),
}


def carried(Dual):
    hints = {
        "no attribute": "A plain number has neither data nor slope: does each method return a "
        "Dual, and look into `self` and `other`?",
        "missing": "A Dual is made of two: its data, and its slope.",
        "unsupported operand": "Inside the methods, calculate with `.data` and `.slope`, which "
        "are plain numbers.",
    }
    x, c = 3.0, 4.0
    tries = {
        "x + c": [(0.0, "c stands still, but x doesn't.")],
        "x + x": [(1.0, "Each x brings 1. What do the two bring together?")],
        "x * x": [
            (1.0, "The two slopes are multiplied. But what does a factor do, when it grows?"),
            (2.0, "The two slopes are added, as in a sum."),
            (x, "Only one of the factors is taken to grow, and both do."),
            (x * x, "Everything is multiplied with everything."),
        ],
        "x * c": [(x, "x moves, and c doesn't. Which of the two is x's growth multiplied by?")],
        "c * x": [(x, "x moves, and c doesn't. Which of the two is x's growth multiplied by?")],
    }
    for words, f in CASES.items():
        with told(words, hints):
            try:
                out = f(Dual(x, 1.0), Dual(c, 0.0))
            except RecursionError:
                why = "a plus or a times of two Duals, within the method, calls it again."
                raise Wrong(f"{words} never ends: {why} Calculate with data and slopes.") from None
            if out is None and is_empty(Dual.__mul__ if "*" in words else Dual.__add__):
                raise NotYet
            if not isinstance(out, Dual):
                raise Wrong(
                    f"{words}: the result has to be a Dual, and is {out!r}. Is it made, and "
                    "returned?"
                )
            found, slope = out.data, out.slope
        given = f"{words}, at x = {shown(x)} and c = {shown(c)}"
        expect(found, f(x, c), f"the data of {given}")
        [wanted] = slopes(lambda x, f=f: f(x, c), [x])
        if not same(slope, wanted):
            other = "What does each factor bring, if the other one stands still?"
            if abs(slope - wanted) < 0.01:
                other = "So close, and not equal: was it nudged? The bend is in it then."
            other = other if "*" in words else ""
            slip = which_slip(slope, tries.get(words, []), other)
            raise Wrong(
                f"the slope of {given}: yours is {shown(slope)}, and nudging says "
                f"{shown(rounded(wanted, 4))}: if x grows by 0.1, {words} goes from "
                f"{shown(f(x, c))} to {shown(f(x + 0.1, c))}. {slip}".rstrip()
            )


def secants(slopes_found):
    runs = {"h = 1": 1.0, "h = 0.5": 0.5}
    named(slopes_found, *runs, "tangent")
    numbers(**{f"the slope for {name}": found for name, found in slopes_found.items()})

    def f(x):
        return 2 * x * x + x

    for name, h in runs.items():
        rise = f(1 + h) - f(1)
        agree(name, slopes_found[name], rise / h, [
            (rise, f"By so much f rises. The run is {shown(h)}."),
            (rise * h, "The rise is to be divided by the run."),
            (f(1 + h) / h, "The height at the start isn't taken away."),
            (f(h) / h, "The run begins at x = 1, so it ends at 1 + h."),
            (-rise / h, "The rise is the end minus the start."),
        ], f"f(1) is {shown(f(1))}. How high is f at {shown(1 + h)}?")
    wanted = rounded(slopes(f, [1.0]))[0]
    agree("the tangent", rounded(slopes_found["tangent"]), wanted, [
        (rounded((f(1.5) - f(1)) / 0.5), "That is the secant for h = 0.5; it still loses."),
        (f(1), "That is how high f lies at 1, not how steep it is."),
        (4.0, "The x at the end of f has a slope, too."),
        (rounded((f(1.25) - f(1)) / 0.25), "That is the secant for h = 0.25. Go on."),
    ], "With each halving of h the slope loses half as much as before. Where does it end?")


def along(gradient):
    filled(gradient=gradient)

    def f(a, b, c):
        return (a + b) * c

    a, b, c = 1.0, 4.0, -2.0
    wanted = rounded(slopes(f, [a, b, c]))
    of_product = rounded(slopes(lambda a, b, c: a * b + c, [a, b, c]))
    found = rounded(gradient)
    if not isinstance(found, list) or len(found) != 3:
        raise Wrong(f"A gradient of three inputs is a list of three slopes; yours is {found!r}.")
    agree("the three slopes", found, wanted, [
        ([a, b, c], "These are the inputs themselves. How far does e move if one of them does?"),
        (of_product, "That is the gradient of a · b + c."),
        ([1.0, 1.0, wanted[2]], "What a and b do is multiplied by c on its way to e."),
        ([*wanted[:2], a * b], "c is multiplied by a + b, not by a · b."),
        ([*wanted[:2], 1.0], "c isn't added, it is multiplied by a + b."),
        ([-wanted[0], -wanted[1], wanted[2]], "Look at the sign of c."),
        ([b * c, a * c, wanted[2]], "b is added to a, not multiplied by it."),
    ], f"Nudge one alone: e is {shown(f(a, b, c))} now; what is it if a is {shown(a + 0.1)}, or b "
       f"{shown(b + 0.1)}, or c {shown(c + 0.1)}?")


# ---------------------------------------------------------------- exercises

CLASS = '''\
class Value:
    """One number."""

    def __init__(self, data):
        self.data = data

    def __repr__(self):
        return f"Value(data={self.data})"

    def __add__(self, other):
        return Value(self.data + other.data)

    def __mul__(self, other):
        return Value(self.data * other.data)'''

DUAL = """\
class Dual:
    def __init__(self, data, slope):
        self.data = data
        self.slope = slope

    def __add__(self, other):
        return Dual(self.data + other.data, self.slope + other.slope)

    def __mul__(self, other):
        slope = self.slope * other.data + self.data * other.slope
        return Dual(self.data * other.data, slope)"""
SLOPE = "self.slope * other.data + self.data * other.slope"
ALIKE = 'alike = {"p": True, "q": False, "r": False, "s": True}\n'

EXERCISES = {
    "1": Exercise(
        tagged,
        hints=(
            "Draw a box for each Value, and the names as tags. Which line moves which tag?",
            "`p += …` does not touch the old Value: it makes a new one and moves the tag p there. "
            "The tag q stays.",
        ),
        solution='holds = {"p": 10.0, "q": 12.0}\nmade = 5',
        right=(
            'holds = {"q": 12, "p": 10}\nmade = 2 + 3',
            "p = Value(2.0)\nq = p\np += Value(3.0)\np *= q\nq += p\n"
            'holds = {"p": p.data, "q": q.data}\nmade = 5',
        ),
        wrong={
            'holds = {"p": 25, "q": 50}\nmade = 5': "if q had become 5, too",
            'holds = {"p": 10, "q": 20}\nmade = 5': "hasn't followed p",
            'holds = {"p": 10, "q": 2}\nmade = 5': "until the last line",
            'holds = {"p": 10, "q": 12}\nmade = 2': "Two are typed in.",
            'holds = {"p": 10, "q": 12}\nmade = 3': "And those that are typed in?",
            'holds = {"p": 10, "q": 12}\nmade = 6': "a second name",
        },
    ),
    "2": Exercise(
        apart,
        hints=(
            "Where is the number kept: in the object, or somewhere that all objects share?",
            "What is written to `Value` belongs to the class. Which name in `__init__` stands for "
            "the one object that is being made?",
            "For the other slip, compare the names of the methods with those in lesson 02, letter "
            "by letter.",
        ),
        solution=CLASS,
        right=(
            CLASS.replace("self", "me"),
            CLASS.replace("(self, data)", "(self, number)").replace("= data\n", "= number\n"),
        ),
        wrong={
            CLASS.replace("__mul__", "__mult__"): "By what name does Python look",
            CLASS.replace("self.data = data", "data = data"): "written to `self.data`",
            CLASS.replace("__init__", "__int__"): "no `__init__` was found",
            CLASS.replace("self.data * other", "self.data + other"): "That is the sum.",
            CLASS.replace("self.data = data", "self.data = 2.0"): "is called with",
        },
    ),
    "3": Exercise(
        equal,
        hints=(
            "Say for each line which two numbers are added first.",
            "Swapping the two sides of one plus changes nothing, since the same two numbers meet. "
            "What then is left that can change the result?",
            "Ask Python for the bare sums 0.1 + 0.2 and 0.2 + 0.3. Which one is a bit off?",
        ),
        solution=f'{ALIKE}because = "B"',
        right=(
            f'because = "B"\n{ALIKE}',
            'wanted = 0.1 + 0.2 + 0.3\nfour = {"p": p, "q": q, "r": r, "s": s}\n'
            "alike = {name: v.data == wanted for name, v in four.items()}\n"
            'because = "B"',
        ),
        wrong={
            f'{ALIKE.replace("False", "True")}because = "B"': "q: not True.",
            f'{ALIKE.replace("True", "False")}because = "A"': "p: not False.",
            f'{ALIKE.replace("True}", "False}")}because = "C"': "s: not False.",
            f'{ALIKE}because = "A"': "takes no digits away",
            f'{ALIKE}because = "C"': "may change places",
        },
    ),
    "4": Exercise(
        carried,
        hints=(
            "Let x grow by 0.1. By how much do the two numbers grow, and what becomes of their "
            "sum, or their product?",
            "In a sum, what the two bring adds up. In a product, what the left one brings is "
            "multiplied by the number on the right.",
            "x · x at 3 has the slope 6: 3 because the left factor grows, and 3 because the right "
            "one does. In general, each factor's slope counts as often as the other's data says.",
        ),
        solution=DUAL,
        right=(
            DUAL.replace(SLOPE, "other.slope * self.data + other.data * self.slope"),
            DUAL.replace(
                f"slope = {SLOPE}",
                "a, b = self, other\n        slope = b.data * a.slope + a.data * b.slope",
            ),
        ),
        wrong={
            DUAL.replace(SLOPE, "self.slope * other.slope"): "slopes are multiplied",
            DUAL.replace(SLOPE, "self.slope + other.slope"): "as in a sum",
            DUAL.replace(SLOPE, "self.slope * other.data"): "Only one of the factors",
            DUAL.replace(SLOPE, "self.slope * self.data + other.slope * other.data"): (
                "Which of the two is x's growth multiplied by?"
            ),
            DUAL.replace("other.data, slope)", "other.data)"): "made of two",
            DUAL.replace("self.slope + other.slope)", "self.slope)"): "What do the two bring",
            DUAL.replace("        return Dual(self.data *", "        Dual(self.data *"): "is None",
        },
    ),
    "5": Exercise(
        secants,
        hints=(
            "How high is f at 1, at 1.5 and at 2?",
            "Rise over run: the difference of the two heights, divided by h. For the tangent, see "
            "by how much the slope falls when h is halved.",
        ),
        solution='slopes = {"h = 1": 7.0, "h = 0.5": 6.0, "tangent": 5.0}',
        right=(
            'slopes = {"h = 1": 10 - 3, "h = 0.5": (6 - 3) / 0.5, "tangent": 5.0002}',
            'slopes = {"tangent": 4 * 1 + 1, "h = 0.5": 5 + 2 * 0.5, "h = 1": 5 + 2}',
        ),
        wrong={
            'slopes = {"h = 1": 7, "h = 0.5": 3, "tangent": 5}': "By so much f rises.",
            'slopes = {"h = 1": 10, "h = 0.5": 6, "tangent": 5}': "isn't taken away",
            'slopes = {"h = 1": 3, "h = 0.5": 2, "tangent": 1}': "The run begins at x = 1",
            'slopes = {"h = 1": 7, "h = 0.5": 6, "tangent": 6}': "it still loses",
            'slopes = {"h = 1": 7, "h = 0.5": 6, "tangent": 4}': "has a slope, too",
        },
    ),
    "6": Exercise(
        along,
        hints=(
            "Nudge one of the three, and leave the others as they are.",
            "If a grows by 0.1, so does a + b. What is that multiplied by? And what is a nudge of "
            "c multiplied by?",
        ),
        solution="gradient = [-2.0, -2.0, 5.0]",
        right=(
            "gradient = (-2, -2, 1 + 4)",
            "gradient = numerical_gradient(lambda a, b, c: (a + b) * c, [1.0, 4.0, -2.0])",
        ),
        wrong={
            "gradient = [1, 4, -2]": "the inputs themselves",
            "gradient = [4, 1, 1]": "the gradient of a · b + c",
            "gradient = [1, 1, 5]": "is multiplied by c on its way",
            "gradient = [-2, -2, 4]": "not by a · b",
            "gradient = [2, 2, 5]": "the sign of c",
            "gradient = -10": "a list of three slopes",
        },
    ),
}
