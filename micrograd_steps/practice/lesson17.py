"""The blanks of lesson 17: a layer, the max-margin loss, and the logs of softmax, on Tensors."""

import numpy as np

from micrograd_steps import step17
from micrograd_steps.practice.frame import (
    Blank,
    Wrong,
    expect,
    returned,
    same,
    shown,
    told,
)

HINTS = {
    "does not support ufuncs": "NumPy's functions take arrays; a Tensor has methods of its own.",
    "is not iterable": "A Tensor has no loop over its rows: its methods take the whole array.",
    "not supported between": "Tensors are not compared: ReLU is a method, labels stay an array.",
    "<bound method": "Is it called, with parentheses?",
}


def numbers_in(found, Tensor, example):
    """Return the numbers of what has to be a Tensor."""
    if isinstance(found, Tensor):
        return found.data
    if callable(found):
        raise Wrong(f"{example}: the result is a function. Is it called, with parentheses?")
    raise Wrong(f"{example}: the result has to be a Tensor, and is {shown(found)}.")


def goes_back(grad, wanted, name, example):
    """Judge the gradient that has reached a leaf."""
    if grad is None or not np.any(grad):
        raise Wrong(
            f"{example}: the numbers are right, but no gradient reaches {name}. Arrays, such as "
            "`.data`, know no way back; compute with the Tensors."
        )
    expect(grad, wanted, f"{example}: the gradient of {name}")


# ---------------------------------------------------------------- a layer


def layer(Layer):
    """made: the class. One point and two neurons, first without ReLU."""
    hints = {
        "shapes do not fit": "Points stand on the left: each row of x meets each column of w.",
        "holds numbers": "`as_tensor` takes both: numbers, and what is a Tensor already.",
        "name 'relu'": "It is a method: `act.relu()`, say.",
        "is not defined": "What belongs to the layer is self.w, self.b and self.nonlin.",
        "attribute 'T'": "w needs no transposing: its columns are the neurons already.",
        **HINTS,
    }
    x, w, b = np.array([[1.0, 2.0]]), np.array([[3.0, -5.0], [0.0, 1.0]]), np.array([10.0, 1.0])
    act = x @ w + b
    slips = [
        (x @ w, "The biases are missing."),
        (np.maximum(act, 0), "ReLU has to be left out where nonlin is False."),
        (act, "ReLU is missing, where nonlin is True."),
        (np.maximum(x @ w, 0), "The biases are missing."),
        (np.maximum(x @ w, 0) + b, "ReLU comes after the biases, not before."),
        (x @ (w + b), "The biases come after the matrix product: look at the parentheses."),
        (np.tanh(act), "That is tanh, and not ReLU."),
        (x * w + b, "That multiplies number by number: the matrix product is `@`."),
        (x @ w - b, "The biases are subtracted."),
    ]
    for nonlin in (False, True):
        ours, frozen = Layer(2, 2, nonlin=nonlin), step17.Layer(2, 2, nonlin=nonlin)
        for each in (ours, frozen):
            each.w.data, each.b.data = w.copy(), b.copy()
        example = f"w is {shown(w)}, b is {shown(b)}, nonlin is {nonlin}, x is {shown(x)}"
        points, same_points = type(ours.w)(x), step17.Tensor(x)
        wanted = frozen(same_points)
        for given, what in ((x, example), (points, f"{example}, a Tensor")):
            with told(what, hints):
                out = returned(Layer.__call__, ours, given)
            expect(numbers_in(out, type(ours.w), what), wanted.data, what, slips)
        out.backward()
        wanted.backward()
        goes_back(ours.w.grad, frozen.w.grad, "w", example)
        goes_back(ours.b.grad, frozen.b.grad, "b", example)
        goes_back(points.grad, same_points.grad, "x, which may come from another layer", example)


# ---------------------------------------------------------------- the loss


class Fixed:
    """A model with the same scores for whatever it sees; they are its parameters, too."""

    def __init__(self, Tensor, scores):
        self.scores = Tensor(scores)

    def __call__(self, X):
        return self.scores

    def parameters(self):
        return [self.scores]


