"""The exercises of lesson 05: notes for the way back, and where they find their names."""

import math

from micrograd_steps import step03
from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    filled,
    one_of,
    passes_back,
    returned,
    shown,
    slopes,
    told,
)
from micrograd_steps.step05 import Value

TYPICAL = {  # a part of what Python says: the slip in words
    "'float' object has no attribute 'data'": "A Value meets a number: is a `.data` missing?",
    "between instances of 'Value'": "Two Values can't be compared, but their `.data` can.",
}


def by_hand(gradients):
    filled(**{f"the gradient of {name}": gradients.get(name) for name in "scab"})
    a, b, c = Value(3.0), Value(-7.0), Value(6.0)
    s = a + b
    q = s * c
    q.grad = g = 0.5
    q._backward()
    s._backward()
    found = [gradients["s"], gradients["c"]]
    agree(
        "s and c",
        found,
        [s.grad, c.grad],
        [
            ([c.grad, s.grad], "In a product each input gets the data of the other."),
            ([s.data * g, c.data * g], "In a product each input gets the data of the other."),
            ([c.data, s.data], f"The {shown(g)} that arrived at q is not multiplied in."),
            ([g, g], "So it would be if q were s + c. It is a product."),
            ([s.grad, 0.0], "c is an input of q as well."),
            ([c.data + g, s.data + g], "What arrives is multiplied by the slope, not added."),
        ],
        f"If s grows by 0.1, q = s · c grows by {shown(0.1 * c.data)}. What does that make of the "
        f"{shown(g)} that arrived at q?",
    )
    agree(
        "a and b",
        [gradients["a"], gradients["b"]],
        [a.grad, b.grad],
        [
            ([s.grad / 2] * 2, "A plus splits nothing: all of it goes to each input."),
            ([g, g], "That arrived at q. What arrives at s is what the note of q wrote there."),
            ([b.data * s.grad, a.data * s.grad], "So it would be if s were a · b. It is a sum."),
            ([1.0, 1.0], "That is the local derivative; what arrived at s is not multiplied in."),
            ([0.0, 0.0], "The note of s was called, too."),
        ],
        "If a grows by 0.1, s = a + b grows by 0.1, too. What arrived at s?",
    )


def pinned(muladd):
    leaves = [Value(2.0), Value(-3.0), Value(10.0)]
    returned(muladd, *leaves)
    for name, leaf in zip("abc", leaves, strict=True):
        if leaf._backward.__name__ != "<lambda>":
            raise Wrong(f"The note is pinned to {name}, and called where {name} is a result.")
    slips = [
        ([2.0, -3.0, 1.0], "The note is called now. But which slope has a · b along a?"),
        ([2.0, 2.0, 1.0], "b's share is right. Which slope has a · b along a?"),
        ([-3.0, -3.0, 1.0], "a's share is right. Which slope has a · b along b?"),
        ([-3.0, 2.0, 10.0], "c is only added: if it grows by 0.1, so does the result."),
    ]
    try:
        with told("2 · (−3) + 10", TYPICAL):
            passes_back(Value, muladd, [2.0, -3.0, 10.0], "2 · (−3) + 10", slips=slips)
    except NotYet:
        raise NotYet("a gradient of 5 arrives, and a, b and c keep their 0.0") from None


def routed(larger):
    for a, b in [(2.0, -3.0), (-3.0, 2.0), (-3.0, -8.0)]:
        slips = [
            ([1.0, 1.0], f"But if {shown(min(a, b))} grows by 0.1, the result stays as it is."),
            ([0.5, 0.5], "It is not split: one of them is felt in full, the other not at all."),
            ([float(a < b), float(b < a)], "It went to the one that the result doesn't feel."),
            ([a * (a > b), b * (b > a)], "The slope along the larger is 1, however large it is."),
        ]
        example = f"larger({shown(a)}, {shown(b)})"
        with told(example, TYPICAL):
            passes_back(Value, larger, [a, b], example, slips=slips)


