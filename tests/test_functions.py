"""Step 14: own operations against methods, closed forms and `torch.autograd.Function`."""

import math
import random

import pytest
import torch

from micrograd_steps.step14 import Function, LegendreP3, Tanh, Value, check_gradients

torch.set_num_threads(1)  # the tensors are small

POINTS = [-2.0, -1.0, -0.2**0.5, -0.3, 0.0, 0.7, 1.0, 1.5]

at_points = pytest.mark.parametrize("x", POINTS)


class Product(Function):
    """Two inputs, and a backward that needs both."""

    def forward(self, x, y):
        self.inputs = x, y
        return x * y

    def backward(self, grad):
        x, y = self.inputs
        return [grad * y, grad * x]


class Difference(Function):
    """Two inputs whose gradients differ in sign, and nothing to save."""

    def forward(self, x, y):
        return x - y

    def backward(self, grad):
        return grad, -grad


class TorchP3(torch.autograd.Function):
    """The same polynomial, as PyTorch's own tutorial registers it."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return 0.5 * (5 * x**3 - 3 * x)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * 1.5 * (5 * x**2 - 1)


def near(numbers):
    return pytest.approx(numbers, rel=1e-12, abs=1e-12)


def backprop(f, *numbers):
    """Return the output of f and the gradients of its inputs."""
    leaves = [Value(x) for x in numbers]
    out = f(*leaves)
    out.backward()
    return [out.data, *(v.grad for v in leaves)]


def backprop_in_torch(f, *numbers):
    leaves = [torch.tensor(x, dtype=torch.double, requires_grad=True) for x in numbers]
    out = f(*leaves)
    out.backward()
    return [out.item(), *(leaf.grad.item() for leaf in leaves)]


# ---------------------------------------------------------------- the two of the step


@at_points
def test_tanh_is_the_method(x):
    assert backprop(Tanh.apply, x) == backprop(Value.tanh, x)
    assert backprop(Tanh.apply, x) == near(backprop_in_torch(torch.tanh, x))


@at_points
def test_p3_is_its_closed_form(x):
    value, slope = (5 * x**3 - 3 * x) / 2, (15 * x**2 - 3) / 2
    assert backprop(LegendreP3.apply, x) == near([value, slope])
    assert backprop(LegendreP3.apply, x) == near(backprop_in_torch(TorchP3.apply, x))


def test_p3_at_its_ends_and_where_it_is_level():
    assert backprop(LegendreP3.apply, 1.0) == [1.0, 6.0]
    assert backprop(LegendreP3.apply, -1.0) == [-1.0, 6.0]
    assert backprop(LegendreP3.apply, 0.2**0.5)[1] == near(0.0)


def test_p3_amid_other_operations_is_as_in_torch():
    def mixed(p3, a, b):
        return p3(a * b - 0.5) * b.tanh() + p3(a) / 3

    rng = random.Random(14)
    for _ in range(20):
        numbers = [rng.uniform(-1.5, 1.5) for _ in range(2)]
        ours = backprop(lambda *v: mixed(LegendreP3.apply, *v), *numbers)
        theirs = backprop_in_torch(lambda *v: mixed(TorchP3.apply, *v), *numbers)
        assert ours == near(theirs)


def test_p3_learns_a_sine_as_in_torch():
    """To the same losses, each of 50 steps."""
    xs = [math.pi * i / 6 for i in range(-6, 7)]

    def train(leaf, p3):
        params, losses = [leaf(x) for x in (0.0, -1.0, 0.0, 0.3)], []
        for _ in range(50):
            a, b, c, d = params
            loss = sum((a + b * p3(c + d * x) - math.sin(x)) ** 2 for x in xs)
            for p in params:
                p.grad = None if leaf is not Value else 0.0
            loss.backward()
            for p in params:
                p.data -= 0.001 * p.grad
            losses.append(float(loss.data))
        return losses

    def tensor(x):
        return torch.tensor(x, dtype=torch.double, requires_grad=True)

    ours = train(Value, LegendreP3.apply)
    assert ours == near(train(tensor, TorchP3.apply))
    assert ours[-1] < ours[0] / 2


# ---------------------------------------------------------------- operations of one's own


@pytest.mark.parametrize(
    ("function", "formula"),
    [(Product, lambda x, y: x * y), (Difference, lambda x, y: x - y)],
)
def test_two_inputs(function, formula):
    assert backprop(function.apply, 0.7, -1.3) == near(backprop(formula, 0.7, -1.3))
    assert check_gradients(lambda a, b: function.apply(a, b) ** 2 + a, [0.7, -1.3]).agrees


def test_one_value_as_both_inputs():
    assert backprop(lambda x: Product.apply(x, x), 3.0) == [9.0, 6.0]
    assert backprop(lambda x: Difference.apply(x, x), 3.0) == [0.0, 0.0]


def test_constants_as_inputs():
    assert backprop(lambda x: Product.apply(x, 4), 3.0) == [12.0, 4.0]
    assert backprop(lambda x: Difference.apply(1.5, x), 3.0) == [-1.5, -1.0]
    assert Product.apply(2, 3).data == 6
    with pytest.raises(TypeError, match="'4'"):
        Product.apply(Value(3.0), "4")


@pytest.mark.parametrize("function", [Tanh, LegendreP3])
def test_twice_in_a_graph(function):
    """Each use keeps what it needs itself: the second must not overwrite the first's."""

    def chained_and_side_by_side(a, b):
        return function.apply(function.apply(a) * 0.5) + function.apply(b) * function.apply(a + b)

    assert check_gradients(chained_and_side_by_side, [0.4, -0.9]).agrees


def test_output_names_its_operation_and_children():
    x, y = Value(2.0), Value(3.0)
    out = Product.apply(x, y)
    assert out._op == "Product"
    assert out._prev == (x, y)


def test_second_backward_adds_up():
    x = Value(3.0)
    out = LegendreP3.apply(x)
    out.backward()
    once = x.grad
    out.backward()
    assert x.grad == 2 * once


# ---------------------------------------------------------------- mistakes


@pytest.mark.parametrize("grads", [[], [1.0], [1.0, 1.0, 1.0]])
def test_wrong_number_of_gradients(grads):
    class Careless(Product):
        def backward(self, grad):
            return grads

    out = Careless.apply(Value(2.0), Value(3.0))
    with pytest.raises(ValueError):
        out.backward()


def test_function_without_forward_or_backward():
    class Half(Function):
        def forward(self, x):
            return x / 2

    with pytest.raises(NotImplementedError):
        Function.apply(Value(1.0))
    out = Half.apply(Value(1.0))
    assert out.data == 0.5
    with pytest.raises(NotImplementedError):
        out.backward()


class NoSquare(LegendreP3):
    def backward(self, grad):
        return [grad * 1.5 * (5 * self.x - 1)]


class NoChain(LegendreP3):
    def backward(self, grad):
        return [1.5 * (5 * self.x**2 - 1)]


class Swapped(Product):
    def backward(self, grad):
        x, y = self.inputs
        return [grad * x, grad * y]


@pytest.mark.parametrize(
    ("right", "wrong", "inputs"),
    [
        (LegendreP3, NoSquare, [0.7]),
        (LegendreP3, NoChain, [0.7]),
        (Product, Swapped, [0.7, -1.3]),
    ],
)
def test_check_finds_a_wrong_backward(right, wrong, inputs):
    for function, agrees in ((right, True), (wrong, False)):
        check = check_gradients(lambda *v, f=function: 3 * f.apply(*v), inputs)
        assert check.agrees is agrees
