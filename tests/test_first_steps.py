"""Steps 01 to 07: slopes by nudging, where a Value came from, and each visited once."""

import pytest
from expressions import backward

from micrograd_steps import step01, step02, step03, step04, step05, step06, step07, step08, step12


def parabola(x):
    return 3 * x**2 - 4 * x + 5


def mixed(a, b, c):
    return a * b + c


def test_a_slope_is_the_rise_over_a_run_of_a_ten_thousandth():
    for x in (3.0, -3.0):
        rise = parabola(x + 0.0001) - parabola(x)
        assert step01.numerical_derivative(parabola, x) == rise / 0.0001
    assert step01.numerical_derivative(parabola, 3.0) == pytest.approx(14.0003)


@pytest.mark.parametrize(("h", "slope"), [(0.5, 15.5), (-0.5, 12.5)])
def test_a_run_is_as_long_as_it_is_told_and_goes_both_ways(h, slope):
    assert step01.numerical_derivative(parabola, 3.0, h) == slope
    assert step01.numerical_gradient(parabola, [3.0], h) == [slope]


def test_a_gradient_has_a_slope_for_each_input_in_turn():
    assert step01.numerical_gradient(mixed, (2.0, -3.0, 10.0)) == pytest.approx([-3.0, 2.0, 1.0])
    crooked = step01.numerical_gradient(lambda a, b: a * a + b, [3.0, 0.0])
    assert crooked == pytest.approx([6.0001, 1.0])


@pytest.mark.parametrize("step", [step02, step03, step04, step05, step06, step07])
def test_a_value_adds_multiplies_and_shows_its_number(step):
    a, b, c = map(step.Value, (2.0, -3.0, 10.0))
    assert repr(a) == "Value(data=2.0)"
    assert repr(a * b + c) == "Value(data=4.0)"
    assert repr(a + b * c) == "Value(data=-28.0)"


@pytest.mark.parametrize("step", [step03, step04, step05, step06, step07])
def test_a_value_knows_where_it_came_from(step):
    a, b = step.Value(2.0, label="a"), step.Value(-3.0)
    assert (a._prev, a._op, a.label, b.label) == ((), "", "a", "")
    for out, sign in ((a + b, "+"), (a * b, "*")):
        assert (out._prev, out._op, out.label) == ((a, b), sign, "")


@pytest.mark.parametrize("step", [step04, step05, step06, step07])
def test_a_tanh_names_itself_and_gradients_start_at_0(step):
    a = step.Value(0.0)
    out = a.tanh()
    assert (out._prev, out._op, out.data) == ((a,), "tanh", 0.0)
    assert [repr(v.grad) for v in (a, out, a + out)] == ["0.0"] * 3


@pytest.mark.parametrize("step", [step03, step05, step06, step12])
def test_a_traced_graph_has_each_value_once_and_each_arrow(step):
    a, b = step.Value(2.0), step.Value(-3.0)
    c = a * b
    d = c + c
    nodes, edges = step.trace(d)
    assert nodes == [a, b, c, d]
    assert edges == [(a, c), (b, c), (c, d), (c, d)]


@pytest.mark.parametrize("step", [step03, step04, step07, step12])
def test_a_graph_is_drawn_with_boxes_circles_and_arrows(step):
    """Numbered in topological order; a step from 04 on writes the gradients, too."""
    a, b = step.Value(2.0, label="a"), step.Value(-3.0, label="b")
    out = a * b + a
    out.label = "out"
    for i, v in enumerate([a, out, b]):
        v.grad = float(i)
    graph = step.draw_dot(out)
    texts = ["a, data 2.0000", "b, data -3.0000", "data -6.0000", "out, data -4.0000"]
    if step is not step03:
        texts = [f"{text}, grad {g}.{'0' * 4}" for text, g in zip(texts, "0201", strict=True)]
    assert graph.in_words() == f"Graph of {'; '.join(texts)}"
    arrows = [line.strip() for line in graph.body if "->" in line]
    assert sorted(arrows) == [
        "v0 -> v2op", "v0 -> v3op", "v1 -> v2op", "v2 -> v3op", "v2op -> v2", "v3op -> v3"
    ]  # fmt: skip
    circles = [line.strip() for line in graph.body if "shape=ellipse" in line]
    assert [line.split(" height")[0] for line in circles] == ['v2op [label="*"', 'v3op [label="+"']


@pytest.mark.parametrize("step", [step05, step06, step07, step08, step12])
def test_each_value_is_visited_once_on_the_way_back(step):
    """Ten doublings: along every path anew, the first would be visited 1024 times."""
    values, visits = [step.Value(1.0)], []
    for _ in range(10):
        values.append(values[-1] + values[-1])
    for v in values:
        v._backward = lambda v=v: visits.append(v)
    backward(values[-1], step)
    assert visits == values[::-1]
