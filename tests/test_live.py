"""What players and things to drag share: what is saved of them, and what they refuse."""

import json
import math
import random
import re
from functools import partial
from itertools import permutations
from xml.etree import ElementTree

import numpy as np
import pytest
from drawings import SVG, assert_fits_a_slide, in_html, printed_by_two_interpreters
from lessons import mostly_in_ci, saved
from micrograd.engine import Value as Published

from micrograd_steps import step01, step03, step04, step05, step06, step07, step11, step12, step13
from micrograd_steps.classroom import border as border_module
from micrograd_steps.classroom import live
from micrograd_steps.classroom.border import drag_border
from micrograd_steps.classroom.chart import Chart, rings
from micrograd_steps.classroom.descent import GRID, SIZES, TOLD, drag_descent
from micrograd_steps.classroom.examples import neuron
from micrograd_steps.classroom.leaf import drag_leaf
from micrograd_steps.classroom.neuron import drag_neuron
from micrograd_steps.classroom.order import choose_order
from micrograd_steps.classroom.secant import RUNS, drag_secant

SCRIPTS = sorted(live.FRAME.parent.glob("*.js"))


def f(x):
    return 3 * x**2 - 4 * x + 5


def order():
    return choose_order(neuron(step06.Value)[-1])


def product(step):
    """Return lesson 04's L = (a * b + c) * f, with the gradients that are filled in there."""
    a, b, c, f = (
        step.Value(data, label=name)
        for name, data in [("a", 2.0), ("b", -3.0), ("c", 10.0), ("f", -2.0)]
    )
    e = a * b
    d = e + c
    L = d * f
    e.label, d.label, L.label = "e", "d", "L"
    for v, grad in zip((a, b, c, f), (6.0, -4.0, -2.0, 4.0), strict=True):
        v.grad = grad
    d.grad = e.grad = -2.0
    L.grad = 1.0
    return L


def leaf():
    return drag_leaf(product(step04))


def bent():
    return drag_neuron(-3.0, 8.0, x=2.0)


def secant():
    return drag_secant(f, 3.0)


def moons(n=100):
    """Return lesson 13's net before its training, and the first n of its points and labels."""
    random.seed(1337)
    X, y = step13.make_moons(100, 0.1, np.random.RandomState(1337))
    return step13.MLP(2, [16, 16, 1]), X[:n], 2 * y[:n] - 1


def border():
    return drag_border(*moons(), 1.0 - 0.009 * np.arange(100))


def lessons_net():
    """Return lesson 11's net, and a function that gives its loss."""
    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]
    random.seed(1337)
    net = step11.MLP(3, [4, 4, 1])
    return net, lambda: sum((net(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))


def downhill(start=None, size=0.1):
    net, loss = lessons_net()
    two = net.parameters()[29], net.parameters()[39]
    two[0].label, two[1].label = "w29", "w39"
    if start:
        two[0].data, two[1].data = start
    return drag_descent(loss(), *two, across=(-3, 4), up=(-2, 3), size=size)


THINGS = [secant, order, leaf, bent, downhill, border]
every_thing = pytest.mark.parametrize("make", THINGS)


# ---------------------------------------------------------------- the frame


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_is_fit_to_stand_in_a_page(script):
    code = script.read_text(encoding="utf-8")
    assert not re.search(r"</script|<!--|import |https?:|innerHTML|eval", code)
    assert max(map(len, code.splitlines())) < 100
    assert code.lstrip().startswith("//")
    assert code.splitlines()[0] not in live.code(script)


@every_thing
def test_a_thing_is_a_still_picture_in_words_and_a_script(make):
    thing = make()
    shown = thing._repr_mimebundle_()
    elements, data = in_html(thing)
    assert set(shown) == {"text/html", "image/svg+xml", "text/plain"}
    assert [tag for tag, _ in elements] == ["div", "img", "script"]
    assert elements[1][1]["alt"] == shown["text/plain"] == repr(thing)
    assert len(repr(thing)) < 1500
    assert data["id"] == elements[0][1]["data-player"]
    assert json.dumps(data, allow_nan=False)
    assert not re.search(r"\bid=", shown["image/svg+xml"])
    assert sum(len(form.encode()) for form in shown.values()) < 120 * 1024


def lessons_order():
    one = neuron(step06.Value, 0.8813735870195432 - 8, x1=3.0, x2=4.0, w1=2.0, w2=0.5)
    return choose_order(one[-1])


@pytest.mark.parametrize(
    ("lesson", "code", "make"),
    [
        (1, "drag_secant(", secant),
        (4, "drag_leaf(", leaf),
        (4, "drag_neuron(", bent),
        (6, "choose_order(", lessons_order),
        (11, "drag_descent(", downhill),
        (13, "drag_border(", border),
    ],
)
def test_a_thing_is_what_its_lesson_has_saved(lesson, code, make):
    """To the letter; so what changes a picture is told here, before all lessons are executed."""
    assert make()._repr_mimebundle_() == saved(lesson, code)


@every_thing
def test_the_still_picture_fits_a_slide(make):
    svg = make().svg()
    if svg.partition(">")[0].count("pt"):
        assert_fits_a_slide(svg)
    drawing = ElementTree.fromstring(svg)
    assert drawing[0].attrib == {"width": "100%", "height": "100%", "fill": "white"}
    assert float(drawing.get("width").removesuffix("pt")) <= 1200
    height = float(drawing.get("height").removesuffix("pt"))
    assert max(float(text.get("y")) for text in drawing.iter(f"{SVG}text")) < height


def test_two_interpreters_show_the_same():
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "import test_live\n"
        "for make in test_live.THINGS:\n"
        "    print(make()._repr_mimebundle_())"
    )
    shown = printed_by_two_interpreters(code)
    assert shown[0] == shown[1]
    assert shown[0].count(b'div class="micrograd-player') == len(THINGS)


def test_things_have_names_of_their_own():
    others = [drag_secant(f, 2.0), drag_secant(math.tanh, 3.0), *(make() for make in THINGS)]
    assert len({in_html(thing)[1]["id"] for thing in others}) == len(others)


def test_numbers_are_written_as_a_reader_expects():
    assert [live.short(x) for x in (2e-8, 1e-16, 0.001, -3.0)] == ["2e-8", "1e-16", "0.001", "-3"]
    assert live.minus("-1 and 2e-8") == "−1 and 2e-8"
    assert live.short(2 / 3) == "0.666667"


# ---------------------------------------------------------------- charts


