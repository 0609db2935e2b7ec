"""The exercises of lesson 03: graphs that are read, walked, and counted."""

from collections import Counter

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    filled,
    numbers,
    one_of,
    returned,
    same,
    shown,
    time_limit,
    told,
    which_slip,
)
from micrograd_steps.step01 import numerical_derivative
from micrograd_steps.step03 import Value, trace


def leaves_of(**data):
    """Return Values that are labelled by the names of their numbers."""
    return [Value(number, label=name) for name, number in data.items()]


def built(u, v, w):
    s = u + v
    return s * w + s


def drawn():
    """Return the result whose graph is to be read."""
    return built(*leaves_of(u=2.0, v=3.0, w=-4.0))


def key(v):
    """Return what a result is made of, whatever the order: a leaf's label, or a nested tuple."""
    return (v._op, *sorted(map(key, v._prev), key=repr)) if v._prev else (v.label or v.data,)


def as_drawn(function):
    u, v, w = leaves_of(u=2.0, v=3.0, w=-4.0)
    wanted = built(u, v, w)
    with told("as_drawn(u, v, w)", {"no attribute 'data'": "Take the boxes, not their numbers."}):
        found = returned(function, u, v, w)
    if not isinstance(found, Value):
        given = shown(found) if isinstance(found, float) else f"a {type(found).__name__}"
        raise Wrong(f"as_drawn has to return the last box, a Value, and returns {given}.")
    nodes, boxes = trace(found)[0], len(trace(wanted)[0])
    used = {"+": 0, "*": 0} | Counter(node._op for node in nodes if node._op)
    size = f"{len(nodes)} box{'es' if len(nodes) > 1 else ''}"
    said = f"yours has {size}, and ends in {found!r}."
    if key(found) == key(wanted) and len(nodes) == boxes:
        return
    if key(found) == key(wanted):
        raise Wrong(
            f"{said} The number is right, but the picture has {boxes} boxes. A sum that is typed "
            "twice is calculated twice."
        )
    if not {u, v, w} <= set(nodes):
        raise Wrong(f"{said} Not all of u, v and w are in it: are the boxes themselves used?")
    typed = [box for box in nodes if not box._prev and box not in (u, v, w)]
    if typed:
        raise Wrong(
            f"{said} {typed[0]!r} is typed in. In the picture only u, v and w are; every other "
            "box comes out of a circle."
        )
    if found._op != wanted._op:
        raise Wrong(f"{said} The circle before the last box of the picture is another one.")
    if (used["+"], used["*"]) != (2, 1):
        raise Wrong(f"{said} It has {used['+']} plus and {used['*']} times; count the circles.")
    raise Wrong(
        f"{said} In the picture the last box holds {shown(wanted.data)}. Go back from it: which "
        "two boxes have an arrow into its circle, and which two into theirs?"
    )


def kept(leaves):
    a, b = leaves_of(a=2.0, b=5.0)
    s = a + b
    g = s * a
    first, second = labels(leaves, g), labels(leaves, g)
    if Counter(first) == Counter("ab") and not second:
        raise NotYet("of (a + b) * a the first call gives a and b, and the second gives nothing")
    for found, call in (first, "the first call"), (second, "the second call"):
        said = f"of (a + b) * a {call} gives {', '.join(found) or 'nothing'}."
        if "?" in found:
            raise Wrong(f"{said} A result, which has children, is no leaf.")
        if found.count("a") > 1:
            raise Wrong(
                f"{said} a comes once for each of its uses. Does the visit to a child know what "
                "its parent has seen?"
            )
        if first == second and Counter(found) != Counter("ab"):
            raise Wrong(f"{said} Are all children visited, and does `return` wait for the last?")
        if Counter(found) != Counter("ab"):
            raise Wrong(f"{said} Each call has to begin with an empty `seen`, and to share it.")
    x, y = leaves_of(x=3.0, y=3.0)
    found = labels(leaves, x * y)
    if Counter(found) != Counter("xy"):
        raise Wrong(
            f"of x * y, both 3.0, it gives {', '.join(found) or 'nothing'}. These are two leaves: "
            "their numbers are equal, but they are not the same object."
        )


