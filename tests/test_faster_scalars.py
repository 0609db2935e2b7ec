"""What step 15 promises beyond step 12's interface: depth, no circles, fewer nodes, `dot`."""

import gc
import operator
import random
import time
import weakref
from fractions import Fraction

import numpy as np
import pytest
from expressions import ALL, NEURON, more_ops, neuron, random_expression

from micrograd_steps import step12, step14, step15
from micrograd_steps.classroom.timing import left_behind, median_seconds
from micrograd_steps.step15 import (
    Value,
    as_number,
    as_value,
    check_gradients,
    dot,
    draw_dot,
    trace,
)


def near(numbers):
    return pytest.approx(numbers, rel=1e-12, abs=1e-12)


def grads(values):
    return [v.grad for v in values]


@pytest.fixture
def collector_paused():
    """Pause the cycle collector: with millions of new objects it would take most of the time."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


# ---------------------------------------------------------------- depth


@pytest.mark.in_ci
def test_a_million_chained_additions(collector_paused):
    x, y = Value(1.0), Value(0.5)
    out = x
    for _ in range(1_000_000):
        out = out + y
    out.backward()
    assert out.data == 500_001.0
    assert (x.grad, y.grad) == (1.0, 1_000_000.0)
    del out  # freeing so long a chain must not run out of stack either


def test_a_hundred_thousand_chained_multiplications(collector_paused):
    x, y = Value(3.0), Value(1.00001)
    out = x
    for _ in range(100_000):
        out = out * y
    out.backward()
    power = 1.00001**100_000
    assert out.data == pytest.approx(3 * power, rel=1e-9)
    assert grads([x, y]) == pytest.approx([power, 3 * 1e5 * power / 1.00001], rel=1e-9)


def test_a_long_sum_of_many_values(collector_paused):
    """What the recursive sort can't do: an L2 term over a large net."""
    ps = [Value(i / 1000) for i in range(20_000)]
    sum(p * p for p in ps).backward()
    assert grads(ps) == near([2 * p.data for p in ps])


def test_each_node_is_visited_once():
    """Sixty doublings: with each path walked anew they would take 2**60 visits."""
    x = Value(1.0)
    out = x
    for _ in range(60):
        out = out + out
    out.backward()
    assert x.grad == 2.0**60


# ---------------------------------------------------------------- no circles


def values_alive():
    return sum(type(thing) is Value for thing in gc.get_objects())


def whole_graph():
    """A graph with every operation, after backward; its leaves are in it, too."""
    a, b = Value(0.5), Value(-2.0)
    d = (a - b) / (b * b) - 3 * a + 2 / a - (1 - b) / 2 + (-a) ** 3
    out = dot([a, b], [d, a], b).tanh() + d.exp().relu() + step15.MLP(2, [3, 1])([a, b])
    out.backward()
    return out


def test_no_circles(collector_paused):
    """What a graph leaves behind is freed at once: nothing of it is left for the collector."""
    before = values_alive()
    out = whole_graph()
    assert values_alive() > before + 30
    del out
    assert values_alive() == before
    assert gc.collect() == 0


@pytest.mark.parametrize(
    ("seconds", "collector", "calls"),
    [
        (0.125, True, 3),
        (0.125, False, 1),
        (0.03125, True, 4),
        (Fraction(0.1), False, 1),  # exactly the tenth of a second that is enough
    ],
)
def test_calls_are_timed_in_a_row(monkeypatch, seconds, collector, calls):
    """What a call leaves is collected in the next: one call alone would leave it to nobody."""
    clock, collecting = [0], []
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])

    def f():
        clock[0] += seconds
        collecting.append(gc.isenabled())

    assert median_seconds(f, runs=2, collector=collector) == seconds
    assert collecting[1:] == [collector] * 2 * calls
    assert gc.isenabled()


def test_a_time_is_the_median_of_five_runs_with_the_collector(monkeypatch):
    clock, calls = [0.0], []
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])

    def f():
        calls.append(gc.isenabled())
        clock[0] += [9.0, 1.0, 2.0, 8.0, 4.0, 16.0][(len(calls) + 1) // 3]  # by the run

    assert median_seconds(f) == 4.0
    assert calls == [True] * (1 + 5 * 3)


def test_a_failing_or_interrupted_call_leaves_the_collector_as_it_was():
    calls = []

    def f():
        calls.append(gc.isenabled())
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        median_seconds(f, collector=False)
    assert calls == [True, False]
    assert gc.isenabled()


class Circle:
    """Refers to itself, so only the collector frees it."""

    def __init__(self):
        self.itself = self


def test_what_a_run_leaves_is_gone_before_the_next(monkeypatch):
    clock, alive, circles = [0.0], [], weakref.WeakSet()
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])

    def f():
        alive.append(len(circles))
        circles.add(Circle())
        clock[0] += 1.0

    median_seconds(f, runs=3, collector=False)
    assert alive == [0] * 4


def test_what_is_left_behind_is_what_the_call_leaves(collector_paused):
    Circle()
    assert left_behind(lambda: None) == 0
    assert 1 <= left_behind(Circle) <= 2  # in some versions of Python its attributes are one, too


