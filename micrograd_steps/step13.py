"""Step 13: two moons, and a loss to tell them apart.

Adds `make_moons` and `max_margin_loss` (hinge loss with L2 regularization).
The points come in scikit-learn's order of random draws
(https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_moons.html).
Taught in notebooks/13_moons.ipynb.
"""

import numpy as np

from micrograd_steps.step12 import (
    MLP,
    GradientCheck,
    Layer,
    Module,
    Neuron,
    Value,
    as_value,
    backprop_gradient,
    central_gradient,
    check_gradients,
    draw_dot,
    numerical_derivative,
    numerical_gradient,
    trace,
)

__all__ = [
    "GradientCheck",
    "Layer",
    "MLP",
    "Module",
    "Neuron",
    "Value",
    "as_value",
    "backprop_gradient",
    "central_gradient",
    "check_gradients",
    "draw_dot",
    "make_moons",
    "max_margin_loss",
    "numerical_derivative",
    "numerical_gradient",
    "trace",
]


def make_moons(n_samples=100, noise=0.1, rng=np.random):
    """Return noisy points on two half circles, (n_samples, 2), and
    their labels 0 and 1, (n_samples,), drawn as scikit-learn does.
    """
    outer = np.linspace(0, np.pi, n_samples // 2)
    inner = np.linspace(0, np.pi, n_samples - n_samples // 2)
    upper = np.column_stack([np.cos(outer), np.sin(outer)])
    lower = np.column_stack([1 - np.cos(inner), 1 - np.sin(inner) - 0.5])
    X = np.vstack([upper, lower])
    y = np.repeat([0, 1], [len(outer), len(inner)])
    order = np.arange(n_samples)
    rng.shuffle(order)
    return X[order] + rng.normal(scale=noise, size=X.shape), y[order]


def max_margin_loss(model, X, y, alpha=0.0001):
    """Return the loss, a Value, and the accuracy, from 0 to 1.

    X: points, (n, 2)   y: labels, -1 or 1, (n,)   alpha: weight of L2
    """
    inputs = [[Value(x) for x in row] for row in np.asarray(X).tolist()]
    scores = [model(row) for row in inputs]
    pairs = list(zip(np.asarray(y).tolist(), scores, strict=True))
    losses = [(1 + -yi * score).relu() for yi, score in pairs]
    data_loss = sum(losses) * (1.0 / len(losses))
    l2_loss = alpha * sum(p * p for p in model.parameters())
    right = [(yi > 0) == (score.data > 0) for yi, score in pairs]
    return data_loss + l2_loss, sum(right) / len(right)
