"""The exercises of lesson 04: gradients worked out by hand, and where such a hand slips."""

import math

from micrograd_steps.practice import lesson04
from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    labels,
    one_of,
    returned,
    shown,
    slopes,
    told,
)
from micrograd_steps.step04 import Value, trace

SMALL = 0.01  # how far the leaf of 04.2 may move


def by_hand(gradients):
    filled(**{f"the gradient of {name}": gradients.get(name) for name in "dtcsa"})
    a, b = Value(2.0, label="a"), Value(math.atanh(0.5) - 2.0, label="b")
    c, d = Value(-8.0, label="c"), Value(3.0, label="d")
    s = a + b
    t = s.tanh()
    p = t * c
    L = p + d
    s.label, t.label, p.label, L.label = "s", "t", "p", "L"
    for v in trace(L)[0]:
        v.grad = lesson04.slope(L, v)
    for v in (d, t, c, s, a):
        [user] = [u for u in trace(L)[0] if v in u._prev]
        along = f"Take what arrives at {user.label}. How does {user.label} answer to {v.label}?"
        stays = f"If {v.label} grows by 0.1, does {user.label} stay where it is?"
        slips = [(0.0, stays), *lesson04.slips(L, v)]
        agree(v.label, gradients[v.label], v.grad, slips, along)


def expression(a, b, c, f):
    return (a * b + c) * f


def cheapest(leaf, move, after, because):
    filled(leaf=leaf, move=move, after=after)
    start = {"a": 40.0, "b": 0.5, "c": -19.0, "f": -3.0}
    one_of("leaf", leaf, *start)
    if move not in (-SMALL, SMALL):
        raise Wrong(f"move: {SMALL} is up and {-SMALL} is down; yours is {shown(move)}.")
    before = expression(**start)

    def moved(name, by):
        return expression(**start | {name: start[name] + by})

    best = max(((name, by) for name in start for by in (-SMALL, SMALL)), key=lambda m: moved(*m))
    there, most = moved(leaf, move), moved(*best)
    way = "up" if move > 0 else "down"
    seen = f"With {leaf} {way} by {SMALL}, L goes from {shown(before)} to {shown(there)}"
    if there < before:
        raise Wrong(f"{seen}: it falls. What does the sign of a gradient say?")
    if there < most:
        much = f"{(most - before) / (there - before):.0f} times as far"
        raise Wrong(f"{seen}. Another leaf brings it up {much}.")
    agree(
        "after",
        after,
        most,
        [
            (2 * before - most, "There it would be if L fell by as much."),
            (most - before, "So far it rises. Where does it start?"),
            (before + (most - before) / SMALL, "That is a whole gradient; the move is 0.01."),
        ],
        "It changes by its gradient times the move.",
    )
    one_of("because", because, *"ABC")
    meant = {"A": ("a", -SMALL), "B": ("f", SMALL)}
    if because in meant:
        name, by = meant[because]
        way = "up" if by > 0 else "down"
        raise Wrong(
            f"The leaf is right, but not for the reason {because}: that would pick {name}. With "
            f"{name} {way} by {SMALL}, L goes only to {shown(moved(name, by))}."
        )


