"""The exercises of lesson 07: paths that meet, and walks back that are to do without a sort."""

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    is_empty,
    one_of,
    passes_back,
    shown,
    slopes,
    told,
)
from micrograd_steps.practice.lesson06 import judge_list
from micrograd_steps.practice.small_graphs import counterexample, graphs, made, walked
from micrograd_steps.step07 import Value, trace


def by_hand(gradients):
    filled(**{f"the gradient of {name}": found for name, found in gradients.items()})
    a, b = Value(-3.0), Value(2.0)
    c = a * b
    d = c + a
    L = c * d
    L.backward()
    swapped = "In a product each input gets the data of the other."
    multiply = "Along a path they multiply; where two paths meet, they add."
    given, through = shown(d.data), shown(d.grad)
    for name, v, slips, otherwise in (
        (
            "d",
            d,
            [(d.data, swapped), (1.0, "So it would be if L were c + d. It is a product.")],
            f"If d grows by 0.1, L = c · d changes by {shown(0.1 * c.data)}.",
        ),
        (
            "c",
            c,
            [
                (d.data, f"That comes from L directly. d hands c its {through}, too."),
                (d.grad, f"That comes through d. L gives c something directly, too: {given}."),
                (d.data * d.grad, multiply),
            ],
            f"Two arrows leave c. L gives it {given}; what does d give it?",
        ),
        (
            "a",
            a,
            [
                (c.grad * b.data, f"That comes through c. a is used in d, too: {through} more."),
                (d.grad, "That comes through d. a is a factor of c, too."),
                (c.grad * a.data + d.grad, "What comes through d is right. " + swapped),
                (c.grad * b.data * d.grad, multiply),
            ],
            f"Two arrows leave a. Through d comes {through}; what comes through c = a · b?",
        ),
        (
            "b",
            b,
            [
                (c.grad * b.data, "That is b's own data. " + swapped),
                (a.grad * a.data, "b gets it from c. Take the gradient of c, not that of a."),
            ],
            f"One arrow leaves b. If b grows by 0.1, c = a · b changes by {shown(0.1 * a.data)}, "
            "and L by the gradient of c times as much.",
        ),
    ):
        agree(name, gradients[name], v.grad, slips, otherwise)


def two_losses(a, b):
    d = a * b
    return [d + a, d * b]


def three_losses(a, b):
    d = a * b
    e = d * d
    return [e + a, e * b, d]


def all_at_once(backward_all):
    """Judge it on two losses that share a middle node, then on three that share it more deeply."""
    of_two = "d + a and d * b, where d = a * b"
    of_three = "e + a, e * b and d, where e = d * d and d = a * b"
    summed(backward_all, two_losses, [2.0, 5.0], of_two, "What does d hold in the second call?")
    deeper = "Three losses, and d is deeper: does it begin at 0 each time, or is there one call?"
    summed(backward_all, three_losses, [2.0, 1.0], of_three, deeper)


def summed(backward_all, make, numbers, losses, otherwise):
    a, b = map(Value, numbers)
    start = "`sum` begins with a plain 0, which a Value can't be added to yet: "
    with told(losses, {"unsupported": start + "write sum(losses, Value(0.0))."}):
        backward_all(make(a, b))
    found = [a.grad, b.grad]
    if found == one_by_one(make, numbers, "") and make is two_losses:
        raise NotYet(f"a and b still get {shown(found)}; look at d.grad after each call")
    slips = [
        (
            one_by_one(make, numbers, "a"),
            "The leaves begin at 0 each time, and d still passes on what it kept from the first.",
        ),
        (
            one_by_one(make, numbers, "ad"),
            "That is what the last loss alone brings. Were the leaves cleared? They add up.",
        ),
        (
            one_by_one(lambda a, b: make(a, b)[:1], numbers, ""),
            "That is what the first loss alone brings.",
        ),
        (slopes(total_of(make, 2), numbers), "The third loss is missing."),
        (
            [0.0, 0.0],
            "Was all cleared in the end, or is the one that was called no Value of theirs?",
        ),
    ]
    wanted = [round(slope, 6) for slope in slopes(total_of(make), numbers)]
    expect(found, wanted, f"{losses}: the gradients of a and b", slips, otherwise)


