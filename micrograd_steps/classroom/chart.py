"""Charts as SVG text whose scales a script knows: for things to drag.

Lessons draw their plots with Matplotlib. What a script is to move needs a drawing of few parts,
each with a name (its class), and the way from numbers to places, which `for_script` returns.
"""

import html
import math

import numpy as np
from contourpy import contour_generator

from micrograd_steps.classroom.colors import FAINT, GRID, INK
from micrograd_steps.classroom.live import minus, short

WIDTH, HEIGHT = 440, 300
LEFT, TOP = 62, 26


class Chart:
    """A chart with named axes; what is added to it is drawn in the order of adding."""

    def __init__(self, title, x, y, names, log=False, size=(WIDTH, HEIGHT)):
        """Prepare a chart.

        title: what it shows
        x, y: the lowest and the highest number of each axis
        names: of the two axes
        log: whether both are logarithmic, or "x" if that one alone is
        size: of all of it, in pixels
        """
        self.title, self.x, self.y, self.names = title, x, y, names
        self.log_x, self.log_y = bool(log), log is True
        self.width, self.height = size
        self._right, self._bottom = self.width - 12, self.height - 44
        self._parts = []

    def place(self, x, y):
        """Return where a point lies, as two numbers of SVG; with log, 0 lies below all others."""
        return (
            round(_along(x, *self.x, LEFT, self._right, self.log_x), 2),
            round(_along(y, *self.y, self._bottom, TOP, self.log_y), 2),
        )

    def curve(self, points, name, **look):
        """Draw a line through points; look: attributes of SVG, with _ for -."""
        self._add("polyline", name, {"points": self._places(points), "fill": "none", **look})

    def area(self, lines, name, **look):
        """Fill what lies within closed lines."""
        path = "".join(f"M{self._places(line)}Z" for line in lines)
        self._add("path", name, {"d": path, **look})

    def dots(self, points, name, r, **look):
        """Draw small discs around points, as one part."""
        path = "".join(f"M{self._places([point])}h0" for point in points)
        look = {"stroke_width": 2 * r, "stroke_linecap": "round", "fill": "none", **look}
        self._add("path", name, {"d": path, **look})

    def line(self, start, end, name, **look):
        """Draw a straight line from a point to another."""
        (x1, y1), (x2, y2) = self.place(*start), self.place(*end)
        self._add("line", name, {"x1": x1, "y1": y1, "x2": x2, "y2": y2, **look})

    def dot(self, point, name, r, **look):
        """Draw a small circle around a point."""
        x, y = self.place(*point)
        self._add("circle", name, {"cx": x, "cy": y, "r": r, **look})

    def path(self, lines, name, **look):
        """Draw lines through points as one part, which may be filled."""
        drawn = ("L".join(map(self._spot, line)) for line in lines)
        self._add("path", name, {"d": "".join(f"M{line}" for line in drawn), **look})

    def marks(self, points, mark, name, **look):
        """Draw the same mark, a path of SVG that is relative to its place, at all points."""
        drawn = "".join(f"M{self._spot(point)}{mark}" for point in points)
        self._add("path", name, {"d": drawn, **look})

    def _spot(self, point):
        return " ".join(f"{round(place, 1):g}" for place in self.place(*point))

    def note(self, point, text, **look):
        """Write a text at a point."""
        x, y = self.place(*point)
        self._parts.append(_text(x, y, text, **look))

    def _places(self, points):
        return " ".join(f"{x:g},{y:g}" for x, y in (self.place(*point) for point in points))

    def _add(self, tag, name, look):
        self._parts.append(f'<{tag} class="{name}" {_written(look)}/>')

    def svg(self, x=0, y=0):
        """Return the chart as an element of an SVG, its upper left corner at x, y."""
        box = {"x": LEFT, "y": TOP, "width": self._right - LEFT, "height": self._bottom - TOP}
        view = f"{LEFT} {TOP} {box['width']} {box['height']}"
        middle, centre = (LEFT + self._right) / 2, (TOP + self._bottom) / 2
        up = _text(14, centre, self.names[1], transform=f"rotate(-90 14 {centre:g})")
        return "\n".join([
            f'<svg class="chart" x="{x:g}" y="{y:g}" width="{self.width}" height="{self.height}"'
            f' viewBox="0 0 {self.width} {self.height}" font-family="sans-serif" font-size="14"'
            f' fill="{INK}" text-anchor="middle">',
            f'<rect width="{self.width}" height="{self.height}" fill="white"/>',
            _text(middle, 17, self.title, font_weight="bold", **{"class": "title"}),
            *self._grid(),
            _text(middle, self.height - 8, self.names[0]),
            up,
            # An inner picture cuts off what leaves the axes.
            f'<svg {_written(box)} viewBox="{view}">',
            *self._parts,
            "</svg></svg>",
        ])

    def _grid(self):
        for number in ticks(*self.x, self.log_x):
            x = self.place(number, self.y[0])[0]
            yield f'<path d="M{x:g} {TOP}V{self._bottom}" stroke="{GRID}"/>'
            yield _text(x, self._bottom + 18, minus(short(number)))
        for number in ticks(*self.y, self.log_y):
            y = self.place(self.x[0], number)[1]
            yield f'<path d="M{LEFT} {y:g}H{self._right}" stroke="{GRID}"/>'
            yield _text(LEFT - 6, y + 5, minus(short(number)), text_anchor="end")
        corner = f"M{LEFT} {TOP}V{self._bottom}H{self._right}"
        yield f'<path d="{corner}" fill="none" stroke="{FAINT}"/>'

    def for_script(self):
        """Return the two axes as live.js takes them."""
        ends = [
            ("x", self.x, LEFT, self._right, self.log_x),
            ("y", self.y, self._bottom, TOP, self.log_y),
        ]
        return {
            name: {"low": low, "high": high, "from": start, "to": end, "log": log}
            for name, (low, high), start, end, log in ends
        }


def rings(x, y, z, low, high):
    """Return the closed lines around where z lies between two levels, as arrays of points (n, 2).

    z: numbers on a grid, a row for each of y, in it one for each of x
    """
    filled = contour_generator(x, y, z, fill_type="OuterOffset").filled(low, high)
    return [
        ring
        for points, ends in zip(*filled, strict=True)
        for ring in np.split(points, ends[1:-1])
    ]


def _along(number, low, high, start, end, log):
    if log:
        number, low, high = (math.log10(max(each, low / 10)) for each in (number, low, high))
    return start + (number - low) / (high - low) * (end - start)


def ticks(low, high, log=False):
    """Return about five round numbers from low to high; with log, powers of ten."""
    if log:
        first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
        apart = max(1, math.ceil((last - first) / 5))
        return [float(f"1e{power}") for power in range(first, last + 1) if power % apart == 0]
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    apart = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.7)
    return [i * apart for i in range(math.ceil(low / apart), math.floor(high / apart) + 1)]


def _text(x, y, text, **look):
    return f'<text x="{x:g}" y="{y:g}" {_written(look)}>{html.escape(text)}</text>'


def _written(look):
    return " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in look.items())
