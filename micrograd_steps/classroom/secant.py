"""A secant to drag: how a slope that is measured depends on the place and on the run.

Python computes what f gives at every place and after every run; `secant.js` subtracts and divides
these very numbers. Both are the same arithmetic, so what it shows is what Python gives.
"""

import math
from numbers import Real
from pathlib import Path

from micrograd_steps.classroom.chart import Chart
from micrograd_steps.classroom.colors import FAINT, GRADIENT, INK, VALUE
from micrograd_steps.classroom.live import Live, minus, plain, short, still

PLACES = 40  # steps from the left end to the right
CURVE = 4  # points of the curve in each of them
RUNS = [float(f"{digit}e-{power}") for power in range(16, 0, -1) for digit in (1, 2, 5)]
RUNS += [1.0, 2.0]
START = RUNS.index(2.0)
KEYS = "Or click on one and use ← and →."


def drag_secant(f, x, left=-5.0, right=5.0):
    """Return a picture of f in which a place and a run h can be dragged.

    It shows the secant over the run, the tangent, and how far their slopes are apart for each h
    from 1e-16 to 2.
    f: a function of one number that gives a number from left − 1/8 to right + 2
    x: the place to begin at, between left and right
    Raises TypeError if f or a number is none, ValueError if f has no finite number somewhere.
    """
    if not callable(f):
        raise TypeError(f"drag_secant needs a function of one number, not {f!r}")
    for name, number in {"x": x, "left": left, "right": right}.items():
        if not isinstance(number, Real):
            raise TypeError(f"drag_secant needs a number for {name}, not {number!r}")
    if not -math.inf < left <= x <= right < math.inf or left == right:
        raise ValueError(f"x must lie between left and right, but x is {x} in {left} … {right}")
    return Secant(f, float(x), float(left), float(right))