def total_of(make, how_many=None):
    """Return a function of two numbers: the sum of all losses, or of the first ones."""
    return lambda a, b: sum(v.data for v in make(Value(a), Value(b))[:how_many])


def one_by_one(make, numbers, clear):
    """Return the leaves' gradients if each loss is called, after some of its nodes are cleared.

    clear: "a" for its leaves, "d" for all in its middle, or both
    """
    leaves = [Value(x) for x in numbers]
    for loss in make(*leaves):
        for v in trace(loss)[0]:
            if ("d" if v._op else "a") in clear:
                v.grad = 0.0
        loss.backward()
    return [v.grad for v in leaves]


def averaged(mean):
    third = "If one of three grows by 0.3, their mean grows by 0.1."
    slips = [
        ([1.0] * 3, third),
        ([2 / 3, -1.0, 13 / 3], "Its slope doesn't depend on how large they are."),
        ([3.0] * 3, third),
        ([1 / 4] * 3, "By how many numbers is it divided?"),
    ]
    with told("mean(2, −3, 13)", {"tuple": "`values` is all of them: go through it, one by one."}):
        passes_back(Value, mean, [2.0, -3.0, 13.0], "mean(2, −3, 13)", 9.0, 0.5, slips)
    slips = [([1 / 3] * 2, "There are two now: each counts for a half.")]
    passes_back(Value, mean, [2.0, 8.0], "mean(2, 8)", 9.0, 0.5, slips)
    twice = "a stands in it twice, and brings its share from each place."
    three = "Three are added here, even if two of them are one Value."
    slips = [([1 / 3] * 2, twice), ([1 / 2] * 2, f"{three} And {twice}"), ([1.0, 1 / 2], three)]
    passes_back(Value, lambda a, b: mean(a, a, b), [2.0, 8.0], "mean(a, a, b)", 6.0, 0.5, slips)


WHY = {
    "plain": "A node gets a turn for each arrow that leaves it.",
    "once": "On arrival you know only the user you came from.",
    "after": "It goes from the leaves to the result: the 1 is passed on last of all.",
    "breadth": "It goes by the shortest way from the result. The longest is what counts.",
    "cleared": "A node may have many turns, but passes on only what has come since its last one. "
    "(It is slow, though: many paths, many turns.)",
}


def believed(answers, *walks):
    """Judge what is said of each walk; the walks are those of the notebook."""
    filled(**answers)
    for walk in walks:
        name = walk.__name__
        said = answers.get(name)
        one_of(name, said, "right", "wrong")
        failure = counterexample(walk)
        if failure and said == "right":
            why = f"{WHY.get(name, '')} smallest({name}) draws it."
            raise Wrong(f"{name}: not right on every graph. {failure} {why}")
        if not failure and said == "wrong":
            right = f"{name}: it is right on all {len(graphs())} graphs of the judge."
            raise Wrong(f"{right} {WHY.get(name, '')}")


DOUBLINGS = 8


def of_your_own(shorter):
    """Judge a walk on all small graphs, and count its calls on a chain of doublings."""
    if is_empty(shorter):
        raise NotYet
    if "backward" in getattr(getattr(shorter, "__code__", None), "co_names", ()):
        raise Wrong("`backward` is the lesson's walk. Yours has to find out whose turn it is.")
    if failure := counterexample(shorter):
        raise Wrong(f"{failure}{'' if failure.stops else ' smallest(shorter) draws it.'}")
    chain = made([None, *[(i, i) for i in range(DOUBLINGS)]], "+" * DOUBLINGS)
    calls, _ = walked(shorter, chain)
    if len(calls) > DOUBLINGS:
        raise Wrong(
            f"It is right on all {len(graphs())} graphs of the judge. But it takes long: on a "
            f"chain of {DOUBLINGS} doublings, b = a + a, c = b + b and so on, it makes "
            f"{len(calls)} calls, where {DOUBLINGS} would do. Can a node wait for its last user?"
        )


