"""Step 17: nets and losses on Tensors, against PyTorch and finite differences."""

import inspect
import random
import re
from functools import partial

import arrays
import numpy as np
import pytest
import torch
from arrays import assert_same, leaf, near, random_array

from micrograd_steps import step12, step15, step17
from micrograd_steps.step17 import (
    MLP,
    Layer,
    Tensor,
    cross_entropy,
    log_softmax,
    max_margin_loss,
    softmax,
)

assert_as_in_torch = partial(arrays.assert_as_in_torch, Tensor)


# ---------------------------------------------------------------- nets


@pytest.mark.parametrize("nouts", [[1], [4, 1], [5, 3, 2]])
def test_net_is_as_in_torch(nouts):
    net, x = MLP(2, nouts), random_array((6, 2))
    for p in net.parameters():
        p.data = random_array(p.data.shape, seed=len(nouts))
    theirs = [leaf(p.data) for p in net.parameters()]
    out, their_out = Tensor(x), torch.tensor(x)
    out = net(out)
    for w, b in zip(theirs[::2], theirs[1::2], strict=True):
        their_out = their_out @ w + b
        their_out = their_out if w is theirs[-2] else their_out.relu()
    (out**2).mean().backward()
    (their_out**2).mean().backward()
    assert_same(out.data, their_out.detach())
    for p, their_p in zip(net.parameters(), theirs, strict=True):
        assert_same(p.grad, their_p.grad)


def test_layer_of_wrong_width_names_both_shapes():
    with pytest.raises(ValueError, match=re.escape("(5, 3) @ (2, 4)")):
        Layer(2, 4)(np.ones((5, 3)))


def test_a_layer_draws_as_that_of_step_12_and_has_relu_unless_told():
    drawn = []
    for Layer_of in (Layer, step12.Layer):
        random.seed(3)
        drawn.append(Layer_of(2, 4))
    ours, theirs = drawn
    assert ours.w.data.T.tolist() == [[w.data for w in neuron.w] for neuron in theirs.neurons]
    assert ours.nonlin
    assert repr(MLP(2, [3, 1])) == "MLP of [Layer(2, 3), Layer(3, 1)]"


def test_zero_grad_then_backward():
    net = MLP(2, [3, 1])
    net(np.ones((4, 2))).sum().backward()
    first = [p.grad.copy() for p in net.parameters()]
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())  # nothing to add an array to
    net(np.ones((4, 2))).sum().backward()
    for p, grad in zip(net.parameters(), first, strict=True):
        assert p.grad == near(grad)


# ---------------------------------------------------------------- the logarithm


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 3)])
def test_log(shape):
    array = random_array(shape, positive=True)
    assert_as_in_torch(lambda t: t.log(), array)
    arrays.assert_as_measured(Tensor, lambda t: t.log(), array)
    out = Tensor(array).log()
    assert (out._op, out.label) == ("log", "")


@pytest.mark.parametrize("number", [0.0, -1.0, -np.inf])
def test_log_of_what_is_not_above_0(number):
    with pytest.raises(ValueError, match=f"{number} has no logarithm"):
        Tensor([1.0, number]).log()


# ---------------------------------------------------------------- the losses

LABELS = [1, -1, 1]


def test_margins_are_one_for_each_point_and_not_for_each_pair():
    net, X = MLP(2, [1]), random_array((3, 2))
    loss, accuracy = max_margin_loss(net, X, np.array(LABELS), alpha=0)
    margins = np.array(LABELS) * net(X).data[:, 0]
    assert loss.data == near(np.maximum(1 - margins, 0).mean())
    assert accuracy == (margins > 0).mean()
    assert max_margin_loss(net, X, LABELS, alpha=0)[0].data == loss.data  # a list, too


def test_a_net_of_two_outputs_has_no_margin():
    with pytest.raises(ValueError, match=r"^shapes do not fit: \(3, 2\) scores, \(3,\) labels$"):
        max_margin_loss(MLP(2, [2]), np.ones((3, 2)), LABELS)


