"""The exercises of lesson 11: a step by hand, loops that go astray, and one that gathers speed."""

from itertools import product

import numpy as np

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    is_empty,
    one_of,
    returned,
    same,
    shown,
    slopes,
    told,
    which_slip,
)
from micrograd_steps.step11 import MLP, Value


def one_step(gradients, after, loss_after):
    filled(**{f"the gradient of {name}": gradients.get(name) for name in "wb"})
    start, size = [1.0, -1.0], 0.2

    def loss(w, b):
        return (w * 2 + b - 4) ** 2

    of_w, of_b = wanted = slopes(loss, start)
    slips = [
        ([of_w / 2, of_b / 2], "The loss is the square of the miss. Its slope is twice the miss."),
        ([of_w / 2, of_b], "What arrives at the answer goes to w times x, and x is 2."),
        ([of_b, of_w], "w is multiplied by x, and b is only added."),
        ([of_w, of_w], "b is only added: what arrives at the answer goes to it as it is."),
        ([-of_w, -of_b], "Is the answer too large or too small? If w grows, the loss falls."),
    ]
    found = [gradients["w"], gradients["b"]]
    otherwise = "First the answer, then the miss (answer minus 4); the loss is its square."
    agree("the gradients of w and b", found, wanted, slips, otherwise)
    filled(**{f"{name} after the step": after.get(name) for name in "wb"})
    moved = [x - size * grad for x, grad in zip(start, wanted, strict=True)]
    slips = [
        ([x + size * g for x, g in zip(start, wanted, strict=True)], "That is uphill."),
        ([x - g for x, g in zip(start, wanted, strict=True)], "The step size of 0.2 is missing."),
        ([-size * g for g in wanted], "By so much they move. Where do they move from?"),
    ]
    otherwise = "Each moves from where it is by 0.2 times its gradient, against its sign."
    agree("w and b after the step", [after["w"], after["b"]], moved, slips, otherwise)
    filled(loss_after=loss_after)
    promised = loss(*start) - size * sum(grad**2 for grad in wanted)
    slips = [
        (0.0, "So it should be, but the step was too long. What does the net answer now?"),
        (moved[0] * 2 + moved[1], "That is the answer. How far from 4 is it?"),
        (moved[0] * 2 + moved[1] - 4, "That is the miss; the loss is its square."),
        (promised, "So the gradients promise, but a square is never below 0. Work it out."),
    ]
    otherwise = "Put the new w and b into w · 2 + b, subtract 4, and square."
    agree("the loss after the step", loss_after, loss(*moved), slips, otherwise)


ROUNDS = 15
CAUSES = {  # what is amiss: its letter, and the step size, the sign of the move, what is kept
    "too_short": ("D", 0.02, -1, 0),
    "too_long": ("C", 1.04, -1, 0),
    "plus": ("B", 0.04, 1, 0),
    "never_zeroed": ("A", 0.1, -1, 1),
}


def walked(size, sign, keep):
    """Return where a weight is in each round, from 2 on, if its loss is its square."""
    w, grad, places = Value(2.0), 0.0, []
    for _ in range(ROUNDS):
        places.append(w.data)
        w.grad = keep * grad
        (w**2).backward()
        grad = w.grad
        w.data += sign * size * grad
    return places


def walks():
    """Return {letter: where the weight is in each round}, for exercise 11.2."""
    return {letter: walked(*how) for letter, *how in sorted(CAUSES.values())}


def seen(places):
    """Return in words what a walk does."""
    sides = [x > 0 for x in places]
    turns = sum(a != b for a, b in zip(sides, sides[1:], strict=False))
    grows = abs(places[-1]) > abs(places[0])
    if turns > len(places) / 2:
        return "changes sides in every round, and gets further from 0"
    if turns:
        return "swings to the other side in several rounds, and back again"
    return f"stays on its side, and {'gets away from' if grows else 'creeps towards'} 0"


WOULD = {
    "too_short": "A short step in the right direction never gets further away from 0.",
    "too_long": "One step that is too long lands on the other side of 0.",
    "plus": "At 2 the slope of w² is 4. With a plus, can w ever come nearer to 0?",
    "never_zeroed": "The old gradients push on even where w² is flat, at 0, and beyond it until "
    "the new ones have made up for them.",
}


def astray(*letters):
    letters = dict(zip(CAUSES, letters, strict=True))
    filled(**letters)
    found = walks()
    for cause, letter in letters.items():
        one_of(cause, letter, *found)
        if letter != CAUSES[cause][0]:
            raise Wrong(f"{cause}: not {letter}. {letter} {seen(found[letter])}. {WOULD[cause]}")


