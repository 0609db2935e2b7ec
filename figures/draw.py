"""Draws every picture that prose shows; `make figures` runs it.

Each function of the first part is named after the file it draws. Boxes are values, circles
operations, as in `draw_dot`. What flows forward is blue, what flows backward orange.
Lengths are inches from the lower left corner. What can be dragged was drawn by its lesson.
"""

import math
from pathlib import Path

from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from micrograd_steps.classroom import examples
from micrograd_steps.classroom.colors import FAINT, GRADIENT, INK, VALUE
from micrograd_steps.classroom.plots import NO_DATE, STYLE
from micrograd_steps.publish.lessons import read_lessons
from micrograd_steps.step04 import Value, draw_dot, trace

LOOK = ["default", STYLE, {"font.size": 17, "svg.fonttype": "path"}]  # letters as outlines
WIDTH = 8
GAP = 0.1  # between a line and what is written on it
TO_DRAG = "drag_secant drag_leaf drag_neuron choose_order drag_descent drag_border".split()


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


def three_rules():
    """Lesson 04: what +, × and tanh send back of a gradient g, one beside the other."""
    axes, size = canvas(3.1), {"width": 0.5, "height": 0.55}
    for left, sign, text, inputs in [
        (0.3, "+", 26, {"x": "g", "y": "g"}),
        (2.95, "×", 26, {"x": "g · y", "y": "g · x"}),
        (5.6, "tanh", 14, {"x": "g · (1 − o²)"}),
    ]:
        op = circle(axes, left + 0.9, 1.55, sign, 0.36, text)
        arrow(axes, box(axes, left + 2.0, 1.55, "o", **size), op, GRADIENT, "g", side=-1)
        for y, (name, back) in zip((2.6, 0.5), inputs.items(), strict=False):
            end = box(axes, left, y, name, **size)
            arrow(axes, op, end, GRADIENT, back, side=-1 if y > 1 else 1)
    return axes


def order():
    """Lesson 06: the neuron's values, sorted so that every arrow points to the right."""
    places = {"x1": (0.7, 4.1), "w1": (0.7, 3.5), "x2": (0.7, 2.9), "w2": (0.7, 2.3),
              "p": (2.35, 3.8), "q": (2.35, 2.6), "s": (4, 3.2), "b": (4, 2.3),
              "n": (5.65, 3.2), "o": (7.3, 3.2)}
    axes, size = canvas(), {"width": 0.46, "height": 0.46}
    nodes, edges = trace(examples.neuron(Value)[-1])
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


def operations():
    """Lesson 08: every operation of the engine, with its local derivative."""
    axes = canvas(5.3)
    ways = [("+", "a + b", ("1", "1")), ("×", "a · b", ("b", "a"))]
    for left, (sign, name, slopes) in zip((0.2, 2.8), ways, strict=True):
        write(axes, left + 1.2, 5.0, name, VALUE)
        op = circle(axes, left + 1.75, 3.8, sign, 0.28, size=20)
        for y, letter, slope in zip((4.4, 3.2), "ab", slopes, strict=True):
            node = box(axes, left + 0.55, y, letter, width=0.44, height=0.44)
            arrow(axes, op, node, GRADIENT, f"× {slope}", side=-1 if y > 3.8 else 1)
    curves = [
        (5.4, 2.9, "eˣ", "slope eˣ", (-2, 1), math.exp, 0.0, 1.0),
        (0.2, 0.1, "xᵏ, here x²", "slope k · xᵏ⁻¹", (-1.5, 1.5), lambda x: x * x, 1.0, 2.0),
        (2.8, 0.1, "1/x", "slope −1/x²", (0.35, 3), lambda x: 1 / x, 1.0, -1.0),
        (5.4, 0.1, "o = tanh(n)", "slope 1 − o²", (-2.5, 2.5), math.tanh, 0.3,
         1 - math.tanh(0.3) ** 2),
    ]
    for left, bottom, name, slope, ends, f, at, rise in curves:
        write(axes, left + 1.2, bottom + 2.1, name, VALUE)
        write(axes, left + 1.2, bottom + 0.12, slope, GRADIENT)
        small_plot(axes, (left + 0.25, bottom + 0.35, 1.9, 1.45), ends, f, at, rise)
    return axes


def training_loop():
    """Lesson 11: forward to the loss, backward to the parameters, and an update."""
    axes = canvas(4.1)
    data, net = box(axes, 1.1, 3.6, "data", width=1.5), box(axes, 4, 3.0, "net", width=1.1)
    parameters = box(axes, 1.2, 2.2, "parameters", width=1.9)
    wanted, loss = box(axes, 6.9, 3.6, "wanted", width=1.5), box(axes, 6.9, 2.2, "loss", width=1.1)
    for start, end, text in [(data, net, ""), (parameters, net, ""), (net, loss, "answers"),
                             (wanted, loss, "")]:
        arrow(axes, start, end, VALUE, text)
    arrow(axes, loss, parameters, GRADIENT, "backward: a gradient for each", bend=0.3)
    caption(axes, "update: parameter −= step size × gradient, and again")
    return axes


