"""What lessons begin with: the neuron, and steps of the moons with each kind of engine."""

import random
import sys

import numpy as np
import pytest
import torch

from micrograd_steps import step12, step13, step15, step17
from micrograd_steps.classroom import examples

X, Y = np.array([[0.5, -1.0], [2.0, 0.25], [-1.5, 0.75]]), np.array([1, -1, 1])


def near(numbers):
    return pytest.approx(numbers, rel=1e-12, abs=1e-12)


def data_of(net):
    return [p.data for p in net.parameters()]


def test_the_neuron_has_its_labels_and_any_number_in_place_of_its_own():
    values = examples.neuron(step12.Value, 8.0, w1=-2.5)
    assert [v.label for v in values] == ["x1", "x2", "w1", "w2", "b", *"pqsno"]
    x1, x2, w1, w2, b = (v.data for v in values[:5])
    assert (x1, x2, w1, w2, b) == (2.0, 0.0, -2.5, 1.0, 8.0)
    assert values[-1].data == np.tanh(x1 * w1 + x2 * w2 + b)


def test_the_net_of_the_moons_is_the_published_one_of_any_value():
    random.seed(1337)
    published = data_of(step12.MLP(2, [16, 16, 1]))
    net = examples.moons_net(step12.MLP, step15.Value)
    assert data_of(net) == published
    assert {type(p) for p in net.parameters()} == {step15.Value}


@pytest.mark.parametrize("step", [step13, step15])
def test_a_step_in_scalars_is_that_of_lesson_13(step):
    net, other = (examples.moons_net(step.MLP, step.Value) for _ in range(2))
    for _ in range(2):  # what gradients there were is gone
        loss, _ = step.max_margin_loss(other, X, Y)
        other.zero_grad()
        loss.backward()
        wanted = [p.data - p.grad for p in other.parameters()]
        assert examples.moons_step(net, step.Value, X, Y).data == near(loss.data)
        assert data_of(net) == near(wanted)
        for p, number in zip(other.parameters(), wanted, strict=True):
            p.data = number


def test_a_step_in_scalars_needs_a_label_for_each_point():
    net = examples.moons_net(step12.MLP, step12.Value)
    with pytest.raises(ValueError, match="longer than argument 1"):
        examples.moons_step(net, step12.Value, X, Y[:-1])


def test_a_step_in_scalars_runs_on_numbers_of_pytorch():
    net = examples.moons_net(step12.MLP, examples.torch_leaf)
    ours = examples.moons_net(step12.MLP, step12.Value)
    for _ in range(2):
        loss = examples.moons_step(net, examples.torch_leaf, X, Y, zero=None)
        assert loss.data.item() == near(examples.moons_step(ours, step12.Value, X, Y).data)


def test_training_returns_each_loss_before_the_update():
    class Net:
        def __init__(self):
            self.p = step12.Value(3.0)

        def parameters(self):
            return [self.p]

        def zero_grad(self):
            self.p.grad = 0.0

    net = Net()
    assert examples.train(net, lambda net: (net.p * net.p, None), [0.25, 0.5]) == [9.0, 2.25]
    assert net.p.data == 0.0


def test_a_step_with_arrays_of_pytorch_is_that_of_step_17():
    random.seed(9)
    net = step17.MLP(2, [4, 3, 1])
    assert min(net(X).data) < 0 < max(net(X).data)  # ReLU after the last layer would be noticed
    before = torch.get_num_threads()
    step = examples.torch_moons(data_of(net), X, Y)
    assert torch.get_num_threads() == before
    losses = examples.train(net, lambda net: step17.max_margin_loss(net, X, Y), [0.1, 0.5, 0.1])
    assert [step(), step(0.5), step()] == near(losses)
    examples.torch_moons([], X, Y, threads=1)
    assert torch.get_num_threads() == 1


def test_the_loss_of_the_moons_is_published_and_knows_its_inputs():
    inputs, loss = examples.moons_loss(step17)
    assert loss.data == near(0.8958441028683222)
    assert [v.label for v in inputs] == ["X", "y", "w1", "b1", "w2", "b2", "w3", "b3"]
    assert set(inputs) < set(step17.trace(loss)[0])


def test_a_step_of_the_moons_in_tensors_is_that_of_the_published_run_at_a_tenth():
    step = examples.tensor_moons(step17)
    X, y, net = examples.labelled_moons(step17)
    X, y = X.data, y.data.ravel()
    losses = examples.train(net, lambda net: step17.max_margin_loss(net, X, y), [0.1, 0.1])
    assert [step(), step()] == near(losses) and losses[0] == near(0.8958441028683222)


def test_gains_are_measured_in_turns_of_the_same_steps():
    given = []

    def program(*numbers):
        given.append(numbers)

    gains = examples.moons_gains(step17, [program, lambda *numbers: sum(range(10**5))], rounds=2)
    assert len(gains) == 2 and gains[0] > 10 * gains[1]
    assert len(given) == 2 * 50
    assert [np.shape(x) for x in given[0]][:2] == [(100, 2), (100, 1)] and given[0][-1] == 0.1
    assert given[0][0] is given[-1][0]  # the same arrays each time: a program may update them
    examples.moons_gains(step17, [program])
    assert len(given) == (2 + 20) * 50


def test_a_number_of_pytorch():
    leaf = examples.torch_leaf(2)
    assert (leaf.shape, leaf.dtype, leaf.requires_grad) == ((), torch.double, True)


def test_without_pytorch_a_sentence_says_how_to_add_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match="^PyTorch is missing: 'make torch' adds it"):
        examples.torch_leaf(2)
