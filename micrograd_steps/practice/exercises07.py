"""The exercises of lesson 07: paths that meet, and the walks that readers would like to shorten."""

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    is_empty,
    passes_back,
    shown,
    slopes,
    told,
)
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
    agree(
        "d",
        gradients["d"],
        d.grad,
        [(d.data, swapped), (1.0, "So it would be if L were c + d. It is a product.")],
        f"If d grows by 0.1, L = c · d changes by {shown(0.1 * c.data)}.",
    )
    agree(
        "c",
        gradients["c"],
        c.grad,
        [
            (d.data, f"That comes from L directly. d hands c its {shown(d.grad)}, too."),
            (d.grad, f"That comes through d. L gives c something directly, too: {shown(d.data)}."),
            (d.data * d.grad, "Along a path they multiply; where two paths meet, they add."),
        ],
        f"Two arrows leave c. L gives it {shown(d.data)}; what does d give it?",
    )
    agree(
        "a",
        gradients["a"],
        a.grad,
        [
            (c.grad * b.data, f"That comes through c. a is used in d, too: {shown(d.grad)} more."),
            (d.grad, "That comes through d. a is a factor of c, too."),
            (c.grad * a.data + d.grad, f"Through d it is right. In a · b, a gets b's data: {swapped}"),
            (c.grad * b.data * d.grad, "Along a path they multiply; where two paths meet, add."),
        ],
        f"Two arrows leave a. Through d comes {shown(d.grad)}; what comes through c = a · b?",
    )
    agree(
        "b",
        gradients["b"],
        b.grad,
        [
            (c.grad * b.data, "That is b's own data. " + swapped),
            (a.grad * a.data, "b gets it from c, whose gradient is another than that of a."),
        ],
        f"One arrow leaves b, into c = a · b. If b grows by 0.1, c changes by "
        f"{shown(0.1 * a.data)}, and L by the gradient of c times as much.",
    )


def two_losses(a, b):
    d = a * b
    return [d + a, d * b]


def three_losses(a, b):
    d = a * b
    e = d * d
    return [e + a, e * b, d]


def all_at_once(backward_all):
    """Judge it on two losses that share a middle node, then on three that share it more deeply."""
    for make, numbers, losses in (
        (two_losses, [2.0, 5.0], "d + a and d * b, where d = a * b"),
        (three_losses, [3.0, -1.0], "e + a, e * b and d, where e = d * d and d = a * b"),
    ):
        wanted = slopes(lambda a, b: sum(v.data for v in make(Value(a), Value(b))), numbers)
        a, b = map(Value, numbers)
        error = "`sum` begins with a plain 0, and `0 + Value` comes in lesson 08: for now, give it "
        with told(losses, {"unsupported operand": error + "Value(0.0) to start from."}):
            backward_all(make(a, b))
        found = [a.grad, b.grad]
        if found == one_by_one(make, numbers, ()):
            if make is two_losses:
                raise NotYet(f"a and b still get {shown(found)}")
            raise Wrong(f"{losses}: nothing is cleared here, and a and b get {shown(found)}.")
        slips = [
            (one_by_one(make, numbers, "ab"), "The leaves start anew, but it is d that passes on "
             "twice: in the second call what it has kept from the first, too."),
            (one_by_one(make, numbers, "abd"), "That is the gradient of the last loss alone: the "
             "leaves were cleared as well, and they are to add up."),
            ([0.0, 0.0], "All is cleared in the end. Where should the sum be left?"),
        ]  # fmt: skip
        expect(found, wanted, f"{losses}: the gradients of a and b", slips)


def one_by_one(make, numbers, clear):
    """Return the leaves' gradients where each loss is called, after these have been cleared.

    clear: letters: a and b for the leaves, d for all in the middle
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
    slips = [([1.0] * 3, third), ([2.0, -3.0, 13.0], "A sum doesn't care how large they are.")]
    slips.append(([1 / 4] * 3, "By how many numbers is it divided?"))
    passes_back(Value, mean, [2.0, -3.0, 13.0], "mean(2, −3, 13)", 6.0, 0.5, slips)
    twice = "a stands in it twice, and brings its share from each place."
    slips = [([1 / 3] * 2, twice), ([1 / 2] * 2, "Three are added here, not two. And " + twice)]
    passes_back(
        Value, lambda a, b: mean(a, a, b), [2.0, 8.0], "mean(a, a, b)", 6.0, 0.5, slips
    )


WHY = {
    "plain": "Whoever has two users gets two turns.",
    "once": "On arrival you know only the user you came from.",
    "after": "It goes from the leaves to the result: the 1 is passed on last of all.",
    "breadth": "It goes by the shortest way from the result. The longest is what counts.",
    "cleared": "A node may have many turns, but passes on only what has come since its last one.",
}


def believed(answers, *walks):
    """Judge what is said of each walk; the walks are those of the notebook."""
    filled(**answers)
    for walk in walks:
        name = walk.__name__
        said = answers[name]
        if said not in ("right", "wrong"):
            raise Wrong(f'{name}: write "right" or "wrong"; yours is {said!r}.')
        failure = counterexample(walk)
        if failure and said == "right":
            raise Wrong(f"{name}: {failure} {WHY.get(name, '')} smallest({name}) draws it.")
        if not failure and said == "wrong":
            why = WHY.get(name, "")
            raise Wrong(f"{name}: it is right on all {len(graphs())} graphs of the judge. {why}")


DOUBLINGS = 8


def of_your_own(shorter):
    """Judge a walk on all small graphs, and count its calls on a chain of doublings."""
    if is_empty(shorter):
        raise NotYet
    if failure := counterexample(shorter):
        raise Wrong(f"{failure} smallest(shorter) draws it.")
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
    after = [x + step for x, step in zip(numbers, steps, strict=True)]
    agree(
        "rise",
        rise,
        sum(step * slope for step, slope in zip(steps, gradient, strict=True)),
        [
            (0.01 * sum(gradient), "The moves of a and b are negative, and so are their slopes."),
            (sum(steps), "Those are the moves. Each is felt as many times as its slope says."),
            (0.01 * sum(map(abs, gradient)), "Each move is multiplied by its own slope again."),
            (steps[-1] * gradient[-1], "That is what c's move brings; a and b move, too."),
            (
                L_of(*after) - L_of(*numbers),
                "By so much it really rises. The slopes alone promise a little more.",
            ),
        ],
        "For each leaf: its move times its slope. Then add the three.",
    )


def L_of(a, b, c):
    return (a + b) * c


def listed(order):
    filled(order=list(order))
    a, b = Value(2.0, label="a"), Value(5.0, label="b")
    c = a * b
    d = b + c
    e = d * c
    c.label, d.label, e.label = "c", "d", "e"
    wanted = [v.label for v in trace(e)[0]]
    order = list(order)
    if sorted(order) != sorted(wanted):
        raise Wrong(f"Each of {', '.join(sorted(wanted))} joins once; yours are {shown_as(order)}.")
    for child, user in trace(e)[1]:
        if order.index(child.label) > order.index(user.label):
            turned = " From its end yours would be right." if order == wanted[::-1] else ""
            raise Wrong(
                f"{shown_as(order)}: {user.label} stands before its child {child.label}. A node "
                f"joins only after all its children.{turned}"
            )
    if order != wanted:
        raise Wrong(
            f"{shown_as(order)}: every child stands before its users, so `backward` could take "
            f"it. But `visit` goes from left to right: which is the first child of d = b + c?"
        )


def shown_as(order):
    return ", ".join(map(str, order))
