"""Draws every picture that prose shows; `make figures` runs it.

Each function of the first part is named after the file it draws. Boxes are values, circles
operations, as in `draw_dot`. What flows forward is blue, what flows backward orange.
Lengths are inches from the lower left corner.
"""

import math
from pathlib import Path

from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from micrograd_steps.classroom.colors import FAINT, GRADIENT, INK, VALUE
from micrograd_steps.classroom.plots import NO_DATE, STYLE
from micrograd_steps.step04 import Value, draw_dot, trace

LOOK = ["default", STYLE, {"font.size": 17, "svg.fonttype": "path"}]  # letters as outlines
WIDTH = 8
GAP = 0.1  # between a line and what is written on it


# ------------------------------------------------------------------------ the figures


def neuron():
    """Lesson 04: inputs times weights, plus a bias, go through tanh."""
    axes = canvas(4.3)
    outline(axes, 4.78, 2.9, 3.4, 2.4)
    x1, x2, b = box(axes, 0.7, 3.65, "x1"), box(axes, 0.7, 2.15, "x2"), box(axes, 3.9, 1.1, "b")
    plus, tanh = circle(axes, 3.9, 2.9, "+"), circle(axes, 5.6, 2.9, "tanh", 0.48, size=17)
    o = box(axes, 7.3, 2.9, "o")
    arrow(axes, x1, plus, VALUE, "× w1")
    arrow(axes, x2, plus, VALUE, "× w2", side=-1)
    arrow(axes, b, plus, VALUE)
    arrow(axes, plus, tanh, VALUE, "n")
    arrow(axes, tanh, o, VALUE)
    write(axes, 4.78, 3.8, "cell body", FAINT)
    write(axes, 5.6, 2.1, "activation", FAINT)
    caption(axes, "n = x1 w1 + x2 w2 + b        o = tanh(n)")
    return axes


def chain_rule():
    """Lesson 04: rates along a way multiply."""
    car, bicycle = 2, 4  # a car: twice as fast as a bicycle; that: four times as fast as a walker
    names = ["walker", "bicycle", "car"], ["x", "y", "z"]
    steps = [f"× {bicycle}", f"× {car}"], ["dy/dx", "dz/dy"]
    products = f"{car * bicycle} = {car} × {bicycle}", "dz/dx = dz/dy × dy/dx"
    axes = canvas()
    for y, three, two, product in zip((3.9, 1.65), names, steps, products, strict=True):
        start, middle, end = (box(axes, x, y, name, width=1.5)
                              for x, name in zip((1, 4, 7), three, strict=True))
        arrow(axes, start, middle, GRADIENT, two[0])
        arrow(axes, middle, end, GRADIENT, two[1])
        arrow(axes, start, end, GRADIENT, product, bend=0.37, side=-1)
    return axes


def plus_routes():
    """Lesson 04: a plus passes the gradient on, unchanged."""
    e, c, f = -6, 10, -2
    back = f  # dL/dd, since L = d * f
    ways = {"e": (e, f"{number(back)} × 1 = {number(back * 1)}"),
            "c": (c, f"{number(back)} × 1 = {number(back * 1)}")}
    axes = operation("+", ways, "d", e + c, back)
    caption(axes, "local derivatives 1 and 1: the gradient passes unchanged")
    return axes


def times_swaps():
    """Lesson 04: a times gives each input the other's value times the gradient."""
    a, b, f = 2, -3, -2
    back = f  # dL/de, since L = (e + c) * f
    ways = {"a": (a, f"{number(back)} × b = {number(back * b)}"),
            "b": (b, f"{number(back)} × a = {number(back * a)}")}
    axes = operation("×", ways, "e", a * b, back)
    caption(axes, "local derivatives b and a: each gets the other’s value times " + number(back))
    return axes


def operation(sign, ways, output, data, grad):
    """Draw one operation: values come in and go forward, the gradient comes back.

    ways: for each input's name its value, and in words the gradient that it gets
    """
    axes = canvas(4.1)
    op, out = circle(axes, 4.2, 2.3, sign), box(axes, 7.2, 2.3, output)
    arrow(axes, op, out, VALUE, number(data), shift=0.09)
    arrow(axes, out, op, GRADIENT, f"dL/d{output} = {number(grad)}", shift=0.09)
    for y, (name, (value, back)) in zip((3.5, 1.1), ways.items(), strict=True):
        node = box(axes, 0.9, y, name)
        arrow(axes, node, op, VALUE, number(value), shift=0.09)
        arrow(axes, op, node, GRADIENT, back, shift=0.09)
    return axes


