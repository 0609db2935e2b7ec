"""A training to drag through: how a net's border moves, and which points still pull on it.

The loss is that of lesson 13, max-margin and L2. Here its gradients are written out for arrays,
and in `border.js` once more: the page trains the net itself, with ReLU and without. So what is
saved is the net before its training, and the run is the same to about twelve digits.
"""

from dataclasses import dataclass
from numbers import Real
from pathlib import Path

import numpy as np
from contourpy import contour_generator

from micrograd_steps.classroom.chart import Chart, rings
from micrograd_steps.classroom.colors import FAINT, GRADIENT, INK, SHADE, VALUE
from micrograd_steps.classroom.live import Live, still

MOST_PARAMETERS = 1000
MOST_WORK = 10_000_000  # steps · points · parameters: what a page trains in half a second
SIZE, SMALL = (340, 270), (296, 227)
GRID = 101, 71  # places where the score is asked for, to the right and up


def _mark(label, r):
    """Return a circle or a triangle around a place, as the path of an SVG."""
    if label > 0:
        return f"m0-{r}a{r} {r} 0 1 0 .1 0z"
    return f"m0-{1.2 * r:g}l{1.1 * r:g} {2 * r:g}h-{2.2 * r:g}z"


KINDS = {  # of points: the label, whether they pull, their colour, and their size
    "dots": (1, False, VALUE, 3),
    "triangles": (-1, False, "white", 3),
    "pulling-dots": (1, True, GRADIENT, 4),
    "pulling-triangles": (-1, True, GRADIENT, 4),
}


def drag_border(net, X, y, rates, slow=0.05, alpha=0.0001):
    """Return a picture of a net's border that can be dragged through the steps of its training.

    It shows the loss, how many answers are wrong, and the margin of each point, its label times
    its score, at every step; and at a press of a button all of that for the same net without ReLU.
    net: layers of neurons with w, b and nonlin, for ReLU; 2 inputs, 1 output; stays as it is
    X: points, (n, 2); y: their labels, -1 or 1, (n,)
    rates: the learning rate of each step
    slow: without ReLU long steps run away; there each rate is multiplied by this
    alpha: the weight of L2 in the loss
    Raises TypeError if net is no such net or a number is none, ValueError for points, labels or
    rates that don't fit, or where the loss runs away.
    """
    layers = _layers(net)
    X, y, rates = _numbers(X=X, y=y, rates=rates)
    for name, number in {"slow": slow, "alpha": alpha}.items():
        if not isinstance(number, Real):
            raise TypeError(f"drag_border needs a number for {name}, not {number!r}")
        if not 0 <= number < np.inf:
            raise ValueError(f"{name} must be finite and not negative, not {number}")
    if X.shape != (y.size, 2) or y.ndim != 1 or not y.size:
        shapes = f"{X.shape} and {y.shape}"
        raise ValueError(f"the points must have the shape (n, 2), the labels (n,), not {shapes}")
    if strange := [label for label in y.tolist() if label not in (-1, 1)]:
        raise ValueError(f"labels are -1 or 1, not {strange[0]:g}")
    if rates.ndim != 1 or not rates.size or (rates <= 0).any():
        raise ValueError("rates must be a list of positive numbers, one for each step")
    parameters = sum(W.size + b.size for W, b, _ in layers)
    work = rates.size * y.size * parameters
    if parameters > MOST_PARAMETERS or work > MOST_WORK:
        raise ValueError(
            f"a page can train at most {MOST_PARAMETERS:,} parameters, and steps · points · "
            f"parameters may be {MOST_WORK:,}, not {parameters:,} and {work:,}"
        )
    return Border(layers, X, y, rates, float(slow), float(alpha))


@dataclass
class Moment:
    """The net before a step of its training, or after the last."""

    layers: list  # as those of _layers
    margins: np.ndarray
    wrong: int  # answers
    pulling: int  # points with a margin below 1: only they have a gradient
    loss: float

    def __str__(self):
        return f"{self.wrong} wrong, {self.pulling} pull"