class Secant(Live):
    """A curve, its secant and tangent at one place, and the error of the slope for every run."""

    script = Path(__file__).with_name("secant.js")
    accent = GRADIENT

    def __init__(self, f, x, left, right):
        """Compute all that is shown; the arguments are those of `drag_secant`."""
        name = plain(getattr(f, "__name__", "f"))
        self.name = name if name.isidentifier() else "f"
        self.x = x
        f = _checked(f, self.name)
        step = (right - left) / PLACES
        first, last = math.ceil((left - x) / step), math.floor((right - x) / step)
        self.xs = [x + i * step for i in range(first, last + 1)]
        self.at = -first  # the number of the place to begin at
        self.fs = [f(x) for x in self.xs]
        self.after = [[f(x + h) for h in RUNS] for x in self.xs]
        self.slopes = [_slope(f, x) for x in self.xs]
        self.heading = f"Drag x in the first picture, and the run h in the second. {KEYS}"
        self._draw(f, left, right)

    def _draw(self, f, left, right):
        points = [left + i * (right - left) / PLACES / CURVE for i in range(PLACES * CURVE + 1)]
        curve = [(x, f(x)) for x in points]
        low, high = min(y for _, y in curve), max(y for _, y in curve)
        spare = (high - low) / 20 or 1.0
        ends = left - (right - left) / 40, right + (right - left) / 40
        axes = ends, (low - spare, high + spare)
        left_chart = Chart("Secant, dashed, and tangent", *axes, ("x", f"{self.name}(x)"))
        left_chart.curve(curve, "curve", stroke=VALUE, stroke_width=2.5)
        self._draw_lines(left_chart, *ends)

        found = [error for i in range(len(self.xs)) for error in self._errors(i)]
        powers = [math.floor(math.log10(error)) for error in found if error] or [0]
        errors_shown = 10.0 ** max(min(powers), -12), 10.0 ** (max(powers) + 1)
        axes = (RUNS[0] / 10, RUNS[-1] * 10), errors_shown
        right_chart = Chart("How far the secant's slope is off", *axes, ("h", "error"), log=True)
        errors = self._errors(self.at) or [0.0] * len(RUNS)  # those of 0 lie below the chart
        for h, error in zip(RUNS, errors, strict=True):
            right_chart.dot((h, error), "error", 3.5, fill=GRADIENT)
        now = RUNS[START], errors[START]
        right_chart.dot(now, "now", 9, fill="none", stroke=INK, stroke_width=2.5)
        self.charts = [left_chart, right_chart]

    def _draw_lines(self, chart, left, right):
        """Draw the secant of the run to begin with, and the tangent, where there is one."""
        x, y, h = self.xs[self.at], self.fs[self.at], RUNS[START]
        lines = {"secant": self._secant(self.at, START), "tangent": self.slopes[self.at]}
        for name, slope in lines.items():
            ends = [(end, y + (slope or 0.0) * (end - x)) for end in (left, right)]
            color = GRADIENT if name == "tangent" else FAINT
            look = {"stroke": color, "stroke_width": 2.5, "stroke_dasharray": "none"}
            if name == "secant":
                look["stroke_dasharray"] = "7 4"
            elif slope is None:
                look["visibility"] = "hidden"
            chart.line(*ends, name, **look)
        chart.dot((x + h, self.after[self.at][START]), "second", 5, fill=FAINT)
        chart.dot((x, y), "first", 7, fill=GRADIENT)

    def _secant(self, i, j):
        return (self.after[i][j] - self.fs[i]) / RUNS[j]

    def _errors(self, i):
        """Return for each run how far the secant's slope is from the tangent's, at a place."""
        if self.slopes[i] is None:
            return []
        return [abs(self._secant(i, j) - self.slopes[i]) for j in range(len(RUNS))]

    def lines(self):
        """Return what the still picture says: three runs, and the one with the least error."""
        tangent, errors = self.slopes[self.at], self._errors(self.at)
        if tangent is None:
            return [f"At x = {short(self.x)} there is no tangent."]
        best = errors.index(min(errors))
        lines = [f"At x = {short(self.x)} the tangent's slope is {short(tangent, 12)}."]
        for j in sorted({START, RUNS.index(0.001), best, 0}, reverse=True):
            run, off = f"h = {short(RUNS[j])}", short(errors[j], 3)
            more = ", the least of all runs that are shown" if j == best else ""
            slope = self._secant(self.at, j)
            lines.append(f"{run}: the secant's slope is {slope}, off by {off}{more}.")
        lines.append("A long run is off because the curve bends, a short one because of rounding.")
        return [minus(line) for line in lines]

    def __repr__(self):
        what = f"The slope of {self.name}, measured by secants, and its error against the run h."
        return "\n".join([what, *self.lines()])

    def svg(self):
        """Return the still picture as SVG text."""
        return still(self.charts, self.lines())

    def data(self):
        """Return what the script gets: all numbers, and the axes."""
        return {
            "name": self.name,
            "runs": RUNS,
            "xs": self.xs,
            "fs": self.fs,
            "after": self.after,
            "slopes": self.slopes,
            "at": [self.at, START],
            "charts": [chart.for_script() for chart in self.charts],
        }


def _checked(f, name):
    """Return f such that what is no finite number raises an error that says so."""

    def checked(x):
        call, hint = f"{name}({short(x)})", "choose left and right where it has one"
        try:
            y = f(x)
        except (ArithmeticError, ValueError) as error:
            raise ValueError(f"{call} has no value: {error}; {hint}") from None
        if not isinstance(y, Real):
            raise TypeError(f"{call} must be a number, not {y!r}")
        if not math.isfinite(y):
            raise ValueError(f"{call} has the value {y}; {hint} that is finite")
        return float(y)

    return checked


def _slope(f, x):
    """Return the slope of f at x to about twelve digits, or None where f has a kink or a jump.

    Slopes over ever shorter runs to both sides are extrapolated to a run of 0 (Ridders' method):
    https://en.wikipedia.org/wiki/Richardson_extrapolation
    """
    run = 2.0**-20
    to_right, to_left = (f(x + run) - f(x)) / run, (f(x) - f(x - run)) / run
    if abs(to_right - to_left) > 0.001 * (1 + abs(to_right) + abs(to_left)):
        return None
    best, least, row = to_right, math.inf, []
    for power in range(3, 16):
        h = 2.0**-power
        new = [(f(x + h) - f(x - h)) / (2 * h)]
        for i, coarser in enumerate(row):
            new.append(new[i] + (new[i] - coarser) / (4 ** (i + 1) - 1))
            off = abs(new[-1] - coarser)
            if off < least:
                best, least = new[-1], off
        row = new
    return best
