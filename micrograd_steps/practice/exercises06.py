"""The exercises of lesson 06: in which order nodes may be called, and how long it may be kept."""

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    is_empty,
    labels,
    one_of,
    returned,
    slopes,
)
from micrograd_steps.practice.lesson06 import judge_order, write_down
from micrograd_steps.step01 import numerical_derivative
from micrograd_steps.step06 import Value, trace


def knot():
    """Return the result of the graph that the first exercise shows."""
    a, b = Value(2.0, label="a"), Value(-1.0, label="b")
    c = a + b
    d = c * a
    e = c * b
    g = d + c
    L = g * e
    c.label, d.label, e.label, g.label, L.label = "c", "d", "e", "g", "L"
    return L


def by_hand(order):
    order = labels(order)
    nodes, edges = trace(knot())
    leaves = [v.label for v in nodes if not v._op]
    wanted = [v.label for v in nodes if v._op]
    yours = [label for label in order if label not in leaves]  # their turn does nothing
    said = ", ".join(map(str, order))
    if strangers := [label for label in yours if label not in wanted]:
        raise Wrong(f"{said}: there is no {strangers[0]} among {', '.join(wanted)}.")
    for label in wanted:
        if yours.count(label) != 1:
            raise Wrong(
                f"{said}: {label} has {yours.count(label)} turns. Each of the five has one."
            )
    if late := too_late(yours, edges):
        child, user = late
        from_its_end = "" if too_late(yours[::-1], edges) else " From its end yours is right."
        raise Wrong(
            f"{said}: {child} is called before {user}, which is made from it. What {user} passes "
            f"to {child} comes too late to be passed on.{from_its_end}"
        )


def too_late(order, edges):
    """Return the labels of a node and a user of it which an order calls after it, if there are."""
    for child, user in reversed(edges):
        if child._op and order.index(child.label) < order.index(user.label):
            return child.label, user.label
    return None


def mended(backward):
    """Judge it on L = (a * b + c) * d, called twice, and on two other results.

    One of these is made from b, too, the other has a node with several users.
    """
    numbers = [2.0, -3.0, 10.0, 0.5]
    a, b, c, d = map(Value, numbers)
    p = a * b
    q = p + c
    L = q * d
    calls, example = [], "L = q * d, q = p + c and p = a * b"
    write_down(calls, a=a, b=b, c=c, d=d, p=p, q=q, L=L)
    backward(L)
    if not any(v.grad for v in trace(L)[0]):
        turns = ", though each node has its turn now" if set(calls) >= set("Lqp") else ""
        raise NotYet(f"all gradients are still 0.0, that of L, too{turns}")
    judge_order(example, calls, L)
    late = "That was the right number, set too late: the notes had been called before."
    if L.grad == 1.0 and not q.grad:
        raise Wrong(f"{example}: L.grad is 1 in the end, and q.grad is 0. {late}")
    expect(L.grad, 1.0, f"{example}: L.grad", [(L.data, "That is how large L is.")])
    measured = [round(slope, 6) for slope in slopes(lambda a, b, c, d: (a * b + c) * d, numbers)]
    found = [a.grad, b.grad, c.grad, d.grad]
    ones = "Is every node set to 1? Only L is; the others get theirs from their users."
    expect(found, measured, f"{example}: the gradients of a, b, c, d", [([1.0] * 4, ones)])

    backward(L)
    expect(L.grad, 1.0, f"{example}: L.grad after a second call", [(2.0, "Set it, don't add.")])

    calls.clear()
    x = Value(4.0)
    M = x * b
    write_down(calls, x=x, b=b, M=M)
    backward(M)
    judge_order("a second result, M = x * b", calls, M)

    calls.clear()
    root = knot()
    write_down(calls, **{v.label: v for v in trace(root)[0]})
    backward(root)
    judge_order("the graph of 06.1", calls, root)