def test_a_step_without_closures_leaves_nothing_behind():
    def chain(Value):
        return sum([Value(1.0)] * 900).backward

    assert left_behind(lambda: chain(step12.Value)()) > 2000
    assert left_behind(lambda: chain(step15.Value)()) < 100


# ---------------------------------------------------------------- fewer visits


class Watched(float):
    """A slope that notes when it is used."""

    used = 0

    def __mul__(self, other):
        Watched.used += 1
        return float(self) * other


@pytest.mark.parametrize(("data", "used"), [(-1.0, 0), (1.0, 1)])
def test_nothing_is_visited_behind_a_closed_relu(data, used):
    x = Value(data)
    inner = Value(data, (x,), "watched", "", (Watched(1.0),))
    Watched.used = 0
    inner.relu().backward()
    assert Watched.used == used
    assert x.grad == used


# ---------------------------------------------------------------- fewer nodes


@pytest.mark.parametrize(
    ("f", "nodes", "edges"),
    [
        (lambda x: x + 1, 2, 1),
        (lambda x: 1 + x, 2, 1),
        (lambda x: x - 1, 2, 1),
        (lambda x: 1 - x, 2, 1),
        (lambda x: x * 2, 2, 1),
        (lambda x: 2 * x, 2, 1),
        (lambda x: x / 2, 2, 1),
        (lambda x: 2 / x, 2, 1),
        (lambda x: x**2, 2, 1),
        (lambda x: -x, 2, 1),
        (lambda x: x.relu(), 2, 1),
        (lambda x: sum([x, x]), 3, 3),  # 0 + x first
        (lambda x: x - Value(1.0), 3, 2),
        (lambda x: x / Value(2.0), 3, 2),
        (lambda x: dot([x] * 3, [Value(1.0)] * 3, x), 3, 2),
    ],
)
def test_constants_are_no_nodes_and_each_operation_is_one(f, nodes, edges):
    x = Value(3.0)
    out = f(x)
    found_nodes, found_edges = trace(out)
    assert len(found_nodes) == nodes
    assert len(set(found_edges)) == edges


def test_a_neuron_is_two_nodes_besides_its_leaves():
    net = step15.Neuron(3)
    xs = [Value(x) for x in (1.0, 2.0, 3.0)]
    out = net(xs)
    assert [v._op for v in trace(out)[0] if v._prev] == ["dot", "ReLU"]
    assert len(trace(out)[0]) == 7 + 2


# ---------------------------------------------------------------- dot


def sum_of_products(w, x, start):
    return sum((wi * xi for wi, xi in zip(w, x, strict=True)), start)


def chosen(seed, shared):
    """Return values and two lists of them and a start; shared: all from the same few values."""
    rng = random.Random(seed)
    values = [Value(rng.uniform(-2, 2)) for _ in range(3 if shared else 9)]
    picks = [rng.randrange(3) for _ in range(9)] if shared else range(9)
    w, x, (start,) = ([values[i] for i in part] for part in (picks[:4], picks[4:8], picks[8:]))
    return values, w, x, start


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_dot_is_the_sum_of_products(seed, shared):
    results = []
    for form in (dot, sum_of_products):
        values, w, x, start = chosen(seed, shared)
        out = form(w, x, start).tanh() * 3
        out.backward()
        results.append([out.data, *grads(values)])
    assert results[0] == near(results[1])


def test_dot_of_a_value_with_itself():
    a = Value(3.0)
    out = dot([a, a], [a, a], a)
    out.backward()
    assert (out.data, a.grad) == (21.0, 13.0)  # 2a² + a, slope 4a + 1


def test_dot_of_nothing_is_the_start():
    b = Value(2.0)
    out = dot([], [], b)
    out.backward()
    assert (out.data, b.grad) == (2.0, 1.0)


def test_dot_in_finite_differences():
    check = check_gradients(lambda a, b, c: dot([a, b, c], [b, c, b], a) ** 2, [0.5, -2.0, 1.5])
    assert check.agrees


def test_dot_refuses_lists_of_unequal_length():
    a = Value(1.0)
    for w, x in (([a], [a, a]), ([a, a], [a])):
        with pytest.raises(ValueError, match=f"^{len(w)} weights and {len(x)} inputs$"):
            dot(w, x, a)


# ---------------------------------------------------------------- as step 12


def twice_backward(step, expression, numbers):
    leaves = [step.Value(x) for x in numbers]
    out = expression(*leaves)
    out.backward()
    once = grads(leaves)
    out.backward()
    return once + grads(leaves)


def shared_middle(a, b):
    c = a * b + a
    return (c * c + c).tanh() * (c + b).exp()


@pytest.mark.parametrize(
    ("expression", "numbers"),
    [(neuron, NEURON), (shared_middle, [0.3, -0.4])],
)
def test_second_backward_gives_what_step_12_gives(expression, numbers):
    ours = twice_backward(step15, expression, numbers)
    assert ours == near(twice_backward(step12, expression, numbers))
    assert ours[len(numbers) :] != near(ours[: len(numbers)])


