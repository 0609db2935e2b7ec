"""Going downhill, to drag: where gradient descent gets from a start, with a step size.

Both here and in `descent.js` the loss and its gradients are worked out anew at each step, from the
graph's operations, by the rules of the engine and in its order. So what the script shows is what
training in Python gives.
"""

import math
from itertools import groupby
from pathlib import Path

from micrograd_steps.classroom.chart import Chart, rings, ticks
from micrograd_steps.classroom.colors import GRADIENT, INK, VALUE
from micrograd_steps.classroom.live import Live, minus, plain, short, still
from micrograd_steps.classroom.player import names_of, nodes_behind, operands

DIGITS = 1, 1.5, 2, 3, 4, 5, 7
SIZES = [float(f"{digit}e{power}") for power in (-3, -2, -1, 0) for digit in DIGITS] + [10.0]
MOST_STEPS = 200
MOST_VALUES = 400  # that depend on the two parameters
MOST_IN_ALL = 20_000
REACH = 3.0  # to each side of a parameter
SIZE = 460, 340  # of a chart
GRID = 70, 50  # places of the start along each axis, to drag it and for the contours
LITTLE = 0.03  # of the picture, or of how far the loss could fall
HIGHER = "m-5 4l5 -8l5 8z"  # the mark of a loss beyond the picture's highest
OPERATIONS = {  # what each gives, and its local derivatives; o: what it gave
    "+": ("{x} + {y}", "1.0", "1.0"),
    "*": ("{x} * {y}", "{y}", "{x}"),
    "tanh": ("tanh({x})", "(1 - {o}**2)"),
    "exp": ("exp({x})", "{o}"),
    "ReLU": ("(0.0 if {x} < 0 else {x})", "(1.0 if {o} > 0 else 0.0)"),
    "**": ("{x}**{y}", "({y} * {x} ** ({y} - 1))"),
}
TOLD = {
    "crawls": "it crawls, and after {steps} steps is still on its way",
    "settles": "it settles, and the last {half} steps hardly change the loss",
    "zigzags": "it zigzags, from one side of the valley to the other",
    "jumps": "it jumps about, and where it ends is luck",
    "flies off": "it flies off, out of the picture",
    "leaves": "it leaves the picture, still going down",
    "jumps off": "it jumps about, and out of the picture",
    "swings": "it swings, but the loss changes too little to see",
    "overshoots": "it overshoots, through the bottom and up again",
    "rolls off": "it overshoots, and rolls on, out of the picture",
}


def drag_descent(loss, first, second, across=None, up=None, size=0.1, steps=100):
    """Return a picture of a loss over two parameters, in which gradient descent starts anywhere.

    It shows the loss as contours, the path of the steps with a step size that can be dragged, with
    gradients set to zero or not, and how low each step size gets.
    loss: a value made with +, *, tanh, exp, ReLU and powers; all other leaves keep their numbers
    first, second: two of its leaves
    across, up: their lowest and highest numbers in the picture, by default 3 to each side
    size: the step size to begin with, from 0.001 to 10
    steps: how many, 4 to 200
    Raises TypeError if these are no such values, ValueError if the graph or a number won't do.
    """
    nodes = nodes_behind(loss, numbers=("data",), most=MOST_IN_ALL)
    for leaf in (first, second):
        if not any(leaf is v and not v._prev for v in nodes):
            raise TypeError(f"drag_descent needs two leaves behind the loss, not {leaf!r}")
    if first is second:
        raise ValueError("drag_descent needs two leaves, and both are the same one")
    if not SIZES[0] <= size <= SIZES[-1]:
        raise ValueError(f"size must lie from {SIZES[0]:g} to {SIZES[-1]:g}, not {size}")
    if steps not in range(4, MOST_STEPS + 1):
        raise ValueError(f"steps must be 4 to {MOST_STEPS}, not {steps}")
    ranges = []
    for leaf, ends in ((first, across), (second, up)):
        low, high = ends or (leaf.data - REACH, leaf.data + REACH)
        if not -math.inf < low <= leaf.data <= high < math.inf or low == high:
            raise ValueError(f"the leaf is {leaf.data}, which must lie in {low} … {high}")
        ranges.append((float(low), float(high)))
    names = [*names_of([first, second]).values(), plain(getattr(loss, "label", "")) or "loss"]
    rows, start = program(nodes, first, second), (float(first.data), float(second.data))
    return Descent(rows, start, ranges, names, float(size), steps)