def test_a_chart_places_numbers_along_its_axes():
    plain = Chart("t", (-5, 5), (0, 10), ("x", "y"))
    x, y = (plain.for_script()[name] for name in "xy")
    assert plain.place(-5, 0) == (x["from"], y["from"])
    assert plain.place(5, 10) == (x["to"], y["to"])
    assert plain.place(0, 5) == ((x["from"] + x["to"]) / 2, (y["from"] + y["to"]) / 2)
    log = Chart("t", (1e-4, 1.0), (1e-4, 1.0), ("x", "y"), log=True)
    middle, bottom = log.place(1e-2, 0.0)
    assert middle == (x["from"] + x["to"]) / 2 and bottom > y["from"]
    assert bottom == log.place(1e-2, 1e-5)[1]  # no number lies lower


def test_areas_of_a_chart_are_closed_lines():
    chart = Chart("t", (0, 1), (0, 1), ("x", "y"))
    chart.area([[(0, 0), (1, 0), (1, 1)], [(0, 0), (0, 1), (1, 1)]], "both", fill="red")
    assert re.search(r' class="both" d="(M[^MZ]+Z){2}" fill="red"', chart.svg())


def test_a_chart_names_its_axes_and_round_numbers():
    chart = Chart("<t>", (-5, 5), (1, 2.2), ("x", "f(x)"))
    drawing = ElementTree.fromstring(chart.svg())
    ticks = ["−4", "−2", "0", "2", "4", "1", "1.2", "1.4", "1.6", "1.8", "2", "2.2"]
    assert [text.text for text in drawing.iter("text")] == ["<t>", *ticks, "x", "f(x)"]


# ---------------------------------------------------------------- the secant


def test_secant_has_the_numbers_of_the_lesson():
    data = in_html(secant())[1]
    assert data["xs"] == list(np.arange(-5, 5.25, 0.25))
    assert data["slopes"] == [6 * x - 4 for x in data["xs"]]
    for x, y, after in zip(data["xs"], data["fs"], data["after"], strict=True):
        for h, moved in zip(data["runs"], after, strict=True):
            assert (moved - y) / h == step01.numerical_derivative(f, x, h)
    assert [data["xs"][data["at"][0]], data["runs"][data["at"][1]]] == [3.0, 2.0]
    assert {10.0**-i for i in range(1, 17)} <= set(RUNS)


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (math.tanh, lambda x: 1 - math.tanh(x) ** 2),
        (math.exp, math.exp),
        (lambda x: 7.0, lambda x: 0.0),
        (lambda x: abs(x) ** 3, lambda x: 3 * x * abs(x)),
        (np.sin, np.cos),
    ],
)
def test_tangent_is_that_of_calculus(function, slope):
    data = in_html(drag_secant(function, 1.0, left=-4, right=4))[1]
    for x, found in zip(data["xs"], data["slopes"], strict=True):
        assert found == pytest.approx(slope(x), rel=1e-10, abs=1e-10)


def test_a_slope_has_twelve_digits_and_more():
    """Only + and * and / are used, which give the same on every machine."""
    powers = drag_secant(lambda x: x * x * x * x * x, 0.0)
    assert powers.slopes == [5 * x * x * x * x for x in powers.xs]
    bell = drag_secant(lambda x: 1 / (1 + x * x), 0.0)
    assert bell.slopes == pytest.approx([-2 * x / (1 + x * x) ** 2 for x in bell.xs], 0, 1e-13)
    wave = drag_secant(lambda x: x / (1 + x * x * x * x), 0.0)
    expected = [(1 - 3 * x * x * x * x) / (1 + x * x * x * x) ** 2 for x in wave.xs]
    assert wave.slopes == pytest.approx(expected, rel=0, abs=1e-13)


def test_a_kink_has_no_tangent():
    bend = drag_secant(abs, 0.0)
    assert bend.lines() == ["At x = 0 there is no tangent."]
    left_chart, right_chart = (ElementTree.fromstring(chart.svg()) for chart in bend.charts)
    seen = {line.get("class"): line.get("visibility") for line in left_chart.iter("line")}
    assert (seen["tangent"], seen["secant"]) == ("hidden", None)
    errors = [dot.get("cy") for dot in right_chart.iter() if dot.get("class") == "error"]
    assert {float(y) for y in errors} == {bend.charts[1].place(1.0, 0.0)[1]}
    data = in_html(bend)[1]
    assert {x: s for x, s in zip(data["xs"], data["slopes"], strict=True) if s not in (-1, 1)} == {
        0.0: None
    }
    assert "there is no tangent" in repr(bend)


@pytest.mark.parametrize(
    ("left", "right", "is_smooth"),
    [(0.0, 0.0015, False), (0.0, 0.0005, True), (1000.0, 1001.0, True), (-1000.0, -1003.0, False)],
)
def test_a_bend_of_more_than_a_thousandth_is_a_kink(left, right, is_smooth):
    thing = drag_secant(lambda x: (right if x > 0 else left) * x, 0.0)
    assert (thing.slopes[thing.at] is not None) == is_smooth


def test_a_bend_of_exactly_a_thousandth_is_smooth():
    """The slope to the right is a thousandth of 1 and itself; to the left it is 0."""
    slope = 0.0
    for _ in range(20):
        slope = 0.001 * (1 + slope)
    thing = drag_secant(lambda x: slope * max(x, 0.0), 0.0)
    assert slope == 0.001 * (1 + slope) and thing.slopes[thing.at] is not None


def test_a_level_tangent_is_level():
    thing = drag_secant(lambda x: x * x, 0.0)
    drawing = ElementTree.fromstring(thing.charts[0].svg())
    tangent = next(line for line in drawing.iter() if line.get("class") == "tangent")
    assert tangent.get("y1") == tangent.get("y2") and not tangent.get("visibility")


def test_secant_has_room_around_what_does_not_change():
    below, right = (chart.for_script()["y"] for chart in drag_secant(lambda x: 7.0, 0.0).charts)
    assert (below["low"], below["high"]) == (6.0, 8.0)
    assert (right["low"], right["high"]) == (1.0, 10.0)  # there is no error to be shown
    assert drag_secant(math.tanh, 0.0).charts[1].for_script()["y"]["low"] == 1e-12


def test_secant_begins_at_either_end():
    for x in (-5.0, 5.0):
        thing = drag_secant(f, x)
        assert thing.xs[thing.at] == x


