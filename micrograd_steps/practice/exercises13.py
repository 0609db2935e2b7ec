"""The exercises of lesson 13: margins, what a loss is felt by, an island, and three classes."""

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    one_of,
    returned,
    row_of,
    same,
    shown,
    slopes,
    told,
)
from micrograd_steps.practice.lesson13 import TYPICAL, Line, of_l2, of_points, run
from micrograd_steps.step13 import MLP, Value

BY_HAND = {"A": (7.0, 1), "B": (3.0, 1), "C": (-1.0, 1), "D": (1.0, -1)}  # x and label
GAP = [(-1.0, -1), (0.0, -1), (3.0, 1), (4.0, 1)]
ISLAND = [(x, y) for x in (0.5, -0.5) for y in (0.5, -0.5)]
SEA = [(x, y) for x in (-3.0, 0.0, 3.0) for y in (-3.0, 0.0, 3.0) if x or y]


def hinge(margin):
    return max(0.0, 1 - margin)


def felt_by(margins, felt, of_bias):
    filled(**{f"the margin of {name}": margins.get(name) for name in BY_HAND})
    scores = {name: 0.5 * x - 1 for name, (x, _) in BY_HAND.items()}
    right = {name: label * scores[name] for name, (_, label) in BY_HAND.items()}
    for name, (x, label) in BY_HAND.items():
        slips = [
            (scores[name], "That is the score. The margin is the label times the score."),
            (-right[name], "Mind the signs, of the score and of the label."),
            (hinge(right[name]), "That is what max-margin charges, 1 − m, not the margin m."),
            (0.5 * x * label, "The −1 of the score is missing."),
        ]
        way = f"The score is 0.5 · ({shown(x)}) − 1, and the label {label}."
        agree(f"the margin of {name}", margins[name], right[name], slips, way)

    filled(felt=felt)
    named = {str(part).upper() for part in felt} - set(" ,")
    if named - set(BY_HAND):
        raise Wrong(f'felt: write the letters of the points, such as "AD", not {felt!r}.')
    for name, margin in right.items():
        before, after = hinge(margin), hinge(margin + 0.1)
        if (name in named) == same(before, after):
            raise Wrong(
                f"felt: see {name}, with the margin {shown(margin)}. It costs {shown(before)}; "
                f"if its margin grows by 0.1, it costs {shown(after)}. A right answer is felt "
                "until its margin is 1, a wrong one in any case."
            )

    def loss(b):
        return sum(hinge(label * (0.5 * x + b)) for x, label in BY_HAND.values()) / len(BY_HAND)

    filled(of_bias=of_bias)
    wanted = round(slopes(loss, [-1.0])[0], 6)
    labels = {name: label for name, (_, label) in BY_HAND.items()}
    pulls = sum(-labels[name] for name in named)
    many = len(labels)
    slips = [
        (pulls, "That is the sum; the loss is the mean of four."),
        (pulls / len(named), "The mean is that of all four, though one of them pulls at nothing."),
        (-wanted, "If b grows, the score of B grows, too. Does B's loss?"),
        (-sum(labels.values()) / many, "A is not felt here either."),
        (-len(named) / many, "D has the label −1. If b grows, does D cost less, or more?"),
        (len(named) / many, "If b grows, every score grows. B and C cost less, and D?"),
        (1.0, "So the score answers to b. How does the loss answer to the scores?"),
    ]
    way = "Let b grow by 0.1: by how much does each of the felt ones change, and then the mean?"
    agree("of_bias", of_bias, wanted, slips, way)


LISTS = {  # a part of what Python says: the slip in words
    "'int' and 'list'": "margins is a list: go through it with a `for`.",
    "pow(): 'list'": "Which is squared, the list or each number in it? A `for` stands between.",
}


def plain_loss(points, alpha):
    """Return the loss as a function of weight and bias, in plain arithmetic."""
    return lambda w, b: (
        sum(hinge(label * (w * x + b)) for x, label in points) / len(points)
        + alpha * (w * w + b * b)
    )