@pytest.mark.parametrize("seed", range(100))
def test_gradients_of_step_12(seed):
    """Bit for bit but for the order of sums and the direct quotient."""
    expression, numbers = random_expression(seed, ALL)
    results = []
    for step in (step12, step15):
        leaves = [step.Value(x) for x in numbers]
        out = expression(*leaves)
        out.backward()
        results.append([out.data, *grads(leaves)])
    assert results[0] == near(results[1])


def test_backward_of_a_leaf():
    x = Value(2.0)
    x.backward()
    assert x.grad == 1.0


def test_text_and_label_are_as_before():
    assert repr(Value(2.0)) == repr(step12.Value(2.0)) == "Value(data=2.0, grad=0.0)"
    assert Value(2.0, label="x").label == "x"
    assert ((Value(2.0) * 3)._op, (Value(2.0) ** 3)._op) == ("*", "**3")


@pytest.mark.parametrize(
    ("f", "op"),
    [
        (lambda a: a.relu(), "ReLU"),
        (lambda a: (-a).relu(), "ReLU"),
        (lambda a: a - 2, "-"),
        (lambda a: 2 - a, "-"),
        (lambda a: 2 / a, "/"),
        (lambda a: dot([a], [a], a), "dot"),
        (step15.Tanh.apply, "Tanh"),
        (lambda a: a.data * Value(1.0), "*"),
        (lambda a: Value(a.data), ""),
    ],
)
def test_the_circle_of_each_operation_names_it_and_results_have_no_label(f, op):
    out = f(Value(2.0))
    assert (out._op, out.label) == (op, "")


def test_draw_dot_draws_its_graphs():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    out = dot([a, b], [b, a], a) - 1
    out.label = "out"
    out.backward()
    words = draw_dot(out).in_words()
    for box in ("a, data 2.0000, grad -5.0000", "out, data -11.0000, grad 1.0000"):
        assert box in words
    assert "<svg" in draw_dot(more_ops(a, b)).svg()


# ---------------------------------------------------------------- slots and numbers


def test_unknown_attribute_is_an_error():
    x = Value(2.0)
    with pytest.raises(AttributeError):
        x.gard = 1.0
    with pytest.raises(AttributeError):
        x._backward = None
    assert not hasattr(x, "__dict__")


@pytest.mark.parametrize(
    ("x", "kind"),
    [(2, int), (2.5, float), (True, bool), (np.float64(2.5), float), (np.int64(2), float)],
)
def test_as_number_takes_real_numbers(x, kind):
    assert as_number(x) == x
    assert type(as_number(x)) is kind
    assert as_value(x).data == x


@pytest.mark.parametrize("x", ["1", None, [1.0], 1j, np.ones(2)], ids=repr)
def test_as_number_refuses_the_rest(x):
    for take in (as_number, as_value, lambda x: operator.add(Value(1.0), x)):
        with pytest.raises(TypeError, match="numbers, not"):
            take(x)


# ---------------------------------------------------------------- numbers of all kinds


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_a_constant_of_few_bits_counts_with_its_double(kind):
    a = Value(1.0)
    (a * kind(0.1) * 1e6).backward()
    assert type(a.grad) is float
    assert a.grad == pytest.approx(float(kind(0.1)) * 1e6, rel=1e-15)


def test_a_root_is_vertical_at_0():
    a = Value(0.0)
    (a**0.5).backward()
    assert a.grad == np.inf


def test_from_no_gradient_comes_none_though_a_slope_is_infinite():
    """Step 12 makes 0 times infinity nan; the walk of step 15 does not go there."""
    a = Value(2.0)
    (a * np.inf * 0).backward()
    assert a.grad == 0.0


# ---------------------------------------------------------------- operations of your own


@pytest.mark.parametrize("x", [-2.0, -0.3, 0.0, 0.7, 1.5])
@pytest.mark.parametrize("name", ["LegendreP3", "Tanh"])
def test_operations_of_step_14_keep_their_gradients(name, x):
    """A Function stores slopes now; it is the same for who writes or uses one."""
    gradients = []
    for step in (step14, step15):
        leaf = step.Value(x)
        (3 * getattr(step, name).apply(leaf * 1.0) + leaf).backward()
        gradients.append(leaf.grad)
    assert gradients[0] == near(gradients[1])


class Quotient(step15.Function):
    def forward(self, x, y):
        self.inputs = x, y
        return x / y

    def backward(self, grad):
        x, y = self.inputs
        return grad / y, -grad * x / y**2


def test_an_operation_of_two_inputs_that_are_one_value():
    assert check_gradients(lambda a, b: Quotient.apply(a, b) * a, [0.7, -1.3]).agrees
    assert check_gradients(lambda a: Quotient.apply(a, a) + Quotient.apply(1, a), [0.7]).agrees


@pytest.mark.parametrize("grads", [[], [1.0], [1.0, 1.0, 1.0]])
def test_a_wrong_number_of_gradients_is_named(grads):
    class Careless(Quotient):
        def backward(self, grad):
            return grads

    with pytest.raises(ValueError, match=f"2 inputs, and {len(grads)} gradients"):
        Careless.apply(Value(1.0), Value(2.0))
