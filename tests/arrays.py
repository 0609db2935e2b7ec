"""Arrays to try Tensors on, and what their gradients are compared with."""

import numpy as np
import pytest
import torch

from micrograd_steps.step16 import central_gradient

torch.set_num_threads(1)  # the tensors are small


def leaf(array):
    return torch.tensor(array, dtype=torch.double, requires_grad=True)


def random_array(shape, seed=0, positive=False):
    """Return numbers between 0.5 and 2 in size: far from 0, where 1 / x and relu have no slope."""
    rng = np.random.default_rng([seed, *shape])
    signs = 1 if positive else rng.choice([-1.0, 1.0], shape)
    return signs * rng.uniform(0.5, 2, shape)


def weights_for(out):
    """Return numbers to weigh an output with, so that a gradient in the wrong place shows."""
    return random_array(tuple(out.shape if torch.is_tensor(out) else out.data.shape), seed=9)


def near(array):
    return pytest.approx(np.asarray(array), rel=1e-10, abs=1e-10)


def assert_as_in_torch(Tensor, f, *arrays):
    """The output and all gradients agree, in number and shape, with PyTorch's."""
    ours, theirs = [Tensor(a) for a in arrays], [leaf(a) for a in arrays]
    out, their_out = f(*ours), f(*theirs)
    weights = weights_for(their_out)
    (out * weights).backward()
    (their_out * torch.tensor(weights)).sum().backward()
    assert_same(out.data, their_out.detach())
    for mine, yours in zip(ours, theirs, strict=True):
        assert_same(mine.grad, yours.grad)


def assert_same(mine, yours):
    mine, yours = np.asarray(mine), np.asarray(yours)
    assert (mine.shape, mine.dtype) == (yours.shape, np.float64)
    assert mine == near(yours)


def assert_as_measured(Tensor, f, *arrays):
    """All gradients agree with nudging each number of each array."""
    tensors = [Tensor(a) for a in arrays]
    weights = weights_for(f(*tensors))
    (f(*tensors) * weights).backward()
    for i, tensor in enumerate(tensors):

        def nudged(*numbers, i=i):
            changed = list(arrays)
            changed[i] = np.reshape(numbers, arrays[i].shape)
            return (f(*map(Tensor, changed)).data * weights).sum()

        slopes = central_gradient(nudged, arrays[i].ravel().tolist())
        assert tensor.grad.ravel() == pytest.approx(np.array(slopes), rel=1e-6, abs=1e-8)