def program(nodes, first, second):
    """Return what must be worked out anew when two leaves change, in order, as plain data.

    A row is a list: an operation and the rows it works on, for a power its exponent as well. The
    first two stand for the leaves; a row with the operation "" is a number that never changes.
    """
    rows, place = [["", float(first.data)], ["", float(second.data)]], {first: 0, second: 1}
    moved = {first, second}
    for v in nodes:
        if not moved.intersection(v._prev):
            continue
        moved.add(v)
        op, exponent = (v._op[:2], [float(v._op[2:])]) if v._op[:2] == "**" else (v._op, [])
        if op not in OPERATIONS:
            known = ", ".join(OPERATIONS)
            raise ValueError(f"a value is made with {op}, and drag_descent knows {known}")
        for child in v._prev:
            if child not in place:
                if not math.isfinite(child.data):
                    raise ValueError(f"a value behind the loss is {child.data}, and not finite")
                place[child] = len(rows)
                rows.append(["", float(child.data)])
        place[v] = len(rows)
        rows.append([op, *(place[child] for child in operands(v)), *exponent])
    if len(moved) > MOST_VALUES:
        raise ValueError(f"{len(moved)} values depend on the leaves, {MOST_VALUES} are the most")
    return rows


def compiled(rows):
    """Return a function made of a program: of two numbers, and of what their gradients hold.

    It returns the loss, and the two gradients once a backward pass has added to them.
    """
    forward, backward = [], []
    for i, (op, *of) in enumerate(rows[2:], 2):
        if not op:
            forward.append(f"v{i} = {of[0]!r}")
            continue
        x, y = f"v{of[0]}", repr(of[1]) if op == "**" else f"v{of[-1]}"
        result, *slopes = (text.format(x=x, y=y, o=f"v{i}") for text in OPERATIONS[op])
        forward.append(f"v{i} = {result}")
        adds = [f"g{j} += {slope} * g{i}" for j, slope in zip(of, slopes, strict=False)]
        backward = [*adds, *backward]
    zeros = " = ".join(f"g{i}" for i in range(2, len(rows)))
    last = len(rows) - 1
    body = [*forward, f"{zeros} = 0.0", f"g{last} = 1.0", *backward, f"return v{last}, g0, g1"]
    names = {"tanh": math.tanh, "exp": math.exp}
    exec("def at(v0, v1, g0=0.0, g1=0.0):\n    " + "\n    ".join(body), names)
    return names["at"]


