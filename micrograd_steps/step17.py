"""Step 17: A net of tensors.

Adds `Layer`, `MLP`, the loss on `Tensor`; `log`, `softmax`, `cross_entropy`.
Taught in notebooks/17_tensor_nets.ipynb.
"""

import math
import operator
import random
from itertools import pairwise
from numbers import Real
from operator import mul

import numpy as np

from micrograd_steps.classroom.digraph import Digraph, clear_errors


def numerical_derivative(f, x, h=0.0001):
    """Return the slope of f at x: the rise of f over a run of h.

    It is the definition of the derivative, without its limit.
    f: a function of one number
    h: small, to the right if positive, to the left if negative; not 0
    """
    return (f(x + h) - f(x)) / h


def numerical_gradient(f, inputs, h=0.0001):
    """Return a list: the slope of f along each of its inputs in turn.

    f: a function of as many numbers as there are inputs
    h: how far each of them is nudged, small and not 0
    """
    start = f(*inputs)
    slopes = []
    for i in range(len(inputs)):
        nudged = list(inputs)
        nudged[i] += h
        slopes.append((f(*nudged) - start) / h)
    return slopes


def as_number(x):
    """Return x if it is a number, a float unless it is whole.

    Raises TypeError if it is none.
    """
    if isinstance(x, (int, float, Real)):
        return x if isinstance(x, int) else float(x)
    if type(x).__name__ == "Value":
        ours, other = Value.__module__, type(x).__module__
        raise TypeError(f"a Value of {ours} goes with its own kind and "
                        f"numbers, not with a Value of {other}")
    raise TypeError(f"a Value goes with Values and numbers, not {x!r}")


def as_value(x):
    """Return x itself if it is a Value, else a new leaf of the number.

    Raises TypeError if it is neither.
    """
    return x if isinstance(x, Value) else Value(as_number(x))


class Value:
    """One number, where it came from, and its slope along each way."""

    __slots__ = ("data", "grad", "label", "_prev", "_op", "_local")

    def __init__(self, data, _children=(), _op="", label="", _local=()):
        self.data = data
        self.grad = 0.0
        self._prev = _children
        self._op = _op
        self.label = label
        self._local = _local  # the local derivative for each child

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        if isinstance(other, Value):
            data = self.data + other.data
            return Value(data, (self, other), "+", "", (1.0, 1.0))
        return Value(self.data + as_number(other), (self,), "+", "", (1.0,))

    def __mul__(self, other):
        if isinstance(other, Value):
            data, local = self.data * other.data, (other.data, self.data)
            return Value(data, (self, other), "*", "", local)
        k = as_number(other)
        return Value(self.data * k, (self,), "*", "", (k,))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), "tanh", "", (1 - t**2,))

    def relu(self):
        if self.data < 0:
            return Value(0, (self,), "ReLU", "", (0.0,))
        return Value(self.data, (self,), "ReLU", "", (float(self.data > 0),))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, (self,), "exp", "", (e,))

    def __pow__(self, k):
        if not isinstance(k, Real):
            raise TypeError(f"an exponent is a number, not {k!r}")
        if self.data == 0 and k < 0:
            raise ZeroDivisionError(f"0 to the power {k} divides by 0")
        if self.data < 0 and k % 1 != 0:
            raise ValueError(f"{self.data} to the power {k} is not real")
        if self.data == 0 and k < 1:
            slope = math.inf if k else 0.0
        else:
            slope = k * self.data ** (k - 1)
        return Value(self.data**k, (self,), f"**{k}", "", (slope,))

    def __neg__(self):
        return Value(-self.data, (self,), "-", "", (-1.0,))

    def __sub__(self, other):
        if isinstance(other, Value):
            data = self.data - other.data
            return Value(data, (self, other), "-", "", (1.0, -1.0))
        return Value(self.data - as_number(other), (self,), "-", "", (1.0,))

    def __truediv__(self, other):
        if isinstance(other, Value):
            data = self.data / other.data
            local = (1 / other.data, -data / other.data)
            return Value(data, (self, other), "/", "", local)
        return self * (1 / as_number(other))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(as_number(other) - self.data, (self,), "-", "", (-1.0,))

    def __rtruediv__(self, other):
        data = as_number(other) / self.data
        return Value(data, (self,), "/", "", (-data / self.data,))

    def backward(self):
        """Fill in the gradient of every value behind this one."""
        order, seen, stack = [], set(), [self]
        while stack:
            v = stack.pop()
            if v is None:  # the children of the next one are done
                order.append(stack.pop())
            elif v not in seen:
                seen.add(v)
                stack.append(v)
                stack.append(None)
                if any(v._local):  # else nothing flows back through it
                    stack += [c for c in v._prev if c._prev and c not in seen]
        self.grad = 1.0
        for v in reversed(order):
            grad = v.grad
            if grad:  # from nothing comes nothing
                for child, slope in zip(v._prev, v._local):
                    child.grad += slope * grad


