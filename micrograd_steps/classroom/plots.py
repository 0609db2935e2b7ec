"""The look of every plot, and the few plots that recur.

`use_style()` at the top of a lesson makes plots large enough for the back row, the same bytes at
each run, and described in words. Values are blue, gradients orange, throughout.
"""

import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle
from matplotlib_inline.backend_inline import set_matplotlib_formats

from micrograd_steps.classroom.colors import FAINT, GRADIENT, GRID, INK, SHADE, VALUE

STYLE = {
    "figure.figsize": (8, 4.5),
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "font.size": 14,
    "axes.titlesize": 15,
    "axes.prop_cycle": plt.cycler(color=[VALUE, GRADIENT, INK, FAINT]),
    "axes.edgecolor": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "grid.color": GRID,
    "lines.linewidth": 2.5,
    "lines.markersize": 9,
    "svg.hashsalt": "micrograd_steps",  # the same ids at each run
}
ARROW = {"arrowstyle": "-|>", "color": FAINT, "linewidth": 1}
NO_DATE = {"Date": None, "Creator": None}


def use_style():
    """Use this course's look for all plots that follow.

    In a notebook each plot is then saved as PNG, which shows everywhere, and as SVG, which is
    compared to the letter when the lesson is executed again.
    """
    plt.rcParams.update(STYLE)
    shell = get_ipython()
    if shell:
        set_matplotlib_formats("png", "svg", bbox_inches=None, metadata=NO_DATE)
        text = shell.display_formatter.formatters["text/plain"]
        text.for_type(Figure, lambda figure, printer, cycle: printer.text(in_words(figure)))


def in_words(figure):
    """Return what a figure shows: for each plot its title, its axes and its named curves."""
    plots = []
    for axes in figure.axes:
        curves = [text for text in axes.get_legend_handles_labels()[1] if text]
        legend = f"; curves: {', '.join(curves)}" if curves else ""
        names = f"{axes.get_ylabel()} against {axes.get_xlabel()}"
        plots.append(f"{axes.get_title()} ({names}{legend})")
    return "Plot. " + " ".join(" ".join(plots).split())


def name(title, x, y):
    """Give the current plot a title that states what it shows, and name both axes."""
    plt.title(title)
    plt.xlabel(x)
    plt.ylabel(y)


def draw_tangent(f, x, slope, reach=1.0):
    """Draw the point (x, f(x)) and the line of that slope through it.

    f: a function of one number
    x, slope: numbers
    reach: how far the line goes to each side, in units of x
    """
    ends = np.array([x - reach, x + reach])
    plt.plot(ends, f(x) + slope * (ends - x), color=GRADIENT)
    plt.plot(x, f(x), "o", color=GRADIENT)


def draw_growing_list(snapshots):
    """Draw a list of names as it grows, one row a turn; what is new has a filled cell.

    snapshots: the list at each turn, each one longer than the one before
    """
    axes = plt.gca()
    for turn, names in enumerate(snapshots):
        for place, name in enumerate(names):
            new = place == len(names) - 1
            color = VALUE if new else "white"
            axes.add_patch(Rectangle((place, turn), 1, 1, facecolor=color, edgecolor=FAINT))
            text = {"ha": "center", "va": "center", "color": "white" if new else INK}
            axes.text(place + 0.5, turn + 0.5, name, **text)
    size = len(snapshots)
    axes.set(xlim=(0, size), ylim=(size, 0))
    axes.set_xticks(np.arange(size) + 0.5, range(1, size + 1))
    axes.set_yticks(np.arange(size) + 0.5, range(1, size + 1))
    axes.grid(False)


def draw_net(columns):
    """Draw a net with the numbers in it: a circle for each, an arrow for each weight.

    columns: a list of numbers for the inputs, then one for the outputs of each layer
    """
    axes = plt.gca()
    for x, (column, following) in enumerate(zip(columns, [*columns[1:], []], strict=True)):
        for y, number in zip(_spread(column), column, strict=True):
            for target in _spread(following):
                axes.annotate("", (x + 0.78, target), (x + 0.22, y), arrowprops=ARROW)
            axes.text(x, y, f"{number:.2f}", ha="center", va="center", color=VALUE)
            axes.add_patch(Ellipse((x, y), 0.4, 0.75, fill=False, edgecolor=INK, linewidth=1.5))
    tallest = max(map(len, columns))
    axes.set(xlim=(-0.4, len(columns) - 0.6), ylim=(-tallest / 2, tallest / 2))
    layers = [f"layer {i}" for i in range(1, len(columns))]
    axes.set_xticks(range(len(columns)), ["inputs", *layers])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(False)


def _spread(column):
    """Return a height for each of a column's numbers, centred, the first on top."""
    return [(len(column) - 1) / 2 - i for i in range(len(column))]


def draw_points(X, y, size=60):
    """Draw points of two classes: filled circles where the label is positive, else triangles.

    X: array (n, 2); y: array (n,); size: area of a point, in square points
    """
    looks = [(y > 0, "o", VALUE), (y <= 0, "^", "white")]
    for of_class, marker, color in looks:
        plt.scatter(*X[of_class].T, marker=marker, color=color, edgecolor=INK, s=size, zorder=2)


def draw_surface(x, y, scores):
    """Draw where the scores are positive, shaded, and the border between.

    x: array (m,); y: array (n,); scores: array (n, m)
    """
    plt.contourf(x, y, scores, levels=[-np.inf, 0, np.inf], colors=["white", SHADE])
    plt.contour(x, y, scores, levels=[0], colors=INK)


def draw_gains(gains, paused=None):
    """Draw a bar for each change: how many times as fast it makes things.

    gains: {change: factor}, in the order of the changes; from 100 on the scale is logarithmic
    paused: the same with Python's cycle collector paused, as a fainter bar below each, or none
    """
    places = np.arange(len(gains))
    large = max([*gains.values(), *(paused or {}).values()]) >= 100
    height = 0.4 if paused else 0.8
    rows = [(gains, VALUE, "collector running"), (paused or {}, FAINT, "collector paused")]
    for i, (factors, color, label) in enumerate(rows[: 1 + bool(paused)]):
        at, widths = places + i * height, list(factors.values())
        bars = plt.barh(at, widths, height, color=color, label=label, log=large)
        digits = [f"{width:.{0 if large and width >= 10 else 1}f}" for width in widths]
        plt.bar_label(bars, digits, padding=4)
    plt.yticks(places + bool(paused) * height / 2, list(gains))
    plt.margins(x=0.1)
    plt.gca().invert_yaxis()
    if paused:
        plt.legend()