def made_up_for(loss_of):
    def whole(net, X, y, alpha):
        with told(f"labels {shown(list(y))}", {**LISTS, **TYPICAL}):
            return returned(loss_of, net, X, y, alpha), None

    def judged(points, numbers, alpha, example, slips, otherwise=""):
        """Return the loss and the net, if the number is right."""
        net = Line(*map(Value, numbers))
        out = run(whole, net, points, alpha, example)
        if not isinstance(out, Value):
            raise Wrong(f"{example}: the loss is {out!r}. Made of .data, it knows no way back.")
        wanted = plain_loss(points, alpha)(*numbers)
        if not same(out.data, wanted):
            expect(out.data, wanted, example, slips(points, numbers, out.data), otherwise)
        return out, net

    def early(points, numbers, found):
        if same(found, 0.0):
            raise NotYet(f"{example}: two of three answers are wrong, and the loss is 0")
        return of_points(points, numbers)

    def of_squares(points, numbers, found):
        words = (
            "The points are right now. But in L2, too, one number makes up for another: "
            "(4 − 1)² is 9, and 4² + (−1)² is 17."
        )
        return [(0.1 * sum(numbers) ** 2, words), *of_l2(points, numbers, 0.1)]

    example = "scores 9, 0.5 and 2, labels 1, -1 and -1, alpha = 0"
    way = "Each point costs 1 − m, but never less than 0: here 0, 1.5 and 3. Then their mean."
    judged([(9.0, 1), (0.5, -1), (2.0, -1)], [1.0, 0.0], 0.0, example, early, way)
    example = "weight 4, bias -1, alpha 0.1, and a point with the margin 15, which costs nothing"
    judged([(4.0, 1)], [4.0, -1.0], 0.1, example, of_squares)

    points, numbers, alpha = [(2.0, 1), (1.0, -1)], [0.2, -0.1], 0.5
    example = "two points, weight 0.2, bias -0.1, alpha 0.5"
    out, net = judged(points, numbers, alpha, example, lambda *given: [])
    out.backward()
    both, data = (slopes(plain_loss(points, a), numbers) for a in (alpha, 0.0))
    cut = "does not reach the parameters: .data takes a number out of the graph."
    slips = [
        (data, f"What L2 charges {cut}"),
        ([b - d for b, d in zip(both, data, strict=True)], f"What the points cost {cut}"),
    ]
    found = [p.grad for p in net.parameters()]
    expect(found, both, f"{example}: the gradients of weight and bias", slips)


def charged(w, b):
    return sum(hinge(label * (w * x + b)) for x, label in GAP)


def larger_weights(factor, border, l2, because):
    filled(factor=factor)
    w, b = 0.2, -0.4
    margins = [label * (w * x + b) for x, label in GAP]
    slips = [
        (1 / max(margins), "The largest margin gets to 1 by that. Which gets there last?"),
        (1 / sorted(margins)[1], "By that, one of the margins is still below 1."),
        (min(margins), "That is the smallest margin. By what does it become 1?"),
    ]
    if isinstance(factor, int | float) and factor > 1 / min(margins) + 1e-6:
        raise Wrong(f"factor: {shown(factor)} would do, but a smaller one does, too.")
    way = f"The smallest margin would be {shown(min(margins) * factor)}, and has to be 1."
    agree("factor", factor, 1 / min(margins), slips, way)
    filled(border=border)
    after = w * factor, b * factor
    slips = [
        (1.5, "That is the middle of the gap. But where is the score 0?"),
        (-b / w * factor, "Both numbers of the score have grown. Where is x − 2 equal to 0?"),
        (after[1], "That is the new bias, the score at x = 0. At which x is the score 0?"),
    ]
    agree("border", border, -after[1] / after[0], slips, "At which x is the new score 0?")
    filled(l2=l2)
    slips = [(factor, "The parameters are squared."), (2 * factor, "A square is not a double.")]
    agree("l2", l2, factor**2, slips, "Each parameter grows by the factor, then it is squared.")
    one_of("because", because, *"ABC")
    right = [sum(label * (w * x + b) > 0 for x, label in GAP) for w, b in ((w, b), after)]
    holds = {
        "A": not same(-b / w, -after[1] / after[0]),
        "B": right[0] < right[1],
        "C": charged(*after) < charged(w, b) and right[0] == right[1],
    }
    tells = {
        "A": f"Before, the border was at {shown(-b / w)}. Where is it now, by your own answer?",
        "B": f"It was right about {right[0]} of {len(GAP)} before. There is no more to be won.",
    }
    if not holds[because]:
        raise Wrong(f"The three numbers are right, but {because} is not why. {tells[because]}")


