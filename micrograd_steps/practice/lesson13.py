"""The blank of lesson 13: the loss, tried on a net of one weight and one bias."""

from micrograd_steps import step13
from micrograd_steps.practice.frame import Blank, Wrong, expect, slopes, told

POINTS = {  # what an example shows, in words: points as pairs (x, label)
    "one point with the label 1 and the score 2.5": [(12.5, 1)],
    "one point with the label 1 and the score 0.4": [(2.0, 1)],
    "one point with the label -1 and the score 0.4": [(2.0, -1)],
    "two points with the score 0.4 and the labels 1 and -1": [(2.0, 1), (2.0, -1)],
}
TYPICAL = {  # a piece of what Python says: the slip in words
    "'list' object has no attribute 'relu'": "A list has no relu: ask each Value in it.",
    "has no attribute 'relu'": "A plain number has no relu: the score has to stay a Value.",
    "'method' object is not": "parameters is a method: call it, with parentheses.",
    "'method'": "relu is a method: call it, with parentheses.",
    "'Value' object is not iterable": "losses is a list; what is summed stands in the next line.",
    "'generator'": "A sum over the parameters is missing.",
    "'list' and": "A list can't be divided: sum it first.",
    "between instances of": "Values can't be compared, by `max` or `>`: a Value has its relu.",
    "'relu' is not defined": "relu is a method: a Value is asked for it, as in v.relu().",
    "'mean' is not defined": "A mean is a sum divided by how many there are.",
    "'score' is not defined": "The scores stand in `pairs`: go through them with a `for`.",
    "'yi' is not defined": "The labels stand in `pairs`: go through them with a `for`.",
    "'p' is not defined": "p needs a `for`, which goes through model.parameters().",
    "must be real number, not Value": "A Value is no float: use the operations that it has.",
}


class Line:
    """A net whose score is weight · x + bias."""

    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias

    def __call__(self, row):
        return self.weight * row[0] + self.bias

    def parameters(self):
        return [self.weight, self.bias]


def loss(max_margin_loss, Value):
    """Judge the hinge at three margins, the mean, L2, and at last the gradients."""
    for example, points in POINTS.items():
        number(max_margin_loss, Value, points, [0.2, 0.0], 0.0, f"{example}, alpha = 0")
    example = "weight 3, bias 1, alpha 0.1, and a point with the margin 7, which costs nothing"
    number(max_margin_loss, Value, [(2.0, 1)], [3.0, 1.0], 0.1, example)

    points, numbers, alpha = [(2.0, 1), (1.0, -1)], [0.2, -0.1], 0.5
    example = "two points, weight 0.2, bias -0.1, alpha 0.5"
    number(max_margin_loss, Value, points, numbers, alpha, example)

    def measured(alpha):
        return slopes(lambda *ps: of_frozen(points, ps, alpha), numbers)

    both, data = measured(alpha), measured(0.0)
    cut = "does not reach the parameters: .data takes a number out of the graph."
    slips = [
        (data, f"What L2 charges {cut}"),
        ([b - d for b, d in zip(both, data, strict=True)], f"What the points cost {cut}"),
    ]
    net = Line(*map(Value, numbers))
    run(max_margin_loss, net, points, alpha, example).backward()
    found = [p.grad for p in net.parameters()]
    expect(found, both, f"{example}: the gradients of weight and bias", slips)


def number(max_margin_loss, Value, points, numbers, alpha, example):
    """Judge the number that comes out, and name the slip where plain arithmetic finds it."""
    out = run(max_margin_loss, Line(*map(Value, numbers)), points, alpha, example)
    if not isinstance(out, Value):
        raise Wrong(
            f"the loss is {out!r}, and has to be a Value, or no gradient finds its way back: "
            "use the Values themselves, without .data."
        )
    wanted = of_frozen(points, numbers, alpha)
    slips = of_l2(points, numbers, alpha) if alpha else of_points(points, numbers)
    expect(out.data, wanted, example, slips)


def of_points(points, numbers):
    """Return pairs: what a slip in the cost of the points gives where alpha is 0, its name."""
    net = Line(*numbers)
    scores = [net([x]) for x, _ in points]
    ms = [label * net([x]) for x, label in points]
    hinge = mean(max(0, 1 - m) for m in ms)
    return [
        (hinge * len(ms), "That is the sum over the points, not the mean."),
        (hinge / 100, "Divide by the number of points that are given, not by 100."),
        (hinge / 2, "Divide by the number of points."),
        (mean(max(0, 1 - s) for s in scores), "The label plays no part in the margin."),
        (mean(max(0, 1 + m) for m in ms), "The margin has the wrong sign."),
        (mean(1 - m for m in ms), "relu is missing, or not around all of 1 - margin."),
        (mean(max(0, m) for m in ms), "relu gets the margin, not 1 - margin."),
        (mean(max(0, -m) for m in ms), "The 1 is missing: a margin of 0 has to cost 1."),
        (mean(max(0, m - 1) for m in ms), "margin - 1 is the wrong way round."),
        (mean((1 - m) ** 2 for m in ms), "That is the squared error."),
        (
            hinge + sum(p * p for p in numbers),
            "L2 is there, though alpha is 0: is it multiplied in?",
        ),
    ]