def test_a_slope_is_told_in_twelve_digits():
    assert "the tangent's slope is 0.786447732966." in repr(drag_secant(math.tanh, 0.5))


def test_a_place_between_the_steps_is_kept():
    thing = drag_secant(f, 2 / 3, left=-1, right=1)
    data = in_html(thing)[1]
    assert data["xs"][data["at"][0]] == 2 / 3
    assert min(data["xs"]) >= -1 and max(data["xs"]) <= 1 and len(data["xs"]) == 40


def test_a_name_that_is_none_is_f():
    assert in_html(drag_secant(lambda x: x, 0.0))[1]["name"] == "f"
    assert in_html(drag_secant(partial(pow, 2.0), 0.0))[1]["name"] == "f"
    odd = lambda x: x  # noqa: E731
    odd.__name__ = "</script>"
    assert in_html(drag_secant(odd, 0.0))[1]["name"] == "f"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((3.0, f), "needs a function of one number, not 3.0"),
        ((f, "3"), "needs a number for x, not '3'"),
        ((f, 3.0, None), "needs a number for left, not None"),
        ((f, 3.0, 0.0, None), "needs a number for right, not None"),
        ((lambda x: "a", 3.0), r"f\(-5\) must be a number, not 'a'"),
        ((lambda x: np.array([x, x]), 3.0), "must be a number, not array"),
    ],
)
def test_secant_refuses_what_is_no_function_or_number(arguments, words):
    with pytest.raises(TypeError, match=words):
        drag_secant(*arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((f, 6.0), "x must lie between left and right, but x is 6.0 in -5.0 … 5.0"),
        ((f, math.nan), "x must lie between"),
        ((f, 1.0, 1.0, 1.0), "x must lie between"),
        ((f, 1.0, 0.0, math.inf), "x must lie between"),
        ((f, 1.0, -math.inf, 2.0), "x must lie between"),
        ((math.log, 3.0), r"log\(-5\) has no value: .*; choose left and right where it has one"),
        ((lambda x: 1 / x, 3.0), r"f\(0\) has no value: float division by zero"),
        ((lambda x: math.inf if x > 4 else x, 3.0), r"f\(4.25\) has the value inf; choose"),
        ((lambda x: math.nan, 3.0), "choose left and right where it has one that is finite$"),
        ((lambda x: math.exp(200 * x), 3.0), "has no value: math range error"),
    ],
)
def test_secant_refuses_where_f_has_no_value(arguments, words):
    with pytest.raises(ValueError, match=words):
        drag_secant(*arguments)


# ---------------------------------------------------------------- the order


def shared(step):
    """Return r = k * m with m = k + z: k waits for both of its users."""
    x, y, z = (step.Value(x, label=name) for name, x in [("x", 2.0), ("y", 5.0), ("z", 1.0)])
    k = x * y
    m = k + z
    r = k * m
    k.label, m.label, r.label = "k", "m", "r"
    return r


def called(step, root, order):
    """Return {label: gradient} after calling nodes of a fresh graph by their labels."""
    nodes = {v.label: v for v in step.trace(root)[0]}
    root.grad = 1.0
    for name in order:
        nodes[name]._backward()
    return {name: v.grad for name, v in nodes.items()}


@pytest.mark.parametrize("step", [step05, step06, step07, step12])
@pytest.mark.parametrize("build", [shared, lambda step: neuron(step.Value)[-1]])
def test_every_order_gives_the_gradients_of_the_step(step, build):
    thing = choose_order(build(step))
    for order in permutations(thing.passes):
        grads = {thing.names[v]: grad for v, grad in thing.after(order).items()}
        assert grads == called(step, build(step), [thing.names[v] for v in order])


def test_what_is_right_is_what_accumulating_gives():
    for step in (step05, step07):
        thing = choose_order(shared(step))
        found = {thing.names[v]: grad for v, grad in thing.right.items()}
        assert found == called(step07, shared(step07), "rmk")


def test_order_in_words():
    assert repr(choose_order(shared(step07))).splitlines()[1:] == [
        "From left to right, k, m, r: 4 of 6 gradients are wrong; called too early: k, m.",
        "From right to left, r, m, k: all are right.",
        "A node may be called only when all of its users have been called.",
        "The right gradients: x 105, y 42, k 21, z 10, m 10, r 1.",
    ]


def test_order_leaves_the_graph_as_it_was():
    root = shared(step07)
    nodes = step07.trace(root)[0]
    for i, v in enumerate(nodes):
        v.grad = i + 0.25
    before = [dict(vars(v)) for v in nodes]
    choose_order(root)._repr_mimebundle_()
    assert [vars(v) for v in nodes] == before


def test_order_refuses_what_it_cannot_call():
    for thing in (3.0, None, step03.Value(1.0)):
        with pytest.raises(TypeError, match="a player needs"):
            choose_order(thing)
    a = step07.Value(1.0, label="a")
    with pytest.raises(ValueError, match="2 to 12 nodes are to be called, not 0"):
        choose_order(a)
    b = a + a
    with pytest.raises(ValueError, match="2 to 12 nodes are to be called, not 1; choose another"):
        choose_order(b)
    for _ in range(11):
        b = b + a
    assert len(choose_order(b).passes) == 12
    with pytest.raises(ValueError, match="2 to 12 nodes are to be called, not 13"):
        choose_order(b + a)
    once = step06.Value(1.0, label="a")
    with pytest.raises(ValueError, match="v1 uses a node twice and overwrites"):
        choose_order((once + once).tanh())
    with pytest.raises(ValueError, match="has no _backward to call"):
        choose_order(shared(step04))
    odd = shared(step07)
    odd._backward = lambda: setattr(odd._prev[0], "grad", odd.grad**2)
    with pytest.raises(ValueError, match="what r passes on is no multiple of its gradient"):
        choose_order(odd)


# ---------------------------------------------------------------- the leaf


def test_leaf_in_words():
    assert repr(leaf()).splitlines()[1:] == [
        "Move a alone by 1: the gradients predict a change of 6, and L changes by 6.",
        "Move b alone by 1: the gradients predict a change of −4, and L changes by −4.",
        "Move c alone by 1: the gradients predict a change of −2, and L changes by −2.",
        "Move f alone by 1: the gradients predict a change of 4, and L changes by 4.",
        "Move a and b and c and f by 1: the gradients predict a change of 4, and L changes by 3.",
    ]