def an_island(neurons, last):
    filled(neurons=neurons)
    if len(neurons) != 3:
        raise Wrong(f"neurons: three rows are wanted, not {len(neurons)}.")
    for row in neurons:
        row_of("neurons", row, 3)
    row_of("last", last, 4)
    *weights, bias = last
    found = []
    for point, label in [*((p, 1) for p in ISLAND), *((p, -1) for p in SEA)]:
        x, y = point
        outs = [max(0.0, u * x + v * y + b) for u, v, b in neurons]
        score = sum(w * out for w, out in zip(weights, outs, strict=True)) + bias
        found.append((point, label, outs, score))
    for point, label, outs, score in sorted(found, key=lambda row: row[1] * row[3] > 0):
        if label * score >= 1 - 1e-9:
            continue
        where = "the island" if label > 0 else "the sea"
        if label * score > 0:  # the wrong signs came first
            why = "All the signs are right, the margin is below 1. Larger numbers in `last` help."
        elif not any(outs) and label < 0:
            why = "None of the three is open there, so nobody objects. Which way does each look?"
        elif bias < 1 and label > 0:
            why = f"With all three closed it would be {shown(bias)}, and no yes either."
        elif label < 0:
            why = "What is open there has to bring the score below 0."
        else:
            why = "What is open there pulls too much: let it open later, or pull less."
        raise Wrong(
            f"at ({shown(list(point))}), in {where}, the three hand on {shown(outs)}, and the "
            f"score is {shown(score)}. {why}"
        )


class Scores:
    """A net whose scores for a point are given: row [i] gets the i-th list of Values."""

    def __init__(self, table):
        self.table = [[Value(s) for s in row] for row in table]

    def __call__(self, row):
        return list(self.table[int(row[0])])


def lacking(table, classes, least=1.0, own=False, join=sum):
    """Return the mean of what is lacking to the right class, in plain arithmetic."""
    costs = []
    for row, right in zip(table, classes, strict=True):
        others = [s for k, s in enumerate(row) if own or k != right]
        costs.append(join([max(0.0, s - row[right] + least) for s in others]))
    return sum(costs) / len(costs)


THREE_SCORES = {  # a part of what Python says: the slip in words
    "has no attribute 'relu'": "Only a Value has a relu: is it a list, or a plain number?",
    "between instances of": "Values can't be compared, but their .data can.",
    "cannot unpack": "It has to return two: the loss, and the accuracy.",
    "list indices": "A class is a whole number, and can be an index as it is.",
    "'list' and": "The net gives three scores for a point: take one out of the list.",
    "unsupported operand type(s) for *: 'list'": "A list can't be multiplied: take its scores.",
}
CASES = [  # scores and right classes
    ([[0.5, 0.25, -0.75]], [0]),
    ([[2.0, 1.5, -4.0]], [1]),
    ([[2.0, 1.5, -4.0]], [2]),
    ([[-3.0, -1.0, -2.5]], [1]),
    ([[0.5, 3.0, 1.0], [1.0, 0.25, 0.5]], [1, 2]),
]


def slips_of(table, classes):
    """Return pairs: what a slip gives for the loss, the slip in words."""
    pairs = list(zip(table, classes, strict=True))
    many, wanted = len(pairs), lacking(table, classes)
    turned = [[-s for s in row] for row in table]
    alone = [hinge(s if j == k else -s) for row, k in pairs for j, s in enumerate(row)]
    joint = [max(0.0, sum(row) - 3 * row[k] + 2) for row, k in pairs]
    own = "The right class is charged, too, and can't be ahead of itself. Leave it out."
    return [
        (lacking(table, classes, own=True), own),
        (lacking(table, classes, least=0.0), "The 1 is missing: it has to be ahead by 1."),
        (lacking(table, classes, join=max), "Only one of the other two is charged."),
        (wanted / 2, "It is divided by the number of the others."),
        (wanted / 3, "It is divided by the number of classes; it is a mean over points."),
        (wanted * many, "That is the sum over the points, not the mean."),
        (sum(alone) / many, "Each score is judged alone. What counts is how far one is ahead."),
        (lacking(turned, classes), "It is the wrong way round: the others are to be behind."),
        (sum(joint) / many, "A relu for each of the two: one can't make up for the other."),
    ]