def labels(leaves, v):
    """Return the labels of the Values that the learner's function returns; ? for none."""
    hints = {
        "argument of type 'NoneType'": "Is there a `seen` before it is looked into?",
        "no attribute 'add'": "Is there a `seen` before something is added to it?",
        "'NoneType' object": "A visit that finds nothing has to return an empty list.",
        "missing": "It has to work if it is given v alone.",
        "'str'": "The list should hold the leaves themselves, which are Values.",
    }
    with told("leaves(v)", hints):
        found = returned(leaves, v)
        return [leaf.label or "?" for leaf in found]


def said_in_words(formula):
    a, b, c = leaves_of(a=2.0, b=-3.0, c=10.0)
    s = a + b
    s.label = "s"
    cases = {"a": a, "a + b": s, "a * b + c": a * b + c, "(a + b) * c": s * c,
             "c * (a + b)": c * s, "s * s, with s = a + b": s * s}  # fmt: skip
    hints = {
        "can only concatenate str": "A child is a Value. What text stands for it?",
        "unsupported operand": "Only texts can be joined to a text, and a child is a Value.",
        "unpack": "A leaf's `_prev` is an empty tuple. What is its formula?",
        "index out of range": "A leaf's `_prev` is an empty tuple. What is its formula?",
    }
    for example, v in cases.items():
        try:
            with told(f"formula of {example}", hints):
                text = returned(formula, v)
        except RecursionError:
            raise Wrong(
                f"formula of {example} calls itself without an end. In it, formula is called for "
                "the children, and not for a leaf."
            ) from None
        if not isinstance(text, str):
            raise Wrong(f"formula of {example} has to be a text, and is {text!r}.")
        said = f"formula of {example} gives {text!r}"
        if "Value(" in text:
            raise Wrong(f"{said}: that is the text of an object. Take its formula, or its label.")
        try:
            again = eval(text, {"__builtins__": {}}, {"a": a, "b": b, "c": c})
        except Exception as error:
            why = getattr(error, "msg", error)
            slip = ""
            if "=" in text:
                slip = " The formula alone is wanted, without a name and a =."
            elif isinstance(error, NameError) or "'Value'" in str(why) or "invalid" in str(why):
                slip = " Every child has a formula of its own; only a leaf's is its label."
            raise Wrong(f"{said}, and with it Python stops: {why}.{slip}") from None
        if not isinstance(again, Value):
            raise Wrong(f"{said}. The leaves should stand in it by their labels.")
        if {leaf for leaf in (a, b, c) if counted(again, leaf)} != {
            leaf for leaf in (a, b, c) if counted(v, leaf)
        }:
            raise Wrong(f"{said}. Those aren't the same leaves: does each child have its place?")
        if again.data != v.data:
            raise Wrong(
                f"{said}. Python makes {shown(again.data)} of that, and the graph holds "
                f"{shown(v.data)}. Does each operation stand in brackets of its own?"
            )
        if key(again) != key(v):
            raise Wrong(f"{said}. The number agrees, but that is another graph.")


def counted(root, leaf):
    """Return the number of ways, gone one by one."""
    return 1 if root is leaf else sum(counted(child, leaf) for child in root._prev)