def margins(made, Tensor):
    """made: max_margin_loss. Three scores, without L2: far on the right side, less far, wrong."""
    hints = {
        "shapes do not fit": "Each label meets its own score: number by number, `*`.",
        "cannot reshape": "There may be any number of points: −1 stands for as many as it takes.",
        **HINTS,
    }
    s, y, X = np.array([[3.0], [-0.5], [1.0]]), np.array([1, -1, -1]), np.zeros((3, 2))
    model, frozen = Fixed(Tensor, s), Fixed(step17.Tensor, s)
    example = f"scores {shown(s)}, labels {shown(y)}"
    with told(example, hints):
        loss, accuracy = made(model, X, y, 0)
    wanted, right = step17.max_margin_loss(frozen, X, y, 0)
    margin = 1 - y.reshape(-1, 1) * s
    share = ((y > 0) == (s > 0)).mean()
    table = "In the loss stands y, still a row: each label meets every score."
    if same(accuracy, share):
        table = "The labels are still a row: each of them meets every score."
    slips = [
        (np.maximum(1 - y * s, 0).mean(), table),
        (margin.mean(), "ReLU is missing, or comes after the mean: it is for each point."),
        (np.maximum(margin, 0).sum(), "That is the sum; it has to be the mean."),
        (np.maximum(margin, 0), "The mean makes a single number of it."),
        (np.maximum(-margin, 0).mean(), "The sign is the other way round: 1 comes first."),
        (np.maximum(2 - margin, 0).mean(), "It is added to 1; it has to be subtracted."),
        (np.maximum(1 - s, 0).mean(), "The labels have no part in it."),
        (np.maximum(1 - margin, 0).mean(), "1 minus that is wanted, before ReLU."),
        (1 - np.maximum(1 - margin, 0).mean(), "1 minus that comes before ReLU: parentheses."),
        (np.maximum(margin - 1, 0).mean(), "The 1 is missing."),
        ((margin**2).mean(), "Those are squares: it is ReLU that is wanted here."),
    ]
    numbers = numbers_in(loss, Tensor, example)
    expect(numbers, wanted.data, f"{example}: the loss", slips)
    expect(accuracy, right, f"{example}: the share that is right", [(share, table)])
    loss.backward()
    wanted.backward()
    goes_back(model.scores.grad, frozen.scores.grad, "the scores", example)


# ---------------------------------------------------------------- softmax


def log_softmax(made, Tensor):
    """made: the function. A row; two rows; then large scores, as lists."""
    hints = {
        "shapes do not fit": "The ones have to be a column, (k, 1).",
        "no logarithm": "Is it the sum of powers of e, which are all above 0?",
        "out of bounds": "NumPy cannot look into a Tensor: its array is `.data`.",
        "attribute 'max'": "The largest are found in the array, scores.data.",
        **HINTS,
    }
    for s in (np.array([[1.0, 0.0]]), np.array([[3.0, 2.0], [0.0, 1.0]])):
        leaf, example = Tensor(s), f"scores {shown(s)}"
        with told(example, hints):
            out = returned(made, leaf)
        wanted = step17.log_softmax(s).data
        low = s - s.max(axis=1, keepdims=True)
        powers = np.exp(low)
        sums = powers.sum(axis=1, keepdims=True)
        slips = [
            (np.exp(wanted), "These are the probabilities; their logs are wanted."),
            (s, "These are the scores again: log undoes e to the power of."),
            (low, "The log of each row's sum is still to be subtracted."),
            (low - sums, "The sum is subtracted, and not its log."),
            (low + np.log(sums), "The log of the sum is added, and not subtracted."),
            (powers - np.log(sums), "In front, too, it is the score, without e to the power of."),
            (-wanted, "The sign is the other way round."),
            (low / np.log(sums), "It divides by the log: the log of a quotient is a difference."),
            (s - np.log(sums), "The scores are lowered in the sum, but not in front of it."),
            (low - np.log(powers.sum()), "That is the sum of all rows; each row has its own."),
            (s - np.log(np.exp(s).sum()), "That is the sum of all rows; each row has its own."),
            (low - np.log(s.shape[1]), "The sum is of ones: e to the power of each is missing."),
            (low - np.log(powers * np.ones((2, 1))), "The powers stand on the left, then @ ones."),
        ]
        for largest in (s.max(axis=1), s.max(axis=0)):
            if largest.shape == s.shape[1:]:
                logs = s - largest - np.log(np.exp(s - largest).sum(axis=1, keepdims=True))
                slips.append((logs, "Each row is lowered by its own largest, kept as a column."))
        expect(numbers_in(out, Tensor, example), wanted, example, slips)
        weights = np.arange(1.0, s.size + 1).reshape(s.shape)
        (out * weights).backward()
        back = step17.measured_gradient(step17.log_softmax, [step17.Tensor(s)], 0, weights)
        goes_back(leaf.grad, np.round(back, 6), "the scores", example)
    hints["attribute 'data'"] = "Make a Tensor of a list first, by `as_tensor`."
    for large, words in (
        ([[1000.0, 0.0]], "e to the power −1000 is 0 as a float: subtract logs, don't divide."),
        ([[1000.0, 0.0], [1.0, 0.0]], "Each row has to be lowered by its own largest score."),
    ):
        hints["no logarithm"] = words
        example = f"scores {shown(np.array(large))}, a list"
        with told(example, hints), np.errstate(all="ignore"):
            found = numbers_in(returned(made, large), Tensor, example)
        if not np.isfinite(found).all():
            raise Wrong(
                f"{example}: yours gives {shown(found)}; for e to the power 1000 is more than a "
                "float holds. Subtract each row's largest score first."
            )
        expect(found, step17.log_softmax(large).data, example)


COLUMN = "y.reshape(-1, 1)\n"
MARGIN = "(1 - column * scores)"
LOW = "scores = as_tensor(scores)\nlow = scores - scores.data.max(axis=1, keepdims=True)\n"
ONES = "ones = np.ones((scores.data.shape[1], 1))\n"