class Descent(Live):
    """A loss over two parameters, the path down from a start, and what each step size gets to."""

    script = Path(__file__).with_name("descent.js")
    accent = GRADIENT

    def __init__(self, rows, start, ranges, names, size, steps):
        """Compute the loss on a grid, and draw the charts.

        rows: what `program` returns
        start: two numbers;  ranges: for each, its lowest and highest in the picture
        names: of the two parameters and of the loss
        """
        self.rows, self.start, self.ranges, self.names = rows, start, ranges, names
        self.size, self.steps, self.at = size, steps, compiled(rows)
        self.half = steps // 2
        self.sizes = sorted({*SIZES, size})
        self.spots = [
            [round(low + i * (high - low) / count, 9) for i in range(count + 1)]
            for (low, high), count in zip(ranges, GRID, strict=True)
        ]
        self.losses = [[self._loss((x, y)) for x in self.spots[0]] for y in self.spots[1]]
        self.lowest, self.highest = min(map(min, self.losses)), max(map(max, self.losses))
        if self.lowest == self.highest:
            raise ValueError(f"the loss is {self.lowest} all over the picture; make it larger")
        self.spare = (self.highest - self.lowest) / 10
        self.beyond = self.highest + self.spare / 2  # where the marks of higher losses lie
        self.heading = (
            "Drag the start in the first picture and the step size in the second, or click on one "
            "and use the arrow keys."
        )
        self.charts = [self._from_above(), self._over_sizes()]

    def _loss(self, place):
        try:
            loss = self.at(*place)[0]
        except (ArithmeticError, ValueError):
            loss = math.nan
        if not math.isfinite(loss):
            where = ", ".join(f"{n} = {x:g}" for n, x in zip(self.names, place, strict=False))
            raise ValueError(f"at {where} there is no finite loss; choose across and up otherwise")
        return loss

    def path(self, start, size, zero=True):
        """Return the steps from a start: the place, the loss, and what the gradients hold.

        It ends early where a number is no longer finite.
        """
        path, place, sums = [], tuple(start), (0.0, 0.0)
        for _ in range(self.steps + 1):
            try:
                loss, *sums = self.at(*place, *((0.0, 0.0) if zero else sums))
            except (ArithmeticError, ValueError):
                break
            if not all(map(math.isfinite, (*place, loss, *sums))):
                break
            path.append((place, loss, tuple(sums)))
            place = tuple(x - size * grad for x, grad in zip(place, sums, strict=True))
        return path

    def kind(self, path, zero=True):
        """Return what a path does, a key of TOLD."""
        end, loss, _ = path[-1]
        inside = all(low <= x <= high for x, (low, high) in zip(end, self.ranges, strict=True))
        if len(path) <= self.steps:
            return "flies off" if zero else "rolls off"
        late = path[self.half :]
        losses = [loss for _, loss, _ in late]
        falls = all(b <= a for a, b in zip(losses, losses[1:], strict=False))
        if not inside:
            if falls and loss < min(losses[0], path[0][1]):
                return "leaves"
            if not zero:
                return "rolls off"
            return "jumps off" if loss < path[0][1] else "flies off"
        moves = [self._move(a[0], b[0]) for a, b in zip(late, late[1:], strict=False)]
        back = sum(a * c + b * d < 0 for (a, b), (c, d) in zip(moves, moves[1:], strict=False))
        if back > len(moves) / 2 and math.hypot(*moves[-1]) > LITTLE:
            return "zigzags"
        ever = [loss for _, loss, _ in path]
        is_small = max(ever) - min(ever) <= LITTLE * (self.highest - self.lowest)
        if not (zero or falls) and is_small:
            return "swings"
        rests = max(losses) - min(losses) <= LITTLE * max(path[0][1] - self.lowest, 0)
        is_low = loss - self.lowest < LITTLE * (self.highest - self.lowest)
        if rests and (is_low or math.hypot(*self._move(path[0][0], end)) > LITTLE):
            return "settles"
        if falls:
            return "crawls"
        return "jumps" if zero else "overshoots"

    def _move(self, start, end):
        """Return the way from a place to another, as shares of the picture."""
        return [
            (b - a) / (high - low)
            for a, b, (low, high) in zip(start, end, self.ranges, strict=True)
        ]

    def _from_above(self):
        chart = Chart("The loss from above", *self.ranges, self.names[:2], size=SIZE)
        numbers = ticks(self.lowest, self.highest)
        apart = numbers[1] - numbers[0]
        levels = [numbers[0] + i * apart / 2 for i in range(-1, 2 * len(numbers))]
        look = {"fill": VALUE, "fill_opacity": 0.05, "stroke": VALUE, "stroke_opacity": 0.5}
        for level in levels:
            chart.area(rings(*self.spots, self.losses, -math.inf, level), "low", **look)
        for point, number in self._labels(numbers):
            chart.note(point, minus(short(number)), fill=VALUE)
        path = self.path(self.start, self.size)
        places = [self._near(place) for place, _, _ in path]
        chart.curve(places, "path", stroke=GRADIENT, stroke_width=1.5)
        chart.dots(places, "steps", 2.5, stroke=GRADIENT)
        chart.dot(self.start, "start", 8, fill=INK)
        chart.dot(places[-1], "end", 5, fill="white", stroke=GRADIENT, stroke_width=2.5)
        return chart

    def _at_grid(self, x, y):
        """Return the numbers that belong to a column and a row of the grid, or to between them."""
        return tuple(
            low + at * (high - low) / count
            for at, (low, high), count in zip((x, y), self.ranges, GRID, strict=True)
        )

    def _labels(self, numbers):
        """Yield where the loss rises above each number, straight up near the right end."""
        x = GRID[0] - 4
        y = min(range(GRID[1] + 1), key=lambda y: self.losses[y][x])
        for number in numbers:
            for row in range(y, GRID[1] - 2):
                low, high = self.losses[row][x], self.losses[row + 1][x]
                if low < number <= high:
                    yield self._at_grid(x, row + (number - low) / (high - low)), number
                    break

    def _near(self, place):
        """Return a place, but not further out than a drawing can go."""
        return tuple(
            min(max(x, low - 1000 * (high - low)), high + 1000 * (high - low))
            for x, (low, high) in zip(place, self.ranges, strict=True)
        )

    def _over_sizes(self):
        ends = self.lowest - self.spare, self.highest + 2 * self.spare
        sizes = self.sizes[0] / 1.3, self.sizes[-1] * 1.3
        axes = "step size", f"highest {self.names[2]} of the last {self.steps - self.half} steps"
        chart = Chart("Which step sizes stay low", sizes, ends, axes, log="x", size=SIZE)
        for loss, off, text in [
            (self.lowest, -0.75, "lowest in the first picture"),
            (self.highest, 1.25, "highest in the first picture (triangles: higher still)"),
        ]:
            look = {"stroke": VALUE, "stroke_dasharray": "2 4"}
            chart.line(*((size, loss) for size in sizes), "bound", **look)
            place = self.sizes[0], loss + off * self.spare
            chart.note(place, text, fill=VALUE, font_size=13, text_anchor="start")
        points = [(size, self._stays(self.path(self.start, size))) for size in self.sizes]
        inside = [point for point in points if point[1] < self.beyond]
        higher = [point for point in points if point not in inside]
        chart.dots(inside, "stays", 3.5, stroke=VALUE)
        chart.marks(higher, HIGHER, "beyond", fill=VALUE)
        now = points[self.sizes.index(self.size)]
        chart.dot(now, "now", 9, fill="none", stroke=INK, stroke_width=2.5)
        return chart

    def _stays(self, path):
        """Return below what the loss stays in the second half of the steps, or `beyond`."""
        late = [loss for _, loss, _ in path[self.half :]]
        is_inside = len(path) > self.steps and max(late) <= self.highest
        return max(late) if is_inside else self.beyond

    def lines(self):
        """Return what the still picture says: of one path, and of all step sizes."""
        path = self.path(self.start, self.size)
        lines = [
            f"From {self._told(path[0])}, {len(path) - 1} steps of size {short(self.size)} lead "
            f"to {self._told(path[-1])}.",
            f"By step size: {self._by_size(True)}.",
            f"Without setting gradients to zero: {self._by_size(False)}.",
        ]
        return [minus(line) for line in lines]

    def _told(self, step):
        place, loss, _ = step
        pairs = zip(self.names, (*place, loss), strict=True)
        return ", ".join(f"{name} = {short(number, 4)}" for name, number in pairs)

    def _by_size(self, zero):
        kinds = [(self.kind(self.path(self.start, size, zero), zero), size) for size in self.sizes]
        runs = []
        for kind, group in groupby(kinds, key=lambda pair: pair[0]):
            sizes = [short(size) for _, size in group]
            runs.append(f"{' to '.join(dict.fromkeys((sizes[0], sizes[-1])))} {kind}")
        return ", ".join(runs)

    def __repr__(self):
        first, second, loss = self.names
        what = f"The {loss} over {first} and {second}, and gradient descent on it."
        return "\n".join([what, *self.lines()])

    def svg(self):
        """Return the still picture as SVG text."""
        return still(self.charts, self.lines())

    def data(self):
        """Return what the script gets: the program, where the start may be, and the axes."""
        counts = {"steps": self.steps, "half": self.steps - self.half}
        return {
            "rows": self.rows,
            "names": self.names,
            "start": self.start,
            "ranges": self.ranges,
            "spots": self.spots,
            "sizes": self.sizes,
            "size": self.sizes.index(self.size),
            "steps": self.steps,
            "half": self.half,
            "ends": [self.lowest, self.highest],
            "beyond": self.beyond,
            "mark": HIGHER,
            "little": LITTLE,
            "told": {kind: told.format(**counts) for kind, told in TOLD.items()},
            "charts": [chart.for_script() for chart in self.charts],
        }