def of_l2(points, numbers, alpha):
    """Return pairs: what a slip in L2 gives where the cost of the points is right, its name."""
    net = Line(*numbers)
    points_cost = of_frozen(points, numbers, 0.0)
    l2 = alpha * sum(p * p for p in numbers)
    slips = [
        (0.0, "What the parameters cost, L2, is missing."),
        (-l2, "L2 has to be added."),
        (2 * alpha * sum(numbers), "That is the slope of L2; the loss has p² itself."),
        (alpha * sum(numbers), "The parameters are not squared."),
        (alpha * sum(numbers) ** 2, "Each parameter is squared first, then they are added."),
        (l2 / len(points), "L2 is charged once, and not divided by the points."),
        (l2 / len(numbers), "L2 is a sum over the parameters, not their mean."),
        (alpha * sum(net([x]) ** 2 for x, _ in points), "L2 charges parameters, not scores."),
        (alpha * numbers[0] ** 2, "One of the parameters, the bias, is left out."),
        (l2 * alpha, "alpha is multiplied in twice."),
    ]
    return [(points_cost + cost, words) for cost, words in slips]


def run(max_margin_loss, net, points, alpha, example):
    """Return the loss that the learner's function makes, or name why it stops."""
    xs, labels = zip(*points, strict=True)
    with told(example, TYPICAL):
        return max_margin_loss(net, [[x] for x in xs], labels, alpha)[0]


def of_frozen(points, numbers, alpha):
    net = Line(*map(step13.Value, numbers))
    return run(step13.max_margin_loss, net, points, alpha, "step 13").data


def mean(numbers):
    numbers = list(numbers)
    return sum(numbers) / len(numbers)


HINGE = "[(1 + -yi * score).relu() for yi, score in pairs]"
MEAN = "sum(losses) * (1.0 / len(losses))"
L2 = "alpha * sum(p * p for p in model.parameters())"

BLANKS = {
    "losses+data_loss+l2_loss": Blank(
        "for each pair (label, score) the max-margin loss; their mean; and alpha times the sum "
        "of the squares of model.parameters()",
        loss,
        right=(
            "[(-(y * s - 1)).relu() for y, s in pairs]\n"
            "sum(losses) / len(y)\nsum(p**2 for p in model.parameters()) * alpha",
            "list(map(lambda pair: (1 - pair[0] * pair[1]).relu(), pairs))\nnp.mean(losses)\n"
            "sum([alpha * p**2 for p in model.parameters()])",
            "[(1 - yi * model(x)).relu() for x, yi in zip(inputs, labels)]\n"
            f"{MEAN}\nnp.dot(model.parameters(), model.parameters()) * alpha",
        ),
        wrong={
            f"{HINGE}\nsum(losses)\n{L2}": "not the mean",
            f"{HINGE.replace('-', '')}\n{MEAN}\n{L2}": "The margin has the wrong sign.",
            f"[1 - yi * score for yi, score in pairs]\n{MEAN}\n{L2}": "relu is missing",
            f"[(1 - score).relu() for yi, score in pairs]\n{MEAN}\n{L2}": "label plays no part",
            f"[(-yi * score).relu() for yi, score in pairs]\n{MEAN}\n{L2}": "The 1 is missing",
            f"[(yi - score) ** 2 for yi, score in pairs]\n{MEAN}\n{L2}": "the squared error",
            f"[max(0, 1 - yi * score) for yi, score in pairs]\n{MEAN}\n{L2}": "can't be compared",
            f"[relu(1 - yi * score) for yi, score in pairs]\n{MEAN}\n{L2}": "is a method",
            f"[(1 - yi * s.data).relu() for yi, s in pairs]\n{MEAN}\n{L2}": "has to stay a Value",
            f"[max(0, 1 - yi * s.data) for yi, s in pairs]\n{MEAN}\n{L2}": "the points cost does",
            f"{HINGE}\n{MEAN}\nalpha * sum(p.data**2 for p in model.parameters())": "What L2 char",
            f"{HINGE}\n{MEAN}\n0": "L2, is missing",
            f"{HINGE}\n{MEAN}\nsum(p * p for p in model.parameters())": "though alpha is 0",
            f"{HINGE}\n{MEAN}\nalpha * sum(model.parameters())": "are not squared",
            f"{HINGE}\n{MEAN}\nalpha * sum(s * s for s in scores)": "not scores",
            f"{HINGE}\n{MEAN}\n{L2} / len(y)": "not divided by the points",
            f"{HINGE}\n{MEAN}\nalpha * p * p": "p needs a `for`",
        },
    ),
}
