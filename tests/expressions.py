"""Expressions that steps and other libraries can compute: the lecture's, and random ones."""

import inspect
import random

from micrograd_steps import step12, step15
from micrograd_steps.classroom import examples
from micrograd_steps.practice import stages

NEURON = list(examples.NEURON.values())


def functions(Value):
    """Return the names of a Value's functions of itself alone, such as exp."""
    methods = [name for name, method in vars(Value).items() if inspect.isfunction(method)]
    return [name for name in methods if name[0] != "_" and name != "backward"]


def of_one(name):
    """Return an expression that takes a function where most are tame: between 0 and 1."""
    return lambda x, y, c: getattr(1 / (x * x + 1), name)() / 2


# Each takes two Values and a number, all between −2 and 2, to a result that is no larger.
# So they may be nested at random, and nothing blows up or divides by 0.
PUBLISHED = [  # what the published library has as well
    lambda x, y, c: (x + y) / 2,
    lambda x, y, c: (x - y) / 2,
    lambda x, y, c: (x + c) * 0.5,
    lambda x, y, c: 0.5 * (c + x),
    lambda x, y, c: (x - c) / 2,
    lambda x, y, c: (c - x) / 2,
    lambda x, y, c: x * y / 2,
    lambda x, y, c: x * c / 2,
    lambda x, y, c: c * x / 2,
    lambda x, y, c: x / (y * y + 1),
    lambda x, y, c: x / (c * c + 1),
    lambda x, y, c: c / (x * x + 1),
    lambda x, y, c: x**2 - 2,
    lambda x, y, c: x**3 / 4,
    lambda x, y, c: 2 - (x * x + 1) ** 0.5,
    lambda x, y, c: y * (x * x + 1) ** -1.5,
    lambda x, y, c: -x,
    lambda x, y, c: x.relu(),
]
ALL = [
    *PUBLISHED,
    *(of_one(name) for name in functions(step12.Value) if hasattr(step15.Value, name)),
    lambda x, y, c: x.tanh(),
    lambda x, y, c: (x - 2).exp(),
    lambda x, y, c: x**0 - y / 2,
]


def random_expression(seed, operations):
    """Return a function of three Values, and three numbers to begin with.

    Each operation takes earlier results, so they are nested and shared; all are added up.
    """
    rng = random.Random(seed)
    numbers = [rng.uniform(-2, 2) for _ in range(3)]
    steps = []
    for known in range(3, 18):
        recent, any_before = rng.randrange(known - 3, known), rng.randrange(known)
        constant = rng.choice([rng.uniform(-2, 2), rng.randint(-2, 2)])
        steps.append((rng.choice(operations), recent, any_before, constant))

    def expression(*leaves):
        results = list(leaves)
        for operation, x, y, constant in steps:
            results.append(operation(results[x], results[y], constant))
        return sum(results)

    return expression, numbers


def neuron(x1, x2, w1, w2, b):
    """The lecture's neuron, to be called with NEURON."""
    return (x1 * w1 + x2 * w2 + b).tanh()


def sanity_check(x):
    """The first of the published library's own tests."""
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    return h + q + q * x


more_ops = stages.ten_lines  # the second, which is also the lecture's opening expression


def backward(out, step):
    """Fill in the gradients; in step 05, which has no `backward()`, as its reader does by hand."""
    if hasattr(out, "backward"):
        out.backward()
    else:
        nodes, _ = step.trace(out)  # children first, a topological order
        out.grad = 1.0
        for v in reversed(nodes):
            v._backward()


def value_and_gradients(expression, numbers, leaf):
    """Return the output and the gradients of all leaves; `leaf` makes one of a number."""
    leaves = [leaf(x) for x in numbers]
    out = expression(*leaves)
    out.backward()
    return [float(out.data), *(float(v.grad) for v in leaves)]