def whose_turn(ready):
    """Judge it at every moment of every right order of the graph of the first exercise."""
    if is_empty(ready):
        raise NotYet
    root = knot()
    nodes, edges = trace(root)
    users = {v: [user for child, user in edges if child is v] for v in nodes}
    moments = [[]]
    for called in moments:  # which grows meanwhile
        so_far = f"after {', '.join(v.label for v in called)}" if called else "before any call"
        before = f"In the graph of 06.1, {so_far},"
        given = list(called)
        found = returned(ready, root, given)
        if given != called:
            raise Wrong(f"{before} it changes `called`. That is the loop's to do: only look.")
        if not isinstance(found, list | tuple):
            raise Wrong(f"{before} it returns {found!r}. Make it a list, even of one or none.")
        if not all(isinstance(v, Value) for v in found):
            raise Wrong(f"{before} it returns {found}. Return the Values, not their labels.")
        may = [v for v in nodes if v not in called and set(users[v]) <= set(called)]
        yours = f"{before} it returns [{', '.join(v.label for v in found)}]"
        for v in found:
            if v in called:
                raise Wrong(f"{yours}, but {v.label} has had its turn.")
            if v not in may:
                user = next(user.label for user in users[v] if user not in called)
                raise Wrong(f"{yours}. {v.label} has to wait for {user}, which is made from it.")
        if missing := [v for v in may if v not in found]:
            label, made = missing[0].label, ", ".join(u.label for u in users[missing[0]])
            why = f"all that is made from it, {made}, has" if made else "nothing is made from it"
            had = " had its turn" if made else ", so it has nobody to wait for"
            raise Wrong(f"{yours}. {label} is missing: {why}{had}.")
        moments += [[*called, v] for v in may if {*called, v} not in map(set, moments)]


def back(order):
    order[-1].grad = 1.0
    for v in reversed(order):
        v._backward()


def three_ways():
    """Return d's gradient after the second way back of each, and whether it is right."""
    found = {}
    for way in ("one", "two", "three"):
        a, b, d = Value(2.0), Value(5.0), Value(3.0)
        c = a + b
        L = c * d
        order = trace(L)[0]
        back(order)
        a.data = 4.0
        if way == "one":
            L = (a + b) * d
        if way == "three":
            c.data = a.data + b.data
            L.data = c.data * d.data
        back(order)
        found[way] = d.grad
    return found, numerical_derivative(lambda d: (4.0 + 5.0) * d, 3.0)


MAY = {"never": (), "always": ("one", "two", "three"), "same values": ("three",)}


def kept(gradients, because):
    filled(**{f'd.grad of way "{way}"': grad for way, grad in gradients.items()})
    found, slope = three_ways()
    assigns = "In this lesson a note assigns; what d had before doesn't matter."
    slips = {
        "one": [
            (9.0, "The new L is right, 27. But `order` holds the old L, and calls its note."),
            (0.0, "d is a leaf, and lives on: the old graph and the new one are made from it."),
            (16.0, assigns),
        ],
        "two": [
            (9.0, "a.data is 4 now, but who has added up c.data anew?"),
            (14.0, assigns),
        ],
        "three": [
            (7.0, "The note looks up c.data when it is called, and that is a new number now."),
            (16.0, assigns),
        ],
    }
    for way, grad in found.items():
        slips[way].append((3.0, "That is what c gets: the data of d. What does d get?"))
        slips[way].append((27.0, "That is L itself. How does it answer if d is nudged?"))
        ask = "The note of L = c * d gives d the data of c. Of which c, and what is it by then?"
        agree(f'way "{way}"', gradients[way], grad, slips[way], ask)
    one_of("because", because, *MAY)
    right = [way for way, grad in found.items() if abs(grad - slope) < 1e-3]
    for way, grad in found.items():
        says = "right" if way in MAY[because] else "wrong"
        if (way in right) != (way in MAY[because]):
            raise Wrong(
                f'The three numbers are right. But by "{because}", way "{way}" would be {says}, '
                f"and there d gets {grad:g}. Nudging d, with a = 4 and b = 5, says {slope:g}."
            )