def three_classes(loss_of):
    for table, classes in CASES:
        example = f"scores {shown(table[0])}, right class {classes[0]}"
        if len(table) > 1:
            example += f", and a second point with {shown(table[1])}, right class {classes[1]}"
        net, rows = Scores(table), [[float(i)] for i in range(len(table))]
        with told(example, THREE_SCORES):
            out, accuracy = returned(loss_of, net, rows, classes)
        filled(**{"the loss": out, "the accuracy": accuracy})
        if not isinstance(out, Value):
            raise Wrong(f"{example}: the loss is {out!r}. Made of .data, it knows no way back.")
        way = "For each of the other two: its score minus the right one's plus 1, if above 0."
        wanted, slips = lacking(table, classes), slips_of(table, classes)
        expect(out.data, wanted, f"{example}: the loss", slips, way)
        right = [row[k] == max(row) for row, k in zip(table, classes, strict=True)]
        above = [row[k] > 0 for row, k in zip(table, classes, strict=True)]
        share = sum(right) / len(right)
        slips = [
            (sum(right), "That is how many are right, not which share."),
            (
                sum(above) / len(above),
                "A score can win below 0, and lose above: compare the three.",
            ),
            (100 * share, "As in the lesson, 1 stands for all."),
        ]
        way = "A point counts if the largest of its scores is that of its class."
        expect(accuracy, share, f"{example}: the accuracy", slips, way)
        out.backward()
        found = [leaf.grad for row in net.table for leaf in row]

        def plain(*flat, classes=classes):
            return lacking([flat[i : i + 3] for i in range(0, len(flat), 3)], classes)

        wanted = slopes(plain, [score for row in table for score in row])
        way = "Where .data is taken, a score drops out of the graph."
        expect(found, wanted, f"{example}: the gradients of the scores", (), way)
    with told("a net of two inputs and three neurons", THREE_SCORES):
        loss_of(MLP(2, [3]), [[1.0, -2.0], [0.5, 3.0]], [2, 0])[0].backward()


def walked(zeroed, never_zeroed):
    filled(zeroed=zeroed, never_zeroed=never_zeroed)

    def walk(zero, rate=0.25, steps=2):
        w = Value(5.0)
        for _ in range(steps):
            w.grad *= not zero
            ((w - 3) ** 2).backward()
            w.data -= rate * w.grad
        return w.data

    once, twice, summed = walk(True, steps=1), walk(True), walk(False)
    shared = [
        (once, "That is after one step."),
        (walk(True, -0.25), "A step goes down: against the gradient."),
        (5 - 0.25 * 4 * 2, "In the second step the slope is another: w has moved."),
        (walk(True, 0.125), "The slope of (w − 3)² is 2 · (w − 3)."),
    ]
    way = "At 5 the slope is 2 · (5 − 3). Where does that lead, and how steep is it there?"
    slips = [(summed, "That is without zeroing."), *shared]
    agree("zeroed", zeroed, twice, slips, way)
    slips = [
        (twice, "The 4 of the first step is still there when the second adds its own."),
        (walk(False, -0.25), "A step goes down: against the gradient."),
        *shared[:1],
        (3.0, "Both slopes belong in the second step; the new one is measured at the new w."),
    ]
    way = "What has added up, times 0.25, is the second step."
    agree("never_zeroed", never_zeroed, summed, slips, way)


def open_and_closed(answers, gradients):
    w, b, points = [2.0, -1.0], 0.5, [[1.0, 4.0], [3.0, 1.0], [1.0, 2.0]]
    sums = [w[0] * x + w[1] * y + b for x, y in points]
    filled(answers=answers)
    wanted = [max(0.0, s) for s in sums]
    slips = [
        (sums, "Below 0, ReLU lets nothing through."),
        ([max(0.0, s - b) for s in sums], "The bias is missing."),
        ([max(0.0, s - b) + b for s in sums], "The bias belongs inside, before the ReLU."),
    ]
    way = "2 times the first, minus the second, plus 0.5; then ReLU."
    agree("answers", answers, wanted, slips, way)
    filled(gradients=gradients)
    open_ones = [(*p, 1.0) for p, s in zip(points, sums, strict=True) if s > 0]
    found = [sum(column) for column in zip(*open_ones, strict=True)]
    every = [sum(column) for column in zip(*[(*p, 1.0) for p in points], strict=True)]
    slips = [
        (every, "One of the points finds the gate closed, and adds nothing."),
        ([*found[:2], 1.0], "The bias is felt at each open point, once each."),
        ([*found[:2], 0.0], "The bias is felt, too: the answer grows as it does."),
        (list(open_ones[-1]), "Gradients add up over the points."),
        (list(open_ones[0]), "Gradients add up over the points."),
        ([*w, b], "Those are the parameters themselves. w1 is felt as strongly as its input."),
    ]
    way = "For each open point: by how much does the answer grow if w1 grows by 1? And w2, and b?"
    agree("gradients", gradients, found, slips, way)