def all_ways(ways):
    a, b, c = leaves_of(a=2.0, b=5.0, c=7.0)
    s = a + b
    cases = [
        ("s * s * s + a, with s = a + b", s * s * s + a, a),
        ("(a * b + a) * b", (a * b + a) * b, b),
        ("a + b", s, c),
        ("a", a, a),
    ]
    slips = {
        2: "These are the arrows that leave a. What becomes of each, further on? A box that is "
        "used several times counts each time.",
        3: "s * s has two arrows from s, and each is a way of its own.",
        1: "There is a way, yes. The question is how many.",
        0: "Does a itself count as one way, and do the ways to two children add up?",
    }
    for words, root, leaf in cases:
        why = "To stay where one is counts as one way." if leaf is a else ""
        if leaf is c:
            why = "c isn't behind it; a + b holds 7, too, but is another object."
        look = why if leaf is c else "That box has no number yet when it is looked up."
        try:
            with told(f"{words}, from {leaf.label}", {"Value(data": look}):
                found = returned(ways, root, leaf)
        except RecursionError:
            raise Wrong(f"{words}: it calls itself without an end.") from None
        wanted = counted(root, leaf)
        if not same(found, wanted):
            if root is cases[0][1]:
                why = "s goes in three times, and a into s; and a once more in the end."
                why = which_slip(found, slips.items(), why)
            raise Wrong(
                f"{words}: from {leaf.label} yours finds {shown(found)}, and there are "
                f"{wanted}. {why}".rstrip()
            )
    x = top = Value(1.0, label="x")
    doublings = 40
    for _ in range(doublings):
        top = top + top
    try:
        with time_limit(0.4):
            found = ways(top, x)
    except TimeoutError:
        raise Wrong(
            f"On small graphs it is right. But x, doubled {doublings} times, has 2 · 2 · … · 2 "
            "ways, and yours goes them one by one. Work out once how many ways lead to a box, and "
            "keep the number: its results only need to look it up."
        ) from None
    if found != 2**doublings:
        raise Wrong(f"x, doubled {doublings} times: not {shown(found)}, but 2 · 2 · … · 2 ways.")


def large(given, best):
    numbers(given=given, best=best)

    def f(x):
        return x * x

    x, hs = 1_000_000.0, (1e-11, 1e-8, 0.01, 100.0)
    found = {h: numerical_derivative(f, x, h) for h in hs}
    agree("given", given, found[1e-11], [
        (2 * x, "So steep it is. But does x + h differ from x at all?"),
        (2.0, "The slope of x² at x is 2x. And does x + h differ from x at all?"),
        (x, "Near a million, floats are 1e-10 apart. What is x + h?"),
    ], "Near a million, floats are about 1e-10 apart. What is x + h, then, and what is the rise?")
    one_of("best", best, *hs)
    off = {h: abs(slope - 2 * x) for h, slope in found.items()}
    if best != min(off, key=off.get):
        why = {
            100.0: "So long a run has a bend of 100 in it.",
            1e-8: "Near 1e12 floats are 1e-4 apart, and that error is divided by h.",
            1e-11: "x doesn't even move.",
        }
        raise Wrong(f"best: not {shown(best)}. It gives {found[best]}. {why[best]}")


def length_class(plus):
    """Return a class as one of the cells makes it, with a plus or without."""

    class Length:
        def __init__(self, meters):
            self.meters = meters

    if plus:
        Length.__add__ = lambda self, other: Length(self.meters + other.meters)
    return Length


def anew(belongs, helps):
    filled(belongs=belongs, helps=helps)
    First, Length = length_class(plus=False), length_class(plus=True)
    a, b = First(3.0), First(4.0)
    one_of("belongs", belongs, True, False)
    if belongs != isinstance(a, Length):
        raise Wrong(
            "belongs: not True. The second cell makes a second class of the same name. What the "
            "first one has made still belongs to the first."
        )
    cures = {
        "A": ("the second cell and then a + b", lambda: length_class(plus=True) and a + b),
        "B": ("a + b, of new ones", lambda: Length(3.0) + Length(4.0)),
        "C": ("a.__add__(b)", lambda: a.__add__(b)),
    }
    one_of("helps", helps, *cures)
    words, cure = cures[helps]
    with told(f"helps: not {helps}. If you run {words}", {"unsupported": "a and b are the old "
              "ones, whose class has no plus.", "__add__": "It is the same search for the same "
              "method, in the class of a."}):  # fmt: skip
        cure()


# ---------------------------------------------------------------- exercises

AS_DRAWN = "def as_drawn(u, v, w):\n    s = u + v\n    return s * w + s"

LEAVES = """\
def leaves(v, seen=None):
    if seen is None:
        seen = set()
    if v in seen:
        return []
    seen.add(v)
    if not v._prev:
        return [v]
    found = []
    for child in v._prev:
        found += leaves(child, seen)
    return found"""

