"""Neurons, layers and nets of steps 10 to 12, and of step 15."""

import math
import random

import pytest

from micrograd_steps import step10, step11, step12, step15

XS = [2.0, 3.0, -1.0]

every_step = pytest.mark.parametrize("step", [step10, step11, step12, step15])
with_parameters = pytest.mark.parametrize("step", [step11, step12, step15])
as_published = pytest.mark.parametrize("step", [step12, step15])


def weighted_sum(neuron, xs):
    return sum(w.data * x for w, x in zip(neuron.w, xs, strict=True)) + neuron.b.data


@pytest.mark.parametrize("step", [step10, step11])
def test_neuron_is_tanh_of_a_weighted_sum(step):
    neuron = step.Neuron(3)
    neuron.b.data = 0.25
    assert neuron(XS).data == pytest.approx(math.tanh(weighted_sum(neuron, XS)))


@as_published
def test_neuron_is_relu_of_a_weighted_sum_or_linear(step):
    for nonlin, expected in ((True, lambda x: max(x, 0.0)), (False, lambda x: x)):
        neuron = step.Neuron(3, nonlin=nonlin)
        for neuron.b.data in (10.0, -10.0):
            assert neuron(XS).data == pytest.approx(expected(weighted_sum(neuron, XS)))


@every_step
def test_net_hands_each_layers_outputs_to_the_next(step):
    net = step.MLP(3, [4, 2, 3])
    by_hand = XS
    for layer in net.layers:
        by_hand = [neuron(by_hand) for neuron in layer.neurons]
    assert [out.data for out in net(XS)] == [out.data for out in by_hand]


@every_step
def test_single_output_is_a_value_and_several_are_a_list(step):
    assert isinstance(step.Layer(3, 1)(XS), step.Value)
    assert isinstance(step.MLP(3, [4, 1])(XS), step.Value)
    for several in (step.Layer(3, 2)(XS), step.MLP(3, [4, 2])(XS)):
        assert [type(out) for out in several] == [step.Value] * 2


@pytest.mark.parametrize("sizes", [[1], [1, 1], [1, 1, 4, 1]])
@every_step
def test_layers_of_size_one(step, sizes):
    assert isinstance(step.MLP(3, sizes)(XS), step.Value)


@every_step
def test_inputs_may_come_from_an_iterator(step):
    """It can be read only once, also by a layer of several neurons."""
    for part in (step.Neuron(3), step.Layer(3, 1), step.MLP(3, [2, 1])):
        assert part(iter(XS)).data == part(XS).data
    layer = step.Layer(3, 2)
    assert [out.data for out in layer(iter(XS))] == [out.data for out in layer(XS)]


@every_step
def test_weights_are_drawn_evenly_between_minus_one_and_one_in_turn(step):
    """Each neuron's weights; then its bias, up to lesson 11."""
    random.seed(10)
    net = step.MLP(2, [3, 1])
    random.seed(10)
    for neuron in (neuron for layer in net.layers for neuron in layer.neurons):
        drawn = [random.uniform(-1, 1) for _ in neuron.w]
        assert [w.data for w in neuron.w] == drawn
        assert neuron.b.data == (0 if hasattr(step, "Module") else random.uniform(-1, 1))


@pytest.mark.parametrize("count", [0, 2, 4])
@every_step
def test_wrong_number_of_inputs_is_named_with_the_right_one(step, count):
    for part in (step.Neuron(3), step.Layer(3, 2), step.MLP(3, [4, 1])):
        with pytest.raises(ValueError, match=rf"Neuron\(3\) got {count} inputs"):
            part([1.0] * count)


@every_step
def test_sizes_below_one_are_refused(step):
    """Without a word they would make a net of nothing, since `range(-1)` is empty."""
    neuron, layer = "a neuron has 1 input or more, not", "a layer has 1 neuron or more, not"
    for make, message in [
        (lambda: step.Neuron(0), f"{neuron} 0"),
        (lambda: step.Neuron(-1), f"{neuron} -1"),
        (lambda: step.Layer(2, 0), f"{layer} 0"),
        (lambda: step.Layer(-2, 1), f"{neuron} -2"),
        (lambda: step.MLP(2, [-1]), f"{layer} -1"),
        (lambda: step.MLP(2, [4, 0, 1]), f"{layer} 0"),
    ]:
        with pytest.raises(ValueError, match=f"^{message}$"):
            make()


@every_step
def test_text_names_every_neuron(step):
    first, last = ("ReLU", "Linear") if step in (step12, step15) else ("Tanh", "Tanh")
    assert repr(step.MLP(3, [2, 1])) == (
        f"MLP of [Layer of [{first}Neuron(3), {first}Neuron(3)], Layer of [{last}Neuron(2)]]"
    )


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize(("nin", "nouts", "count"), [(3, [4, 4, 1], 41), (2, [16, 16, 1], 337)])
@with_parameters
def test_number_of_parameters(step, nin, nouts, count):
    assert len(set(step.MLP(nin, nouts).parameters())) == count


@with_parameters
def test_parameters_come_neuron_by_neuron_the_bias_last(step):
    net = step.MLP(3, [2, 1])
    (one, two), (three,) = (layer.neurons for layer in net.layers)
    assert net.layers[0].parameters() == [*one.w, one.b, *two.w, two.b]
    assert net.parameters() == [*one.w, one.b, *two.w, two.b, *three.w, three.b]


@with_parameters
def test_backward_reaches_every_parameter(step):
    net = step.MLP(3, [2, 1])
    for p in net.parameters():
        p.data = 0.1  # small and positive: no ReLU is off, no tanh flat
    net(XS).backward()
    assert all(p.grad != 0 for p in net.parameters())


@as_published
def test_zero_grad_zeroes_parameters_and_nothing_else(step):
    xs = [step.Value(x) for x in XS]
    net = step.MLP(3, [1])
    net(xs).backward()
    net.zero_grad()
    assert [repr(p.grad) for p in net.parameters()] == ["0.0"] * 4
    assert [x.grad for x in xs] == [w.data for w in net.layers[0].neurons[0].w]


@as_published
def test_module_has_no_parameters_of_its_own(step):
    module = step.Module()
    module.zero_grad()
    assert module.parameters() == []


@as_published
def test_biases_start_at_0(step):
    net = step.MLP(3, [4, 1])
    assert {neuron.b.data for layer in net.layers for neuron in layer.neurons} == {0}