# ---------------------------------------------------------------- exercises

MARGINS = 'margins = {{"A": 2.5, "B": 0.5, "C": -1.5, "D": 0.5}}\n'
FELT = MARGINS + 'felt = "{}"\nof_bias = {}'
LOSS = """\
def loss_of(net, X, y, alpha):
    scores = [net(row) for row in X]
    pairs = list(zip(scores, y, strict=True))
    {}
    l2_loss = alpha * {}
    return data_loss + l2_loss"""
EACH = """losses = [(1 - label * score).relu() for score, label in pairs]
    data_loss = sum(losses) / len(losses)"""
SQUARES = "sum(p * p for p in net.parameters())"
LARGER = 'factor = {}\nborder = {}\nl2 = {}\nbecause = "{}"'
NET = "neurons = [[{}], [{}], [{}]]\nlast = [{}]"
THREE = """\
def loss_of(net, X, classes):
    losses, right = [], 0
    for row, k in zip(X, classes, strict=True):
        scores = net(row)
        others = scores[:k] + scores[k + 1 :]
        losses += [(s - scores[k] + 1).relu() for s in others]
        right += all(s.data < scores[k].data for s in others)
    return sum(losses) / len(X), right / len(X)"""
STEPS = "zeroed = {}\nnever_zeroed = {}"
GATE = "answers = {}\ngradients = {}"