@clear_errors
def trace(root):
    """Return the nodes and the edges of the graph behind root.

    nodes: a list of Values, each once and after its children, root last
    edges: a list of pairs (child, result), two for a child used twice
    """
    nodes, edges, seen = [], [], set()

    def visit(v):
        if v not in seen:
            seen.add(v)
            for child in v._prev:
                visit(child)
                edges.append((child, v))
            nodes.append(v)

    visit(root)
    return nodes, edges


def draw_dot(root):
    """Draw the graph behind root: boxes are values, circles operations."""
    nodes, edges = trace(root)
    name = {v: f"v{i}" for i, v in enumerate(nodes)}
    graph = Digraph()
    for v in nodes:
        graph.box(name[v], v.label, data=v.data, grad=v.grad)
        if v._op:
            graph.circle(name[v] + "op", v._op)
            graph.edge(name[v] + "op", name[v])
    for child, v in edges:
        graph.edge(name[child], name[v] + "op")
    return graph


def central_gradient(f, inputs, h=0.00001):
    """Return the slopes of f along its inputs, measured to both sides.

    f: takes numbers, one for each input, returns one
    h: how far to nudge an input of size 1 or less; larger ones are
       nudged by h times their size
    """
    slopes = []
    for i, x in enumerate(inputs):
        step = h * max(1, abs(x))
        above, below = list(inputs), list(inputs)
        above[i], below[i] = x + step, x - step
        slopes.append((f(*above) - f(*below)) / (2 * step))
    return slopes


def backprop_gradient(f, inputs, kind=Value):
    """Return the gradients of f with respect to its inputs.

    Raises TypeError for what is not a number or not a Value.
    """
    for i, x in enumerate(inputs):
        if not isinstance(x, Real):
            raise TypeError(f"input {i} is not a number: {x!r}")
    leaves = [kind(x) for x in inputs]
    out = f(*leaves)
    if not isinstance(out, kind):
        name = f"{kind.__module__}.{kind.__name__}"
        raise TypeError(f"f must return a {name}, not {out!r}")
    out.backward()
    return [leaf.grad for leaf in leaves]


class GradientCheck:
    """Rows of (input, backprop, measured, relative difference)."""

    def __init__(self, rows):
        self.rows = rows
        self.worst = max(rows, key=lambda row: row[-1])
        self.agrees = self.worst[-1] < 1e-6

    def __repr__(self):
        lines = [
            f"input {i}: backprop {grad:.6f}, measured {slope:.6f},"
            f" relative difference {difference:.6f}"
            for i, grad, slope, difference in self.rows
        ]
        worst = f"worst: input {self.worst[0]}"
        return "\n".join([*lines, "all agree" if self.agrees else worst])


def check_gradients(f, inputs, kind=Value):
    """Compare backprop with central differences, input by input.

    f: takes Values of that kind, one for each input, returns one
    Raises TypeError for what is not a number or not a Value, and
    ValueError where there is no input or no finite gradient.
    """
    if len(inputs) == 0:
        raise ValueError("there is no input to check")
    grads = backprop_gradient(f, inputs, kind)
    slopes = central_gradient(lambda *xs: f(*map(kind, xs)).data, inputs)
    rows = []
    for i, (grad, slope) in enumerate(zip(grads, slopes, strict=True)):
        if not math.isfinite(grad + slope):
            raise ValueError(f"input {i}: backprop {grad}, measured {slope}")
        size = max(abs(grad), abs(slope), 0.001)  # near 0, absolute
        rows.append((i, grad, slope, abs(grad - slope) / size))
    return GradientCheck(rows)


class Module:
    """What neurons, layers and nets have in common."""

    def zero_grad(self):
        """Set the gradients of all parameters to None, as they were at first."""
        for p in self.parameters():
            p.grad = None

    def parameters(self):
        """Return the Values that training may change."""
        return []


def dot(w, x, start, xs=None):
    """Return start + the sum of all w[i] * x[i], from Values one Value.

    xs: the data of x, where the caller has it at hand
    Raises ValueError if there are not as many weights as inputs.
    """
    if len(w) != len(x):
        raise ValueError(f"{len(w)} weights and {len(x)} inputs")
    ws = [v.data for v in w]
    xs = [v.data for v in x] if xs is None else xs
    data = sum(map(mul, ws, xs), start.data)
    return Value(data, (*w, *x, start), "dot", "", (*xs, *ws, 1.0))