class Line:
    """A net of two parameters: it answers m · x + c."""

    def __init__(self):
        self.m, self.c = Value(2.0), Value(1.0)

    def __call__(self, x):
        return self.m * x + self.c

    def parameters(self):
        return [self.m, self.c]


def squared(net):
    """Return the squared error on two examples."""
    return (net(1.0) - 1) ** 2 + (net(-2.0) - 2) ** 2


def trained(steps, size, fresh=True, zeroed=True, moved=True, between=False):
    """Return the losses of a loop, and the parameters in the end; each False is a slip."""
    net = Line()
    losses, loss = [], squared(net)
    for _ in range(steps):
        loss = squared(net) if fresh else loss
        for p in net.parameters():
            p.grad = 0.0 if zeroed else p.grad
        loss.backward()
        for p in net.parameters():
            p.grad = 0.0 if between else p.grad
            p.data = moved * p.data - size * p.grad
        losses.append(loss.data)
    return losses, [p.data for p in net.parameters()]


LEFT = {
    "fresh": "The parameters move, and the loss stays what it was: of which net is it the loss?",
    "zeroed": "From the second round on, a gradient is the sum of all so far.",
    "moved": "In the first round m goes from 2 to {:.3g}: that is {:.3g} away, and the gradient "
    "times 0.1 is only {:.3g}.",
}


def three_bugs(train):
    steps, size = 3, 0.1
    example = f"a net of two parameters, {steps} steps of {size:g}"
    net = Line()
    with told(example, {"zero_grad": "It comes in lesson 12; here you go through them."}):
        losses = returned(train, net, squared, steps, size)
    found = losses, [p.data for p in net.parameters()]
    if isinstance(losses, list) and any(isinstance(loss, Value) for loss in losses):
        raise Wrong(f"{example}: a Value is among the losses; its `.data` is the number.")
    wanted, data = [], [2.0, 1.0]  # by nudging
    for _ in range(steps):
        wanted.append(measured(*data))
        move = zip(data, slopes(measured, data, h=1e-3), strict=True)
        data = [x - size * slope for x, slope in move]
    if same(found[0], wanted) and same(found[1], data):
        return
    for flags in product((False, True), repeat=3):
        flags = dict(zip(LEFT, flags, strict=True))
        slip = trained(steps, size, **flags)
        if same(found[0], slip[0]) and same(found[1], slip[1]):
            left = [LEFT[name] for name, mended in flags.items() if not mended]
            if len(left) == 3:
                raise NotYet(f"the losses of a net with two parameters are {shown(found[0])}")
            first = size * slopes(measured, [2.0, 1.0])[0]
            words = " ".join(left).format(-first, 2 + first, first)
            count = "one of the three is" if len(left) == 1 else "two of the three are"
            raise Wrong(f"{count} left. {words}")
    slips = [
        (trained(steps, size, between=True)[0], "Nothing moves: which gradients does it use?"),
        (wanted[:1], "It ends after one round: is `return` inside the loop?"),
        (trained(steps, -size, moved=False)[0], "p.data is replaced; it should change by that."),
        (trained(steps, -size)[0], "That is uphill: along its gradient the loss grows."),
        ([*wanted[1:], measured(*data)], "These are the losses after each step, not before it."),
    ]
    expect(losses, wanted, f"{example}: the losses", slips)
    raise Wrong(
        f"{example}: the losses are right, but in the end the parameters are {shown(found[1])}, "
        f"and should be {shown(data)}. Does each round end in an update?"
    )


def measured(m, c):
    """Return the squared error of a line, of plain numbers."""
    return (m + c - 1) ** 2 + (c - 2 * m - 2) ** 2


def rolled(rounds, size, keep=0.9, push=-1, late=False, lost=False, kept_push=False):
    """Return where two parameters get to in each round; another argument than here is a slip."""
    data, velocities, places = [1.0, -2.0], [0.0, 0.0], []
    for grads in rounds:
        for i, grad in enumerate(grads):
            data[i] += velocities[i] if late else 0.0
            new = keep * velocities[i] + push * size * grad * (keep if kept_push else 1)
            data[i] += 0.0 if late else new
            velocities[i] = 0.0 if lost else new
        places.append(list(data))
    return places


PUSHES = [[3.0, -0.5], [1.0, 2.0], [-4.0, 0.0]]


LISTS = dict.fromkeys(("'list'", "sequence"), "Both are lists: go through them together.")