EXERCISES = {
    "1": Exercise(
        felt_by,
        hints=(
            "First the four scores; then each times its label.",
            "A point is felt as long as it costs something, and max-margin charges until the "
            "margin is 1.",
            "If b grows by 0.1, every score grows by 0.1. A felt point with the label 1 then "
            "costs 0.1 less, one with the label −1 costs 0.1 more. The loss is the mean of four.",
        ),
        solution=FELT.format("BCD", -0.25),
        right=(
            FELT.format("dcb", "-1 / 4"),
            FELT.replace('"{}"', "{}").format(["D", "B", "C"], "(-1 - 1 + 1) / len(margins)"),
        ),
        wrong={
            FELT.format("C", -0.25): "see B, with the margin 0.5",
            FELT.format("ABCD", -0.5): "see A, with the margin 2.5",
            FELT.format("BCD", -1): "the loss is the mean of four",
            FELT.format("BCD", 0.25): "Does B's loss?",
            FELT.format("BCD", -0.75): "D has the label −1",
            FELT.format("BCD", -0.5): "A is not felt here either",
            FELT.replace('"D": 0.5', '"D": -0.5').format("BCD", -0.25): "That is the score.",
            FELT.replace('"C": -1.5', '"C": 1.5').format("BCD", -0.25): "Mind the signs",
        },
    ),
    "2": Exercise(
        made_up_for,
        hints=(
            "Work it out for scores of 9, 0.5 and 2 with the labels 1, −1 and −1. What does one "
            "point do for the others?",
            "A relu around a mean is not the mean of relus: a margin of 9 makes up for two that "
            "are negative. Which of the two comes first?",
            "In the other slip, too, a sum comes before something that is not straight. What "
            "would a weight of 3 and a bias of −3 cost?",
        ),
        solution=LOSS.format(EACH, SQUARES),
        right=(
            LOSS.format(
                "data_loss = sum((1 - s * t).relu() for s, t in pairs) / len(y)",
                "sum(p**2 for p in net.parameters())",
            ),
            "def loss_of(net, X, y, alpha):\n    total = 0\n"
            "    for row, label in zip(X, y, strict=True):\n"
            "        total += (1 - net(row) * label).relu() / len(X)\n"
            "    for p in net.parameters():\n        total += alpha * p * p\n    return total",
        ),
        wrong={
            LOSS.format(EACH, "sum(net.parameters()) ** 2"): "(4 − 1)² is 9",
            LOSS.format(EACH.replace(" / len(losses)", ""), SQUARES): "not the mean",
            LOSS.format(EACH.replace("label * score", "score"), SQUARES): "label plays no part",
            LOSS.format(EACH.replace(".relu()", ""), SQUARES): "relu is missing",
            LOSS.format(EACH.replace("1 - ", "-"), SQUARES): "The 1 is missing",
            LOSS.format(EACH, "sum(p.data**2 for p in net.parameters())"): "What L2 charges",
            LOSS.format(EACH, "sum(net.parameters())"): "are not squared",
            LOSS.format(EACH, SQUARES).replace("    return", "    total ="): "is there a `return`",
        },
    ),
    "3": Exercise(
        larger_weights,
        hints=(
            "Which of the four margins is the smallest? It gets to 1 last.",
            "The border is where the score is 0. Does a factor in front of it move that place?",
            "For the reason, compare before and after: how many answers are right, and where is "
            "the border?",
        ),
        solution=LARGER.format(5, 2, 25, "C"),
        right=(
            LARGER.format("1 / 0.2", "0.4 / 0.2", "5**2", "C"),
            'because = "C"\nfactor, border = 5.0, 2.0\nl2 = factor * factor',
        ),
        wrong={
            LARGER.format(2.5, 2, 6.25, "C"): "one of the margins is still below 1",
            LARGER.format(10, 2, 100, "C"): "a smaller one does, too",
            LARGER.format(5, 1.5, 25, "A"): "the middle of the gap",
            LARGER.format(5, 10, 25, "C"): "Both numbers of the score have grown",
            LARGER.format(5, 2, 5, "C"): "The parameters are squared.",
            LARGER.format(5, 2, 25, "A"): "by your own answer",
            LARGER.format(5, 2, 25, "B"): "no more to be won",
        },
    ),
    "4": Exercise(
        an_island,
        hints=(
            "Let each neuron watch one direction: closed on the island, open far out on its side.",
            "If the last neuron has a positive bias and negative weights, it says yes where all "
            "three are closed, and no where one of them objects.",
            "One may look up: weights 0 and 1 open it where x2 is large. The other two look down "
            "to the left, and down to the right. What would the weights of those be?",
        ),
        solution="neurons = [[0, 1, 0], [-1, -1, 0], [1, -1, 0]]  # up, left down, right down\n"
        "last = [-1, -1, -1, 2]  # yes, unless one of them objects\n"
        "draw(neurons, last)",
        right=(
            NET.format("0, 2, -1", "-2, -2, -2", "2, -2, -2", "-1, -1, -1, 1.5"),
            NET.format("0, -1, -0.5", "1, 1, -1", "-1, 1, -1", "-9, -9, -9, 9"),
        ),
        wrong={
            NET.format("0, 1, 0", "0, -1, 0", "1, 0, 0", "-1, -1, -1, 2"): "at (-3, 0)",
            NET.format("0, 1, 0", "-1, -1, 0", "1, -1, 0", "1, 1, 1, 2"): "below 0",
            NET.format("0, 1, 0", "-1, -1, 0", "1, -1, 0", "-1, -1, -1, -2"): "With all three",
            NET.format("0, 1, 0", "-1, -1, 0", "1, -1, 0", "-0.4, -0.4, -0.4, 0.8"): "below 1",
            NET.format("0, 1, 0", "-1, -1, 0", "1, -1, 0", "-2, -2, -2, 2"): "or pull less",
            NET.format("0, 1, 0", "-1, -1, 0", "1, -1, 0", "-2, -2, -2, 1.6"): "score is -0.4",
            NET.format("0, 1", "-1, -1", "1, -1", "-1, -1, -1, 2"): "3 plain numbers are wanted",
        },
    ),
    "5": Exercise(
        three_classes,
        hints=(
            "Begin with a single point: its three scores, and which of them is the right one.",
            "Each of the other two is to be behind by 1. So score minus right score plus 1 is "
            "what is lacking; and if nothing is lacking, nothing is charged.",
            "Leave out the right class itself: it is ahead of itself by 0, and would always be "
            "charged 1. For the accuracy compare .data.",
        ),
        solution=THREE,
        right=(
            "def loss_of(net, X, classes):\n    table = [net(row) for row in X]\n"
            "    pairs = list(zip(table, classes, strict=True))\n"
            "    loss = sum((1 + s - row[k]).relu() for row, k in pairs for s in row)\n"
            "    best = [max(range(3), key=lambda i: row[i].data) for row in table]\n"
            "    right = sum(b == k for b, k in zip(best, classes, strict=True))\n"
            "    return loss / len(X) - 1, right / len(X)",
            "def loss_of(net, X, classes):\n    total, right = Value(0), 0\n"
            "    for row, k in zip(X, classes, strict=True):\n        scores = net(row)\n"
            "        for j in range(3):\n            if j != k:\n"
            "                ahead = scores[k] - scores[j]\n"
            "                total = total + (1 - ahead).relu()\n"
            "        right += scores[k].data == max(s.data for s in scores)\n"
            "    return total * (1 / len(X)), right / len(X)",
        ),
        wrong={
            THREE.replace("in others]", "in scores]"): "can't be ahead of itself",
            THREE.replace(" + 1)", ")"): "it has to be ahead by 1",
            THREE.replace("s - scores[k]", "scores[k] - s"): "the wrong way round",
            THREE.replace("losses += [", "losses.append(sum(").replace(
                ".relu() for s in others]", " for s in others).relu())"
            ): "one can't make up for the other",
            THREE.replace("sum(losses) / len(X)", "sum(losses)"): "That is the sum over the",
            THREE.replace("sum(losses) / len(X)", "sum(losses) / len(losses)"): "of the others",
            THREE.replace("s - scores[k] + 1", "Value(s.data - scores[k].data + 1)"): "drops out",
            THREE.replace("all(s.data < scores[k].data for s in others)", "scores[k].data > 0"): (
                "A score can win below 0"
            ),
            THREE.replace(", right / len(X)", ""): "It has to return two",
            THREE.replace(".data < scores[k].data", " < scores[k]"): "can't be compared",
        },
    ),
    "6": Exercise(
        walked,
        hints=(
            "The slope of (w − 3)² is 2 · (w − 3). How large is it at 5?",
            "The first step is the same in both. What does w.grad hold when the second backward "
            "begins?",
        ),
        solution=STEPS.format(3.5, 2.5),
        right=(
            STEPS.format("4 - 0.25 * 2", "4 - 0.25 * (4 + 2)"),
            "never_zeroed, zeroed = 5 / 2, 7 / 2",
        ),
        wrong={
            STEPS.format(3.5, 3.5): "still there when the second adds its own",
            STEPS.format(2.5, 3.5): "That is without zeroing.",
            STEPS.format(3.0, 2.5): "another: w has moved",
            STEPS.format(3.5, 3.0): "measured at the new w",
            STEPS.format(7.5, 2.5): "A step goes down",
            STEPS.format(4.0, 2.5): "That is after one step",
            STEPS.format(4.125, 3.625): "is 2 · (w − 3)",
        },
    ),
    "7": Exercise(
        open_and_closed,
        hints=(
            "First the three weighted sums. Which of them is below 0?",
            "A closed gate passes nothing back. At an open one, w1 gets the first input, w2 the "
            "second, and b a 1; and all that adds up.",
        ),
        solution=GATE.format("[0, 5.5, 0.5]", "[4, 3, 2]"),
        right=(
            GATE.format("(0.0, 5.5, 0.5)", "(3 + 1, 1 + 2, 1 + 1)"),
            "sums = [2 * x - y + 0.5 for x, y in [(1, 4), (3, 1), (1, 2)]]\n"
            "answers = [max(0, s) for s in sums]\ngradients = [4.0, 3.0, 2.0]",
        ),
        wrong={
            GATE.format("[-1.5, 5.5, 0.5]", "[5, 7, 3]"): "lets nothing through",
            GATE.format("[0, 5, 0]", "[4, 3, 2]"): "The bias is missing.",
            GATE.format("[0.5, 5.5, 0.5]", "[4, 3, 2]"): "belongs inside",
            GATE.format("[0, 5.5, 0.5]", "[5, 7, 3]"): "finds the gate closed",
            GATE.format("[0, 5.5, 0.5]", "[4, 3, 1]"): "at each open point, once each",
            GATE.format("[0, 5.5, 0.5]", "[1, 2, 1]"): "add up over the points",
        },
    ),
}