def test_leaf_that_is_used_twice_parts_from_its_gradient():
    a = step07.Value(3.0, label="a")
    b = a * a
    b.label = "b"
    b.backward()
    assert repr(drag_leaf(b)).splitlines()[1:] == [
        "Move a alone by 1: the gradients predict a change of 6, and b changes by 7."
    ]
    assert in_html(drag_leaf(b, reach=0.5))[1]["spots"][0][::16] == [2.5, 3.0, 3.5]


def test_leaf_takes_the_published_values_whose_children_are_a_set():
    a = Published(3.0)
    b = a * a
    b.backward()
    assert repr(drag_leaf(b)).splitlines()[1:] == [
        "Move v1 alone by 1: the gradients predict a change of 6, and v2 changes by 7."
    ]
    assert [node["children"] for node in drag_leaf(b).data()["nodes"]] == [[], [0, 0]]


def test_leaf_moves_two_leaves_at_once():
    assert repr(drag_leaf(sum_of(2, grad=1.0))).splitlines()[-1].startswith("Move v1 and v2 by 1:")


def test_leaf_has_room_around_what_does_not_change():
    a, b = step07.Value(0.0), step07.Value(0.0)
    a.grad = 1.0
    axis = drag_leaf(a * b).data()["charts"][0]["y"]
    assert (axis["low"], axis["high"]) == (-1.0, 1.0)


def test_leaf_shows_the_gradients_that_were_written_in():
    L = product(step04)
    L._prev[1].grad = 9.0
    assert "Move f alone by 1: the gradients predict a change of 9, and L changes by 4." in repr(
        drag_leaf(L)
    )
    assert drag_leaf(L).charts[3].title == "f, gradient 9"


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda v: 3.0, TypeError, "a player needs a Value with its graph, not 3.0"),
        (lambda v: v, ValueError, "1 to 4 leaves can be dragged, and v1 is made of none"),
        (lambda v: sum_of(5), ValueError, "and v9 is made of 5"),
        (lambda v: sum_of(4), ValueError, "all leaves of v7 have the gradient 0; fill them in"),
        (lambda v: v.tanh(), ValueError, "v2 is made with tanh, and drag_leaf knows"),
        (lambda v: made_with("max", v), ValueError, "v2 is made with max, and drag_leaf knows"),
    ],
)
def test_leaf_refuses_what_it_cannot_drag(make, error, words):
    with pytest.raises(error, match=words):
        drag_leaf(make(step07.Value(1.0)))
    for reach in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="reach must be positive and finite"):
            drag_leaf(product(step04), reach)


def sum_of(leaves, grad=0.0):
    total, *others = [step07.Value(1.0) for _ in range(leaves)]
    total.grad = grad
    for v in others:
        total = total + v
    return total


def made_with(op, v):
    out = v + v
    out._op = op
    return out


# ---------------------------------------------------------------- the neuron


def test_neuron_in_words():
    assert repr(bent()).splitlines() == [
        "o = tanh(w · x + b) with w = −3, b = 8, x = 2.",
        "At n = 0 o is 0: of o's gradient 1, n and b get 1, and w gets 1 · x = 2.",
        "At n = 2 o is 0.964028: of o's gradient 1, n and b get 0.07065, and w gets 0.07065 · x ="
        " 0.1413.",
        "At n = 4 o is 0.999329: of o's gradient 1, n and b get 0.001341, and w gets 0.001341 · x"
        " = 0.002682.",
        "Where the curve is flat, next to nothing of it comes through.",
    ]


def test_neuron_has_numbers_of_few_digits():
    assert repr(drag_neuron(-0.12345678, 0.0)).splitlines()[2] == (
        "At n = −0.1235 o is −0.122833: of o's gradient 1, n and b get 0.9849, and w gets 0.9849 "
        "· x = 0.9849."
    )


def test_neuron_whose_input_is_0_has_a_gradient_of_0_to_show():
    axis = drag_neuron(1.0, 0.0, x=0.0).data()["charts"][0]["y"]
    assert (axis["low"], axis["high"]) == (0.0, 1.1)


def test_neuron_refuses_what_is_no_finite_number():
    with pytest.raises(TypeError, match="needs a number for w, not 'a'"):
        drag_neuron("a", 0.0)
    with pytest.raises(TypeError, match="needs a number for x, not None"):
        drag_neuron(1.0, 0.0, None)
    with pytest.raises(ValueError, match="b must be finite, not inf"):
        drag_neuron(1.0, math.inf)


# ---------------------------------------------------------------- downhill

FROM_ELSEWHERE = [  # start, step size, whether gradients are set to zero, and what the path does
    ((-2.5, 2.5), 0.1, True, "leaves"),
    ((-2.5, -1.5), 0.1, True, "leaves"),
    ((-3.0, -2.0), 0.7, True, "jumps off"),
    ((-3.0, -1.5), 3.0, True, "flies off"),
    ((-3.0, -1.5), 0.4, False, "rolls off"),
    ((1.3, 0.4), 1.5, False, "rolls off"),
    ((1.3, 0.4), 0.04, False, "swings"),
    ((4.0, 0.5), 0.001, False, "swings"),
    ((0.5, -0.5), 0.03, False, "overshoots"),
]


def trained(start, size, zero, steps=100):
    """Return what lesson 11's loop does to the two parameters: places, losses, gradients."""
    net, loss_of = lessons_net()
    two = net.parameters()[29], net.parameters()[39]
    two[0].data, two[1].data = start
    path = []
    for _ in range(steps + 1):
        loss = loss_of()
        if zero:
            for p in net.parameters():
                p.grad = 0.0
        loss.backward()
        path.append((tuple(p.data for p in two), loss.data, tuple(p.grad for p in two)))
        for p in two:
            p.data -= size * p.grad
    return path


@pytest.mark.parametrize(
    ("size", "zero", "kind"),
    [
        (0.01, True, "crawls"),
        (0.4, True, "settles"),
        (0.7, True, "zigzags"),
        (3.0, True, "flies off"),
        (0.001, False, "overshoots"),
        (0.01, False, "rolls off"),
        (0.1, False, "rolls off"),
    ],
)
@pytest.mark.parametrize("start", mostly_in_ci([None, (-2.0, 2.5), (1.25, 0.5)], [None]))
def test_a_path_downhill_is_that_of_the_lessons_loop(size, zero, kind, start):
    thing = downhill()
    begin = start or thing.start
    assert thing.path(begin, size, zero) == trained(begin, size, zero)
    path = thing.path(thing.start, size, zero)
    assert thing.kind(path, zero) == kind
    assert kind in TOLD