def order():
    """Lesson 06: the neuron's values, sorted so that every arrow points to the right."""
    places = {"x1": (0.7, 4.1), "w1": (0.7, 3.5), "x2": (0.7, 2.9), "w2": (0.7, 2.3),
              "p": (2.35, 3.8), "q": (2.35, 2.6), "s": (4, 3.2), "b": (4, 2.3),
              "n": (5.65, 3.2), "o": (7.3, 3.2)}
    axes, size = canvas(), {"width": 0.46, "height": 0.46}
    nodes, edges = trace(neuron_of_the_lecture())
    graph = [box(axes, *places[v.label], v.label, **size) for v in nodes]
    row = [box(axes, 0.49 + 0.78 * i, 0.85, v.label, **size) for i, v in enumerate(nodes)]
    for child, v in edges:
        i, j = nodes.index(child), nodes.index(v)
        arrow(axes, graph[i], graph[j])
        arrow(axes, row[i], row[j], bend=0 if j == i + 1 else 0.5)
    caption(axes, "p = x1 × w1     q = x2 × w2     s = p + q     n = s + b     o = tanh(n)", 15)
    return axes


def paths_add():
    """Lesson 07: a value used twice gets a gradient along each path, and their sum."""
    a, b = -2, 3
    d, e = a * b, a + b
    f = d * e
    dd_da, de_da, df_dd, df_de = b, 1, e, d
    through_d, through_e = df_dd * dd_da, df_de * de_da
    axes = canvas()
    first, last = box(axes, 0.9, 2.55, "a", a), box(axes, 7.1, 2.55, "f", f)
    for side, y, name, data, near, far, product in [
        (1, 3.95, "d", d, f"dd/da = b = {dd_da}", f"df/dd = e = {df_dd}",
         f"{df_dd} × {dd_da} = {through_d}"),
        (-1, 1.15, "e", e, f"de/da = {de_da}", f"df/de = d = {number(df_de)}",
         f"{number(df_de)} × {de_da} = {number(through_e)}"),
    ]:
        middle = box(axes, 4, y, name, data)
        for start, end, text in [(first, middle, near), (middle, last, far)]:
            arrow(axes, start, end, VALUE, shift=0.09, side=-side)
            arrow(axes, end, start, GRADIENT, text, shift=0.09, side=-side)
        write(axes, 4, 2.55 + side * 0.62, product, GRADIENT)
    total = number(through_d + through_e)
    write(axes, 4, 2.55, f"df/da = {through_d} + ({number(through_e)}) = {total}", GRADIENT)
    caption(axes, f"b = {b}     d = a × b     e = a + b     f = d × e")
    return axes


def broadcast():
    """Lesson 16: what broadcasting stretches, its gradient sums up again."""
    bias, rows, size = (1, 2, 3), 4, {"width": 0.6, "height": 0.45}
    axes = canvas(4.4)
    for left, color, whole, single in [
        (1.2, VALUE, [bias] * rows, bias),
        (5.4, GRADIENT, [(1, 1, 1)] * rows, (rows,) * 3),
    ]:
        for column in range(3):
            x = left + 0.72 * column
            alone = box(axes, x, 3.95, "", **size)
            write(axes, x, 3.95, number(single[column]), color)
            cells = []
            for row in range(rows):
                y = 2.6 - 0.57 * row
                cells.append(box(axes, x, y, "", **size))
                write(axes, x, y, number(whole[row][column]), color)
            ends = (alone, cells[0]) if color == VALUE else (cells[0], alone)
            arrow(axes, *ends, color)
    write(axes, 1.92, 0.3, "bias (3,) → (4, 3)", size=16)
    write(axes, 6.12, 0.3, "gradient (4, 3) → (3,)", size=16)
    return axes


def expression_graph():
    """README: the lecture's L = d * f; its gradients are set by hand, as in lesson 04."""
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(10.0, label="c")
    e = named(a * b, "e")
    d = named(e + c, "d")
    f = Value(-2.0, label="f")
    L = named(d * f, "L")
    L.grad = 1.0
    d.grad, f.grad = f.data * L.grad, d.data * L.grad
    e.grad = c.grad = d.grad
    a.grad, b.grad = b.data * e.grad, a.data * e.grad
    return draw_dot(L)


