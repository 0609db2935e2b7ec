"""The exercises of lesson 17: softmax, cross-entropy, and a net on points of the learner's own."""

import math

import numpy as np

from micrograd_steps import step16, step17
from micrograd_steps.practice.arrays import agree_in_shape, agree_one_by_one, array_of
from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    one_of,
    returned,
    same,
    shown,
    slopes,
    told,
    which_slip,
)
from micrograd_steps.practice.lesson17 import HINTS, goes_back, numbers_in


def pushes(gradients):
    found = array_of("gradients", gradients)
    p, classes = np.array([[0.6, 0.3, 0.1], [0.25, 0.25, 0.5]]), [0, 1]
    scores = step17.Tensor(np.log(p))
    step17.cross_entropy(scores, classes).backward()
    wanted, n, right = scores.grad, len(p), np.eye(3)[classes]
    if found.shape != p.shape:
        raise Wrong(f"gradients has the shape {found.shape}: a row a point, please, {p.shape}.")
    slips = [
        (wanted * n, "The loss is the mean over two points: each has half of the say."),
        (-wanted, "If the score of a right class grows, does the loss grow or fall?"),
        (right - p, "If the score of a right class grows, does the loss grow? And it is a mean."),
        (p / n, "The right classes have no part in it yet."),
        (p, "Those are the probabilities; the right classes have no part in it yet."),
        (-right / p / n, "That is the slope along the probability; here it is along the scores."),
        ((p - right[::-1]) / n, "The right classes have changed places."),
        ((p - 1) / n, "1 is taken from the right class only; the others have nothing to reach."),
    ]
    if words := which_slip(found, slips):
        raise Wrong(f"gradients: not {shown(found)}. {words}")
    alone = [same(row, wanted[i] * n) for i, row in enumerate(found)]
    if any(alone):
        i = 1 + alone.index(True)
        raise Wrong(f"point {i} would be right if it were alone; the loss is a mean of two.")
    way = "Its probability is {}, and should be {:.0f}. How far off is that?"
    ways = {f"point {i + 1}, class {k}": way.format(p[i, k], right[i, k])
            for i, k in np.ndindex(p.shape)}  # fmt: skip
    agree_one_by_one(found.ravel(), wanted.ravel(), ways)


WAYS = {
    "s + 100": lambda s: s + 100,
    "3 * s": lambda s: 3 * s,
    "s / 10": lambda s: s / 10,
    "-s": lambda s: -s,
}
EFFECTS = "same", "surer", "less sure", "other class"
KEPT = {  # what is said to decide: two pairs of scores that have it in common
    "order": ([1.0, 0.0], [5.0, 0.0]),
    "ratios": ([2.0, 1.0], [20.0, 10.0]),
    "differences": ([2.0, 1.0], [12.0, 11.0]),
}


def probabilities(scores):
    return step17.softmax([scores]).data[0]


def effect(way, scores):
    """Return which of EFFECTS a way to change scores has."""
    before, after = probabilities(scores), probabilities(way(scores))
    if before.argmax() != after.argmax():
        return "other class"
    if same(before, after):
        return "same"
    return "surer" if after.max() > before.max() else "less sure"


def changes(effects, decides):
    filled(**{f"the effect of {name}": effects.get(name) for name in WAYS}, decides=decides)
    for name, way in WAYS.items():
        one_of(f"the effect of {name}", effects[name], *EFFECTS)
        if effects[name] != effect(way, np.array([2.0, 1.0, -1.0])):
            two = np.array([1.0, 0.0])
            raise Wrong(
                f"{name}: not “{effects[name]}”. Of two scores, {shown(two.tolist())}, the first "
                f"has the probability {probabilities(two)[0]:.3f}. By {name} they become "
                f"{shown(way(two).tolist())}, and it has {probabilities(way(two))[0]:.3f}."
            )
    one_of("decides", decides, *KEPT)
    one, other = KEPT[decides]
    if not same(probabilities(one), probabilities(other)):
        raise Wrong(
            f"The effects are right, but not for this reason. {shown(one)} and {shown(other)} "
            f"have the same {decides}. But the first class gets {probabilities(one)[0]:.3f}, and "
            f"then {probabilities(other)[0]:.5f}."
        )