def mended(pass_back):
    def outcome(a, b, c, f):
        return math.tanh(a * b + c) * f

    points = [(2.0, -1.5, 4.0, 10.0), (1.0, -2.0, 1.5, 4.0)]
    found = []
    for point in points:
        leaves = [Value(x) for x in point]
        with told(f"at {shown(point)}", {"unsupported operand": "Is a `.data` missing?"}):
            pass_back(*leaves)
        found.append([leaf.grad for leaf in leaves])
    if not any([*found[0][:3], *found[1][:2]]):
        raise NotYet("at 2, −1.5, 4 and 10, the gradients of a, b and c are 0")
    for point, grads in zip(points, found, strict=True):
        a, b, c, f = point
        o, wanted = math.tanh(a * b + c), dict(zip("abcf", slopes(outcome, point), strict=True))
        square = "The slope of tanh is 1 − t², with its result t, not with d."
        reasons = {
            "f": [(o * (1 - o**2), "f does not pass the tanh: L is t · f.")],
            "c": [
                (f * (1 - (a * b + c) ** 2), square),
                (f * (1 - o), "The slope of tanh is 1 minus the *square* of t."),
                (1 - o**2, "What arrives at t is not multiplied in."),
                (f * o, "That would be t itself, not how steep tanh is there."),
                (f * (1 - math.tanh(o) ** 2), "t is a tanh already; this takes it twice."),
                (wanted["c"] / 2, "A plus splits nothing: each input gets all that arrives."),
                (f, "On the way from t to d, the tanh weakens it."),
                (0.0, "Which line writes c.grad, and is d.grad there by then?"),
            ],
            "a": [
                (0.0, "c is right. a.grad reads e.grad: was that written by then?"),
                (wanted["c"], "That arrives at e. It is still to be multiplied."),
                (b, "What arrives at e is not multiplied in."),
                (wanted["c"] + b, "They are added; rates multiply."),
                (wanted["b"], "In a product each input gets the data of the other."),
            ],
            "b": [
                (0.0, "a is right. b.grad reads e.grad: was that written by then?"),
                (wanted["c"], "a is right. To b, what arrives at e is to be multiplied, too."),
                (wanted["a"], "a is right. In a product each input gets the data of the other."),
            ],
        }
        for name, slips in reasons.items():
            example = f"at {shown(list(point))}, the gradient of {name}"
            expect(grads["abcf".index(name)], wanted[name], example, slips)


def of_a_neuron(gradients_of):
    hints = {
        "multiply sequence": "A list can't be multiplied: take its numbers one by one.",
        "unsupported operand type(s) for": "Take the numbers of the lists one by one.",
        "no attribute 'data'": "A Value holds one number, and no Value is needed here.",
        "out of range": "There may be one input, or three: `len(x)` says how many.",
        "unpack": "There may be one input, or three: `len(x)` says how many.",
    }
    for x, w, b in [
        ([2.0, -1.0], [0.5, 1.5], 0.75),
        ([2.0, -1.0, 0.5], [0.5, 1.5, 2.0], 0.75),
        ([-3.0], [0.5], 1.0),
    ]:
        example = f"x = {x}, w = {w}, b = {b}"
        with told(example, hints):
            found = returned(gradients_of, list(x), list(w), b)
        if not isinstance(found, tuple | list) or len(found) != 3:
            raise Wrong("It returns three things: a list for x, a list for w, and a number for b.")
        of_x, of_w, of_b = found
        if any(not hasattr(part, "__len__") for part in (of_x, of_w)):
            raise Wrong("Those of x and of w are lists, with one number for each input.")
        judge_neuron(x, w, b, example, list(of_x), list(of_w), of_b)


def judge_neuron(x, w, b, example, of_x, of_w, of_b):
    size = len(x)
    n = sum(xi * wi for xi, wi in zip(x, w, strict=True)) + b
    o, first_two = math.tanh(n), sum(xi * wi for xi, wi in list(zip(x, w, strict=True))[:2]) + b

    def answer(*numbers):
        x, w = numbers[:size], numbers[size:-1]
        return math.tanh(sum(xi * wi for xi, wi in zip(x, w, strict=True)) + numbers[-1])

    *rest, slope = slopes(answer, [*x, *w, b])
    slips = [
        (1.0, "From n, the plus routes what arrives; but the tanh comes first, and weakens it."),
        (1 - o, "The slope of tanh is 1 minus the *square* of o."),
        (1 - n**2, "It is the output, o, that is squared, not n."),
        (1 - math.tanh(n - b) ** 2, "The slope of tanh depends on all of n, and b is in it."),
        (1 - math.tanh(b) ** 2, "The tanh is of the whole sum, not of its parts one by one."),
        (1 - math.tanh(o) ** 2, "o is a tanh already; this takes it twice."),
        (1 - math.tanh(b + x[-1] * w[-1]) ** 2, "In this n there is only the last product."),
        (1 - math.tanh(first_two) ** 2, "There may be more inputs than two."),
        (slope * b, "b is only added: how large it is plays no part in what it gets."),
        (o, "That is the answer, not how it changes."),
    ]
    expect(of_b, slope, f"{example}, for b", slips)
    for name, found, wanted, own, other, pair in (
        ("x", of_x, rest[:size], x, w, "w"),
        ("w", of_w, rest[size:], w, x, "x"),
    ):
        swapped = (
            f"That would be right for {pair}. Does each input of a product get the data of the "
            "*other*, and is the list of x the first of the two?"
        )
        expect(
            found,
            wanted,
            f"{example}, for {name}",
            [
                ([slope * each for each in own], swapped),
                (own, swapped),
                (other, "What arrives at the product is not multiplied in."),
                ([slope] * size, "That arrives at each product. It is still to be multiplied."),
                (wanted[:2] if size > 2 else None, "There may be more inputs than two."),
                (wanted[:1], "Only the first? Is the `return` inside the loop?"),
            ],
        )