class Layer(Module):
    """nout neurons at once, (n, nin) to (n, nout), with ReLU or without."""

    def __init__(self, nin, nout, nonlin=True):
        draw = [random.uniform(-1, 1) for _ in range(nout * nin)]
        self.w = Tensor(np.reshape(draw, (nout, nin)).T)  # (nin, nout)
        self.b = Tensor(np.zeros(nout))  # (nout,)
        self.nonlin = nonlin

    def __call__(self, x):
        """Return (n, nout) for x of shape (n, nin)."""
        act = as_tensor(x) @ self.w + self.b
        return act.relu() if self.nonlin else act

    def parameters(self):
        """Return the weights, (nin, nout), and the biases, (nout,)."""
        return [self.w, self.b]

    def __repr__(self):
        return f"Layer{self.w.data.shape}"


class MLP(Module):
    """Layers in a row, (n, nin) to (n, nouts[-1]), the last without ReLU."""

    def __init__(self, nin, nouts):
        last = len(nouts) - 1
        self.layers = [
            Layer(nin, nout, nonlin=i != last)
            for i, (nin, nout) in enumerate(pairwise([nin, *nouts]))
        ]

    def __call__(self, x):
        """Return (n, nouts[-1]) for x of shape (n, nin)."""
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        """Return each layer's weights, (nin, nout), and biases, (nout,)."""
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self):
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def make_moons(n_samples=100, noise=0.1, rng=np.random):
    """Return noisy points on two half circles, (n_samples, 2), and
    their labels 0 and 1, (n_samples,), drawn as scikit-learn does.

    Source: sklearn.datasets.make_moons, https://scikit-learn.org
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
    """Return the loss, a Tensor (), and the accuracy, from 0 to 1.

    X: points, (n, 2)   y: labels, -1 or 1, (n,)   alpha: weight of L2
    Raises ValueError for other labels, or if scores are not (n, 1).
    Source: https://github.com/karpathy/micrograd, demo.ipynb
    """
    y, scores = np.asarray(y), model(X)
    other = y[(y != 1) & (y != -1)].tolist()
    if other:
        raise ValueError(f"labels are -1 or 1, not {other[0]}")
    if scores.data.shape != (*y.shape, 1):
        shapes = f"{scores.data.shape} scores, {y.shape} labels"
        raise ValueError(f"shapes do not fit: {shapes}")
    column = y.reshape(-1, 1)  # like the scores
    data_loss = (1 - column * scores).relu().mean()
    l2_loss = alpha * sum((p * p).sum() for p in model.parameters())
    right = (column > 0) == (scores.data > 0)
    return data_loss + l2_loss, float(right.mean())


class Function:
    """An operation: a subclass says how to go forward and back.

    After torch.autograd.Function:
    https://pytorch.org/docs/stable/autograd.html
    """

    def forward(self, *numbers):
        """Return the output; keep on self what backward needs."""
        raise NotImplementedError

    def backward(self, grad):
        """Return a list, a gradient for each input; grad: the output's."""
        raise NotImplementedError

    @classmethod
    def apply(cls, *inputs):
        """Return the output as a Value that knows its slope for each input.

        Raises ValueError if backward returns too few or too many.
        """
        function = cls()
        inputs = tuple(as_value(x) for x in inputs)
        data = function.forward(*(v.data for v in inputs))
        local = tuple(function.backward(1.0))  # times 1: the slopes themselves
        if len(local) != len(inputs):
            raise ValueError(f"{len(inputs)} inputs, and {len(local)} gradients")
        return Value(data, inputs, cls.__name__, "", local)


class Tanh(Function):
    """tanh, as in lesson 04."""

    def forward(self, x):
        self.out = math.tanh(x)
        return self.out

    def backward(self, grad):
        return [grad * (1 - self.out**2)]


class LegendreP3(Function):
    """The polynomial (5x³ - 3x) / 2, with the slope 1.5 (5x² - 1).

    Source: https://en.wikipedia.org/wiki/Legendre_polynomials
    """

    def forward(self, x):
        self.x = x
        return 0.5 * (5 * x**3 - 3 * x)

    def backward(self, grad):
        return [grad * 1.5 * (5 * self.x**2 - 1)]


def as_array(x):
    """Return x's numbers as a new array of its shape, or raise TypeError."""
    try:
        array = np.array(x)
    except ValueError:
        raise TypeError(f"rows of equal length, please: {x!r}") from None
    if array.dtype.kind not in "biuf":  # bool, int, unsigned, float
        raise TypeError(f"a Tensor holds numbers, not {x!r}")
    return array.astype(float, order="C")  # row by row