def gathers_speed(roll):
    if is_empty(roll):
        raise NotYet
    parameters, velocities, size = [Value(1.0), Value(-2.0)], [0.0, 0.0], 0.2
    found = []
    for grads in PUSHES:
        for p, grad in zip(parameters, grads, strict=True):
            p.grad = grad
        with told("two parameters", LISTS):
            roll(parameters, velocities, size)
        found.append([p.data for p in parameters])
        if any(isinstance(x, Value) for x in found[-1]):
            raise Wrong("the data of a parameter has become a Value; it stays a plain number.")
        if [p.grad for p in parameters] != grads:
            raise Wrong("the gradients have changed; it is the data that has to move.")
    wanted = rolled(PUSHES, size)
    speeds = np.diff([[1.0, -2.0], *wanted], axis=0).tolist()
    slips = [
        (
            [[1.0, -2.0]] * 3,
            "Nothing moves. A parameter has moved once its `data` has changed.",
        ),
        (
            rolled(PUSHES, size, lost=True),
            "Each round begins at rest: what was in velocities[i] doesn't come into it, or the "
            "new one isn't written there, for `v = …` only gives the name v to a number.",
        ),
        (rolled(PUSHES, size, keep=1.0), "The whole velocity is kept, without any loss."),
        (rolled(PUSHES, size, push=1), "It is pushed uphill."),
        (rolled(PUSHES, 1.0), "The step size is missing."),
        (rolled(PUSHES, size**2), "The step size is multiplied in twice."),
        (speeds, "That is the velocity, and a parameter moves by it."),
        (rolled(PUSHES, size, late=True), "It moves first and is pushed then, one round late."),
        (
            rolled(PUSHES, size, kept_push=True),
            "Nine tenths of the old velocity, not of the push.",
        ),
        (rolled(PUSHES, size, keep=0.1), "A tenth is lost, so nine tenths are kept."),
    ]
    for i, where in enumerate(wanted):
        if not same(found[i], where):
            before = speeds[i - 1][0] if i else 0.0
            way = (
                f"The first one's velocity is 0.9 · {shown(before)} − {size:g} · "
                f"{shown(PUSHES[i][0])} = {shown(speeds[i][0])}, and it moves by that."
            )
            pushes = ", then ".join(f"{a:g} and {b:g}" for a, b in PUSHES[: i + 1])
            raise Wrong(
                f"two parameters at 1 and -2, with the gradients {pushes}: after "
                f"round {i + 1} yours are at {shown(found[i])}, and it is {shown(where)}. "
                f"{which_slip(found, slips, way)}"
            )


def how_many(parameters, biases):
    filled(parameters=parameters, biases=biases)
    net = MLP(2, [5, 3, 1])
    neurons = [neuron for layer in net.layers for neuron in layer.neurons]
    wanted, of_b = len(net.parameters()), len(neurons)
    slips = [
        (wanted - of_b, "These are the weights. Each neuron has a bias, too."),
        (wanted + 2, "The two inputs are not for training to change."),
        (wanted - 1, "The last neuron has a bias, too."),
        (of_b, "So many neurons there are. How many parameters has each?"),
        (30, "The layers' sizes are not multiplied all together; each layer has its own."),
    ]
    otherwise = "A neuron has a weight for each of its inputs, and a bias. Go layer by layer."
    agree("parameters", parameters, wanted, slips, otherwise)
    slips = [(3, "A layer has no bias; each of its neurons has one.")]
    agree("biases", biases, of_b, slips, "One for each neuron, and an input is no neuron.")


def squares(first, second):
    filled(first=first, second=second)
    for name, found, [wanted], inner in (
        ("first", first, slopes(lambda a: (5 - 2 * a) ** 2, [4.0]), -3),
        ("second", second, slopes(lambda a: (2 * a - 5) ** 2, [4.0]), 3),
    ):
        slips = [
            (-wanted, "Look at the signs: that of the difference, and that of 2a in it."),
            (2 * inner, "So much arrives at the difference. How does that change with a?"),
            (-2 * inner, "There is a factor 2 before a as well."),
            (inner**2, "That is the square itself."),
        ]
        agree(
            name,
            found,
            wanted,
            slips,
            "If a grows by 0.01, what do the difference and its square do?",
        )


# ---------------------------------------------------------------- exercises

STEP = 'gradients = {"w": -12.0, "b": -6.0}\nafter = {"w": 3.4, "b": 0.2}\nloss_after = 9.0'
LETTERS = 'too_short = "D"\ntoo_long = "C"\nplus = "B"\nnever_zeroed = "A"'