FORMULA = """\
def formula(v):
    if not v._prev:
        return v.label
    left, right = v._prev
    return f"({formula(left)} {v._op} {formula(right)})\""""
LEAF = "    if not v._prev:\n        return v.label\n"

WAYS = """\
def ways(root, leaf):
    nodes, edges = trace(root)
    count = {leaf: 1}
    for v in nodes:
        if v is not leaf:
            count[v] = sum(count[child] for child in v._prev)
    return count[root]"""
PLAIN = """\
def ways(root, leaf):
    if root is leaf:
        return 1
    return sum(ways(child, leaf) for child in root._prev)"""

EXERCISES = {
    "1": Exercise(
        as_drawn,
        hints=(
            "Begin on the right, at the last box. Which circle does it come from, and which two "
            "boxes go into that?",
            "Which box has two arrows that leave it? It is one Value, used at two places: give it "
            "a name.",
        ),
        solution=AS_DRAWN,
        right=(
            "def as_drawn(u, v, w):\n    s = v + u\n    t = w * s\n    return s + t",
            "as_drawn = lambda u, v, w: (lambda s: s + s * w)(u + v)",
        ),
        wrong={
            "def as_drawn(u, v, w):\n    return (u + v) * w + (u + v)": "typed twice",
            "def as_drawn(u, v, w):\n    return (u + v) * w + u": "the last box holds -15",
            "def as_drawn(u, v, w):\n    s = u + v\n    return s * (w + s)": "is another one",
            "def as_drawn(u, v, w):\n    s = u + v\n    return s * w + s * w": "count the circles",
            "def as_drawn(u, v, w):\n    return (u + v) * w + Value(5.0)": "is typed in",
            "def as_drawn(u, v, w):\n    return Value(-15.0)": "Not all of u, v and w",
        },
    ),
    "2": Exercise(
        kept,
        hints=(
            "What is in `seen` when the second call begins? And who put it there?",
            "Python makes what stands behind the = in the first line only once, when it reads the "
            "`def`. All calls share that one set.",
            "Let it be None there, and make a new set in the body if it is None. But a child's "
            "visit must get the set of its parent.",
        ),
        solution=LEAVES,
        right=(
            "def leaves(root):\n    return [v for v in trace(root)[0] if not v._prev]",
            "def leaves(root):\n    found, seen = [], set()\n    def visit(v):\n"
            "        if v not in seen:\n            seen.add(v)\n            if not v._prev:\n"
            "                found.append(v)\n            for child in v._prev:\n"
            "                visit(child)\n    visit(root)\n    return found",
        ),
        wrong={
            LEAVES.replace("(child, seen)", "(child)"): "once for each of its uses",
            LEAVES.replace("found = []", "found = [v]"): "is no leaf",
            LEAVES.replace("v in seen", "v.data in seen").replace("add(v)", "add(v.data)"): (
                "not the same object"
            ),
            LEAVES.replace("    if seen is None:\n        seen = set()\n", ""): "before it is",
        },
    ),
    "3": Exercise(
        said_in_words,
        hints=(
            "A formula is made of the formulas of its two parts. So the function calls itself.",
            "A leaf ends it: its formula is its label. For anything else, put the formula of each "
            "child on its side of `v._op`.",
            "Around the whole put brackets, so that it stays together inside a longer formula.",
        ),
        solution=FORMULA,
        right=(
            FORMULA.replace(LEAF, "    if len(v._prev) == 0:\n        return v.label\n"),
            "def formula(v):\n    parts = [formula(child) for child in v._prev]\n"
            "    return '(' + v._op.join(parts) + ')' if parts else v.label",
            FORMULA.replace('f"(', 'f"').replace(')}"', ')}"').replace('})"', '}"').replace(
                "    return f", "    if v._op == '+':\n"
                "        return f'({formula(left)} + {formula(right)})'\n    return f"
            ),
        ),
        wrong={
            FORMULA.replace('f"(', 'f"').replace('})"', '}"'): "in brackets of its own",
            FORMULA.replace(LEAF, ""): "is an empty tuple",
            FORMULA.replace("return v.label", "return str(v.data)"): "by their labels",
            FORMULA.replace("if not v._prev", "if v.label"): "only a leaf's is its label",
            FORMULA.replace("formula(left)", "left").replace("formula(right)", "right"): "object",
            FORMULA.replace("formula(left)", "formula(v)"): "without an end",
            FORMULA.replace('return f"(', 'print(f"(').replace(')"', ')")'): "it returns nothing",
        },
    ),
    "4": Exercise(
        all_ways,
        hints=(
            "Who stands just before root on a way? If you knew how many ways lead to each of "
            "these, what would you do with the numbers?",
            "The ways to a result are those to its children, added up; a child that goes in "
            "twice counts twice. To the leaf itself there is one.",
            "`trace` gives the nodes so that children come first. Keep a dictionary: node by "
            "node, the number of ways to it. Then each child's number is there when needed.",
        ),
        solution=WAYS,
        right=(
            "def ways(root, leaf):\n    known = {}\n    def to(v):\n        if v not in known:\n"
            "            known[v] = (v is leaf) + sum(map(to, v._prev))\n"
            "        return known[v]\n    return to(root)",
            "def ways(root, leaf):\n    nodes, edges = trace(root)\n"
            "    back = dict.fromkeys(nodes, 0)\n    back[root] = 1\n"
            "    for v in reversed(nodes):\n        for child in v._prev:\n"
            "            back[child] += back[v]\n    return back.get(leaf, 0)",
        ),
        wrong={
            PLAIN: "goes them one by one",
            "def ways(root, leaf):\n    nodes, edges = trace(root)\n"
            "    return sum(child is leaf for child, v in edges)": "the arrows that leave a",
            PLAIN.replace("root._prev", "set(root._prev)"): "two arrows from s",
            "def ways(root, leaf):\n    return int(leaf in trace(root)[0])": "There is a way",
            WAYS.replace("        if v is not leaf:\n    ", ""): "Does a itself count",
            WAYS.replace("count[root]", "count[root] if leaf is not root else 0"): "To stay",
            WAYS.replace("{leaf: 1}", "{}").replace("if v is not leaf", "if v._prev"): (
                "no number yet"
            ),
        },
    ),
    "5": Exercise(
        large,
        hints=(
            "What is 1,000,000 + 1e-11, for a computer?",
            "Two errors compete: the bend, which is h for x², and rounding, some 1e-4 divided by "
            "h. For which of the four h are both small?",
        ),
        solution="given = 0.0\nbest = 0.01",
        right=(
            "best = 1e-2\ngiven = 0",
            "f = lambda x: x * x\ngiven = numerical_derivative(f, 1_000_000.0, 1e-11)\n"
            "slopes = {h: numerical_derivative(f, 1_000_000.0, h) for h in (1e-8, 0.01, 100.0)}\n"
            "best = min(slopes, key=lambda h: abs(slopes[h] - 2_000_000))",
        ),
        wrong={
            "given = 2_000_000\nbest = 0.01": "So steep it is.",
            "given = 1\nbest = 0.01": "about 1e-10 apart",
            "given = 0\nbest = 1e-8": "that error is divided by h",
            "given = 0\nbest = 100": "a bend of 100",
            "given = 0\nbest = 1e-11": "doesn't even move",
        },
    ),
    "6": Exercise(
        anew,
        hints=(
            "The second cell makes a class of the same name. Which of the two do a and b know?",
            "Python looks for `__add__` in the class that an object was made by.",
        ),
        solution='belongs = False\nhelps = "B"',
        right=('helps = "B"\nbelongs = False', 'belongs, helps = not True, "B"'),
        wrong={
            'belongs = True\nhelps = "B"': "a second class of the same name",
            'belongs = False\nhelps = "A"': "a and b are the old ones",
            'belongs = False\nhelps = "C"': "the same search",
        },
    ),
}