@pytest.mark.parametrize(("start", "size", "zero", "kind"), FROM_ELSEWHERE)
def test_what_a_path_downhill_is_said_to_do_is_true(start, size, zero, kind):
    thing = downhill()
    path = thing.path(start, size, zero)
    assert thing.kind(path, zero) == kind
    losses, (end, *_) = [loss for _, loss, _ in path], path[-1]
    is_inside = all(low <= x <= high for x, (low, high) in zip(end, thing.ranges, strict=True))
    assert is_inside == (kind in ("swings", "overshoots"))
    assert (losses == sorted(losses, reverse=True)) == (kind == "leaves")
    if not is_inside:
        assert (losses[-1] > losses[0]) == (kind in ("flies off", "rolls off"))
    pixels = (max(losses) - min(losses)) / (thing.highest - thing.lowest) * 200
    assert (pixels < 7) == (kind == "swings")  # no more than a dot in the chart


def test_a_loss_higher_than_the_picture_is_marked_as_such():
    thing = downhill()
    chart = thing.charts[1].svg()
    marks = re.search('class="beyond" d="(.*?)"', chart)[1].count("z")
    late = [[loss for _, loss, _ in thing.path(thing.start, size)[50:]] for size in thing.sizes]
    assert marks == sum(max(losses) > thing.highest for losses in late) > 2
    dots = re.search('class="stays" d="(.*?)"', chart)[1]
    assert dots.count("M") == len(thing.sizes) - marks
    assert "lowest in the first picture" in chart and "triangles: higher still" in chart


def test_downhill_in_words():
    assert repr(downhill()).splitlines() == [
        "The loss over w29 and w39, and gradient descent on it.",
        "From w29 = −0.3725, w39 = −0.9122, loss = 6.005, 100 steps of size 0.1 lead to w29 ="
        " 1.018, w39 = 0.4348, loss = 3.45.",
        "By step size: 0.001 to 0.03 crawls, 0.04 to 0.4 settles, 0.5 to 2 zigzags, 3 to 10"
        " flies off.",
        "Without setting gradients to zero: 0.001 to 0.004 overshoots, 0.005 to 10 rolls off.",
    ]


def made_of_all(x, y):
    """Return a loss with every operation that goes downhill, and two of its leaves."""
    a, b, c = (step11.Value(number) for number in (x, y, 2.0))
    bent = step11.Value(0.0 if b.data < 0 else b.data, (b,), "ReLU")  # lesson 12 brings it
    bent._backward = lambda: setattr(b, "grad", b.grad + (bent.data > 0) * bent.grad)
    loss = (a * b + c).tanh() * a.exp() + (b * 3) ** 2 + (a * a + 1) ** -0.5 + bent
    return loss + c**3, a, b


def test_downhill_takes_every_operation_that_it_names():
    thing = drag_descent(*made_of_all(0.5, -0.25), size=0.05, steps=20)
    assert thing.names == ["v1", "v2", "loss"]
    path, place = [], (0.5, -0.25)
    for _ in range(21):
        loss, x, y = made_of_all(*place)
        loss.backward()
        path.append((place, loss.data, (x.grad, y.grad)))
        place = x.data - 0.05 * x.grad, y.data - 0.05 * y.grad
    for found, expected in zip(thing.path(path[0][0], 0.05), path, strict=True):
        assert np.allclose(np.hstack(found), np.hstack(expected), rtol=1e-12, atol=1e-12)


def bowl(across=1.0, up=1.0):
    x, y = step11.Value(1.0), step11.Value(1.0)
    return x * x * across + y * y * up, x, y


def test_a_bowl_settles_zigzags_and_flies_off_where_theory_says():
    """On curvature k a step size below 2 / k comes to rest, and one above flies off."""
    thing = drag_descent(*bowl(0.5, 5.0))
    kinds = {size: thing.kind(thing.path(thing.start, size)) for size in thing.sizes}
    assert {kinds[size] for size in (0.1, 0.15)} == {"settles"}
    assert {kinds[size] for size in thing.sizes if size > 0.2} == {"flies off"}
    assert kinds[0.2] == "zigzags" and kinds[0.001] == "crawls"
    resting = [thing.kind(thing.path(thing.start, size, False), False) for size in thing.sizes]
    assert "settles" not in resting and "overshoots" in resting


def test_downhill_starts_with_any_size_and_number_of_steps():
    thing = drag_descent(*bowl(), size=0.123, steps=7)
    data = in_html(thing)[1]
    assert data["sizes"][data["size"]] == 0.123 and data["sizes"] == sorted({*SIZES, 0.123})
    assert "7 steps of size 0.123" in repr(thing)
    x, y = step11.Value(5.0, label="x"), step11.Value(1.0, label="y")
    loss = x**4 + y * y
    loss.label = "L"
    far = drag_descent(loss, x, y)
    assert len(far.path(far.start, 1.0)) < 100  # numbers beyond all floats, soon
    assert far.kind(far.path(far.start, 1.0)) == "flies off" and far.names[2] == "L"
    assert far._repr_mimebundle_() and "flies off" in repr(far)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"loss": 3.0}, TypeError, "a player needs a Value with its graph, not 3.0"),
        ({"first": 3.0}, TypeError, "needs two leaves behind the loss, not 3.0"),
        ({"second": step11.Value(2.0)}, TypeError, r"behind the loss, not Value\(data=2.0\)"),
        ({"first": None, "second": None}, TypeError, "behind the loss, not None"),
        ({"size": 0.0}, ValueError, "size must lie from 0.001 to 10, not 0.0"),
        ({"size": math.nan}, ValueError, "size must lie from"),
        ({"steps": 3}, ValueError, "steps must be 4 to 200, not 3"),
        ({"steps": 201}, ValueError, "steps must be 4 to 200, not 201"),
        ({"across": (2, 3)}, ValueError, "the leaf is 1.0, which must lie in 2 … 3"),
        ({"up": (1, 1)}, ValueError, "the leaf is 1.0, which must lie in 1 … 1"),
        ({"up": (-math.inf, 3)}, ValueError, "must lie in -inf … 3"),
    ],
)
def test_downhill_refuses_what_it_cannot_go_down(change, error, words):
    loss, x, y = bowl()
    with pytest.raises(error, match=words):
        drag_descent(**{"loss": loss, "first": x, "second": y, **change})


def along(xs, losses):
    """Return a path along x through these places, with these losses."""
    return [((x, 0.0), loss, (0.0, 0.0)) for x, loss in zip(xs, losses, strict=True)]


