"""Steps 12 and 15 take the place of the published library; they and step 16 are as short.

That one keeps children in sets, so its sums come in another order from run to run: where numbers
are compared, 1e-12 is as near as it is to itself.
"""

import ast
import inspect
import random

import pytest
from expressions import PUBLISHED, random_expression, value_and_gradients
from micrograd import nn as published  # has Value, too

from micrograd_steps import step12, step15, step16

either_step = pytest.mark.parametrize("step", [step12, step15])


def near(numbers):
    return pytest.approx(numbers, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("seed", range(400))
@either_step
def test_random_expression(step, seed):
    expression, numbers = random_expression(seed, PUBLISHED)
    ours = value_and_gradients(expression, numbers, step.Value)
    assert ours == near(value_and_gradients(expression, numbers, published.Value))


# ---------------------------------------------------------------- nets


def seeded(make, library):
    random.seed(1337)
    return make(library)


@pytest.mark.parametrize(
    "make",
    [
        lambda library: library.Neuron(3),
        lambda library: library.Neuron(3, False),
        lambda library: library.Layer(2, 3),
        lambda library: library.Layer(2, 3, nonlin=False),
        lambda library: library.MLP(3, [4, 4, 1]),
        lambda library: library.MLP(2, [16, 16, 1]),
        lambda library: library.MLP(nin=2, nouts=[3]),
    ],
)
@either_step
def test_seeded_weights_and_text_are_the_same(step, make):
    ours, theirs = seeded(make, step), seeded(make, published)
    assert [p.data for p in ours.parameters()] == [p.data for p in theirs.parameters()]
    assert repr(ours) == repr(theirs)


# ---------------------------------------------------------------- a program


def mlp(library):
    return library.MLP(2, [4, 4, 1])


def own_module(library):
    """A net with a way round its hidden layer, as somebody might build one on `Module`."""

    class Shortcut(library.Module):
        def __init__(self):
            self.hidden = library.Layer(2, 4)
            self.last = library.Neuron(6, nonlin=False)
            self.scale = library.Value(0.5)

        def __call__(self, x):
            return self.scale * self.last(self.hidden(x) + x)

        def parameters(self):
            return [*self.hidden.parameters(), *self.last.parameters(), self.scale]

    return Shortcut()


def train(net, Value):
    """Return the losses of 20 steps, with the published demo's loss."""
    rows = [(2.0, 3.0, 1), (3.0, -1.0, -1), (0.5, 1.0, -1), (1.0, 1.5, 1)]
    losses = []
    for k in range(20):
        scores = [net([Value(x), Value(y)]) for x, y, _ in rows]
        margins = [1 + -sign * score for (*_, sign), score in zip(rows, scores, strict=True)]
        data_loss = sum(margin.relu() for margin in margins) / len(margins)
        loss = data_loss + 1e-4 * sum(p * p for p in net.parameters())
        net.zero_grad()
        loss.backward()
        for p in net.parameters():
            p.data -= (0.1 - 0.09 * k / 20) * p.grad
        losses.append(loss.data)
    return losses


@pytest.mark.parametrize("make", [mlp, own_module])
@either_step
def test_a_program_written_for_it_runs_unchanged(step, make):
    ours, theirs = (train(seeded(make, lib), lib.Value) for lib in (step, published))
    assert ours == near(theirs)
    assert ours[-1] < ours[0]


# ---------------------------------------------------------------- size


def code_lines(definition):
    """Count the lines of a function or class; blank ones, comments and docstrings don't count."""
    source = inspect.getsource(definition)
    alone = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Expr)]
    texts = [node for node in alone if isinstance(node.value, ast.Constant)]
    skipped = {n for node in texts for n in range(node.lineno, node.end_lineno + 1)}
    lines = enumerate(map(str.strip, source.splitlines()), start=1)
    return sum(1 for n, line in lines if line and line[0] != "#" and n not in skipped)


@pytest.mark.parametrize(
    ("step", "names", "limit"),
    [
        (step12, ["as_value", "Value"], 110),
        (step12, ["Module", "Neuron", "Layer", "MLP"], 55),
        (step15, ["as_number", "as_value", "Value", "dot"], 120),
        (step16, ["as_array", "as_tensor", "unbroadcast", "combine", "Tensor"], 150),
    ],
)
def test_about_100_lines_of_engine_and_50_of_nets(step, names, limit):
    assert sum(code_lines(getattr(step, name)) for name in names) in range(limit // 2, limit + 1)