def as_tensor(x):
    """Return a Tensor as it is, numbers as a new leaf of their shape."""
    return x if isinstance(x, Tensor) else Tensor(x)


def combine(function, sign, a, b):
    """Return function(a.data, b.data), of the shape both are stretched to."""
    try:
        return function(a.data, b.data)
    except ValueError:
        shapes = f"{a.data.shape} {sign} {b.data.shape}"
        raise ValueError(f"shapes do not fit: {shapes}") from None


class Tensor:
    """An array of any shape, where it came from, how gradients go back."""

    __slots__ = ("data", "grad", "label", "_prev", "_op", "_pull")
    __array_ufunc__ = None  # NumPy: leave array * Tensor to the Tensor

    def __init__(self, data, _children=(), _op="", label="", _pull=()):
        self.data = np.asarray(data) if _children else as_array(data)
        self.grad = None  # an array of the same shape, after backward()
        self._prev = _children
        self._op, self.label = _op, label
        self._pull = _pull  # for each child: result's gradient -> its own

    def __repr__(self):
        return f"Tensor(shape={self.data.shape}, data={self.data})"

    def __add__(self, other):
        """Return the sums, number by number, of the broadcast shape."""
        other = as_tensor(other)
        data = combine(operator.add, "+", self, other)
        return Tensor(data, (self, other), "+", "", (lambda g: g, lambda g: g))

    def __mul__(self, other):
        """Return the products, number by number, of the broadcast shape."""
        other = as_tensor(other)
        a, b = self.data, other.data
        data = combine(operator.mul, "*", self, other)
        pull = (lambda g: g * b, lambda g: g * a)
        return Tensor(data, (self, other), "*", "", pull)

    def __matmul__(self, other):
        """Return the matrix product: (n, k) @ (k, m) is (n, m)."""
        other = as_tensor(other)
        a, b = self.data, other.data
        if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
            raise ValueError(f"shapes do not fit: {a.shape} @ {b.shape}")
        return Tensor(a @ b, (self, other), "@", "", matmul_pulls(a, b))

    def sum(self):
        """Return the sum of all numbers, of shape ()."""
        pull = (lambda g: np.full(self.data.shape, g),)
        return Tensor(self.data.sum(), (self,), "sum", "", pull)

    def mean(self):
        """Return the mean of all numbers, of shape ()."""
        return self.sum() * (1.0 / self.data.size)

    def exp(self):
        """Return e to the power of each number; the same shape."""
        e = np.exp(self.data)
        return Tensor(e, (self,), "exp", "", (lambda g: g * e,))

    def log(self):
        """Return the natural logarithm of each number; the same shape.

        Raises ValueError if one of them is not above 0.
        """
        x = self.data
        if (x <= 0).any():
            raise ValueError(f"{x.min()} has no logarithm")
        return Tensor(np.log(x), (self,), "log", "", (lambda g: g / x,))

    def relu(self):
        """Return max(0, x) for each number; the same shape."""
        data = np.maximum(self.data, 0.0)
        return Tensor(data, (self,), "ReLU", "", (lambda g: g * (data > 0),))

    def tanh(self):
        """Return tanh of each number; the same shape."""
        t = np.tanh(self.data)
        return Tensor(t, (self,), "tanh", "", (lambda g: g * (1 - t**2),))

    def __neg__(self):
        """Return minus each number; the same shape."""
        return Tensor(-self.data, (self,), "-", "", (lambda g: -g,))

    def __sub__(self, other):
        """Return the differences, of the broadcast shape."""
        other = as_tensor(other)
        data = combine(operator.sub, "-", self, other)
        return Tensor(data, (self, other), "-", "", (lambda g: g, lambda g: -g))

    def __truediv__(self, other):
        """Return the quotients, of the broadcast shape."""
        other = as_tensor(other)
        if not other.data.all():
            raise ZeroDivisionError("a 0 in the quotient divides by 0")
        data, b = combine(operator.truediv, "/", self, other), other.data
        pull = (lambda g: g / b, lambda g: -g * data / b)
        return Tensor(data, (self, other), "/", "", pull)

    def __pow__(self, k):
        """Return each number to the power k, one number; the same shape."""
        if not isinstance(k, Real):
            raise TypeError(f"an exponent is a number, not {k!r}")
        x = self.data
        if k < 0 and (x == 0).any():
            raise ZeroDivisionError(f"0 to the power {k} divides by 0")
        if k % 1 != 0 and (x < 0).any():
            raise ValueError(f"{x.min()} to the power {k} is not real")
        with np.errstate(divide="ignore"):  # the slope of a root at 0
            slope = k * x ** (k - 1.0) if k else 0.0 * x
        return Tensor(x**k, (self,), f"**{k}", "", (lambda g: g * slope,))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return as_tensor(other) - self

    def __rtruediv__(self, other):
        return as_tensor(other) / self

    def __rmatmul__(self, other):
        return as_tensor(other) @ self

    def backward(self):
        """Fill in the gradients of the sum of this tensor's numbers.

        Each has its tensor's shape. Leaves add up; some share an array.
        """
        order, seen, stack = [], set(), [self]
        while stack:
            v = stack.pop()
            if v is None:  # the children of the next one are done
                order.append(stack.pop())
            elif v not in seen:
                seen.add(v)
                stack += [v, None, *(c for c in v._prev if c._prev)]
        for v in order:  # those of the middle begin anew
            v.grad = None
        self.grad = np.ones_like(self.data)
        for v in reversed(order):
            for child, pull in zip(v._prev, v._pull, strict=True):
                grad = unbroadcast(pull(v.grad), child.data.shape)
                child.grad = grad if child.grad is None else child.grad + grad


