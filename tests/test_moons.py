"""The moons: the published run comes out again, number by number, with every engine since.

Each engine trains in a process of its own. So two cores share the work, and the cycle collector,
called once a step, finds little besides that step's graph.
"""

import gc
import multiprocessing
import os
import random
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from micrograd import nn as published  # has Value, too

from micrograd_steps import step13, step15, step17

FIRST, LAST = 0.8958441028683222, 0.010978370135492717  # losses of the published run
STEPS = 100
# Engines that need half a minute and more for all steps; with CI=true, they make all.
FEWER = {} if os.environ.get("CI") else {"published": 2, "step12": 2}
# x, y, label, from scikit-learn 1.9.1: make_moons(100, noise=0.1, random_state=1337)
FIRST_POINTS = [
    [1.1221146075409685, 0.08147717341718697, 0],
    [-0.8188294130836691, 0.058790063907949996, 0],
    [1.613709660987544, -0.12464590012238597, 1],
    [-0.9230091836872232, 0.3652288989804421, 0],
]

every_engine = pytest.mark.parametrize("step", [step13, step15, step17])


def moons():
    """Return the points of the published run, (100, 2), and their labels, -1 or 1, (100,)."""
    X, y = step13.make_moons(100, 0.1, np.random.RandomState(1337))
    return X, 2 * y - 1


def published_loss(net, X, y):
    """The loss and the accuracy for the published library, as its demo has them."""
    scores = [net([published.Value(x) for x in row]) for row in X.tolist()]
    margins = [1 + -yi * score for yi, score in zip(y.tolist(), scores, strict=True)]
    data_loss = sum(margin.relu() for margin in margins) * (1.0 / len(margins))
    l2_loss = 1e-4 * sum(p * p for p in net.parameters())
    right = [(yi > 0) == (score.data > 0) for yi, score in zip(y, scores, strict=True)]
    return data_loss + l2_loss, sum(right) / len(right)


ENGINES = {  # name: the class of net, its loss; the slowest first
    "published": (published.MLP, published_loss),
    "step12": (step13.MLP, step13.max_margin_loss),
    "step15": (step15.MLP, step15.max_margin_loss),
    "step17": (step17.MLP, step17.max_margin_loss),
}


def train(engine):
    """Return the losses of the published run and its accuracies, each before the update."""
    MLP, loss_of = ENGINES[engine]
    gc.disable()
    random.seed(1337)
    net = MLP(2, [16, 16, 1])
    X, y = moons()
    losses, accuracies = [], []
    for k in range(FEWER.get(engine, STEPS)):
        loss, accuracy = loss_of(net, X, y)
        net.zero_grad()
        loss.backward()
        for p in net.parameters():
            p.data -= (1.0 - 0.9 * k / STEPS) * p.grad
        losses.append(float(loss.data))
        accuracies.append(accuracy)
        del loss
        gc.collect()
    return losses, accuracies