def neuron_of_the_lecture():
    """Return the neuron's output, with short names for what lies between."""
    x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
    w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")
    s = named(named(x1 * w1, "p") + named(x2 * w2, "q"), "s")
    return named(named(s + b, "n").tanh(), "o")


def named(v, label):
    """Return v, labelled."""
    v.label = label
    return v


# ------------------------------------------------------------------------ what they are made of


def canvas(height=4.5):
    """Return an empty drawing area on which one unit is one inch."""
    figure = Figure(figsize=(WIDTH, height), layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height))
    axes.axis("off")
    return axes


def write(axes, x, y, text, color=INK, size=None, ha="center", va="center_baseline"):
    """Write text, centred on (x, y) unless told otherwise."""
    axes.text(x, y, text, color=color, size=size, ha=ha, va=va)


def caption(axes, text, size=16):
    """Write text at the foot of the figure."""
    write(axes, WIDTH / 2, 0.15, text, size=size, va="bottom")


def circle(axes, x, y, text, radius=0.4, size=26):
    """Draw an operation; return its outline, for `arrow`."""
    write(axes, x, y, text, size=size)
    return axes.add_patch(Circle((x, y), radius, fc="none", ec=INK, lw=2))


def box(axes, x, y, name, data=None, width=0.8, height=0.7):
    """Draw a value, its data under its name if given; return its outline, for `arrow`."""
    if data is None:
        write(axes, x, y, name)
    else:
        write(axes, x, y + 0.16, name)
        write(axes, x, y - 0.17, number(data), VALUE)
    return outline(axes, x, y, width, height, ec=INK, lw=2)


def outline(axes, x, y, width, height, ec=FAINT, lw=1.2):
    """Draw the outline of a box around (x, y) and return it."""
    corner, shape = (x - width / 2, y - height / 2), "round,pad=0,rounding_size=0.1"
    return axes.add_patch(FancyBboxPatch(corner, width, height, shape, fc="none", ec=ec, lw=lw))


def arrow(axes, start, end, color=INK, text="", shift=0.0, bend=0.0, side=1):
    """Draw an arrow from outline to outline, with text halfway.

    shift: how far beside the centres it runs, so that the way back has room too
    bend: how much it curves
    side: where it shifts and bends and has its text: 1 is left of its direction, -1 right
    """
    (x0, y0), (x1, y1) = center(start), center(end)
    length = math.dist((x0, y0), (x1, y1))
    nx, ny = side * (y0 - y1) / length, side * (x1 - x0) / length  # one inch to that side
    axes.add_patch(FancyArrowPatch(
        (x0 + shift * nx, y0 + shift * ny), (x1 + shift * nx, y1 + shift * ny),
        patchA=start, patchB=end, shrinkA=3, shrinkB=3, color=color, lw=2.2,
        arrowstyle="-|>,head_length=10,head_width=5", mutation_scale=1,
        connectionstyle=f"arc3,rad={-side * bend}"))
    away = shift + bend * length / 2 + GAP
    write(axes, (x0 + x1) / 2 + away * nx, (y0 + y1) / 2 + away * ny, text, color,
          ha="center" if y0 == y1 else "left" if nx > 0 else "right",
          va="bottom" if ny > 0 else "top")


def center(patch):
    """Return the middle of an outline."""
    around = patch.get_path().transformed(patch.get_patch_transform()).get_extents()
    return (around.x0 + around.x1) / 2, (around.y0 + around.y1) / 2


def number(value):
    """Return a number as text, with a proper minus sign."""
    return f"{value:g}".replace("-", "−")


# ------------------------------------------------------------------------ the files


def draw(folder):
    """Draw every figure into folder; return the files' names."""
    by_hand = [neuron, chain_rule, plus_routes, times_swaps, order, paths_add, broadcast]
    names = []
    for figure in by_hand:
        names.append(f"{figure.__name__}.svg")
        with style.context(LOOK):
            figure().figure.savefig(folder / names[-1], metadata=NO_DATE)
    names.append("expression_graph.svg")
    (folder / names[-1]).write_text(expression_graph().svg(), encoding="utf-8", newline="\n")
    return names


if __name__ == "__main__":
    print(*draw(Path(__file__).parent), sep="\n")