def cube(x):
    return x**3


def nudged(right, left, limit):
    filled(right=right, left=left, limit=limit)
    to_the_right, to_the_left = (numerical_derivative(cube, 2.0, h) for h in (0.1, -0.1))
    slope = round(numerical_derivative(cube, 2.0, 1e-6), 3)
    agree(
        "right",
        right,
        to_the_right,
        [
            (0.1 * to_the_right, "That is the rise. Divide it by the run."),
            (slope, "That is where it goes as h shrinks. Here h is 0.1."),
            (to_the_left, "So it is to the left."),
            (round(to_the_right, 1), "Give all digits; nothing has to be rounded here."),
            (cube(2.1), "That is where it gets to. How far has it risen from 8?"),
        ],
        "2.1³ is 9.261, and 2³ is 8. The rise, divided by the run of 0.1.",
    )
    agree(
        "left",
        left,
        to_the_left,
        [
            (-to_the_left, "The run is negative, and so is the rise: minus divided by minus."),
            (-0.1 * to_the_left, "That is the rise. Divide it by the run."),
            (round(to_the_left, 1), "Give all digits; nothing has to be rounded here."),
            (to_the_right, "So it is to the right. On this side the curve is less steep."),
        ],
        "1.9³ is 6.859, and 2³ is 8. The rise is negative, and so is the run.",
    )
    agree(
        "limit",
        limit,
        slope,
        [
            (
                (to_the_right + to_the_left) / 2,
                "The mean of both sides is close, but not the limit. Try a smaller h.",
            ),
            (to_the_right, "A smaller h comes closer: try 0.01."),
            (8.0, "That is how high it is, not how steep."),
        ],
        "It lies between the two. Try h = 0.01, and 0.001.",
    )


def twice(of_a, of_b):
    filled(of_a=of_a, of_b=of_b)
    a, b = Value(3.0), Value(-2.0)
    e = a * b
    e.grad = 5.0
    e._backward()
    first = a.grad, b.grad
    e.grad = 0.5
    a.data = 10.0
    e._backward()
    early = "That is from the first call. The second assigns anew."
    added = "In lesson 05 a note assigns, it doesn't add."
    agree(
        "of_a",
        of_a,
        a.grad,
        [
            (first[0], early),
            (first[0] + a.grad, added),
            (0.5 * a.data, "In a product each input gets the data of the other."),
            (b.data, "The gradient that has arrived at e is not multiplied in."),
        ],
        "The data of b, times what e.grad is when the note is called for the second time.",
    )
    agree(
        "of_b",
        of_b,
        b.grad,
        [
            (first[1], early),
            (first[1] + b.grad, added),
            (0.5 * 3.0, "a.data is looked up when the note is called, not when it is written."),
            (5.0 * a.data, "The note looks up e.grad, too: it is 0.5 by then."),
            (a.data, "The gradient that has arrived at e is not multiplied in."),
        ],
        "The data of a, times e.grad, both as they are when the note is called again.",
    )


# ---------------------------------------------------------------- exercises

BACKWARD = """\
def backward(root):
    order, seen = [], set()

    def visit(v):
        if v not in seen:
            seen.add(v)
            for child in v._prev:
                visit(child)
            order.append(v)

    visit(root)
    root.grad = 1.0
    for v in reversed(order):
        v._backward()"""
SEED = "    root.grad = 1.0\n"

READY = """\
def ready(root, called):
    nodes, edges = trace(root)
    row = []
    for v in nodes:
        users = [user for child, user in edges if child is v]
        if v not in called and all(user in called for user in users):
            row.append(v)
    return row"""
UNCALLED = "[v for v in nodes if v not in called]"


