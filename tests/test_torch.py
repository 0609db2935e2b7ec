"""Steps 12 and 15, and the nets of steps 11, 12 and 15, against PyTorch in double precision."""

import random
from functools import partial

import pytest
import torch
from expressions import ALL, more_ops, random_expression, sanity_check, value_and_gradients
from torch.nn.functional import pad

from micrograd_steps import step11, step12, step15

torch.set_num_threads(1)  # the tensors are small

as_published = pytest.mark.parametrize("step", [step12, step15])
tensor = partial(torch.tensor, dtype=torch.float64, requires_grad=True)


def near(numbers):
    return pytest.approx(numbers, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("seed", range(400))
@as_published
def test_random_expression(step, seed):
    expression, numbers = random_expression(seed, ALL)
    ours = value_and_gradients(expression, numbers, step.Value)
    assert ours == near(value_and_gradients(expression, numbers, tensor))


@pytest.mark.parametrize(
    ("expression", "numbers", "published"),
    [
        (sanity_check, [-4.0], [-20.0, 46.0]),
        (more_ops, [-4.0, 2.0], [24.7041, 138.8338, 645.5773]),
    ],
)
@as_published
def test_expressions_of_the_published_tests(step, expression, numbers, published):
    ours = value_and_gradients(expression, numbers, step.Value)
    assert [round(number, 4) for number in ours] == published
    assert ours == near(value_and_gradients(expression, numbers, tensor))


def random_net(step, seed):
    """Return a net with random biases, too, and random inputs for it."""
    rng = random.Random(seed)
    nin = rng.randint(1, 4)
    net = step.MLP(nin, [rng.randint(1, 5) for _ in range(rng.randint(1, 3))])
    for p in net.parameters():
        p.data = rng.uniform(-1, 1)
    return net, [rng.uniform(-2, 2) for _ in range(nin)]


def linear(xs):
    return xs


def torch_net(net, xs, hidden, last):
    """Return the outputs of the same net in PyTorch, and its parameters, one matrix a layer."""
    matrices = []
    for layer in net.layers:
        rows = [[p.data for p in neuron.parameters()] for neuron in layer.neurons]
        matrices.append(tensor(rows))
        sums = matrices[-1] @ pad(xs, (0, 1), value=1.0)  # the bias ends each row, times 1
        xs = last(sums) if layer is net.layers[-1] else hidden(sums)
    return xs, matrices


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize(
    ("step", "hidden", "last"),
    [
        (step11, torch.tanh, torch.tanh),
        (step12, torch.relu, linear),
        (step15, torch.relu, linear),
    ],
)
def test_random_net(step, hidden, last, seed):
    """One number of all outputs, and its gradients in every parameter and input."""
    net, numbers = random_net(step, seed)
    xs = [step.Value(x) for x in numbers]
    outs = net(xs)
    loss = sum((out - 1) ** 2 for out in (outs if isinstance(outs, list) else [outs]))
    loss.backward()

    their_xs = tensor(numbers)
    their_outs, matrices = torch_net(net, their_xs, hidden, last)
    their_loss = ((their_outs - 1) ** 2).sum()
    their_loss.backward()

    assert loss.data == near(their_loss.item())
    assert [x.grad for x in xs] == near(their_xs.grad.tolist())
    gradients = torch.cat([matrix.grad.flatten() for matrix in matrices])
    assert [p.grad for p in net.parameters()] == near(gradients.tolist())