def moved(c_moved, rise):
    filled(c_moved=c_moved, rise=rise)
    numbers = [1.0, 2.0, -2.0]
    gradient = slopes(L_of, numbers)
    steps = [0.01 * slope for slope in gradient]
    *_, c = numbers
    agree(
        "c_moved",
        c_moved,
        c + steps[-1],
        [
            (c - steps[-1], "Uphill for c is where its gradient points: which sign has it?"),
            (steps[-1], "By so much c moves. Where does it get to?"),
            (c + 0.01 * c, "c moves by its gradient, which is a + b, not by its data."),
            (c + gradient[-1], "That is the whole gradient. c moves by a hundredth of it."),
        ],
        "The gradient of c is a + b; c moves by a hundredth of that.",
    )
    brought = sum(step * slope for step, slope in zip(steps, gradient, strict=True))
    agree(
        "rise",
        rise,
        brought,
        [
            (L_of(*numbers) + brought, "That is where L is then. By how much has it risen?"),
            (-brought, "Every leaf moves with its gradient, so every one of them helps."),
            (brought / 100, "The 0.01 is in the move. The slope comes without it."),
            (sum(steps), "Those are the moves. Each is felt as many times as its slope says."),
            (sum(map(abs, steps)), "Each move is multiplied by its own slope again."),
            (steps[-1] * gradient[-1], "That is what c's move brings; a and b move, too."),
            (
                L_of(*[x + step for x, step in zip(numbers, steps, strict=True)]) - L_of(*numbers),
                "By so much it really rises. The slopes alone promise a little more.",
            ),
        ],
        "For each leaf: its move times its slope. Then add the three.",
    )


def L_of(a, b, c):
    return (a + b) * c


def listed(order):
    a, b = Value(2.0, label="a"), Value(5.0, label="b")
    c = a * b
    d = b + c
    e = d * c
    c.label, d.label, e.label = "c", "d", "e"
    judge_list(order, e, "which is the first child of d = b + c?")


# ---------------------------------------------------------------- exercises

BACKWARD_ALL = """\
def backward_all(losses):
    for loss in losses:
        for v in trace(loss)[0]:
            if v._op:
                v.grad = 0.0
        loss.backward()"""
MIDDLE = "            if v._op:\n                v.grad = 0.0"

MEAN = """\
def mean(*values):
    out = Value(sum(v.data for v in values) / len(values), values, "mean")

    def _backward():
        for v in values:
            v.grad += out.grad / len(values)

    out._backward = _backward
    return out"""

BELIEVED = """\
answers = {
    # b = a + a and c = b + b: b has two turns, and the second hands on
    # what the first has handed on already.
    "plain": "wrong",
    # d = b + c with c = a + b: b has its turn before c adds to it.
    "once": "wrong",
    # b = a + a and c = a + b: b has its turn before the 1 of c arrives.
    "after": "wrong",
    # What has been handed on is taken away, so each turn brings only what
    # is new. But each path is walked on its own: a chain of thirty
    # doublings has a billion. And the middle is left with zeros.
    "cleared": "right",
    # d = b + c with c = a + b: the short way to b is one arrow long, and b
    # has its turn as if that were all. The way over c comes after it.
    "breadth": "wrong",
}"""

SHORTER = """\
def shorter(root):
    arrows = [child for child, user in trace(root)[1]]

    def go(v):
        v._backward()
        for child in v._prev:
            arrows.remove(child)
            if child not in arrows:  # that was its last user
                go(child)

    go(root)


smallest(shorter)"""
PLAIN = """\
def shorter(v):
    v._backward()
    for child in v._prev:
        shorter(child)"""


def but(name, said):
    """Return the cell of answers with another one for this walk."""
    given = {"plain": "wrong", "once": "wrong", "after": "wrong", "cleared": "right"}
    return f"answers = {given | {'breadth': 'wrong'} | {name: said}}"