@pytest.fixture(scope="module")
def runs():
    """Return {engine: (losses, accuracies)}, two engines at a time."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        return dict(zip(ENGINES, pool.map(train, ENGINES), strict=True))


def near(numbers):
    return pytest.approx(numbers, rel=0, abs=1e-12)


# ---------------------------------------------------------------- the published run


@pytest.mark.parametrize("engine", ENGINES)
def test_first_and_last_step_are_the_published(runs, engine):
    losses, accuracies = runs[engine]
    assert (losses[0], accuracies[0]) == (near(FIRST), 0.5)
    if engine not in FEWER:
        assert len(losses) == STEPS
        assert (losses[-1], accuracies[-1]) == (near(LAST), 1.0)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "published"])
def test_every_step_is_that_of_the_published_library(runs, engine):
    for found, wanted in zip(runs[engine], runs["published"], strict=True):
        common = min(len(found), len(wanted))
        assert common >= 2 and found[:common] == near(wanted[:common])


@pytest.mark.parametrize("engine", ["numpy_step", "torch_step"])
def test_every_step_by_hand_and_in_pytorch_is_that_of_step_17(runs, engine):
    import bench  # here, so that the engines' processes need no PyTorch
    import torch

    torch.set_num_threads(1)  # the arrays are small
    step = getattr(bench, engine)()
    losses = [step(rate=1.0 - 0.9 * k / STEPS) for k in range(STEPS)]
    assert losses == near(runs["step17"][0])


# ---------------------------------------------------------------- the points


def test_points_are_those_of_scikit_learn():
    X, y = step13.make_moons(100, 0.1, np.random.RandomState(1337))
    assert X.shape == (100, 2)
    assert np.column_stack([X, y])[:4] == near(np.array(FIRST_POINTS))
    np.random.seed(1337)
    again, labels = step13.make_moons()  # from NumPy's own generator, as in the published run
    assert (again == X).all() and (labels == y).all()


@pytest.mark.parametrize("n", [1, 2, 7, 100, 101])
def test_classes_are_of_one_size_and_of_two_if_there_is_one_more(n):
    X, y = step13.make_moons(n)
    assert (X.shape, y.shape) == ((n, 2), (n,))
    assert [(y == 0).sum(), (y == 1).sum()] == [n // 2, n - n // 2]


def test_without_noise_all_lie_on_two_half_circles():
    X, y = step13.make_moons(101, noise=0.0, rng=np.random.RandomState(0))
    upper, lower = X[y == 0], X[y == 1] - [1, 0.5]
    assert np.hypot(*upper.T) == near(np.ones(50))
    assert np.hypot(*lower.T) == near(np.ones(51))
    assert (upper[:, 1] > -1e-12).all() and (lower[:, 1] < 1e-12).all()
    assert np.ptp(upper[:, 0]) == np.ptp(lower[:, 0]) == 2.0  # from one end to the other


def test_noise_is_added_after_the_shuffle_and_scales():
    def drawn(noise):
        return step13.make_moons(1000, noise, np.random.RandomState(5))

    (clean, y), (some, labels), (twice, _) = map(drawn, (0.0, 0.1, 0.2))
    assert (y == labels).all() and 0 < y[:100].sum() < 100  # shuffled, both in the same way
    assert twice - clean == near(2 * (some - clean))
    assert np.std(some - clean) == pytest.approx(0.1, rel=0.05)


# ---------------------------------------------------------------- the loss


def seeded(step):
    random.seed(5)
    return step.MLP(2, [4, 1])


def data_of(parameter):
    return np.asarray(parameter.data, dtype=float)


@every_engine
def test_loss_is_the_mean_of_margins_and_alpha_weighs_the_squares(step):
    net = seeded(step)
    X, y = moons()
    scores = [float(np.squeeze(score_of(net, row))) for row in X]
    data_loss = np.maximum(0, 1 - y * scores).mean()
    squares = sum((data_of(p) ** 2).sum() for p in net.parameters())
    for alpha in (0.0, 0.0001, 0.5):
        loss, accuracy = step.max_margin_loss(net, X, y, alpha)
        assert float(loss.data) == near(data_loss + alpha * squares)
        assert accuracy == np.mean((y > 0) == (np.array(scores) > 0))
    default, _ = step.max_margin_loss(net, X, y)
    assert float(default.data) == near(data_loss + 0.0001 * squares)


def score_of(net, row):
    """Return the net's score of one point; a net of tensors takes it as a list of one."""
    out = net([row]) if hasattr(net.layers[0], "w") else net(row.tolist())
    return out.data


@every_engine
def test_points_and_labels_of_unequal_number_are_refused(step):
    X, y = moons()
    for points, labels in [(5, 4), (3, 1), (1, 3)]:
        with pytest.raises(ValueError):
            step.max_margin_loss(seeded(step), X[:points], y[:labels])


@every_engine
@pytest.mark.parametrize("wrong", [0, 2, 0.5, -1.5])
def test_labels_other_than_minus_one_and_one_are_refused(step, wrong):
    """With 0 and 1, as `make_moons` gives them, half of the points would teach nothing."""
    X, y = moons()
    labels = [1, -1, wrong, 1]
    with pytest.raises(ValueError, match=f"labels are -1 or 1, not {wrong}$"):
        step.max_margin_loss(seeded(step), X[:4], labels)
    loss, _ = step.max_margin_loss(seeded(step), X[:4], np.array([1.0, -1.0, -1.0, 1.0]))
    assert loss.data > 0