def written_in_a_loop():
    """Do what the exercise shows, and return the three Values and the notes, and set v anew."""
    three = [Value(1.0), Value(2.0), Value(3.0)]
    notes = []
    for v in three:

        def note():
            v.grad = 10.0 * v.data  # noqa: B023 this is what the exercise is about

        notes.append(note)
    for each in notes:
        each()
    gradients = [value.grad for value in three]
    for value in three:
        value.grad = 0.0
    v = Value(7.0)
    notes[0]()
    return gradients, {"A": three[0], "B": v, "C": three[2]}


def looked_up(gradients, because):
    filled(gradients=gradients)
    wanted, felt = written_in_a_loop()
    agree(
        "the three gradients",
        gradients,
        wanted,
        [
            (
                [10.0, 20.0, 30.0],
                "So it would be if each note had a v of its own.",
            ),
            ([30.0] * 3, "Three calls, yes. But into how many Values do they write?"),
            ([0.0] * 3, "The notes are called in the last line, and one of the Values gets it."),
            ([10.0, 0.0, 0.0], "v is looked up late, not early: what does it name by then?"),
        ],
        "When the notes are called, the loop is over. What does v name then?",
    )
    one_of("because", because, *felt)
    if not felt[because].grad:
        meant = {"A": "the first of the three would get 10", "C": "the third would get 30"}
        raise Wrong(
            f"The gradients are right, but not for the reason {because}. After the loop, say "
            f"v = Value(7.0) and call notes[0]: by {because}, {meant[because]}. But the new v "
            f"gets {shown(felt['B'].grad)}."
        )


def counted(boxes, arrows):
    filled(boxes=boxes, arrows=arrows)
    x = step03.Value(2.0)
    y = x * x
    nodes, edges = step03.trace(y + x * x)
    circles = [node for node in nodes if node._op]
    agree(
        "boxes",
        boxes,
        len(nodes),
        [
            (len(nodes) - 1, "`x * x` is typed twice, so it is calculated twice."),
            (len(nodes) + 3, "x is one Value, however often it is used; and a circle is no box."),
        ],
        "One for each Value: what you type in, and each result.",
    )
    agree(
        "arrows",
        arrows,
        len(edges),
        [
            (len(edges) - 2, "In `x * x`, x goes in twice: `_prev` is a tuple and keeps both."),
            (len(edges) + len(circles), "Those from a circle to its result don't count here."),
            (len(edges) - 3, "Each circle has two inputs."),
        ],
        "How many circles are there, and how many inputs does each have?",
    )


def answered(of_b, of_w, change):
    filled(of_b=of_b, of_w=of_w, change=change)
    x, w, b = -5.0, -0.2, math.atanh(0.8) - 1.0
    o = math.tanh(x * w + b)
    _, slope_w, slope_b = slopes(lambda x, w, b: math.tanh(x * w + b), [x, w, b])
    agree(
        "the gradient of b",
        of_b,
        slope_b,
        [
            (1.0, "It has to pass the tanh, which weakens it."),
            (1 - o, "The higher the flatter, but the local derivative of tanh is not 1 − o."),
            (o**2, "So much is lost; what is left?"),
            (o, "That is the answer, not how it changes."),
        ],
        "From o to n, times the local derivative of tanh; then a plus.",
    )
    agree(
        "the gradient of w",
        of_w,
        slope_w,
        [
            (slope_b, "That arrives at p = x · w. On the way to w, it is multiplied once more."),
            (slope_b * w, "In a product each input gets the data of the other. That was w's own."),
            (-slope_w, "Look at the sign of x."),
            (x, "That is the slope of p along w. What arrives at p is not multiplied in."),
        ],
        "What arrives at p, times the local derivative of p = x · w along w.",
    )
    agree(
        "the change of o",
        change,
        0.01 * slope_w,
        [
            (-0.01 * slope_w, "w grows; does o rise or fall?"),
            (slope_w, "So much for a whole 1; w grows by 0.01."),
            (0.01, "By so much w grows, and o answers by its gradient times as much."),
            (o + 0.01 * slope_w, "That is where o is afterwards. By how much has it changed?"),
        ],
        "The gradient says how many times as fast as w the answer o moves.",
    )


# ---------------------------------------------------------------- exercises