@pytest.mark.parametrize("labels", [LABELS * 2, np.reshape(LABELS, (3, 1)), LABELS[:1]], ids=repr)
def test_labels_of_another_shape_are_refused(labels):
    named = re.escape(f"(3, 1) scores, {np.shape(labels)} labels")
    with pytest.raises(ValueError, match=named):
        max_margin_loss(MLP(2, [1]), np.ones((3, 2)), labels)


@pytest.mark.parametrize("other", [0, 2, 0.5])
def test_other_labels_are_refused_in_the_words_of_the_scalar_loss(other):
    X, y = np.ones((2, 2)), [1, other]
    said = []
    for step in (step15, step17):
        with pytest.raises(ValueError, match="labels are -1 or 1") as refused:
            step.max_margin_loss(step.MLP(2, [1]), X, y)
        said.append(str(refused.value))
    assert said[0] == said[1]


def either(ours, theirs):
    """Return a function that takes a Tensor to ours, PyTorch's tensor to theirs."""
    return lambda t: theirs(t) if torch.is_tensor(t) else ours(t)


@pytest.mark.parametrize("size", [1, 30])
def test_softmax_and_cross_entropy_are_as_in_torch(size):
    array, classes = size * random_array((4, 3)), [0, 2, 1, 1]
    assert_as_in_torch(either(log_softmax, lambda t: t.log_softmax(-1)), array)
    assert_as_in_torch(either(softmax, lambda t: t.softmax(-1)), array)
    theirs = torch.nn.CrossEntropyLoss()
    assert_as_in_torch(
        either(lambda t: cross_entropy(t, classes), lambda t: theirs(t, torch.tensor(classes))),
        array,
    )


def test_scores_of_any_size_give_finite_losses():
    for scores, losses in (([800, 0], [0, 800]), ([-8, -808], [0, 800]), ([1e6, -1e6], [0, 2e6])):
        for right, loss in enumerate(losses):
            t = Tensor([scores])
            out = cross_entropy(t, [right])
            out.backward()
            assert out.data == loss
            assert np.isfinite(t.grad).all()


def test_softmax_does_not_change_if_all_scores_rise():
    array = random_array((4, 3))
    assert softmax(array + 100).data == near(softmax(array).data)
    assert softmax(array).data.sum(axis=1) == near(np.ones(4))


@pytest.mark.parametrize("classes", [[0, 3], [-1, 0], [0, 0.5]], ids=repr)
def test_other_classes_are_refused(classes):
    with pytest.raises(ValueError, match=r"classes are 0 to 2, not (3|-1|0\.5)"):
        cross_entropy(np.ones((2, 3)), classes)


@pytest.mark.parametrize("classes", [[0], [[0, 1]], 0], ids=repr)
def test_classes_of_another_shape_are_refused(classes):
    named = re.escape(f"shapes do not fit: (2, 3) scores, {np.shape(classes)} classes")
    with pytest.raises(ValueError, match=f"^{named}$"):
        cross_entropy(np.ones((2, 3)), classes)


# ---------------------------------------------------------------- what the docstrings say


def own_definitions():
    """Return what steps 16 and 17 add, by name; nothing that needs no docstring."""
    found = {}
    for name, thing in vars(step17).items():
        added = name in ("Layer", "MLP", "max_margin_loss") or not hasattr(step15, name)
        if added and getattr(thing, "__module__", "") == step17.__name__:
            found[name] = thing
            methods = vars(thing).items() if inspect.isclass(thing) else ()
            found |= {f"{name}.{key}": f for key, f in methods if inspect.isfunction(f)}
    return {name: f for name, f in found.items() if not re.search(r"__(r[a-z]+|init)__", name)}


@pytest.mark.parametrize("name", own_definitions())
def test_every_docstring_names_a_shape(name):
    said = inspect.getdoc(own_definitions()[name])
    assert re.search(r"\bshape\b|\(\)|\(\w+, ?[-\w\[\]]*\)", said), said