def unbroadcast(grad, shape):
    """Return grad summed up over what broadcasting has stretched.

    grad: array of the stretched shape; shape: the one to return to
    """
    if grad.shape == shape:
        return grad
    missing = grad.ndim - len(shape)
    grad = grad.sum(axis=tuple(range(missing)))
    stretched = tuple(i for i, n in enumerate(shape) if n == 1)
    return grad.sum(axis=stretched, keepdims=True)


def matmul_pulls(a, b):
    """Return two functions: from the gradient of a @ b to a's, to b's.

    a: array (n, k); b: array (k, m); both take an array (n, m)
    """
    return lambda g: g @ b.T, lambda g: a.T @ g


def measured_gradient(f, leaves, i, weights):
    """Return the slopes of f's weighted sum along tensor i, its shape."""

    def total(*numbers):
        data = [leaf.data for leaf in leaves]
        data[i] = np.reshape(numbers, data[i].shape)
        return float((f(*map(Tensor, data)).data * weights).sum())

    data = leaves[i].data
    return np.reshape(central_gradient(total, data.ravel()), data.shape)


def check_tensors(f, arrays):
    """Compare backprop with central differences, number by number.

    f: takes Tensors of the arrays' shapes, returns one of any shape
    Returns a GradientCheck: of each array the number that differs most.
    Raises ValueError where a slope is not finite.
    """
    leaves, rows = [Tensor(array) for array in arrays], []
    out = f(*leaves)
    weights = np.linspace(1, 2, out.data.size).reshape(out.data.shape)
    (out * weights).backward()
    for i, leaf in enumerate(leaves):
        grad = np.zeros(leaf.data.shape) if leaf.grad is None else leaf.grad
        slopes = measured_gradient(f, leaves, i, weights)
        if not np.isfinite(grad + slopes).all():
            raise ValueError(f"input {i}: backprop {grad}, measured {slopes}")
        size = np.maximum(abs(grad), abs(slopes)).clip(0.001)
        parts = grad, slopes, abs(grad - slopes) / size
        rows.append((i, *(p.flat[parts[-1].argmax()] for p in parts)))
    return GradientCheck(rows)


def log_softmax(scores):
    """Return the logs of the probabilities, (n, k), of scores (n, k).

    In each row the largest score is subtracted first, against overflow.
    """
    scores = as_tensor(scores)
    low = scores - scores.data.max(axis=1, keepdims=True)
    ones = np.ones((low.data.shape[1], 1))
    return low - (low.exp() @ ones).log()


def softmax(scores):
    """Return the probabilities, (n, k), of scores (n, k)."""
    return log_softmax(scores).exp()


def cross_entropy(scores, classes):
    """Return the mean of -log(probability of the right class), ().

    scores: Tensor (n, k); classes: the right ones, 0 to k - 1, (n,)
    Raises ValueError for other classes, or if they are not (n,).
    """
    logs, classes = log_softmax(scores), np.asarray(classes)
    n, k = logs.data.shape
    if classes.shape != (n,):
        shapes = f"{(n, k)} scores, {classes.shape} classes"
        raise ValueError(f"shapes do not fit: {shapes}")
    right = classes.reshape(-1, 1) == np.arange(k)  # (n, k)
    other = classes[~right.any(axis=1)].tolist()
    if other:
        raise ValueError(f"classes are 0 to {k - 1}, not {other[0]}")
    return (logs * (right / -n)).sum()