def secants(slope, to_the_left):
    filled(slope=slope, to_the_left=to_the_left)

    def f(x):
        return 2 * x**2 - x + 3

    def over(h):
        return round((f(2.0 + h) - f(2.0)) / h, 6)

    [wanted] = slopes(f, [2.0])
    agree(
        "the slope",
        slope,
        round(wanted, 6),
        [
            (2 * over(0.05) - over(0.1) + 0.05, "How much does each halving of h take away?"),
            ((over(0.1) + over(0.05)) / 2, "The mean of the two still has a bend in it."),
            (over(0.05) - 0.1 / 4, "That is for h = 0.025. And if you go on?"),
            (over(0.05), "There the run is still 0.05 long. What is left as it shrinks to 0?"),
        ],
        "From h = 0.1 to 0.05 it lost 0.1. How much is still to go on the way to 0?",
    )
    agree(
        "to the left",
        to_the_left,
        over(-0.1),
        [
            (over(0.1), "To the right it is steeper than at x: how is it before x?"),
            (-over(0.1), "To the left the curve falls, but the run is negative as well."),
            (-over(-0.1), "To the left the curve falls, but the run is negative as well."),
            (wanted, "That is the slope. A run of 0.1 has a bend in it to the left as well."),
        ],
        "The bend is as large as to the right, with the other sign.",
    )


MADE_FROM = {"L": ["f", "d"], "d": ["c", "e"], "e": ["a", "b"], "a": [], "b": [], "c": [], "f": []}


def walk(name, early=False):
    """Return the names behind a name, each after its children, or before them."""
    below = [each for child in MADE_FROM[name] for each in walk(child, early)]
    return [name, *below] if early else [*below, name]


def printed(order):
    found, wanted = labels(order), walk("L")
    if sorted(found) != sorted(wanted):
        raise Wrong("Each of the seven letters is printed once, since no box is used twice.")
    early = [name for i, name in enumerate(found) if not set(MADE_FROM[name]) <= set(found[:i])]
    if found == walk("L", early=True):
        raise Wrong("So they are visited. But `print` stands below the loop: L waits for all.")
    if early:
        raise Wrong(
            f"{early[0]} comes too early: it is printed when its loop is over, and so after "
            f"{' and '.join(MADE_FROM[early[0]])}."
        )
    if found != wanted:
        raise Wrong(
            "Each comes after its children, as it should. But `visit` takes them from the left: "
            "which child of L has its turn first?"
        )


# ---------------------------------------------------------------- exercises

PASS_BACK = """\
def pass_back(a, b, c, f):
    e = a * b
    d = e + c
    t = d.tanh()
    L = t * f
    L.grad = 1.0
    t.grad = L.grad * f.data
    f.grad = L.grad * t.data
    d.grad = t.grad * (1 - t.data**2)
    e.grad = c.grad = d.grad
    a.grad = e.grad * b.data
    b.grad = e.grad * a.data"""
SQUARED, ROUTED = "(1 - t.data**2)", "    e.grad = c.grad = d.grad\n"
LATE = PASS_BACK.replace(ROUTED, "") + "\n" + ROUTED.rstrip()

NEURON = """\
def gradients_of(x, w, b):
    n = b
    for i in range(len(x)):
        n = n + x[i] * w[i]
    o = math.tanh(n)
    arrives = 1 - o**2
    of_x, of_w = [], []
    for i in range(len(x)):
        of_x.append(arrives * w[i])
        of_w.append(arrives * x[i])
    return of_x, of_w, arrives"""
OTHERS = NEURON.replace("arrives * w[i]", "arrives * X[i]").replace("* x[i])", "* w[i])")
MOVE = 'leaf = "b"\nmove = -0.01\nafter = -1.8\nbecause = "C"'