def published():
    """Lesson 12: the four operations of the published engine, with their local derivatives."""
    axes = canvas(2.7)
    ways = [("+", "x + y", ("1", "1")), ("×", "x · y", ("y", "x"))]
    for left, (sign, name, slopes) in zip((0.1, 2.1), ways, strict=True):
        write(axes, left + 0.9, 2.45, name, VALUE)
        op = circle(axes, left + 1.4, 1.2, sign, 0.28, size=20)
        for y, letter, slope in zip((1.8, 0.6), "xy", slopes, strict=True):
            node = box(axes, left + 0.3, y, letter, width=0.44, height=0.44)
            arrow(axes, op, node, GRADIENT, f"× {slope}", side=-1 if y > 1.2 else 1)
    curves = [(4.2, "xᵏ, here x²", "slope k · xᵏ⁻¹", lambda x: x * x, 1.0, 2.0),
              (6.15, "ReLU(x)", "slope 0 or 1", lambda x: max(0.0, x), 0.8, 1.0)]
    for left, name, slope, f, at, rise in curves:
        write(axes, left + 0.85, 2.45, name, VALUE)
        write(axes, left + 0.85, 0.2, slope, GRADIENT)
        small_plot(axes, (left, 0.5, 1.7, 1.5), (-1.5, 1.5), f, at, rise)
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


def matrix_product():
    """Lesson 16: a row of A meets a column of B and makes one number of A @ B."""
    a, b, row, column = [(1, 2, 3), (4, 5, 6)], [(1, 4), (0, 2), (3, -1)], 0, 1
    pairs = [(a[row][k], b[k][column]) for k in range(3)]
    product = {(row, column): sum(p * q for p, q in pairs)}
    left, top = (1.75, 5.0), (1.6, 3.6)  # the first column of A, of B; the first row of A, of B
    axes, step, size = canvas(4.4), 0.72, {"width": 0.6, "height": 0.5}
    for i in range(2):
        for k in range(3):
            x, y = left[0] + step * k, top[0] - 0.62 * i
            box(axes, x, y, "", **size)
            write(axes, x, y, number(a[i][k]), VALUE if i == row else INK)
    for k in range(3):
        for j in range(2):
            x, y = left[1] + step * j, top[1] - 0.62 * k + 0.3
            box(axes, x, y, "", **size)
            write(axes, x, y, number(b[k][j]), VALUE if j == column else INK)
    for i in range(2):
        for j in range(2):
            x, y = left[1] + step * j, top[0] - 0.62 * i
            box(axes, x, y, "", **size)
            write(axes, x, y, number(product[i, j]) if (i, j) in product else "", VALUE)
    outline(axes, left[0] + step, top[0], 3 * step + 0.12, 0.66, ec=VALUE, lw=2.2)
    outline(axes, left[1] + step * column, top[1] - 0.32, 0.76, 1.94, ec=VALUE, lw=2.2)
    write(axes, 0.75, 1.29, "A (2, 3)", size=16)
    write(axes, 3.9, 3.28, "B (3, 2)", size=16)
    write(axes, 7.15, 1.29, "A @ B (2, 2)", size=16)
    terms = [f"{p} × {number(q) if q >= 0 else f'({number(q)})'}" for p, q in pairs]
    total = product[row, column]
    caption(axes, f"row {row} of A meets column {column} of B: {' + '.join(terms)} = {total}")
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


def small_plot(axes, place, ends, f, at, slope):
    """Draw a curve and its tangent at a point, without numbers.

    place: left, bottom, width and height; ends: where the curve begins and ends
    """
    left, bottom, width, height = place
    xs = [ends[0] + (ends[1] - ends[0]) * i / 100 for i in range(101)]
    low, high = min(map(f, xs)), max(map(f, xs))

    def line(xs, ys, color, **look):
        axes.plot([left + (x - ends[0]) / (ends[1] - ends[0]) * width for x in xs],
                  [bottom + (y - low) / (high - low) * height for y in ys], color=color, **look)

    reach = (ends[1] - ends[0]) / 6
    line(ends, (low, low), FAINT, lw=1.2)
    line(xs, map(f, xs), VALUE)
    line((at - reach, at + reach), (f(at) - slope * reach, f(at) + slope * reach), GRADIENT)
    line([at], [f(at)], GRADIENT, marker="o")


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
    by_hand = [neuron, chain_rule, plus_routes, times_swaps, three_rules, order, paths_add,
               operations, training_loop, published, broadcast, matrix_product]
    names = []
    for figure in by_hand:
        names.append(f"{figure.__name__}.svg")
        with style.context(LOOK):
            figure().figure.savefig(folder / names[-1], metadata=NO_DATE)
    names.append("expression_graph.svg")
    (folder / names[-1]).write_text(expression_graph().svg(), encoding="utf-8", newline="\n")
    for call in TO_DRAG:
        names.append(f"{call}.svg")
        (folder / names[-1]).write_text(first_saved(call), encoding="utf-8", newline="\n")
    return names


def first_saved(call):
    """Return the still picture that the first lesson with this call has saved."""
    cells = [cell for lesson in read_lessons() for cell in lesson.code]
    cell = next(cell for cell in cells if f"{call}(" in cell.source)
    return cell.outputs[-1].data["image/svg+xml"]


if __name__ == "__main__":
    print(*draw(Path(__file__).parent), sep="\n")