BLANKS = {
    "Layer.__call__": Blank(
        "return x, as a Tensor, in a matrix product with the weights, plus the biases; with ReLU "
        "after that where nonlin says so",
        layer,
        right=(
            "out = x @ self.w + self.b\nif self.nonlin:\n    out = out.relu()\nreturn out",
            "out = self.b + as_tensor(x).__matmul__(self.w)\n"
            "return [out, out.relu()][bool(self.nonlin)]",
        ),
        wrong={
            "act = as_tensor(x) @ self.w\nreturn act.relu() if self.nonlin else act": (
                "The biases are missing."
            ),
            "return (as_tensor(x) @ self.w + self.b).relu()": "left out where nonlin is False.",
            "return as_tensor(x) @ self.w + self.b": "ReLU is missing, where nonlin is True.",
            "act = as_tensor(x) @ self.w\n"
            "return (act.relu() if self.nonlin else act) + self.b": "ReLU comes after the biases",
            "act = self.w @ as_tensor(x) + self.b\n"
            "return act.relu() if self.nonlin else act": "Points stand on the left",
            "act = as_tensor(x) * self.w + self.b\n"
            "return act.relu() if self.nonlin else act": "the matrix product is `@`.",
            "act = as_tensor(x) @ self.w + self.b\n"
            "return act.relu if self.nonlin else act": "Is it called, with parentheses?",
            "act = as_tensor(x) @ self.w + self.b\nact.relu() if self.nonlin else act": (
                "is there a `return`"
            ),
            "act = x.data @ self.w + self.b\n"
            "return act.relu() if self.nonlin else act": "no gradient reaches x",
            "act = as_tensor(x) @ w + b\nreturn act": "What belongs to the layer is self.w",
            "act = x @ self.w.data + self.b.data\nreturn np.maximum(act, 0)": "to be a Tensor",
        },
    ),
    "column+data_loss": Blank(
        "first the labels y as a column, like the scores; then the mean, over the points, of the "
        "ReLU of 1 minus label times score",
        margins,
        right=(
            "y[:, np.newaxis]\n(1 - scores * column).relu().mean()",
            "np.array([[label] for label in y])\n"
            "(-column * scores + 1).relu().sum() / len(column)",
        ),
        wrong={
            f"y\n{MARGIN}.relu().mean()": "each of them meets every score.",
            f"{COLUMN}(1 - y * scores).relu().mean()": "In the loss stands y, still a row",
            f"{COLUMN}{MARGIN}.mean()": "ReLU is missing",
            f"{COLUMN}{MARGIN}.relu()": "The mean makes a single number of it.",
            f"{COLUMN}{MARGIN}.relu().sum()": "That is the sum",
            f"{COLUMN}(1 + column * scores).relu().mean()": "It is added to 1",
            f"{COLUMN}(column * scores - 1).relu().mean()": "1 comes first.",
            f"{COLUMN}(1 - scores).relu().mean()": "The labels have no part in it.",
            f"{COLUMN}np.maximum(1 - column * scores.data, 0).mean()": "no gradient reaches",
        },
    ),
    "log_softmax": Blank(
        "lower each row of scores, as a Tensor, by its largest; return that less the log of the "
        "row's sum of powers of e (by @ with ones)",
        log_softmax,
        right=(
            "s = as_tensor(scores)\n"
            "s = s - np.max(s.data, axis=-1).reshape(-1, 1)\n"
            "sums = s.exp() @ [[1.0] for _ in s.data[0]]\n"
            "return s - sums.log()",
            f"{LOW}{ONES}return (low.exp() @ (ones @ ones.T)).log() * -1 + low",
        ),
        wrong={
            f"{LOW}{ONES}return low.exp() / (low.exp() @ ones)": "These are the probabilities",
            f"{LOW}{ONES}return low - low.exp() @ ones": "The sum is subtracted, and not its log.",
            f"{LOW}return low - low.exp().sum().log()": "each row has its own.",
            f"{LOW}{ONES}return scores - (low.exp() @ ones).log()": "but not in front of it.",
            f"{LOW}{ONES}low - (low.exp() @ ones).log()": "is there a `return`",
            f"{LOW}{ONES}return (low.exp() / (low.exp() @ ones)).log()": "subtract logs",
            f"{LOW}return low - (low.exp() @ np.ones(2)).log()": "The ones have to be a column",
            LOW.replace(", keepdims=True", "")
            + f"{ONES}return low - (low.exp() @ ones).log()": "kept as a column.",
            "low = as_tensor(scores)\n"
            "ones = np.ones((low.data.shape[1], 1))\n"
            "return low - (low.exp() @ ones).log()": "Subtract each row's largest score first.",
            LOW.replace("as_tensor(scores)", "scores")
            + f"{ONES}return low - (low.exp() @ ones).log()": "by `as_tensor`.",
            LOW.replace("axis=1, keepdims=True", "")
            + f"{ONES}return low - (low.exp() @ ones).log()": "lowered by its own largest score.",
        },
    ),
}