class Border(Live):
    """Four moments of a training; the script has all of them."""

    script = Path(__file__).with_name("border.js")
    accent = GRADIENT

    def __init__(self, layers, X, y, rates, slow, alpha):
        """Train the net twice; the arguments are those of `drag_border`, as arrays."""
        self.layers, self.X, self.y, self.rates = layers, X, y, rates
        self.slow, self.alpha = slow, alpha
        straight = [(W, b, np.zeros_like(relu)) for W, b, relu in layers]
        self.run = self._trained(layers, rates, "")
        self.straight = self._trained(straight, rates * slow, " without ReLU; make slow smaller")
        self.losses = [moment.loss for moment in self.run]
        low, high = X.min(axis=0), X.max(axis=0)
        spare = 0.2 * np.where(high > low, high - low, 1.0)
        self.box = np.column_stack([low - spare, high + spare]).tolist()
        last = len(rates)
        self.heading = (
            f"Drag through the {last} steps in the first picture, or click on it and use ← and →. "
            "Orange points have a margin below 1: they pull on the border."
        )
        self.moments = {f"Step {k}": self.run[k] for k in (last // 20, 2 * last // 5, last)}
        self.moments["No ReLU"] = self.straight[-1]
        self.charts = [self._map(name, moment) for name, moment in self.moments.items()]
        self.moving = [self._steps(), self._map("The border; thin: scores 1, −1"), self._sorted()]

    def _trained(self, layers, rates, hint):
        """Return the Moments of a training by gradient descent, one more than there are steps."""
        moments = []
        with np.errstate(all="ignore"):
            for rate in [*rates, 0.0]:
                outputs = _forward(layers, self.X)
                moments.append(self._moment(layers, outputs[-1][:, 0]))
                if not np.isfinite(moments[-1].loss):
                    raise ValueError(f"the loss runs away by step {len(moments) - 1}{hint}")
                layers = self._after(layers, outputs, rate)
        return moments

    def _moment(self, layers, scores):
        margins = self.y * scores
        l2 = self.alpha * sum((W**2).sum() + (b**2).sum() for W, b, _ in layers)
        loss = np.maximum(0, 1 - margins).mean() + l2
        wrong = ((scores > 0) != (self.y > 0)).sum()
        return Moment(layers, margins, int(wrong), int((margins < 1).sum()), float(loss))

    def _after(self, layers, outputs, rate):
        """Return the layers after one step downhill."""
        grad = np.where(self.y * outputs[-1][:, 0] < 1, -self.y, 0.0)[:, None] / len(self.y)
        decay, new = 2 * self.alpha, []
        for i, (W, b, relu) in reversed(list(enumerate(layers))):
            grad = np.where(relu & (outputs[i + 1] <= 0), 0.0, grad)
            to_W, to_b = outputs[i].T @ grad, grad.sum(axis=0)
            new.insert(0, (W - rate * (to_W + decay * W), b - rate * (to_b + decay * b), relu))
            grad = grad @ W.T
        return new

    def _map(self, name, moment=None):
        """Return a chart of the points and of the net's border, without a moment an empty one."""
        title, size = (f"{name}: {moment}", SMALL) if moment else (name, SIZE)
        chart = Chart(title, *self.box, ("x1", "x2"), size=size)
        area, border, edges = _drawn(moment.layers, self.box) if moment else ([], [], [])
        chart.path(area, "area", fill=SHADE, fill_rule="evenodd")
        chart.path(edges, "edges", fill="none", stroke=FAINT)
        chart.path(border, "border", fill="none", stroke=INK, stroke_width=2.5)
        for kind, (label, pulls, color, r) in KINDS.items():
            chosen = (self.y == label) & ((moment.margins < 1) == pulls) if moment else []
            chart.marks(self.X[chosen].tolist(), _mark(label, r), kind, fill=color, stroke=INK)
        return chart

    def _steps(self):
        """Return a chart for the two counts over the steps."""
        n, last = len(self.y), len(self.rates)
        most = max(m.pulling for m in self.run + self.straight)
        axes = (-0.02 * last, 1.02 * last), (0, 1.1 * most + 1)
        names = "step", f"of {n} points"
        chart = Chart("How many pull, how many are wrong", *axes, names, size=SIZE)
        chart.line((0, 0), (0, 2 * n), "now", stroke=FAINT, stroke_width=2)
        for name, color, high in [("pulling", GRADIENT, 1.0), ("wrong", INK, 0.9)]:
            chart.curve([], name, stroke=color, stroke_width=2.5)
            chart.dot((0, 0), f"{name}-now", 6, fill=color)
            text = {"pulling": "margin below 1: pulls", "wrong": "wrong answer"}[name]
            chart.note((0.95 * last, high * most), text, text_anchor="end", fill=color)
        return chart

    def _sorted(self):
        """Return a chart for the margins, in order, and what each lacks of 1."""
        margins = np.concatenate([m.margins for m in self.run + self.straight])
        low, high = np.quantile(margins, [0.01, 0.99])  # the first steps can go very far
        ends = min(-1.0, np.floor(low)), max(2.0, np.ceil(high))
        axes = (0, len(self.y) + 1), ends
        names = "points, the least margin first", "margin"
        chart = Chart("Margins, and in orange their cost", *axes, names, size=SIZE)
        for level in (0, 1):
            chart.line((0, level), (len(self.y) + 1, level), "level", stroke=FAINT)
        chart.path([], "lacks", stroke=GRADIENT, stroke_width=2)
        chart.path([], "margins", stroke=VALUE, stroke_width=5, stroke_linecap="round")
        return chart

    def lines(self):
        """Return what the still picture says: how to read it, and its moments in numbers."""
        n = len(self.y)
        lines = [
            "Dots have the label 1, triangles −1. Shaded: the net's score is positive. "
            "Thin lines: the score is 1 and −1.",
            "Orange: a margin below 1. Only these points cost something, and pull on the border.",
        ]
        for name, m in self.moments.items():
            name = name if m is not self.straight[-1] else f"Without ReLU, step {len(self.rates)}"
            lines.append(
                f"{name}: loss {m.loss:.4f}, {n - m.wrong} of {n} right, {m.pulling} pull."
            )
        return lines

    def __repr__(self):
        return "\n".join(["The border of a net at four moments of its training.", *self.lines()])

    def svg(self):
        """Return the still picture as SVG text."""
        return still(self.charts, self.lines(), self.moving)

    def data(self):
        """Return what the script gets: the net to begin with, the points, and how to train."""
        layers = [
            [{"w": W[:, j].tolist(), "b": b[j], "relu": bool(relu[j])} for j in range(len(b))]
            for W, b, relu in self.layers
        ]
        return {
            "layers": layers,
            "points": self.X.T.tolist(),
            "labels": self.y.astype(int).tolist(),
            "rates": self.rates.tolist(),
            "slow": self.slow,
            "alpha": self.alpha,
            "grid": GRID,
            "kinds": [
                {"name": kind, "label": label, "pulls": pulls, "mark": _mark(label, 1.5 * r)}
                for kind, (label, pulls, _, r) in KINDS.items()
            ],
            "charts": [chart.for_script() for chart in self.moving],
        }


def _layers(net):
    """Return a net's layers as arrays, (W, b, relu), of (inputs, outputs) and twice (outputs,)."""
    try:
        layers = [
            (
                np.array([[float(w.data) for w in neuron.w] for neuron in layer.neurons]).T,
                np.array([float(neuron.b.data) for neuron in layer.neurons]),
                np.array([bool(neuron.nonlin) for neuron in layer.neurons]),
            )
            for layer in net.layers
        ]
        widths = [len(layers[0][0]), *(len(b) for _, b, _ in layers)]
    except (AttributeError, IndexError, TypeError, ValueError):
        needed = "a net of layers, whose neurons have w, b and nonlin"
        raise TypeError(f"drag_border needs {needed}, not {net!r:.60}") from None
    if widths[0] != 2 or widths[-1] != 1:
        raise ValueError(f"the net must have 2 inputs and 1 output, not {widths[0]}, {widths[-1]}")
    if not all(np.isfinite(part).all() for layer in layers for part in layer):
        raise ValueError("the net's parameters must be finite")
    return layers


def _forward(layers, X):
    """Return the inputs, then the outputs of each layer: arrays with a row for each point."""
    outputs = [X]
    for W, b, relu in layers:
        sums = outputs[-1] @ W + b
        outputs.append(np.where(relu, np.maximum(0, sums), sums))
    return outputs


def _drawn(layers, box):
    """Return where the score is positive, where it is 0, and where it is 1 or −1, as lines."""
    x, y = (np.linspace(*ends, n) for ends, n in zip(box, GRID, strict=True))
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    scores = _forward(layers, grid)[-1].reshape(len(y), len(x))
    lines = contour_generator(x, y, scores).lines
    found = rings(x, y, scores, 0, np.inf), lines(0), lines(1) + lines(-1)
    return [[_bends(line) for line in lines] for lines in found]


def _bends(line):
    """Return a line's ends, and of its other points those where it turns."""
    x, y = np.diff(line, axis=0).T
    turns = np.abs(x[:-1] * y[1:] - y[:-1] * x[1:])
    return line[[True, *(turns > 0.01 * np.hypot(x, y)[:-1] * np.hypot(x, y)[1:]), True]]


def _numbers(**given):
    """Return what was given as arrays of floats."""
    for name, numbers in given.items():
        try:
            array = np.asarray(numbers, dtype=float)
        except (TypeError, ValueError):
            raise TypeError(f"{name} must hold numbers, not {numbers!r:.60}") from None
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must hold finite numbers")
        yield array
