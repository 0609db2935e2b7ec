"""A neuron to drag: w and b move n along tanh's curve, and where it is flat, gradients fade.

`neuron.js` computes by the formulas of lesson 04: n = w · x + b, o = tanh(n), and 1 − o².
"""

import math
from numbers import Real
from pathlib import Path

from micrograd_steps.classroom.chart import Chart
from micrograd_steps.classroom.colors import GRADIENT, VALUE
from micrograd_steps.classroom.live import Live, minus, short, still

REACH = 4.0  # of w and of b, to each side
STEPS = 32  # to each side
END = 8.0  # of tanh's curve
SIZE = 392, 250


def drag_neuron(w, b, x=1.0):
    """Return a picture of o = tanh(w · x + b) in which w and b can be dragged.

    It shows n on the curve, the slope there, and the gradients of n, w and b if that of o is 1.
    w, b: the weight and the bias to begin with; x: the input
    Raises TypeError if one is no number, ValueError if one is not finite.
    """
    for name, number in {"w": w, "b": b, "x": x}.items():
        if not isinstance(number, Real):
            raise TypeError(f"drag_neuron needs a number for {name}, not {number!r}")
        if not math.isfinite(number):
            raise ValueError(f"{name} must be finite, not {number}")
    return Neuron(float(w), float(b), float(x))


class Neuron(Live):
    """tanh with n on it, and the gradient of n against w and against b."""

    script = Path(__file__).with_name("neuron.js")
    accent = GRADIENT

    def __init__(self, w, b, x):
        """Draw the charts; the arguments are those of `drag_neuron`."""
        self.w, self.b, self.x = w, b, x
        self.heading = (
            "Drag w in the first picture and b in the second, or click on it and use ← and →. "
            "Orange are gradients."
        )
        moves = [REACH * i / STEPS for i in range(-STEPS, STEPS + 1)]
        self.spots = [[w + move for move in moves], [b + move for move in moves]]
        n, o, slope = _forward(w, b, x)
        over_w = [(at, x * _forward(at, b, x)[2]) for at in self.spots[0]]
        over_b = [(at, _forward(w, at, x)[2]) for at in self.spots[1]]
        self.charts = [
            self._fading("w", over_w, "(1 − o²) · x", x),
            self._fading("b", over_b, "1 − o²", 1.0),
        ]
        curve = Chart("n on tanh, and the slope", (-END, END), (-1.2, 1.2), ("n", "o"), size=SIZE)
        points = [(END * move / REACH, math.tanh(END * move / REACH)) for move in moves]
        curve.curve(points, "curve", stroke=VALUE, stroke_width=2.5)
        ends = [(n + way, o + way * slope) for way in (-2, 2)]
        curve.line(*ends, "tangent", stroke=GRADIENT, stroke_width=2.5)
        curve.dot((n, o), "now", 7, fill=VALUE)
        self.charts.append(curve)

    def _fading(self, name, points, formula, most):
        """Return a chart of the gradient of w or b, which is at most this."""
        ends = points[0][0], points[-1][0]
        low, high = sorted((0.0, 1.1 * most or 1.1))
        chart = Chart(f"The gradient of {name}", ends, (low, high), (name, formula), size=SIZE)
        chart.curve(points, "curve", stroke=GRADIENT, stroke_width=2.5)
        chart.dot(points[STEPS], "now", 7, fill=GRADIENT)
        return chart

    def lines(self):
        """Return what the still picture says: of n in the middle, here, and far out."""
        lines = []
        for n in sorted({0.0, self.w * self.x + self.b, 4.0}, key=abs):
            o, slope = math.tanh(n), 1 - math.tanh(n) ** 2
            lines.append(
                f"At n = {short(n, 4)} o is {short(o, 6)}: of o's gradient 1, n and b get "
                f"{short(slope, 4)}, and w gets {short(slope, 4)} · x = "
                f"{short(slope * self.x, 4)}."
            )
        lines.append("Where the curve is flat, next to nothing of it comes through.")
        return [minus(line) for line in lines]

    def __repr__(self):
        start = f"w = {short(self.w)}, b = {short(self.b)}, x = {short(self.x)}"
        return "\n".join([f"o = tanh(w · x + b) with {minus(start)}.", *self.lines()])

    def svg(self):
        """Return the still picture as SVG text."""
        return still(self.charts, self.lines())

    def data(self):
        """Return what the script gets: the input, where w and b may be, and the axes."""
        axes = [chart.for_script() for chart in self.charts]
        return {"x": self.x, "factors": [self.x, 1], "spots": self.spots, "charts": axes}


def _forward(w, b, x):
    """Return n, o, and the slope of tanh there."""
    n = w * x + b
    o = math.tanh(n)
    return n, o, 1 - o**2