EXERCISES = {
    "1": Exercise(
        by_hand,
        hints=(
            "Begin at L, where the gradient is 1, and go to the left, one box at a time.",
            "A plus routes, a times swaps and multiplies, a tanh weakens: the table in the Recap "
            "of the lesson has all three.",
            "The 1 at L reaches p and d. At the product, t gets what arrives times the data of c. "
            "From t to s, multiply by 1 − t², with the 0.5 that t holds.",
        ),
        solution='gradients = {"d": 1.0, "t": -8.0, "c": 0.5, "s": -6.0, "a": -6.0}',
        right=(
            'gradients = {"a": -6, "s": -6, "c": 1/2, "t": -8, "d": 1}',
            't_grad = 1 * c.data\ns_grad = t_grad * (1 - t.data**2)\ngradients = {"d": 1, '
            '"t": t_grad, "c": t.data, "s": s_grad, "a": s_grad}',
        ),
        wrong={
            'gradients = {"d": 3, "t": -8, "c": 0.5, "s": -6, "a": -6}': "How large d is",
            'gradients = {"d": 1, "t": 0.5, "c": -8, "s": 0.375, "a": 0.375}': "its own value",
            'gradients = {"d": 1, "t": -8, "c": 0.5, "s": -8, "a": -8}': "only what arrives at t",
            'gradients = {"d": 1, "t": -8, "c": 0.5, "s": -4, "a": -4}': "the *square* of t",
            'gradients = {"d": 1, "t": -8, "c": 0.5, "s": 0.75, "a": 0.75}': "0.75 is the local",
            'gradients = {"d": 1, "t": -8, "c": 0.5, "s": -6, "a": -3}': "splits nothing",
            'gradients = {"d": 0, "t": -8, "c": 0.5, "s": -6, "a": -6}': "does L stay",
        },
    ),
    "2": Exercise(
        cheapest,
        hints=(
            "How large a number is says nothing of how much L makes of its changes.",
            "You need the gradients of all four leaves: go back from L to d and f, from d to e "
            "and c, and from e to a and b.",
            "They are −1.5, −120, −3 and 1. If a gradient is negative, L rises when the leaf goes "
            "down.",
        ),
        solution=MOVE,
        right=(
            'leaf, move, after, because = "b", -0.01, -1.8, "C"',
            'move, leaf = -1 / 100, "b"\nafter = -3 + (-120) * move\nbecause = "C"',
        ),
        wrong={
            MOVE.replace('"b"', '"a"'): "Another leaf brings it up 80 times as far.",
            MOVE.replace('"b"', '"f"').replace("-0.01", "0.01"): "brings it up 120 times as far.",
            MOVE.replace("-0.01", "0.01"): "With b up by 0.01, L goes from -3 to -4.2: it falls.",
            MOVE.replace("-1.8", "1.2"): "So far it rises.",
            MOVE.replace("-1.8", "-4.2"): "if L fell by as much",
            MOVE.replace('"C"', '"A"'): "that would pick a.",
            MOVE.replace('"C"', '"B"'): "that would pick f.",
        },
    ),
    "3": Exercise(
        mended,
        hints=(
            "The lines go from right to left through the graph. Where does the first 0 appear?",
            "At these numbers d is 1, and 1 − 1² is 0. Which box belongs into the slope of tanh?",
            "The other slip is a line in the wrong place. Which grad is read above the line that "
            "writes it?",
        ),
        solution=PASS_BACK,
        right=(
            PASS_BACK.replace("t.data**2", "math.tanh(d.data) ** 2"),
            PASS_BACK.replace(ROUTED, "    c.grad = d.grad\n").replace("e.grad *", "d.grad *"),
        ),
        wrong={
            LATE: "a.grad reads e.grad: was that written by then?",
            PASS_BACK.replace("t.data**2", "d.data**2"): "1 − t², with its result t, not with d.",
            PASS_BACK.replace("t.data**2", "t.data"): "1 minus the *square* of t",
            PASS_BACK.replace(f" * {SQUARED}", ""): "the tanh weakens it.",
            PASS_BACK.replace(f"t.grad * {SQUARED}", SQUARED): "What arrives at t is not",
            PASS_BACK.replace("e.grad * b.data", "e.grad * a.data"): "the data of the other.",
            PASS_BACK.replace("e.grad * b.data", "b.data"): "What arrives at e is not",
        },
    ),
    "4": Exercise(
        of_a_neuron,
        hints=(
            "First forward, then backward: which number of the way forward is needed on the way "
            "back?",
            "Add up b and all products to get n, in a loop over `range(len(x))`. The tanh of n is "
            "o, and what arrives at n is 1 − o².",
            "b gets all that arrives at n, and so does every product. From a product, x[i] gets "
            "that times w[i].",
        ),
        solution=NEURON,
        right=(
            "def gradients_of(x, w, b):\n"
            "    o = math.tanh(sum(xi * wi for xi, wi in zip(x, w)) + b)\n"
            "    g = 1 - o * o\n"
            "    return [g * wi for wi in w], [g * xi for xi in x], g",
            "def gradients_of(x, w, b):\n"
            "    def answer(*numbers):\n"
            "        n = numbers[-1]\n"
            "        for i in range(len(x)):\n"
            "            n += numbers[i] * numbers[len(x) + i]\n"
            "        return math.tanh(n)\n\n"
            "    all_of_them = numerical_gradient(answer, [*x, *w, b], 1e-8)\n"
            "    size = len(x)\n"
            "    return all_of_them[:size], all_of_them[size:-1], all_of_them[-1]",
        ),
        wrong={
            OTHERS.replace("X", "x"): "That would be right for w.",
            NEURON.replace("1 - o**2", "1.0"): "but the tanh comes first, and weakens it.",
            NEURON.replace("1 - o**2", "1 - o"): "1 minus the *square* of o.",
            NEURON.replace("1 - o**2", "1 - n**2"): "It is the output, o, that is squared",
            NEURON.replace("n = b", "n = 0"): "and b is in it",
            NEURON.replace("of_w, arrives", "of_w, [arrives]"): "and it is a number alone",
            "def gradients_of(x, w, b):\n"
            "    g = [1 - math.tanh(x[i] * w[i]) ** 2 for i in range(len(x))]\n"
            "    of_x = [g[i] * w[i] for i in range(len(x))]\n"
            "    of_w = [g[i] * x[i] for i in range(len(x))]\n"
            "    return of_x, of_w, 1 - math.tanh(b) ** 2": "The tanh is of the whole sum",
            NEURON.replace("arrives * w[i]", "w[i]"): "is not multiplied in.",
            NEURON.replace("range(len(x))", "range(2)"): "There may be more inputs than two.",
            NEURON.replace("    return of_x, of_w, arrives", ""): "is there a `return`",
            "def gradients_of(x, w, b):\n"
            "    o = math.tanh(x * w + b)\n"
            "    return (1 - o**2) * w, (1 - o**2) * x, 1 - o**2": "A list can't be multiplied",
        },
    ),
    "5": Exercise(
        secants,
        hints=(
            "In the lesson, 20, 17 and 15.5 were on their way to 14.",
            "Each halving of the run halves what the bend adds. From 0.1 to 0.05 that was 0.1.",
            "So over a run of 0.1 the bend adds twice 0.1. To the left it takes away as much.",
        ),
        solution="slope = 7.0\nto_the_left = 6.8",
        right=("slope, to_the_left = 7, 6.8", "slope = 7.1 - 0.1\nto_the_left = slope - 0.2"),
        wrong={
            "slope = 7.1\nto_the_left = 6.9": "There the run is still 0.05 long.",
            "slope = 7.05\nto_the_left = 6.8": "How much does each halving of h take away?",
            "slope = 7.075\nto_the_left = 6.8": "That is for h = 0.025.",
            "slope = 7.0\nto_the_left = -6.8": "but the run is negative as well.",
            "slope = 7.0\nto_the_left = 7.2": "how is it before x?",
            "slope = 7.0\nto_the_left = 7.0": "That is the slope.",
        },
    ),
    "6": Exercise(
        printed,
        hints=(
            "L is the first to be visited. When is it printed?",
            "`visit` waits at each child until that child is done. The left one of L is f, and f "
            "has no children.",
            "After f comes all that is behind d, and then d. Behind d, c is on the left.",
        ),
        solution='order = "f c a b e d L"',
        right=('order = "fcabedL"', 'order = " ".join(["f", "c", "a", "b", "e", "d", "L"])'),
        wrong={
            'order = "L f d c e a b"': "So they are visited.",
            'order = "a b e c d f L"': "which child of L",
            'order = "f d c e a b L"': "after c and e.",
            'order = "f d L"': "Each of the seven letters",
        },
    ),
}
