"""Step 10: neurons, layers, and nets of them.

Adds `Neuron`, `Layer` and `MLP` (multi-layer perceptron), forward pass only.
Taught in notebooks/10_mlp.ipynb.
"""

import random
from itertools import pairwise

from micrograd_steps.step09 import (
    GradientCheck,
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
    "Neuron",
    "Value",
    "as_value",
    "backprop_gradient",
    "central_gradient",
    "check_gradients",
    "draw_dot",
    "numerical_derivative",
    "numerical_gradient",
    "trace",
]


class Neuron:
    """tanh of a weighted sum of nin inputs and a bias."""

    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        x = list(x)
        if len(x) != len(self.w):
            raise ValueError(f"{self} got {len(x)} inputs")
        products = (wi * xi for wi, xi in zip(self.w, x, strict=True))
        return sum(products, self.b).tanh()

    def __repr__(self):
        return f"TanhNeuron({len(self.w)})"


class Layer:
    """nout neurons side by side, all with the same nin inputs."""

    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        outs = [neuron(x) for neuron in self.neurons]
        return outs[0] if len(outs) == 1 else outs

    def __repr__(self):
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP:
    """Layers in a row: nin inputs, then nouts[0] neurons, nouts[1], ..."""

    def __init__(self, nin, nouts):
        sizes = pairwise([nin, *nouts])
        self.layers = [Layer(nin, nout) for nin, nout in sizes]

    def __call__(self, x):
        for layer in self.layers:
            x = layer([x] if isinstance(x, Value) else x)
        return x

    def __repr__(self):
        return f"MLP of [{', '.join(map(str, self.layers))}]"