def sure(judged):
    hints = {
        "no logarithm": "A probability that is 0 as a float has no log: hand over the scores.",
        "unpack": "It returns two things: the loss, and the accuracy.",
        "could not be broadcast": "Which shape have the answers, and which the classes?",
        "attribute 'argmax'": "NumPy cannot look into a Tensor: its array is `.data`.",
        **HINTS,
    }
    right, far = np.array([1, 2, 0, 3, 4]), np.array([[800.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    some = np.array([[1, 0, 3], [0, 2.5, 1], [2, 1, 0.5], [0, 1, 2.5], [0, 1, 2.2]])
    for scores, classes in (
        (30.0 * np.eye(5)[right], right),
        (some, [0, 1, 0, 2, 2]),
        (far, [1, 1]),
    ):
        classes, leaf = np.array(classes), step17.Tensor(scores)
        example = f"scores {shown(scores)}, classes {shown(classes)}"
        if scores.max() == 30:
            example = "five points, with a score of 30 for the right class, 0 for the others"
        with told(example, hints), np.errstate(all="ignore"):
            loss, accuracy = returned(judged, leaf, classes)
        frozen = step17.Tensor(scores)
        wanted = step17.cross_entropy(frozen, classes)
        twice = step17.cross_entropy(step17.softmax(scores), classes).data
        number = numbers_in(loss, step17.Tensor, example)
        answers, down = scores.argmax(axis=1), scores.argmax(axis=0)
        down = (down == classes).mean() if scores.max() == 30 else None
        if same(number, twice) and same(accuracy, down):
            raise NotYet(
                "a net that is right about five points, and sure, pays "
                f"{shown(twice)}, and only {accuracy:.0%} of its answers count as right"
            )
        slips = [
            (twice, "Softmax acts twice. As scores, probabilities differ by 1 at most, so even a "
             "net that is sure pays. What does `cross_entropy` take?"),
            (wanted.data * len(classes), "That is the sum; it has to be the mean."),
            (-wanted.data, "The sign is the other way round."),
        ]  # fmt: skip
        way = "It is only the cross-entropy of the scores and the classes."
        expect(number, np.round(wanted.data, 9), f"{example}: the loss", slips, way)
        if same(accuracy, down):
            raise Wrong(
                f"{example}: the loss is right, but {accuracy:.0%} count as right. Axis 0 goes "
                "down, over the points: it finds for each class its surest point."
            )
        loss.backward()
        wanted.backward()
        goes_back(leaf.grad, np.round(frozen.grad, 9), "the scores", example)
        slips = [
            ((answers != classes).mean(), "That is the share of wrong answers."),
            ((answers == classes).sum(), "That is their number; the share is wanted."),
            ((scores.argmax() == classes).mean(), "`argmax` without an axis finds one place in "
             "the whole table; each row has an answer of its own."),
            ((answers.reshape(-1, 1) == classes).mean(), "The answers are a column, the classes a "
             "row: each answer meets every class."),
        ]  # fmt: skip
        way = (
            "Are answers, numbers of classes, compared with the classes, one by one, and is it "
            "the mean of that?"
        )
        if scores.max() != 30:
            share = float((answers == classes).mean())
            expect(accuracy, share, f"{example}: the accuracy", slips, way)


def two_classes(loss_of):
    hints = {
        "classes are 0 to 0": "A score that is alone has the probability 1, whatever it is. Which "
        "second score may stand beside it?",
        "shapes do not fit": "A column of scores, (n, 1), meets a row of two, [[…, …]].",
        "classes are": "`cross_entropy` calls the two classes 0 and 1.",
        "no logarithm": "e to the power −800 is 0 as a float, and has no log. Which of the "
        "lesson's functions takes care of that?",
        **HINTS,
    }
    for s, y in (
        ([2.0, -1.0, 1.5], [1, 1, -1]),
        ([800.0, 1.0], [-1, 1]),
        ([-800.0, 800.0, 1.0], [-1, 1, 1]),
    ):
        y, leaf = np.array(y), step17.Tensor(np.reshape(s, (-1, 1)))
        m, column = y * s, leaf.data
        costs = np.logaddexp(0, -m)
        example = f"scores {shown(column)}, labels {shown(y)}"
        with told(example, hints), np.errstate(all="ignore"):
            loss = returned(loss_of, leaf, y.copy())
            found = numbers_in(loss, step17.Tensor, example)
            loss.backward()
        if not np.isfinite(found).all():
            raise Wrong(
                f"{example}: yours gives {shown(found)}, not {shown(costs.mean())}. e to the "
                "power 800 is more than a float holds."
            )
        slips = [
            (np.logaddexp(0, -y * column).mean(), "Each label meets every score: look at shapes."),
            (costs.sum(), "That is the sum; it has to be the mean."),
            (costs.reshape(-1, 1), "The mean makes a single number of it."),
            (np.logaddexp(0, m).mean(), "The two labels have changed places."),
            (np.logaddexp(0, -column).mean(), "The labels have no part in it."),
            (-costs.mean(), "The sign is the other way round."),
            (np.logaddexp(0, -2 * m).mean(), "Two scores, s and −s, are 2s apart, not s."),
            (np.logaddexp(0, 1 - m).mean(), "The second score has to be 0, and is 1."),
            (0.0, "A score that is alone has the probability 1, and costs nothing."),
            (math.log(2), "Two equal scores: each class has a half, whatever the net says."),
            (costs.mean() / 2, "The mean is over twice as many numbers as there are points."),
            (np.maximum(0, 1 - m).mean(), "That is max-margin."),
            (np.exp(-costs).mean(), "Those are the probabilities; minus their log is wanted."),
        ]
        way = f"Try one point: score {shown(s[0])}, label {y[0]} costs {shown(costs[0])}."
        expect(found, np.array(costs.mean()), f"{example}: the loss", slips, way)
        back = slopes(lambda *s, y=y: float(np.logaddexp(0, -y * np.array(s)).mean()), s)
        if leaf.grad is not None and not np.isfinite(leaf.grad).all():
            raise Wrong(
                f"{example}: the loss is right, but its gradient is {shown(leaf.grad)}. On the "
                "way back, too, e to the power 800 is more than a float holds."
            )
        goes_back(leaf.grad, np.round(np.reshape(back, (-1, 1)), 6), "the scores", example)


# ---------------------------------------------------------------- a net on one's own points

ENOUGH = 0.1  # a loss below this counts as learned


def line_between(points, classes):
    """Return where a straight line parts each class from the rest, in words, or None."""
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    along = np.column_stack([np.cos(angles), np.sin(angles)]) @ points.T
    for k in range(int(classes.max()) + 1):
        lower = along[:, classes == k].max(axis=1)
        gap = along[:, classes != k].min(axis=1) - lower
        if gap.max() <= 0:
            return None
        best = gap.argmax()
        a, b, c = np.cos(angles[best]), np.sin(angles[best]), lower[best] + gap[best] / 2
    a, b, c = (round(number, 2) + 0.0 for number in (a, b, c))
    return f"where {a} · x1 + {b} · x2 is below {c}, there is class {k}, and no other"


def data_of(points, classes):
    """Return the learner's points and classes as arrays, if a net can learn from them."""
    points, classes = array_of("points", points), array_of("classes", classes)
    if points.ndim != 2 or points.shape[1] != 2:
        raise Wrong(f"points has the shape {points.shape}; a row of two for each point: (n, 2).")
    n = len(points)
    if classes.shape != (n,):
        raise Wrong(f"There are {n} points, and classes has {classes.shape}: it has to be ({n},).")
    names = sorted(set(classes.tolist()))
    if len(names) < 2 or names != list(range(len(names))):
        raise Wrong(f"The classes are {shown(names)}. `cross_entropy` calls them 0, 1 and so on.")
    seen = {}
    for point, k in zip(map(tuple, points.tolist()), classes.tolist(), strict=True):
        if seen.setdefault(point, k) != k:
            raise Wrong(
                f"The point {shown(point)} is there twice, as {shown(seen[point])} and as "
                f"{shown(k)}. No net can be right about both."
            )
    if line := line_between(points, classes):
        raise Wrong(f"A straight line is enough, so no hidden layer is needed: {line}.")
    return points, classes.astype(int), len(names)


def learned(net, points, classes):
    filled(points=points, classes=classes, net=net)
    points, classes, k = data_of(points, classes)
    with told("net(points)", HINTS), np.errstate(all="ignore"):
        scores = numbers_in(net(points), step17.Tensor, "net(points)")
    if scores.shape != (len(points), k):
        raise Wrong(
            f"net(points) has the shape {scores.shape}, and there are {k} classes: each point "
            f"needs {k} scores, ({len(points)}, {k})."
        )
    if not np.isfinite(scores).all():
        raise Wrong("The scores are no longer numbers: the steps were far too long.")
    loss = step17.cross_entropy(net(points), classes)
    if loss.data < ENOUGH:
        return
    right = (scores.argmax(axis=1) == classes).mean()
    so_far = f"The loss is {shown(float(loss.data))}, and {right:.0%} of the points are right."
    if len(getattr(net, "layers", "")) == 1:
        raise Wrong(f"{so_far} A net of one layer has no ReLU: its borders are straight lines.")
    net.zero_grad()
    loss.backward()
    before = [p.data for p in net.parameters()]
    steepest = max(abs(p.grad).max() for p in net.parameters())
    for p in net.parameters():
        p.data = p.data - 0.1 * p.grad
    after = float(step17.cross_entropy(net(points), classes).data)
    for p, data in zip(net.parameters(), before, strict=True):
        p.data = data
    net.zero_grad()
    guess = f"To give each class the same probability costs {math.log(k):.2f}"
    if loss.data > 1.01 * math.log(k):
        raise Wrong(
            f"{so_far} {guess}; so it has not been trained, or the steps lead up the slope, or "
            f"are too long. (One of 0.1 down the slope would lead to {shown(after)}.)"
        )
    if steepest < 1e-3:
        raise Wrong(
            f"{so_far} {guess}. The ground is flat here, no gradient is more than "
            f"{steepest:.1g}: begin anew, with another seed, a smaller rate, or more neurons."
        )
    raise Wrong(
        f"{so_far} One more step of 0.1 would lead to {shown(after)}: go on for longer, or at "
        "another rate, or give it more neurons."
    )


# ---------------------------------------------------------------- earlier lessons


def layer_back(grads):
    x, w = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 4.0]]), np.array([[3.0], [5.0]])
    b, g = np.array([1.0]), np.array([[1.0], [0.0], [-2.0]])
    w, b = step16.Tensor(w), step16.Tensor(b)
    ((x @ w + b) * g).backward()
    found = {name: array_of(f"the gradient of {name}", grads.get(name)) for name in "wb"}
    columns = x.sum(axis=0).reshape(-1, 1)
    slips = {
        "w": [
            (columns, "G is not multiplied in: so it would be for a G of ones."),
            (w.grad / len(x), "Nothing is divided: the shares of the three points add up."),
            (w.data * g.sum(), "Those are w's own numbers. In a product the other's count: x's."),
            (-w.grad, "The sign is the other way round."),
            (x * g, "Those are the shares of the points; each weight serves all three: add up."),
            (
                (x * g).T,
                "Those are the shares of the points; each weight serves all three: sum up.",
            ),
            (x.T @ abs(g), "The −2 has a sign."),
            (w.grad[::-1], "The two have changed places."),
            (g @ w.data.T, "That is the gradient of x, G @ wᵀ."),
        ],
        "b": [
            (g, "That is the share of each point; the one bias serves all three: add up."),
            (np.array([float(len(x))]), "So it would be for a G of ones."),
            (b.grad / len(x), "Nothing is divided: the shares of the three points add up."),
            (-b.grad, "The sign is the other way round."),
        ],
    }
    ways = {
        "w": "Weight 1 meets column 1 of x: 1, 3, 0. What does each of these make of its row's G?",
        "b": "The bias is added to each of the three scores. What comes back from each?",
    }
    for name, tensor in (("w", w), ("b", b)):
        agree_in_shape(name, found[name], tensor.grad, slips[name], ways[name])