MULADD = """\
def muladd(a, b, c):
    out = Value(a.data * b.data + c.data, (a, b, c), "*+")

    def _backward():
        a.grad = b.data * out.grad
        b.grad = a.data * out.grad
        c.grad = 1.0 * out.grad

    out._backward = _backward
    return out"""
OWN = MULADD.replace("a.grad = b", "a.grad = a").replace("b.grad = a", "b.grad = b")
PIN = "out._backward = _backward"

LARGER = """\
def larger(a, b):
    out = Value(max(a.data, b.data), (a, b), "larger")

    def _backward():
        if a.data > b.data:
            a.grad = out.grad
        else:
            b.grad = out.grad

    out._backward = _backward
    return out"""
HEAD, TAIL = LARGER[: LARGER.index("        if")], LARGER[LARGER.index("\n\n    out._b") :]


def note(*lines):
    """Return the cell of `larger` with other lines in its note."""
    return HEAD + "\n".join(f"        {line}" for line in lines) + TAIL


EXERCISES = {
    "1": Exercise(
        by_hand,
        hints=(
            "Begin at q, where the 0.5 has arrived, and go to the left.",
            "q is a product. Each of its inputs gets the data of the other, times the gradient "
            "that arrived at q.",
            "s is a sum. Its note takes what the note of q has just written into s, and hands all "
            "of it to each of a and b.",
        ),
        solution='gradients = {"s": 3.0, "c": -2.0, "a": 3.0, "b": 3.0}',
        right=(
            'gradients = {"a": 3, "b": 3, "c": -2, "s": 3}',
            "q._backward()\ns._backward()\n"
            'gradients = {"s": s.grad, "c": c.grad, "a": a.grad, "b": b.grad}',
        ),
        wrong={
            'gradients = {"s": -2, "c": 3, "a": -2, "b": -2}': "gets the data of the other.",
            'gradients = {"s": 6, "c": -4, "a": 6, "b": 6}': "arrived at q is not multiplied in",
            'gradients = {"s": 3, "c": -2, "a": 1.5, "b": 1.5}': "A plus splits nothing",
            'gradients = {"s": 3, "c": -2, "a": -21, "b": 9}': "It is a sum.",
            'gradients = {"s": 3, "c": -2, "a": 0.5, "b": 0.5}': "That arrived at q.",
            'gradients = {"s": 3, "c": 2, "a": 3, "b": 3}': "If s grows by 0.1, q = s · c grows",
        },
    ),
    "2": Exercise(
        pinned,
        hints=(
            "Who calls the note, and under which name is it found?",
            "`d._backward` is looked up in d, the result. Which line puts the note there?",
            "The other slip is in the note: if a grows by 0.1, by how much does a · b grow?",
        ),
        solution=MULADD,
        right=(
            MULADD.replace("1.0 * ", "").replace("b.data * out.grad", "out.grad * b.data"),
            "def muladd(x, y, z):\n"
            '    out = Value(x.data * y.data + z.data, (x, y, z), "*+")\n\n'
            "    def note():\n"
            "        g = out.grad\n"
            "        x.grad, y.grad, z.grad = g * y.data, g * x.data, g\n\n"
            "    out._backward = note\n"
            "    return out",
        ),
        wrong={
            OWN: "The note is called now.",
            MULADD.replace(PIN, PIN + "()"): "Was the function called, with parentheses",
            MULADD.replace(PIN, "a._backward = _backward"): "pinned to a, and called where",
            MULADD.replace("\n    return out", ""): "is there a `return`",
            MULADD.replace("b.data *", "b *"): "is a `.data` missing?",
            MULADD.replace("1.0 *", "c.data *"): "c is only added",
            MULADD.replace("a.grad = b.data", "a.grad = a.data"): "b's share is right.",
            MULADD.replace(" * out.grad", ""): "The gradient that arrives is not multiplied in.",
        },
    ),
    "3": Exercise(
        routed,
        hints=(
            "Take 2 and −3. Nudge the 2 by 0.1: what does the result do? Then nudge the −3.",
            "Along the larger number the slope is 1, along the other it is 0. So one of the two "
            "gets all that arrives.",
            "Which one it is, the note has to find out when it is called: compare a.data with "
            "b.data.",
        ),
        solution=LARGER,
        right=(
            note("a.grad = (a.data > b.data) * out.grad", "b.grad = out.grad - a.grad"),
            note("winner = max(a, b, key=lambda v: v.data)", "winner.grad = out.grad"),
            note("for v in (a, b):", "    v.grad = out.grad if v.data == out.data else 0.0"),
        ),
        wrong={
            note("a.grad = out.grad", "b.grad = out.grad"): "the result stays as it is",
            note("a.grad = out.grad"): "larger(-3, 2)",
            note("max(a, b).grad = out.grad"): "Two Values can't be compared",
            LARGER.replace(">", "<"): "that the result doesn't feel",
            LARGER.replace(
                "= out.grad", "= 1.0"
            ): "The gradient that arrives is not multiplied in.",
            LARGER.replace("= out.grad", "= out.data * out.grad"): "however large it is",
            note("if a.data > 0:", "    a.grad = out.grad", "else:", "    b.grad = out.grad"): (
                "larger(-3, -8)"
            ),
        },
    ),
    "4": Exercise(
        looked_up,
        hints=(
            "Think of the note early in the lesson, before somebody called another product e.",
            "When the three notes are called, the loop is over. Which Value does v name by then?",
            "To tell the reasons apart, let v name something else after the loop, and call the "
            "first note once more.",
        ),
        solution='gradients = [0.0, 0.0, 30.0]\nbecause = "B"',
        right=(
            'gradients = (0, 0, 30)\nbecause = "B"',
            'because = "B"\ngradients = [0, 0, 10 * 3]',
        ),
        wrong={
            'gradients = [10, 20, 30]\nbecause = "A"': "if each note had a v of its own",
            'gradients = [30, 30, 30]\nbecause = "B"': "into how many Values",
            'gradients = [0, 0, 30]\nbecause = "A"': "the first of the three would get 10",
            'gradients = [0, 0, 30]\nbecause = "C"': "the third would get 30",
            'gradients = [10, 0, 0]\nbecause = "A"': "looked up late",
        },
    ),
    "5": Exercise(
        counted,
        hints=(
            "A box is a Value. Which Values are made while the three lines run?",
            "The first line makes one Value, the second one, the third two.",
            "Every circle is a plus or a times, and takes two inputs. Both may be the same box.",
        ),
        solution="boxes = 4\narrows = 6",
        right=("boxes, arrows = 4, 6", "arrows = 2 * 3\nboxes = 1 + 3"),
        wrong={
            "boxes = 3\narrows = 6": "so it is calculated twice",
            "boxes = 7\narrows = 6": "however often it is used",
            "boxes = 4\narrows = 4": "x goes in twice",
            "boxes = 4\narrows = 9": "from a circle to its result",
        },
    ),
    "6": Exercise(
        answered,
        hints=(
            "Start with 1 at o, and go to the left: a tanh, a plus, a times.",
            "The local derivative of tanh is 1 − o². The plus hands all of that to b and to p.",
            "The product multiplies it by the other's data, and w's other is x. For the change, "
            "multiply the gradient of w by 0.01.",
        ),
        solution="of_b = 0.36\nof_w = -1.8\nchange = -0.018",
        right=(
            "of_b = 1 - 0.8**2\nof_w = of_b * -5\nchange = 0.01 * of_w",
            "o.grad = 1.0\nfor v in (o, n, p):\n    v._backward()\n"
            "of_b, of_w, change = b.grad, w.grad, w.grad / 100",
        ),
        wrong={
            "of_b = 0.2\nof_w = -1.0\nchange = -0.01": "is not 1 − o",
            "of_b = 1.0\nof_w = -5.0\nchange = -0.05": "It has to pass the tanh",
            "of_b = 0.36\nof_w = -0.072\nchange = -0.00072": "That was w's own.",
            "of_b = 0.36\nof_w = 1.8\nchange = 0.018": "Look at the sign of x.",
            "of_b = 0.36\nof_w = -1.8\nchange = 0.018": "does o rise or fall?",
            "of_b = 0.36\nof_w = -1.8\nchange = 0.782": "where o is afterwards",
        },
    ),
}