STARTS = [(0.0, -0.25), (2.0, 0.25), (2.5, 0.25), (0.0, 0.0)]
LEFT, RIGHT, OUT, STILL = ([start + i * step for i in range(9)] for start, step in STARTS)
FALLING = [90.0, 85.0, 80.0, 75.0, 70.0, 65.0, 60.0, 55.0, 50.0]
UP_AND_DOWN = [50.0, 20.0, 60.0, 30.0, 70.0, 40.0, 80.0, 30.0, 50.0]


@pytest.mark.parametrize(
    ("xs", "losses", "zero", "lowest", "kind"),
    [
        # Both edges belong to the picture.
        (LEFT, FALLING, True, 0, "crawls"),
        (RIGHT, FALLING, True, 0, "crawls"),
        (OUT, FALLING, True, 0, "leaves"),
        # What ends before its last step was no longer finite.
        (RIGHT[:8], FALLING[:8], True, 0, "flies off"),
        (RIGHT[:8], FALLING[:8], False, 0, "rolls off"),
        # Outside: does it still fall in its second half, and is it lower than at the start?
        (OUT, FALLING[:4] + [70.0, 60.0, 60.0, 60.0, 50.0], True, 0, "leaves"),
        (OUT, FALLING[:4] + [70.0, 60.0, 60.0, 60.0, 60.0], True, 0, "leaves"),
        (OUT, FALLING[:4] + [70.0] * 5, True, 0, "jumps off"),
        (OUT, UP_AND_DOWN, True, 0, "flies off"),
        (OUT, UP_AND_DOWN[:-1] + [49.0], True, 0, "jumps off"),
        (OUT, UP_AND_DOWN[:-1] + [49.0], False, 0, "rolls off"),
        # More than half of the late steps go back, and not only a little.
        ([0.0, 1, 0, 1, 0, 1, 0, 1, 0], FALLING, True, 0, "zigzags"),
        ([0.0, 1, 0, 1, 0, 1, 0, 1, 1.5], FALLING, True, 0, "crawls"),
        ([0.0, 1, 0, 1, 0, 1, 0, 0.18, 0.0], FALLING, True, 0, "crawls"),
        ([0.0, 1, 0, 1, 0, 1, 0, 0.19, 0.0], FALLING, True, 0, "zigzags"),
        # Without zeroing a loss that changes by 3 in 100 at most swings.
        (STILL, [50.0, 52, 50, 52, 50, 52, 50, 53, 50], False, 0, "swings"),
        (STILL, [50.0, 52, 50, 52, 50, 52, 50, 53.5, 50], False, 0, "overshoots"),
        (STILL, [50.0, 52, 50, 52, 50, 52, 50, 52.8, 50], False, 10, "overshoots"),
        (STILL, [50.0, 52, 50, 52, 50, 52, 50, 52.6, 50], False, 10, "swings"),
        (STILL, [50.0, 52, 50, 52, 50, 52, 50, 53, 50], True, 0, "jumps"),
        (STILL, [53.0, 53, 53, 53, 53, 52, 51, 50.5, 50], False, 0, "crawls"),
        # It settles where its late losses differ little, and it is low or has come far.
        (STILL, [100.0, 50, 5, 4, 4, 3.5, 3, 2.5, 2], True, 0, "settles"),
        (STILL, [0.0, 0, 0, 0, 0, 0.02, 0, 0.02, 0], True, 0, "jumps"),
        (STILL, [0.0] * 9, True, 0, "settles"),
        (STILL, [100.0, 50, 14, 13, 12, 11, 11, 11, 11], True, 10, "settles"),
        (STILL, [100.0, 50, 14, 13, 13, 13, 13, 13, 13], True, 10, "crawls"),
        (STILL, [100.0, 50, 5, 4, 4, 3, 3, 3, 3], True, 0, "crawls"),
        (STILL, [100.0, 50, 5, 4, 4, 3, 3, 3, 2.9], True, 0, "settles"),
        ([0.0] + [0.5] * 8, [100.0, 50, 45, 44, 44, 44, 44, 44, 44], True, 0, "settles"),
        ([0.0] + [0.18] * 8, [100.0, 50, 45, 44, 44, 44, 44, 44, 44], True, 0, "crawls"),
        ([0.4] + [0.5] * 8, [100.0, 50, 45, 44, 44, 44, 44, 44, 44], True, 0, "crawls"),
    ],
)  # fmt: skip
def test_what_a_path_does_up_to_the_very_border(xs, losses, zero, lowest, kind):
    """In a picture 6 wide, in which the loss goes up to 100; 3 in 100 of either is little."""
    thing = drag_descent(*bowl(), steps=8)
    thing.lowest, thing.highest = lowest, 100.0
    assert thing.kind(along(xs, losses), zero) == kind


def test_a_loss_stays_below_its_highest_where_the_path_is_whole():
    thing = drag_descent(*bowl(), steps=8)
    losses = [*FALLING[:4], 20.0, 20.0, thing.highest, 10.0, 10.0]
    assert thing._stays(along(STILL, losses)) == thing.highest
    assert thing._stays(along(STILL[:8], losses[:8])) == thing.beyond


def test_lines_of_equal_loss_lie_at_round_numbers_and_halfway_between():
    chart = drag_descent(*bowl()).charts[0]
    axes = chart.for_script()
    low, high, start, end = (
        np.array([axes[axis][name] for axis in "xy"]) for name in ("low", "high", "from", "to")
    )
    found = []
    for path in re.findall(r'class="low" d="([^"]*)"', chart.svg()):
        places = np.array(re.findall(r"([-\d.]+),([-\d.]+)", path), dtype=float)
        x, y = (low + (places - start) / (end - start) * (high - low)).T
        found.append((x * x + y * y).max())
    assert found == pytest.approx([*np.arange(2.5, 32, 2.5), 32.0], abs=0.1)


def test_labels_stand_where_the_loss_rises_above_them():
    thing, (columns, rows) = drag_descent(*bowl()), GRID
    thing.losses = [[float(row)] * (columns + 1) for row in range(rows + 1)]
    numbers = [0.0, 5.0, rows - 2.5, rows - 1.5]  # at the bottom, then in reach, then too high
    found = {number: place for place, number in thing._labels(numbers)}
    x = columns - 4
    assert found == {number: thing._at_grid(x, number) for number in numbers[1:3]}
    thing.losses[rows] = [-1.0] * (columns + 1)  # now it rises nowhere
    assert list(thing._labels(numbers)) == []