def walked(w, rate, turns=2, slope=lambda w: 2 * (w - 3), fresh=True):
    first = slope(w)
    for _ in range(turns):
        w = w - rate * (slope(w) if fresh else first)
    return w


def two_steps(places):
    places = {str(rate): place for rate, place in places.items()}
    filled(**{f"the place at rate {rate}": places.get(rate) for rate in ("0.25", "1.25")})
    for rate in (0.25, 1.25):
        slips = [
            (walked(7, -rate), "Against the gradient: the loss is to fall."),
            (walked(7, rate, 1), "That is after one step."),
            (walked(7, rate, slope=lambda w: w - 3), "The slope of (w − 3)² is 2 · (w − 3)."),
            (walked(7, rate, fresh=False), "For the second step the gradient is another one."),
            (walked(7, rate, slope=lambda w: (w - 3) ** 2), "That is the loss, not its slope."),
        ]
        way = (
            "At 7 the slope is 2 · (7 − 3). One step; then again, with the slope at the new place."
        )
        agree(f"w at rate {rate}", places[str(rate)], walked(7, rate), slips, way)


# ---------------------------------------------------------------- exercises

TABLE = "gradients = [[{}, {}, {}], [{}, {}, {}]]"
CHANGES = """\
effects = {{"s + 100": "{}", "3 * s": "{}", "s / 10": "{}", "-s": "{}"}}
decides = "{}\""""
JUDGED = """\
def judged(scores, classes):
    loss = cross_entropy({}, classes)
    answers = scores.data.argmax({})
    return loss, float((answers == classes).mean())"""