EXERCISES = {
    "1": Exercise(
        by_hand,
        hints=(
            "Begin at L, and go to the left. Count the arrows that leave a box: each brings a "
            "share of its gradient.",
            "c has two shares: one from L = c · d, and one from d = c + a, which hands on all "
            "that d has.",
            "a has two shares as well: one from d, and the gradient of c times the data of b.",
        ),
        solution='gradients = {"d": -6.0, "c": -15.0, "a": -36.0, "b": 45.0}',
        right=(
            "gradients = dict(b=45, a=-30 - 6, c=-9 - 6, d=-6)",
            "L.backward()\ngradients = {v.label: v.grad for v in (a, b, c, d)}",
        ),
        wrong={
            'gradients = {"d": -9, "c": -15, "a": -39, "b": 45}': "d: not -9. In a product",
            'gradients = {"d": -6, "c": -9, "a": -24, "b": 27}': "That comes from L directly.",
            'gradients = {"d": -6, "c": -6, "a": -18, "b": 18}': "L gives c something directly",
            'gradients = {"d": -6, "c": 54, "a": 102, "b": -162}': "Along a path they multiply",
            'gradients = {"d": -6, "c": -15, "a": -30, "b": 45}': "a is used in d, too",
            'gradients = {"d": -6, "c": -15, "a": -36, "b": -30}': "That is b's own data.",
        },
    ),
    "2": Exercise(
        all_at_once,
        hints=(
            "Follow d: what does it hold after the first call, and what after the second?",
            "In the second call d adds 5 to the 1 that it has kept, and hands on 6. So between "
            "the calls something has to begin at 0 again. The leaves?",
            "Not the leaves, they are to add up. Clear what lies between them and the losses: "
            "whatever in `trace(loss)[0]` has an `_op`. Or make of all losses a single one.",
        ),
        solution=BACKWARD_ALL,
        right=(
            "def backward_all(losses):\n    sum(losses, Value(0.0)).backward()",
            "def backward_all(losses):\n"
            "    for loss in losses:\n"
            "        loss.backward()\n"
            "        for v in trace(loss)[0]:\n"
            "            v.grad = 0.0 if v._prev else v.grad",
            "def backward_all(losses):\n"
            "    total, *others = losses\n"
            "    for loss in others:\n"
            "        total = total + loss\n"
            "    total.backward()",
        ),
        wrong={
            BACKWARD_ALL.replace(MIDDLE, "            v.grad = 0.0"): "the last loss alone",
            BACKWARD_ALL.replace("if v._op", "if not v._op"): "still passes on what it kept",
            BACKWARD_ALL.replace("trace(loss)[0]", "loss._prev"): "and d is deeper",
            "def backward_all(losses):\n    sum(losses).backward()": "sum(losses, Value(0.0)).",
            BACKWARD_ALL + "\n        for v in trace(loss)[0]:\n            v.grad = 0.0": (
                "Was all cleared in the end"
            ),
            "def backward_all(losses):\n    losses[0].backward()": "the first loss alone",
        },
    ),
    "3": Exercise(
        averaged,
        hints=(
            "One of three numbers grows by 0.3. By how much does their mean grow?",
            "The slope along each is 1 / len(values), and what arrives is multiplied by it.",
            "Go through `values` as it is, and add: who stands in it twice gets two shares.",
        ),
        solution=MEAN,
        right=(
            MEAN.replace("v.grad += out", "v.grad = v.grad + out"),
            MEAN.replace("for v in values:", "for i in range(len(values)):").replace(
                "v.grad +", "values[i].grad +"
            ),
            MEAN.replace("in values:", "in set(values):").replace("+= ", "+= values.count(v) * "),
        ),
        wrong={
            MEAN.replace("v.grad +=", "v.grad ="): "It was assigned",
            MEAN.replace("out.grad / len(values)", "out.grad"): "their mean grows by 0.1.",
            MEAN.replace("in values:", "in set(values):"): "its share from each place",
            MEAN.replace("+= out", "+= v.data * out"): "depend on how large they are",
            MEAN.replace("/ len(values)\n\n", "/ 3\n\n"): "each counts for a half",
            MEAN.replace("/ len(values)\n\n", "/ len(set(values))\n\n"): "even if two of them",
            MEAN.replace("+= out.grad", "+= 1"): "that arrives is not multiplied in",
            MEAN.replace("+= out.grad", "+= v.grad + out.grad"): "counted twice",
        },
    ),
    "4": Exercise(
        believed,
        hints=(
            "Try each on paper on b = a + a and c = b + b, then on c = a + b and d = b + c. In "
            "which order does it call them, and what does each hold at that moment?",
            "Two things must not happen: to hand on the same twice, and to hand on before all has "
            "arrived.",
            "To have several turns does no harm where a turn hands on only what is new.",
        ),
        solution=BELIEVED,
        right=(
            but("once", "wrong"),
            'answers = dict.fromkeys(["plain", "once", "after", "breadth"], "wrong")\n'
            'answers["cleared"] = "right"',
        ),
        wrong={
            but("plain", "right"): "A node gets a turn for each arrow that leaves it.",
            but("once", "right"): "you know only the user you came from",
            but("after", "right"): "the 1 is passed on last of all",
            but("breadth", "right"): "The longest is what counts.",
            but("cleared", "wrong"): "only what has come since its last one",
            but("cleared", "slow"): 'write "right" or "wrong"',
        },
    ),
    "5": Exercise(
        of_your_own,
        hints=(
            "`once` comes to b from d. What would it have to know, to see that it is too early?",
            "A node may be called when the last of its users has been. `trace(root)[1]` holds a "
            "pair (child, user) for each arrow: how many of them belong to b?",
            "Whenever a node has been called, strike out its arrows to its children. Go on to a "
            "child only if none of its arrows is left.",
        ),
        solution=SHORTER,
        right=(
            "def shorter(root):\n"
            "    left = {}\n"
            "    for child, _ in trace(root)[1]:\n"
            "        left[child] = left.get(child, 0) + 1\n"
            "    ready = [root]\n"
            "    for v in ready:\n"
            "        v._backward()\n"
            "        for child in v._prev:\n"
            "            left[child] -= 1\n"
            "            if not left[child]:\n"
            "                ready.append(child)",
            "def shorter(root):\n    for v in reversed(trace(root)[0]):\n        v._backward()",
        ),
        wrong={
            PLAIN: "b has several turns",
            "def shorter(root, seen=None):\n"
            "    seen = set() if seen is None else seen\n"
            "    if root not in seen:\n"
            "        seen.add(root)\n"
            "        root._backward()\n"
            "        for child in root._prev:\n"
            "            shorter(child, seen)": "it calls d, b, c,",
            "def shorter(root):\n    for v in trace(root)[0]:\n        v._backward()": "b, c,",
            PLAIN + "\n        if child._op:\n            child.grad = 0.0": "it makes 255 calls",
            PLAIN + "\n        child.grad = 0.0": "it calls b, and a gets 0",
            "def shorter(root):\n    root._backward()": "b has no turn",
            "def shorter(root):\n    root.backward()": "the lesson's walk",
        },
    ),
    "6": Exercise(
        moved,
        hints=(
            "Begin with the three gradients. In a product each factor gets the data of the other.",
            "The gradient of c is a + b, those of a and b are both c. Each leaf moves by a "
            "hundredth of its own.",
            "The rise that a leaf brings is its move times its slope: 0.01 · slope · slope.",
        ),
        solution="c_moved = -2 + 0.01 * 3\nrise = 0.01 * (2 * 2 + 2 * 2 + 3 * 3)",
        right=(
            "c_moved = -1.97\nrise = 0.17",
            "slopes = [-2, -2, 1 + 2]\n"
            "c_moved = -2 + slopes[2] / 100\n"
            "rise = sum(slope**2 for slope in slopes) / 100",
        ),
        wrong={
            "c_moved = -2.03\nrise = 0.17": "which sign has it?",
            "c_moved = 0.03\nrise = 0.17": "Where does it get to?",
            "c_moved = -1.97\nrise = -0.01": "Those are the moves.",
            "c_moved = -1.97\nrise = 0.07": "by its own slope again",
            "c_moved = -1.97\nrise = 0.09": "what c's move brings",
            "c_moved = -1.97\nrise = 0.1688": "promise a little more",
        },
    ),
    "7": Exercise(
        listed,
        hints=(
            "The walk begins at e, but e has to wait for its children.",
            "e's first child is d, and d's first child is b: that one has nobody to wait for.",
            "After b the walk goes on to d's other child, c, which waits for a.",
        ),
        solution='order = ["b", "a", "c", "d", "e"]',
        right=('order = ("b", "a", "c", "d", "e")', 'order = "bacde"'),
        wrong={
            'order = ["a", "b", "c", "d", "e"]': "from left to right",
            'order = ["e", "d", "c", "a", "b"]': "From its end yours would be right.",
            'order = ["b", "a", "c", "d"]': "joins once",
            'order = ["b", "d", "a", "c", "e"]': "d stands before its child c",
            'order = ["e", "d", "c", "b", "a"]': "e stands before its child c",
        },
    ),
}