LOSS, ZERO = "loss = loss_of(net)", "for p in net.parameters():\n    p.grad = 0.0"
BACK, MOVE = "loss.backward()", "for p in net.parameters():\n    p.data {}step_size * p.grad"


def loop(*lines, before=(), after=(), move="-= ", end="return losses"):
    """Return a cell of train: what stands before the loop, and what is in it."""
    inside = [*lines, MOVE.format(move), *after, "losses.append(loss.data)"]
    deeper = "\n".join(inside).replace("\n", "\n    ")
    body = "\n".join(["losses = []", *before, f"for _ in range(steps):\n    {deeper}", end])
    return "def train(net, loss_of, steps, step_size):\n    " + body.replace("\n", "\n    ")


def roll_of(*lines):
    """Return a cell of roll, with these lines for its body."""
    return "def roll(parameters, velocities, step_size):\n    " + "\n    ".join(lines)


EACH = "for i, p in enumerate(parameters):"
SPEED = "    velocities[i] = 0.9 * velocities[i] - step_size * p.grad"
GO = "    p.data += velocities[i]"

EXERCISES = {
    "1": Exercise(
        one_step,
        hints=(
            "What does the net answer before the step, and how far from 4 is that?",
            "The loss is miss². So twice the miss arrives at the answer, and goes on to b as it "
            "is, and to w times x.",
            "Each moves by minus 0.2 times its gradient. For the last number begin anew: what "
            "does the net answer with the new w and b?",
        ),
        solution=STEP,
        right=(
            "w, b = Value(1.0), Value(-1.0)\n((w * 2 + b - 4) ** 2).backward()\n"
            'gradients = {"w": w.grad, "b": b.grad}\n'
            'after = {"w": 1 - 0.2 * w.grad, "b": -1 - 0.2 * b.grad}\n'
            'loss_after = (2 * after["w"] + after["b"] - 4) ** 2',
            'loss_after = 3**2\nafter = {"b": 0.2, "w": 3.4}\ngradients = {"b": -6, "w": -12}',
        ),
        wrong={
            STEP.replace("-12.0", "-6.0").replace('"b": -6.0', '"b": -3.0'): "twice the miss",
            STEP.replace("-12.0", "-6.0"): "and x is 2.",
            STEP.replace("-12.0", "12.0").replace("-6.0", "6.0"): "If w grows, the loss falls.",
            STEP.replace("3.4", "-1.4").replace("0.2", "-2.2"): "That is uphill.",
            STEP.replace("3.4", "2.4").replace("0.2", "1.2"): "Where do they move from?",
            STEP.replace("= 9.0", "= 0.0"): "the step was too long",
            STEP.replace("= 9.0", "= -27.0"): "never below 0",
            STEP.replace("= 9.0", "= 3.0"): "That is the miss",
        },
    ),
    "2": Exercise(
        astray,
        hints=(
            "Two of the four never come to the other side of 0. Begin with these.",
            "Take one step from 2 by hand: the slope of w² is 4 there. Where does w get to by a "
            "very long step? And with a plus?",
            "If gradients are never set to 0, all that has gathered on the way down is still "
            "there when w is at 0.",
        ),
        solution=LETTERS,
        right=(
            'too_short, too_long, plus, never_zeroed = "D", "C", "B", "A"',
            'never_zeroed, plus, too_long, too_short = "ABCD"',
        ),
        wrong={
            'too_short, too_long, plus, never_zeroed = "DBCA"': "too_long: not B. B stays",
            'too_short, too_long, plus, never_zeroed = "DACB"': "too_long: not A. A swings",
            'too_short, too_long, plus, never_zeroed = "BCDA"': "never gets further away",
            'too_short, too_long, plus, never_zeroed = "DCAB"': "With a plus, can w ever",
            'too_short, too_long, plus, never_zeroed = "CDBA"': "C changes sides in every",
        },
    ),
    "3": Exercise(
        three_bugs,
        hints=(
            "Go through the second round of the loop: what is new in it, and what is left over "
            "from the first?",
            "A graph is built once, when the loss is worked out; its numbers don't follow when "
            "the parameters change. And gradients are added to what is there.",
            "Two things that stand before the loop have to be done in every round. The third bug "
            "is a sign in the wrong place: where does p.data get to if the gradient is 0?",
        ),
        solution=loop(LOSS, ZERO, BACK),
        right=(
            loop(ZERO, LOSS, BACK, move="+= -"),
            loop(LOSS, BACK, before=[ZERO], after=[ZERO]),
        ),
        wrong={
            loop(LOSS, BACK, before=[ZERO], move="= -"): "that is 4.4 away",
            loop(ZERO, BACK, before=[LOSS], move="= -"): "of which net is it the loss?",
            loop(BACK, before=[ZERO, LOSS]): "is the sum of all so far.",
            loop(LOSS, BACK, before=[ZERO]): "one of the three is left. From the second",
            loop(ZERO, BACK, before=[LOSS]): "one of the three is left. The parameters move",
            loop(LOSS, ZERO, BACK, move="= -"): "one of the three is left. In the first",
            loop(LOSS, BACK, ZERO): "which gradients does it use?",
            loop(LOSS, ZERO, BACK, move="+= "): "That is uphill",
            loop(LOSS, ZERO, BACK, end="    return losses"): "is `return` inside",
        },
    ),
    "4": Exercise(
        gathers_speed,
        hints=(
            "Go through the parameters by number, so that each finds its own velocity.",
            "First the new velocity, made of the old one and the push; it has to be in the list "
            "when the next round comes. Then the move.",
            "The push is minus step_size times the gradient: against the slope, as in `plain`.",
        ),
        solution=roll_of(EACH, SPEED, GO),
        right=(
            roll_of(
                "for i in range(len(parameters)):",
                "    velocities[i] *= 0.9",
                "    velocities[i] -= parameters[i].grad * step_size",
                "    parameters[i].data = parameters[i].data + velocities[i]",
            ),
            roll_of(  # as PyTorch has it: the step size comes last
                EACH,
                "    velocities[i] = 0.9 * velocities[i] + p.grad",
                "    p.data -= step_size * velocities[i]",
            ),
            roll_of(
                "velocities[:] = [0.9 * v - step_size * p.grad",
                "                 for v, p in zip(velocities, parameters)]",
                "for v, p in zip(velocities, parameters):",
                "    p.data += v",
            ),
        ),
        wrong={
            roll_of(
                "for p, v in zip(parameters, velocities):",
                "    v = 0.9 * v - step_size * p.grad",
                "    p.data += v",
            ): "Each round begins at rest",
            roll_of(EACH, SPEED.replace("0.9 * ", ""), GO): "without any loss",
            roll_of(EACH, SPEED.replace("- step", "+ step"), GO): "It is pushed uphill.",
            roll_of(EACH, SPEED.replace("step_size * ", ""), GO): "The step size is missing.",
            roll_of(EACH, GO, SPEED): "one round late",
            roll_of(
                EACH, "    velocities[i] = 0.9 * (velocities[i] - step_size * p.grad)", GO
            ): "not of the push",
            roll_of(EACH, SPEED, "    p = p.data + velocities[i]"): "Nothing moves",
        },
    ),
    "5": Exercise(
        how_many,
        hints=(
            "Go layer by layer: how many neurons, and how many inputs has each?",
            "The first layer has 5 neurons, and each has 2 weights and a bias.",
            "A layer's neurons have as many weights as the layer before has neurons.",
        ),
        solution="parameters = 37\nbiases = 9",
        right=(
            "parameters = 5 * 3 + 3 * 6 + 4\nbiases = 5 + 3 + 1",
            "parameters, biases = len(MLP(2, [5, 3, 1]).parameters()), 9",
        ),
        wrong={
            "parameters = 28\nbiases = 9": "These are the weights.",
            "parameters = 39\nbiases = 9": "The two inputs",
            "parameters = 30\nbiases = 9": "not multiplied all together",
            "parameters = 37\nbiases = 3": "A layer has no bias",
            "parameters = 37\nbiases = 11": "an input is no neuron",
        },
    ),
    "6": Exercise(
        squares,
        hints=(
            "Two things in a row: a difference, and its square.",
            "The slope of a square is twice what is squared. The slope of the difference along a "
            "is what stands before a, with its sign.",
            "At a = 4 the first difference is −3, the second 3.",
        ),
        solution="first = 12.0\nsecond = 12.0",
        right=(
            "first = 2 * (5 - 2 * 4) * -2\nsecond = 2 * (2 * 4 - 5) * 2",
            "a = Value(4.0)\n((5 - 2 * a) ** 2).backward()\nfirst = second = a.grad",
        ),
        wrong={
            "first = -12\nsecond = 12": "Look at the signs",
            "first = -6\nsecond = 6": "So much arrives at the difference.",
            "first = 6\nsecond = 6": "a factor 2 before a as well",
            "first = 9\nsecond = 9": "That is the square itself.",
            "first = 12\nsecond = -12": "second: not -12. Look at",
        },
    ),
}