TWO = "def two_class_loss(scores, labels):\n    {}"
STABLE = """\
m = scores * labels.reshape(-1, 1)
    wrong = (-m).relu()
    return ((-m.relu() - wrong).exp() + 1).log().mean() + wrong.mean()"""
RING = """\
angles = np.linspace(0, 2 * np.pi, 8, endpoint=False)
ring = np.column_stack([np.cos(angles), np.sin(angles)])
points = np.vstack([0.4 * ring, 1.2 * ring])
classes = np.repeat([0, 1], 8)
"""
FOUR = "points = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])\nclasses = np.array({})\n"
TRAIN = """
random.seed({})
net = MLP(2, {})
for step in range({}):
    loss = cross_entropy(net(points), classes)
    net.zero_grad()
    loss.backward()
    for p in net.parameters():
        p.data -= {} * p.grad"""
OWN = RING + TRAIN.format(1, "[8, 2]", 200, 0.5)
GRADS = "grads = {{'w': {}, 'b': {}}}"
PLACES = 'places = {{"0.25": {}, "1.25": {}}}'

EXERCISES = {
    "1": Exercise(
        pushes,
        hints=(
            "Begin with a single point, as the lesson has it. Then think of the mean.",
            "The right class should have the probability 1, each other 0. A gradient says how far "
            "off that is: too much is positive, too little negative.",
            "Point 1: 0.6 − 1, then 0.3, then 0.1. The loss is the mean over two points, so half "
            "of each.",
        ),
        solution="gradients = [[-0.2, 0.15, 0.05], [0.125, -0.375, 0.25]]",
        right=(
            TABLE.format("(0.6 - 1) / 2", 0.15, 0.05, 1 / 8, -3 / 8, 1 / 4),
            "probabilities = np.array([[0.6, 0.3, 0.1], [0.25, 0.25, 0.5]])\n"
            "gradients = (probabilities - np.eye(3)[[0, 1]]) / 2",
            "scores = Tensor(np.log([[0.6, 0.3, 0.1], [0.25, 0.25, 0.5]]))\n"
            "cross_entropy(scores, [0, 1]).backward()\ngradients = scores.grad.tolist()",
        ),
        wrong={
            TABLE.format(-0.4, 0.3, 0.1, 0.25, -0.75, 0.5): "each has half of the say",
            TABLE.format(0.2, -0.15, -0.05, -0.125, 0.375, -0.25): "grows, does the loss",
            TABLE.format(0.3, 0.15, 0.05, 0.125, 0.125, 0.25): "have no part in it yet",
            TABLE.format(-0.2, 0.15, 0.05, -0.375, 0.125, 0.25): "point 2, class 0: not -0.375",
            TABLE.format(-0.2, -0.35, -0.45, -0.375, -0.375, -0.25): "from the right class only",
            TABLE.format(
                -0.2, 0.15, 0.05, 0.25, -0.75, 0.5
            ): "point 2 would be right if it were alone",
        },
    ),
    "2": Exercise(
        changes,
        hints=(
            "Softmax divides e to the power of one score by a sum of such powers. What happens to "
            "that if something is added to all of them?",
            "e²/e¹ is e¹, and so is e¹²/e¹¹: it is how far apart two scores are that counts. How "
            "far apart are they after each of the four?",
            "For the reason, try each on two pairs of scores that have it in common, with "
            "`softmax([[…]]).data`.",
        ),
        solution='effects = {"s + 100": "same", "3 * s": "surer",\n'
        '           "s / 10": "less sure", "-s": "other class"}\n'
        'decides = "differences"',
        right=(
            CHANGES.format("same", "surer", "less sure", "other class", "differences"),
            "words = 'same', 'surer', 'less sure', 'other class'\n"
            "effects = dict(zip(['s + 100', '3 * s', 's / 10', '-s'], words))\n"
            "decides = 'differences'",
        ),
        wrong={
            CHANGES.format("surer", "surer", "less sure", "other class", "order"): (
                "s + 100: not “surer”"
            ),
            CHANGES.format("same", "same", "same", "other class", "ratios"): "3 * s: not “same”",
            CHANGES.format("same", "surer", "surer", "other class", "order"): "s / 10: not",
            CHANGES.format("same", "surer", "less sure", "less sure", "order"): "-s: not",
            CHANGES.format("same", "surer", "less sure", "other class", "ratios"): "20, 10",
            CHANGES.format("same", "surer", "less sure", "other class", "order"): "5, 0",
        },
    ),
    "3": Exercise(
        sure,
        hints=(
            "What does `cross_entropy` take: scores, probabilities, or their logs?",
            "It calls log_softmax itself. Probabilities handed to it are taken for scores, and "
            "those lie close together: between 0 and 1.",
            "In the accuracy, each point is a row of scores. Along which axis do you go through a "
            "row?",
        ),
        solution=JUDGED.format("scores", "axis=1"),
        right=(
            JUDGED.format("log_softmax(scores)", "-1"),
            "def judged(scores, classes):\n"
            "    rows = zip(scores.data.tolist(), classes)\n"
            "    right = [row[k] == max(row) for row, k in rows]\n"
            "    return cross_entropy(scores, classes), sum(right) / len(right)",
        ),
        wrong={
            JUDGED.format("scores", "axis=0"): "Axis 0 goes down, over the points",
            JUDGED.format("softmax(scores)", "axis=1"): "Softmax acts twice.",
            JUDGED.format("softmax(scores).log()", "axis=1"): "hand over the scores",
            JUDGED.format("scores", ""): "`argmax` without an axis",
            JUDGED.format("scores.data", "axis=1"): "no gradient reaches the scores",
            JUDGED.format("scores", "axis=1").replace("== c", "!= c"): "share of wrong answers",
            JUDGED.format("scores", "axis=1").replace(
                ".argmax", ".max"
            ): "Are answers, numbers of classes, compared",
        },
    ),
    "4": Exercise(
        two_classes,
        hints=(
            "The lesson's losses are safe already. Can you use one of them?",
            "`cross_entropy` wants two scores a point, and only their difference counts. Beside "
            "the score that you have, what may the other class have?",
            "A 0. A matrix product with [[0.0, 1.0]] makes the two columns 0 and s of a column s. "
            "And the label −1 has to become the class 0, the label 1 the class 1.",
        ),
        solution=TWO.format(
            "both = scores @ [[0.0, 1.0]]  # (n, 2): a score of 0 for the label -1\n"
            "    return cross_entropy(both, labels > 0)"
        ),
        right=(
            TWO.format(STABLE),
            TWO.format(
                "m = scores * labels.reshape(-1, 1)\n"
                "    return -(log_softmax(m @ [[1, 0]]) * [1, 0]).sum() / len(labels)"
            ),
            TWO.format("return cross_entropy(scores @ [[-0.5, 0.5]], (labels + 1) // 2)"),
        ),
        wrong={
            TWO.format("return cross_entropy(scores, labels > 0)"): "A score that is alone",
            TWO.format("return cross_entropy(scores @ [[0.0, 1.0]], labels)"): "0 and 1.",
            TWO.format(
                "return cross_entropy(scores @ [[1.0, 0.0]], labels > 0)"
            ): "changed places",
            TWO.format("return cross_entropy(scores @ [[-1.0, 1.0]], labels > 0)"): "are 2s apart",
            TWO.format("return ((-labels * scores).exp() + 1).log().mean()"): "look at shapes",
            TWO.format(
                "m = scores * labels.reshape(-1, 1)\n    return ((-m).exp() + 1).log().mean()"
            ): "e to the power 800",
            TWO.format(
                "m = scores * labels.reshape(-1, 1)\n"
                "    return -(1 / ((-m).exp() + 1)).log().mean()"
            ): "has no log",
            TWO.format(
                "m = scores * labels.reshape(-1, 1)\n    return ((-m).exp() + 1).log().sum()"
            ): "That is the sum",
        },
    ),
    "5": Exercise(
        learned,
        hints=(
            "A shape that one class makes around the other, or four corners: what can no straight "
            "line part?",
            "Each turn of the loop does what lesson 11 does: a loss, zeros, backward, and every "
            "parameter a step against its gradient.",
            "If it does not get below 0.1: print the loss every 20 steps. If it jumps, a smaller "
            "rate; if it creeps, a larger one or more steps; if it stands still, another seed.",
        ),
        solution=OWN,
        right=(
            FOUR.format([0, 1, 1, 0]) + TRAIN.format(3, "[6, 6, 2]", 150, 0.3),
            "points = np.array([[i, j] for i in range(4) for j in range(3)]) / 2\n"
            "classes = np.array([[0, 1, 2], [2, 0, 1], [1, 2, 0], [0, 1, 2]]).ravel()\n"
            + TRAIN.format(1, "[16, 16, 3]", 400, 0.2),
        ),
        wrong={
            OWN.replace("range(200)", "range(20)"): "One more step of 0.1 would lead to",
            OWN.replace("-=", "+=").replace("range(200)", "range(9)"): "the steps lead up",
            OWN.replace("[8, 2]", "[2]"): "A net of one layer has no ReLU",
            FOUR.format([0, 0, 0, 1]) + TRAIN.format(1, "[8, 2]", 200, 0.5): "line is enough",
            FOUR.format([-1, 1, 1, -1]) + "net = MLP(2, [8, 1])": "calls them 0, 1 and so on",
            FOUR.format([0, 1, 1, 0]) + "net = MLP(2, [8, 1])": "each point needs 2 scores",
            OWN.replace("0.4 * ring", "1.2 * ring"): "No net can be right about both",
            OWN.replace("-= 0.5 * p", "-= 0.0 * p"): "so it has not been trained",
        },
    ),
    "6": Exercise(
        layer_back,
        hints=(
            "A gradient has the shape of what it belongs to: w is (2, 1), b is (1,).",
            "Each score is x1 · w1 + x2 · w2 + b. In three scores w1 is multiplied by 1, 3 and 0, "
            "and 1, 0 and −2 come back.",
            "In arrays it is xᵀ @ G for w. For b, the column G is summed up.",
        ),
        solution='grads = {"w": [[1.0], [-6.0]], "b": [-1.0]}',
        right=(
            GRADS.format("[[1 * 1 + 3 * 0 - 0 * 2], [2 * 1 - 1 * 0 - 4 * 2]]", "[1 + 0 - 2]"),
            GRADS.format("x.T @ G", "G.sum(axis=0)"),
        ),
        wrong={
            GRADS.format("[[1], [-6]]", "[[1], [0], [-2]]"): "the one bias serves all three",
            GRADS.format("[[1], [-6]]", "-1"): "(1,), and so has its gradient. Yours has ().",
            GRADS.format("[1, -6]", "[-1]"): "Yours has (2,). The numbers are right.",
            GRADS.format("[[4], [5]]", "[3]"): "G is not multiplied in",
            GRADS.format("[[-3], [-5]]", "[-1]"): "Those are w's own numbers",
            GRADS.format("[[1], [-6]]", "[3]"): "So it would be for a G of ones",
        },
    ),
    "7": Exercise(
        two_steps,
        hints=(
            "The slope of (w − 3)² is 2 · (w − 3). At 7 that is 8.",
            "A step: w minus rate times slope. At the new place the slope is another one.",
            "At the rate 1.25 the first step leads from 7 to 7 − 10.",
        ),
        solution='places = {"0.25": 4.0, "1.25": 12.0}  # by way of 5, and of -3',
        right=(
            PLACES.format("7 - 0.25 * 8 - 0.25 * 4", "-3 - 1.25 * -12"),
            "places = {}\nfor rate in (0.25, 1.25):\n    w = Tensor(7.0)\n"
            "    for _ in range(2):\n        w.grad = None\n        ((w - 3) ** 2).backward()\n"
            "        w.data -= rate * w.grad\n    places[str(rate)] = float(w.data)",
        ),
        wrong={
            PLACES.format(5, -3): "That is after one step.",
            PLACES.format(3, -13): "For the second step the gradient is another one.",
            PLACES.format(5.25, 3.25): "is 2 · (w − 3)",
            PLACES.format(12, 52): "the loss is to fall",
            PLACES.format(4, -13): "w at rate 1.25: not -13",
        },
    ),
}
