"""What several lessons and tests begin with: the lecture's neuron, a step of the moons."""

import random
import statistics
from time import process_time
from timeit import timeit

import numpy as np

COLLECT = "import gc; gc.enable()"  # timeit switches the collector off
BIAS = 6.8813735870195432  # makes the output 1/sqrt(2) and the gradients plain numbers
NEURON = {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": BIAS}


def neuron(Value, bias=BIAS, **others):
    """Return the ten values of the neuron that lesson 04 builds, labelled, the output last.

    Value: the class to build it with, from any step that has `tanh`
    others: numbers to put in the place of x1, x2, w1 or w2
    """
    numbers = NEURON | {"b": bias} | others
    x1, x2, w1, w2, b = (Value(number, label=label) for label, number in numbers.items())
    p, q = x1 * w1, x2 * w2
    s = p + q
    n = s + b
    o = n.tanh()
    for value, label in zip((p, q, s, n, o), "pqsno", strict=True):
        value.label = label
    return x1, x2, w1, w2, b, p, q, s, n, o


def moons_net(MLP, Value):
    """Return the net of the published run of the moons, freshly seeded.

    MLP: the class of net, from any step since 12 that has neurons
    Value: the class that its parameters shall have, from another step if need be
    """
    random.seed(1337)
    net = MLP(2, [16, 16, 1])
    for layer in net.layers:
        for neuron in layer.neurons:
            neuron.w = [Value(p.data) for p in neuron.w]
            neuron.b = Value(neuron.b.data)
    return net


def moons_step(net, Value, X, y, zero=0.0):
    """Train a net of scalars by one full step, as lesson 13 does; return the loss, a Value.

    X: points, (n, 2); y: labels, -1 or 1, (n,); the learning rate is 1
    zero: the gradient to begin with, None for PyTorch's
    """
    scores = [net([Value(x) for x in row]) for row in X.tolist()]
    losses = [(1 + -yi * s).relu() for yi, s in zip(y.tolist(), scores, strict=True)]
    loss = sum(losses) * (1.0 / len(losses)) + 0.0001 * sum(p * p for p in net.parameters())
    for p in net.parameters():
        p.grad = zero
    loss.backward()
    for p in net.parameters():
        p.data -= p.grad
    return loss


def train(net, loss_of, rates):
    """Train a net, of scalars or of tensors, and return the losses, one a step.

    loss_of: takes the net, returns a loss with `backward()`, and an accuracy
    rates: the learning rate of each step
    """
    losses = []
    for rate in rates:
        loss, _ = loss_of(net)
        net.zero_grad()
        loss.backward()
        losses.append(float(loss.data))
        for p in net.parameters():
            p.data -= rate * p.grad
    return losses


def labelled_moons(step):
    """Return points (100, 2), labels (100, 1) and a freshly seeded net, all with labels.

    step: one that has Tensors; the net is that of the published run
    """
    points, classes = step.make_moons(100, 0.1, np.random.RandomState(1337))
    X = step.Tensor(points, label="X")
    y = step.Tensor(2 * classes.reshape(-1, 1) - 1, label="y")
    random.seed(1337)
    net = step.MLP(2, [16, 16, 1])
    for i, layer in enumerate(net.layers, 1):
        layer.w.label, layer.b.label = f"w{i}", f"b{i}"
    return X, y, net


def moons_loss(step):
    """Return the inputs of a step of the moons, and its loss: all that a recording needs.

    step: one that has Tensors; the inputs are points, labels, and then the net's parameters
    """
    X, y, net = labelled_moons(step)
    loss = (1 - y * net(X)).relu().mean()
    loss += 0.0001 * sum((p * p).sum() for p in net.parameters())
    return [X, y, *net.parameters()], loss


def tensor_moons(step):
    """Return a function that does a full step of the moons at rate 0.1, with a step's Tensors."""
    X, y, net = labelled_moons(step)
    points, labels = X.data, y.data.ravel()
    return lambda: train(net, lambda net: step.max_margin_loss(net, points, labels), [0.1])[0]


def moons_gains(step, programs, rounds=20):
    """Return how many times as fast as a step's Tensors programs do full steps of the moons.

    programs: functions of the inputs of `moons_loss`, as arrays, and of the rate
    rounds: in each they take turns, and the median of the ratios counts
    It is the processor's time that is measured, since the machine may do something else at any
    time. Python's cycle collector runs, as in training.
    """
    inputs, _ = moons_loss(step)

    def steps_of(program):
        arrays = [v.data.copy() for v in inputs]
        return lambda: program(*arrays, 0.1)

    steps, ratios = [tensor_moons(step), *map(steps_of, programs)], []
    for _ in range(rounds):
        base, *times = [timeit(each, COLLECT, process_time, 50) for each in steps]
        ratios.append([base / seconds for seconds in times])
    return [statistics.median(each) for each in zip(*ratios, strict=True)]


def torch_moons(parameters, X, y, threads=None):
    """Return a function that does a full step of the moons with PyTorch's tensors.

    The function takes the learning rate, 0.1 if it is called without, and returns the loss.
    parameters: arrays, weights (nin, nout) and biases (nout,) in turn
    X: points, (n, 2); y: labels, -1 or 1, (n,)
    threads: how many PyTorch uses from now on; None leaves it as it is
    """
    torch = _torch()
    if threads:
        torch.set_num_threads(threads)
    leaves = [torch.tensor(p, dtype=torch.double, requires_grad=True) for p in parameters]
    X = torch.tensor(X)
    y = torch.tensor(y.reshape(-1, 1), dtype=torch.double)

    def step(rate=0.1):
        out = X
        for w, b in zip(leaves[::2], leaves[1::2], strict=True):
            out = out @ w + b
            if w is not leaves[-2]:
                out = out.relu()
        loss = (1 - y * out).relu().mean() + 0.0001 * sum((p * p).sum() for p in leaves)
        for p in leaves:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in leaves:
                p -= rate * p.grad
        return loss.item()

    return step


def torch_leaf(number):
    """Return a number as PyTorch's tensor of shape (), to put in the place of a Value."""
    torch = _torch()
    return torch.tensor(number, dtype=torch.double, requires_grad=True)


def _torch():
    try:
        import torch
    except ImportError:
        hint = "PyTorch is missing: 'make torch' adds it, see the README"
        raise ImportError(hint) from None
    return torch