def test_downhill_takes_the_published_values_which_have_no_labels():
    x, y = Published(1.0), Published(2.0)
    thing = drag_descent(x * x + (y + y), x, y)
    assert thing.names == ["v1", "v2", "loss"]
    assert thing.at(3.0, 5.0) == (19.0, 6.0, 2.0)  # their _prev, a set, holds x and y once


def test_stairs_do_not_zigzag():
    thing = drag_descent(*bowl(), steps=8)
    thing.lowest, thing.highest = 0.0, 100.0
    stairs = [(0.3 * ((i + 1) // 2), 0.3 * (i // 2)) for i in range(9)]
    path = [(place, loss, (0.0, 0.0)) for place, loss in zip(stairs, FALLING, strict=True)]
    assert thing.kind(path) == "crawls"


def test_downhill_takes_numbers_up_to_their_ends():
    loss, x, y = bowl()
    sizes = [{"size": size} for size in (SIZES[0], SIZES[-1])]
    leaf_at_an_end = [{"across": (1.0, 4)}, {"across": (-2, 1.0)}]
    for change in (*sizes, {"steps": 4}, {"steps": 200}, *leaf_at_an_end):
        drag_descent(loss, x, y, **change)
    with pytest.raises(ValueError, match="must lie in -3 … inf"):
        drag_descent(loss, x, y, up=(-3, math.inf))


def test_a_path_ends_before_its_numbers_do():
    path = drag_descent(*bowl(), steps=200).path((1.0, 1.0), 10.0)
    assert 50 < len(path) < 201
    assert all(
        math.isfinite(number) for place, loss, sums in path for number in (*place, loss, *sums)
    )


def test_downhill_shows_3_to_each_side_and_100_steps_of_a_tenth():
    thing = drag_descent(*bowl())
    assert thing.ranges == [(-2.0, 4.0), (-2.0, 4.0)]
    assert (thing.size, thing.steps) == (0.1, 100)
    assert thing._near((-1e9, 1e9)) == (-6002.0, 6004.0)  # drawn no further than that


def test_downhill_takes_a_loss_of_so_many_values():
    x, y, fixed = step11.Value(1.0), step11.Value(2.0), step11.Value(0.0)
    one = fixed
    for _ in range(19_995):
        fixed = fixed + one
    loss = x * y + fixed
    drag_descent(loss, x, y, steps=4)  # 20,000
    with pytest.raises(ValueError, match="plays graphs of 20,000 Values at most"):
        drag_descent(loss + one, x, y)


def test_downhill_refuses_a_loss_that_will_not_do():
    loss, x, y = bowl()
    with pytest.raises(TypeError, match="needs two leaves behind the loss"):
        drag_descent(loss, x, loss._prev[0])
    with pytest.raises(ValueError, match="both are the same one"):
        drag_descent(loss, x, x)
    odd = x * y
    odd._op = "max"
    with pytest.raises(ValueError, match="made with max, and drag_descent knows \\+, \\*, tanh"):
        drag_descent(odd + y, x, y)
    with pytest.raises(ValueError, match="at v1 = 0, v2 = .* there is no finite loss; choose"):
        drag_descent(x**-1 + y, x, y, across=(0, 2))
    with pytest.raises(ValueError, match="the loss is 0.0 all over the picture"):
        drag_descent((x * 0) ** 2 + (y * 0) ** 2, x, y)
    with pytest.raises(ValueError, match="a value behind the loss is inf, and not finite"):
        drag_descent(x * y + math.inf, x, y)
    long = x * y
    for _ in range(397):
        long = long + x
    drag_descent(long, x, y, steps=4)
    with pytest.raises(ValueError, match="401 values depend on the leaves, 400 are the most"):
        drag_descent(long + x, x, y)


def test_rings_lie_around_what_is_between_two_levels():
    places = range(-10, 11)
    rows = [[x * x + y * y for x in places] for y in places]
    (circle,) = rings(places, places, rows, -math.inf, 36.5)
    assert np.hypot(*circle.T) == pytest.approx(36.5**0.5, abs=0.05) and len(circle) > 40
    assert rings(places, places, rows, -math.inf, -1.0) == []
    assert len(rings(places, places, rows, 36.5, 49.5)) == 2  # the rim, and the hole


def test_a_chart_may_be_logarithmic_along_x_alone():
    chart = Chart("t", (1e-4, 1.0), (0.0, 10.0), ("x", "y"), log="x")
    x, y = (chart.for_script()[name] for name in "xy")
    assert (x["log"], y["log"]) == (True, False)
    middle = (x["from"] + x["to"]) / 2, (y["from"] + y["to"]) / 2
    assert chart.place(1e-2, 5.0) == middle


# ---------------------------------------------------------------- the border


def test_border_in_words():
    assert repr(border()).splitlines()[3:] == [
        "Step 5: loss 0.3135, 86 of 100 right, 29 pull.",
        "Step 40: loss 0.0602, 100 of 100 right, 12 pull.",
        "Step 100: loss 0.0110, 100 of 100 right, 0 pull.",
        "Without ReLU, step 100: loss 0.3045, 87 of 100 right, 30 pull.",
    ]


def says_always(net, score):
    """Make a net give one score wherever it is asked."""
    for p in net.parameters():
        p.data = 0.0
    p.data = score  # the last bias


@pytest.mark.parametrize("score", [None, 0.0, 1.0])
def test_border_is_trained_as_by_the_engine(score):
    """Its run is the lesson's, of which the lesson compares every loss."""
    net, X, y = moons(12)
    if score is not None:
        net = step13.MLP(2, [3, 1])
        says_always(net, score)
    rates = [0.9, 0.5, 0.1]
    thing = drag_border(net, X, y, rates, slow=0.1, alpha=0.01)
    before = [p.data for p in net.parameters()]
    for found, nonlin, times in [(thing.run, True, 1.0), (thing.straight, False, 0.1)]:
        for p, data in zip(net.parameters(), before, strict=True):
            p.data = data
        for layer in net.layers[:-1]:
            for each in layer.neurons:
                each.nonlin = nonlin
        for moment, rate in zip(found, [*rates, 0.0], strict=True):
            loss, accuracy = step13.max_margin_loss(net, X, y, alpha=0.01)
            scores = np.array([net(row).data for row in X.tolist()])
            assert moment.loss == pytest.approx(loss.data, rel=0, abs=1e-12)
            assert moment.margins == pytest.approx(y * scores, rel=0, abs=1e-12)
            assert moment.wrong == round(12 * (1 - accuracy))
            assert moment.pulling == sum(y * scores < 1)
            net.zero_grad()
            loss.backward()
            for p in net.parameters():
                p.data -= times * rate * p.grad
    assert thing.losses == [moment.loss for moment in thing.run]


def score(layers, X):
    """Return the score of a net of arrays at places, by the formulas of lesson 12."""
    for W, b, relu in layers:
        X = X @ W + b
        X[:, relu] *= X[:, relu] > 0
    return X[:, 0]


def test_border_is_drawn_where_the_score_is_0():
    thing = border()
    moments = list(thing.moments.values())
    for chart, moment in zip(thing.charts, moments, strict=True):
        drawing = ElementTree.fromstring(chart.svg())
        paths = {path.get("class"): path.get("d") for path in drawing.iter("path")}
        axes = chart.for_script()
        low, high, start, end = (
            np.array([axes[axis][name] for axis in "xy"]) for name in ("low", "high", "from", "to")
        )
        for name, level in {"area": None, "border": 0.0, "edges": 1.0}.items():
            places = np.array(re.findall(r"([-\d.]+) ([-\d.]+)", paths[name]), dtype=float)
            found = score(moment.layers, low + (places - start) / (end - start) * (high - low))
            if name == "area":
                assert found.min() > -0.1 and found.max() > 1
            else:
                assert np.abs(np.abs(found) - level).max() < 0.1
        kinds = [[paths[f"{pulls}{kind}"].count("M") for kind in ("dots", "triangles")]
                 for pulls in ("pulling-", "")]  # fmt: skip
        pulling = moment.margins < 1
        assert kinds == [[sum(chosen & (thing.y == label)) for label in (1, -1)]
                         for chosen in (pulling, ~pulling)]  # fmt: skip
    assert paths["border"].count("L") == 1  # without ReLU


def test_border_leaves_the_net_as_it_was():
    net, X, y = moons(12)
    before = [(p.data, p.grad) for p in net.parameters()]
    drag_border(net, X, y, [1.0])._repr_mimebundle_()
    assert [(p.data, p.grad) for p in net.parameters()] == before


def test_border_has_room_around_points_in_a_row():
    thing = drag_border(**with_(X=[[1.0, 0.0], [1.0, 5.0]], y=[1, -1]))
    assert np.allclose(thing.box, [[0.8, 1.2], [-1.0, 6.0]])


def test_a_margin_of_1_is_no_pull_in_any_picture():
    net, X, _ = moons(12)
    says_always(net, 1.0)
    thing = drag_border(net, X, [1] * 12, [1e-9], alpha=0.0)
    still = thing.charts[0].svg()
    assert re.search('class="dots" d="([^"]*)"', still)[1].count("z") == 12
    assert re.search('class="pulling-dots" d="([^"]*)"', still)[1] == ""
    axis = thing.moving[-1].for_script()["y"]
    assert (axis["low"], axis["high"]) == (-1.0, 2.0)


def test_border_can_stand_still_without_relu_and_do_without_l2():
    thing = drag_border(**with_(slow=0, alpha=0))
    assert len({moment.loss for moment in thing.straight}) == 1


def test_border_takes_as_much_as_it_says(monkeypatch):
    monkeypatch.setattr(border_module, "MOST_PARAMETERS", 337)
    monkeypatch.setattr(border_module, "MOST_WORK", 2 * 12 * 337)
    drag_border(**with_())
    with pytest.raises(ValueError, match="may be 8,088, not 337 and 12,132"):
        drag_border(**with_(rates=[0.1] * 3))


def with_(**others):
    """Return the arguments of a small border, some of them others."""
    net, X, y = moons(12)
    return {"net": net, "X": X, "y": y, "rates": [0.1, 0.1], **others}


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"net": 3.0}, "needs a net of layers, whose neurons have w, b and nonlin, not 3.0"),
        ({"net": step11.MLP(2, [1])}, "needs a net of layers, whose neurons have w, b and nonlin"),
        ({"X": "points"}, "X must hold numbers, not 'points'"),
        ({"rates": [None]}, None),
        ({"rates": [[1.0], 2.0]}, "rates must hold numbers"),
        ({"slow": "a"}, "needs a number for slow, not 'a'"),
        ({"alpha": None}, "needs a number for alpha, not None"),
    ],
)
def test_border_refuses_what_is_no_net_or_number(others, words):
    error = TypeError if words else ValueError  # NumPy takes None for nan
    with pytest.raises(error, match=words or "rates must hold finite numbers"):
        drag_border(**with_(**others))


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"net": step13.MLP(3, [1])}, "must have 2 inputs and 1 output, not 3, 1"),
        ({"net": step13.MLP(2, [3, 4])}, "must have 2 inputs and 1 output, not 2, 4"),
        ({"y": [1] * 11}, r"the shape \(n, 2\), the labels \(n,\), not \(12, 2\) and \(11,\)"),
        ({"X": [], "y": []}, "the points must have the shape"),
        ({"y": [0, 2] * 6}, "labels are -1 or 1, not 0"),
        ({"X": [[math.inf, 0.0]], "y": [1]}, "X must hold finite numbers"),
        ({"rates": []}, "rates must be a list of positive numbers"),
        ({"rates": 0.1}, "rates must be a list of positive numbers"),
        ({"rates": [0.1, 0.0]}, "rates must be a list of positive numbers"),
        ({"slow": -1.0}, "slow must be finite and not negative, not -1.0"),
        ({"slow": math.inf}, "slow must be finite and not negative, not inf"),
        ({"alpha": math.nan}, "alpha must be finite and not negative, not nan"),
        ({"rates": [1e200] * 9}, "the loss runs away by step 1$"),
        ({"rates": [1.0] * 30, "slow": 1.0}, "runs away by step .* without ReLU; make slow small"),
        ({"net": step13.MLP(2, [40, 40, 1])}, "at most 1,000 parameters, .* not 1,801 and"),
        ({"rates": [0.1] * 5000}, "may be 10,000,000, not 337 and 20,220,000"),
    ],
)
def test_border_refuses_what_it_cannot_train(others, words):
    with pytest.raises(ValueError, match=words):
        drag_border(**with_(**others))


def test_border_refuses_a_net_that_has_run_away():
    net = moons()[0]
    net.parameters()[5].data = math.nan
    with pytest.raises(ValueError, match="the net's parameters must be finite"):
        drag_border(**with_(net=net))