def said(one, two, three, because):
    """Return the cell of the fourth exercise with these answers."""
    return f"gradients = {dict(one=one, two=two, three=three)}\nbecause = {because!r}"


EXERCISES = {
    "1": Exercise(
        by_hand,
        hints=(
            "Who has nobody to wait for?",
            "After L it is the turn of those that only L is made from. d is not among them: g is "
            "made from it.",
            "c comes last: d, e and g are made from it. And d has to wait for g.",
        ),
        solution='order = ["L", "g", "d", "e", "c"]',
        right=(
            'order = ["L", "e", "g", "d", "c"]',
            'order = ["L", "g", "e", "d", "c"]',
            'order = "Legdcba"',
        ),
        wrong={
            'order = ["c", "d", "e", "g", "L"]': "From its end yours is right.",
            'order = ["L", "g", "d", "c", "e"]': "c is called before e",
            'order = ["L", "d", "g", "e", "c"]': "d is called before g",
            'order = ["L", "g", "e", "c", "d"]': "c is called before d",
            'order = ["L", "g", "d", "c", "e", "c"]': "c has 2 turns",
            'order = ["L", "g", "e", "d", "f"]': "there is no f",
        },
    ),
    "2": Exercise(
        mended,
        hints=(
            "Every gradient begins at 0.0, and every note multiplies by what has arrived. Where "
            "would anything else come from?",
            "One line is missing between the walk and the loop.",
            "With L, q, c and d right, but a and b at 0.0: whose children does `visit(q)` go "
            "through, those of q?",
        ),
        solution=BACKWARD,
        right=(
            BACKWARD.replace(SEED, "").replace("    order, seen", SEED + "    order, seen"),
            "def backward(root):\n"
            "    root.grad = 1\n"
            "    for v in trace(root)[0][::-1]:\n"
            "        v._backward()",
        ),
        wrong={
            BACKWARD.replace("in v._prev", "in root._prev"): "but p never",
            BACKWARD.replace(SEED, "") + "\n    root.grad = 1.0": "set too late",
            BACKWARD.replace("        v._b", "        v.grad = 1.0\n        v._b"): "Only L is",
            BACKWARD.replace("reversed(order)", "order"): "go through it from its end.",
            BACKWARD.replace("grad = 1.0", "grad = root.data"): "how large L is",
            BACKWARD.replace("            seen.add(v)\n", ""): "and so c 3 times",
            BACKWARD.replace("grad = 1.0", "grad += 1.0"): "Set it, don't add.",
            BACKWARD.replace(
                "root):\n    order, seen = [], set()", "root, order=[], seen=set()):"
            ): ("Make a new one in each call."),
        },
    ),
    "3": Exercise(
        whose_turn,
        hints=(
            "Take one node, and ask the arrows: who is made from it?",
            "`trace(root)` returns the nodes and the arrows, and each arrow is a pair (child, "
            "user). So the users of v stand in the pairs that begin with v.",
            "v belongs into the list if it isn't in `called` itself, and all its users are. "
            "`all(…)` of nothing is True, and the root has no users.",
        ),
        solution=READY,
        right=(
            "def ready(root, called):\n"
            "    nodes, edges = trace(root)\n"
            "    waiting = [child for child, user in edges if user not in called]\n"
            "    return [v for v in nodes if v not in called and v not in waiting]",
            "def ready(root, called):\n"
            "    row = set(trace(root)[0]) - set(called)\n"
            "    for child, user in trace(root)[1]:\n"
            "        if user not in called:\n"
            "            row.discard(child)\n"
            "    return [*row]",
        ),
        wrong={
            READY.replace("all(", "any("): "so it has nobody to wait for",
            READY.replace("v not in called and ", ""): "but L has had its turn",
            READY.replace("if child is v", "if user is v"): "has to wait for",
            READY.replace("append(v)", "append(v.label)"): "not their labels",
            READY.replace("row.append(v)", "row.append(v)\n            called.append(v)"): (
                "it changes `called`"
            ),
            READY.replace("row.append(v)", "return v"): "even of one or none",
            "def ready(root, called):\n"
            "    if not called:\n"
            "        return [root]\n"
            "    children = [child for v in called for child in v._prev]\n"
            "    return [v for v in children if v not in called]": "[e, d, c]",
        },
    ),
    "4": Exercise(
        kept,
        hints=(
            "Write down after each line what a.data and c.data are. Only a calculation makes new "
            "data.",
            "`order` is a list of objects. Is the new L of way one in it?",
            "The last question: which of the three numbers does nudging d confirm, now that a is "
            "4? What does that way do, and the others don't?",
        ),
        solution='gradients = {"one": 7.0, "two": 7.0, "three": 9.0}\n'
        "# One: the order names the old L and the old c, which nobody needs now.\n"
        "# Two: the right nodes, but c still holds the sum of 2 and 5.\n"
        "# Three: the same Values, with data computed anew, children first.\n"
        'because = "same values"',
        right=(
            'because = "same values"\ngradients = dict(three=9, two=7, one=7)',
            'gradients = {"one": 2 + 5, "two": 2 + 5, "three": 4 + 5}\nbecause = "same values"',
        ),
        wrong={
            said(9, 7, 9, "always"): "The new L is right",
            said(0, 7, 9, "never"): "d is a leaf",
            said(7, 9, 9, "same values"): "who has added",
            said(7, 7, 16, "never"): "a note assigns",
            said(7, 7, 7, "never"): "a new number now",
            said(7, 7, 9, "never"): "would be wrong",
            said(7, 7, 9, "always"): "would be right",
        },
    ),
    "5": Exercise(
        nudged,
        hints=(
            "The rise is f(x + h) − f(x); the run is h.",
            "2.1 · 2.1 · 2.1 = 9.261, and 1.9 · 1.9 · 1.9 = 6.859.",
            "Multiplied out, (2 + h)³ is 8 + 12h + 6h² + h³. What is left of the fraction as h "
            "shrinks?",
        ),
        solution="right = (2.1**3 - 8) / 0.1\nleft = (1.9**3 - 8) / -0.1\nlimit = 12.0",
        right=(
            "right, left, limit = 12.61, 11.41, 12",
            "left = 11.41\nright = 12.61\nlimit = 3 * 2**2",
        ),
        wrong={
            "right, left, limit = 1.261, 11.41, 12": "Divide it by the run.",
            "right, left, limit = 12, 12, 12": "Here h is 0.1.",
            "right, left, limit = 12.61, -11.41, 12": "minus divided by minus",
            "right, left, limit = 12.61, 12.61, 12": "On this side",
            "right, left, limit = 12.61, 11.41, 12.01": "The mean of both sides",
            "right, left, limit = 12.61, 11.41, 8": "how high it is",
        },
    ),
    "6": Exercise(
        twice,
        hints=(
            "Which of the three lines below the first call changes something that the note looks "
            "up?",
            "The note keeps the objects a, b and e, and looks into them whenever it is called.",
            "In the second call e.grad is 0.5, a.data is 10 and b.data is −2.",
        ),
        solution="of_a = -2.0 * 0.5\nof_b = 10.0 * 0.5",
        right=("of_a, of_b = -1, 5", "of_b = 5.0\nof_a = -1.0"),
        wrong={
            "of_a, of_b = -10, 15": "of_a: not -10. That is from the first call.",
            "of_a, of_b = -11, 20": "a note assigns, it doesn't add",
            "of_a, of_b = 5, -1": "gets the data of the other",
            "of_a, of_b = -1, 1.5": "not when it is written",
            "of_a, of_b = -1, 50": "The note looks up e.grad, too",
            "of_a, of_b = -1, 15": "of_b: not 15. That is from the first call.",
        },
    ),
}
