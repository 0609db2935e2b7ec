"""The stages of the final project: what an engine typed from memory is asked, step by step.

A stage's judge takes the module that the learner's file makes, and raises Wrong as all judges do.
The stages before it have passed by then, so it may use what they have shown.
"""

import math
import operator
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

from micrograd_steps import step03, step06, step12
from micrograd_steps.practice.frame import (
    NotYet,
    Wrong,
    expect,
    passes_back,
    same,
    shown,
    slopes,
)

TRAINED, STEP_SIZE = 10, 0.05  # how many steps, and how long
POINTS = [([2.0, 1.0], 1.0), ([-1.0, 2.0], -1.0), ([-2.0, -1.0], 1.0), ([1.0, -2.0], -1.0)]

HINTS = {  # a part of what Python says: the slip in words
    "takes no arguments": "Is there an `__init__`, with two underscores before and after it?",
    "'int' object has no attribute": "A plain number meets a Value: make a Value of it first.",
    "'float' object has no attribute": "A plain number meets a Value, or a `.data` too many.",
    "'NoneType' object is not callable": "A leaf's `_backward` is a function that does nothing.",
    "'NoneType' object": "Something returned nothing: is a `return` missing?",
    "'Value' and 'Value'": "Is the method that Python looks for there, and spelled so?",
    "'method' object": "A method is called with parentheses.",
    "is not defined": "Is an `import` missing, or is the name spelled otherwise where it is made?",
    "positional argument": "Is `self` the first one, and are there as many as it takes?",
    "must be real number, not Value": "A `.data` is missing.",
    "recursion": "A method calls itself without an end.",
}


@dataclass(frozen=True)
class Stage:
    """What the tests of a step ask: the step's number, what it brings, and the judge."""

    step: str
    brings: str
    judge: Callable


@contextmanager
def tried(example, hints=()):
    """Raise Wrong, with the example, for whatever the engine stops with."""
    try:
        yield
    except Wrong:
        raise
    except NotYet:
        raise Wrong(f"{example}: there is nothing as yet.") from None
    except TimeoutError as error:
        raise Wrong(f"{example}: it runs on and on. Does a loop never end?") from error
    except Exception as error:
        raise Wrong(f"{example}: it {stopped(error, hints)}") from error


def stopped(error, hints=()):
    """Return how an error ends something, and the likely slip, in words."""
    said = f"{type(error).__name__}: {error}"
    known = {**dict(hints), **HINTS}
    likely = next((f" {words}" for part, words in known.items() if part in said), "")
    return f"stops with “{error or type(error).__name__}”.{likely}"


def the(made, name):
    """Return a class of the engine; raise Wrong if there is none, or if it is not its own."""
    found = getattr(made, name, None)
    if not isinstance(found, type):
        raise Wrong(f"There is no class `{name}` as yet.")
    if found.__module__ != made.__name__:
        raise Wrong(f"`{name}` comes from {found.__module__}. Here it is to be one of your own.")
    return found


# ---------------------------------------------------------------- Value


def calculates(made):
    Value = the(made, "Value")
    with tried("`Value(2.0)`"):
        expect(Value(2.0).data, 2.0, "`Value(2.0).data`")
        text = repr(Value(12.5))
    if "12.5" not in text:
        raise Wrong("`repr(Value(12.5))` does not say which number it holds: that is `__repr__`.")
    for sign, method in ("+", "add"), ("*", "mul"):
        example, f = f"2 {sign} (−3), as Values", getattr(operator, method)
        a, b = Value(2.0), Value(-3.0)
        with tried(example, {"unsupported operand": f"Is there a method `__{method}__`?"}):
            out = f(a, b)
            holds(Value, out, example)
            expect(out.data, f(2.0, -3.0), example)
        if out is a or (a.data, b.data) != (2.0, -3.0):
            raise Wrong(
                f"{example}: it changes a Value that it is given. It has to make a new one."
            )


def holds(Value, out, example):
    """Raise Wrong unless a result is a Value with a number in it."""
    if out is None:
        raise Wrong(f"{example}: nothing comes back. Is a `return` missing?")
    if not isinstance(out, Value):
        raise Wrong(f"{example}: the result has to be a Value, and is {type(out).__name__}.")
    if isinstance(out.data, Value):
        raise Wrong(f"{example}: there is a Value inside the Value. Its data has to be a number.")


def remembers(made):
    Value = the(made, "Value")
    a, b = Value(2.0), Value(-3.0)
    for op, out in ("+", a + b), ("*", a * b):
        with tried(f"`(a {op} b)._prev`"):
            children = list(out._prev)
        if {id(child) for child in children} != {id(a), id(b)}:
            numbers = shown([getattr(child, "data", child) for child in children])
            raise Wrong(f"`(a {op} b)._prev` has to hold a and b themselves. Yours: {numbers}.")
        with tried(f"`(a {op} b)._op`"):
            found = out._op
        if found != op:
            raise Wrong(f"`(a {op} b)._op` has to be {op!r}, and is {found!r}.")
    with tried("`Value(2.0)._prev`"):
        if len(a._prev) or a._op:
            raise Wrong(
                "A leaf, such as `Value(2.0)`, was made from nothing: its `_prev` is empty."
            )

    def expression(Value):
        a, b, c, f = (Value(x) for x in (2.0, -3.0, 10.0, -2.0))
        return (a * b + c) * f

    boxes = [len(step03.trace(expression(kind))[0]) for kind in (Value, step03.Value)]
    expect(*boxes, "the boxes behind (a * b + c) * f")


def passes_on(made):
    Value = the(made, "Value")
    with tried("`Value(2.0).grad`"):
        expect(Value(2.0).grad, 0.0, "`Value(2.0).grad`, the gradient of a new Value")
    for example, f, plain, numbers in (
        ("2 + (−3)", operator.add, operator.add, [2.0, -3.0]),
        ("2 · (−3)", operator.mul, operator.mul, [2.0, -3.0]),
        ("tanh of 0.5", lambda a: a.tanh(), math.tanh, [0.5]),
    ):
        with tried(example):
            out = f(*map(Value, numbers))
            holds(Value, out, example)
            expect(out.data, plain(*numbers), example)
        o = out.data
        slips = [
            ([1 - numbers[0] ** 2], "The slope of tanh is 1 − o², with the result o."),
            ([1 - o], "The slope of tanh is 1 minus the *square* of the result."),
        ]
        if not hasattr(out, "_backward") and hasattr(Value, "backward"):
            comes_back(Value, example, f, numbers)  # an engine that keeps no note for the way back
            continue
        with tried(f"{example}, where 5 arrives"):
            try:
                passes_back(Value, f, numbers, example, slips=slips)
            except NotYet:
                raise Wrong(f"{example}: 5 arrives, and nothing is passed back as yet.") from None


def comes_back(Value, example, make, numbers, slips=()):
    """Judge what `backward` leaves in the leaves, against slopes measured by nudging.

    slips: pairs (gradients that a slip would leave, the slip in words)
    """
    leaves = [Value(x) for x in numbers]
    hints = {"attribute 'backward'": "Is there a method `backward`?"}
    with tried(example, hints):
        out = make(*leaves)
        out.backward()
        wanted = slopes(lambda *xs: make(*map(Value, xs)).data, numbers)
    nothing, twice = [0.0] * len(leaves), [2 * slope for slope in wanted]
    slips = [
        *slips,
        (twice, "Twice as much as is due: does somebody pass on twice?"),
        (nothing if not out.grad else None, "The result's own gradient has to be 1 first."),
        (nothing, "The 1 of the result doesn't come through. Who passes on first, and who last?"),
    ]
    asked = f"{example}, the {'gradients' if leaves[1:] else 'gradient'} at {shown(numbers)}"
    expect([leaf.grad for leaf in leaves], wanted, asked, slips)


def goes_back(made):
    Value = the(made, "Value")
    comes_back(Value, "`a * b`", operator.mul, [2.0, -3.0])
    reach = (
        "Some get nothing. Does `backward()` come to every Value behind the result, and to each "
        "one before it comes to those that it was made from?"
    )
    for example, make, numbers in (
        ("`(a * b + c) * f`", lambda a, b, c, f: (a * b + c) * f, [2.0, -3.0, 10.0, -2.0]),
        ("`f * (c + a * b)`", lambda a, b, c, f: f * (c + a * b), [2.0, -3.0, 10.0, -2.0]),
        ("`(x * w + b).tanh()`", lambda x, w, b: (x * w + b).tanh(), [2.0, -0.5, 0.25]),
    ):
        found = after_backward(Value, example, make, numbers)
        comes_back(Value, example, make, numbers, [(found if 0.0 in found else None, reach)])


def after_backward(Value, example, make, numbers):
    """Return the gradients of the leaves."""
    with tried(example):
        leaves = [Value(x) for x in numbers]
        make(*leaves).backward()
        return [leaf.grad for leaf in leaves]


def shared_sum(a, b):
    s = a + b
    return s * a + s


def shared_late(a, b):
    m = a * b
    return m * (m + a)


def adds_up(made):
    Value = the(made, "Value")
    assigned = "It was assigned: what had arrived by another path is lost. Gradients add up."
    paths = "Each path by which a gradient arrives adds its own, and none is lost."
    turns = (
        "{} is used twice: it passes on once, when both have brought it their gradient. That is "
        "what the sort is for, and the note of those already seen."
    )
    for example, make, numbers, twice in (
        ("`a + a`", lambda a: a + a, [3.0], ""),
        ("`a * a`", lambda a: a * a, [3.0], ""),
        ("`(a * b) * (a + b)`", lambda a, b: (a * b) * (a + b), [2.0, -3.0], ""),
        ("s = a + b, and `s * a + s`", shared_sum, [2.0, -3.0], "s"),
        ("m = a * b, and `m * (m + a)`", shared_late, [2.0, -3.0], "m"),
    ):
        found = after_backward(Value, example, make, numbers)
        slips = [
            (after_backward(step06.Value, example, make, numbers), assigned),
            (found, turns.format(twice) if twice else paths),
        ]
        comes_back(Value, example, make, numbers, slips)
    a, b = Value(2.0), Value(-3.0)
    with tried("`backward()` of two results"):
        (a * b).backward()
        (a + b).backward()
    expect(
        [a.grad, b.grad],
        [-2.0, 3.0],
        "a = 2 and b = −3, after `(a * b).backward()` and `(a + b).backward()`",
        [([1.0, 1.0], "The second call has to add to what the first one left there.")],
    )


def exp(x):
    return math.exp(x) if isinstance(x, float) else x.exp()


OPERATIONS = [  # how it is written, what it does, and the method that Python looks for
    ("a + 2", lambda a: a + 2, "__add__"),
    ("2 + a", lambda a: 2 + a, "__radd__"),
    ("a * 2", lambda a: a * 2, "__mul__"),
    ("2 * a", lambda a: 2 * a, "__rmul__"),
    ("sum([a, b])", lambda a, b: sum([a, b]), "__radd__"),
    ("-a", lambda a: -a, "__neg__"),
    ("a - b", lambda a, b: a - b, "__sub__"),
    ("a - 2", lambda a: a - 2, "__sub__"),
    ("2 - a", lambda a: 2 - a, "__rsub__"),
    ("a ** 3", lambda a: a**3, "__pow__"),
    ("a ** -1", lambda a: a**-1, "__pow__"),
    ("a / b", lambda a, b: a / b, "__truediv__"),
    ("a / 2", lambda a: a / 2, "__truediv__"),
    ("2 / a", lambda a: 2 / a, "__rtruediv__"),
    ("exp of a", exp, "exp"),
]
LOST = {  # a gradient at a = 5 that a slip would give: the slip in words
    "a ** 3": {
        375.0: "The power has to be one less: k · aᵏ⁻¹.",
        25.0: "The factor k is missing: k · aᵏ⁻¹.",
        125.0: "That is a³ itself; its slope is k · aᵏ⁻¹.",
    },
    "exp of a": {
        5.0: "That is a. The slope of eᵃ is eᵃ itself, the result.",
        1.0: "The slope of eᵃ is eᵃ itself, the result.",
    },
}


def takes_numbers(made):
    Value = the(made, "Value")
    for text, f, method in OPERATIONS:
        numbers = [5.0, 4.0] if "b" in text else [5.0]
        example = f"{text}, at {shown(numbers)}"
        ask = f"Python looks for the method `{method}`."
        if method.startswith("__r"):
            ask = f"The number on the left knows no Value, so Python asks a for `{method}`."
        hints = {part: ask for part in ("unsupported operand", "bad operand", f"'{method}'")}
        with tried(example, hints):
            out = f(*map(Value, numbers))
            holds(Value, out, example)
        places = "The two have changed places." if text != "-a" else "The minus has got lost."
        value = f(*numbers)
        expect(out.data, value, example, [(-value, places), (1 / value, places)])
        slips = [([grad], words) for grad, words in LOST.get(text, {}).items()]
        slips.append(([0.0] * len(numbers), "Made of `.data` alone, it has forgotten its inputs."))
        comes_back(Value, text, f, numbers, slips)


# ---------------------------------------------------------------- nets


def answers(made):
    Value = the(made, "Value")
    if hasattr(Value, "relu"):  # step 12's, but a Neuron may use it
        rectifies(Value)
    one_neuron(Value, the(made, "Neuron"))
    Layer, MLP = the(made, "Layer"), the(made, "MLP")
    x = [3.0, 1.0]
    with tried("`Layer(2, 3)`"):
        layer = Layer(2, 3)
        several, alone = layer(x), Layer(2, 1)(x)
        own = [each(x).data for each in layer.neurons]
        if not isinstance(several, list | tuple) or len(several) != 3:
            raise Wrong("`Layer(2, 3)` of two numbers has to answer a list of three Values.")
        found = [out.data for out in several]
    expect(found, own, "`Layer(2, 3)`, against each of its neurons alone")
    holds(Value, alone, "`Layer(2, 1)` of two numbers")
    with tried("`MLP(2, [3, 1])`"):
        net = MLP(2, [3, 1])
        out, way = net(x), x
        for layer in net.layers:
            way = layer(way)
        sizes = [len(layer.neurons) for layer in net.layers]
    expect(sizes, [3, 1], "`MLP(2, [3, 1])`: how many neurons its layers have")
    holds(Value, out, "`MLP(2, [3, 1])` of two numbers")
    expect(out.data, way.data, "`MLP(2, [3, 1])`, against its layers one after the other")


def rectifies(Value):
    for x in (2.0, -2.0):
        with tried(f"ReLU of {shown(x)}"):
            out = Value(x).relu()
            holds(Value, out, "its result")
            expect(out.data, relu(x), f"ReLU of {shown(x)}")
        slips = [([3.0], "Below 0 the gate is closed: it passes nothing on.")]
        comes_back(Value, "ReLU of 3 * a", lambda a: (3 * a).relu(), [x], slips)


def one_neuron(Value, Neuron):
    example = "`n = Neuron(2)`"
    with tried(example):
        one = Neuron(2)
        if not all(isinstance(p, Value) for p in [*one.w, one.b]):
            raise Wrong(f"{example}: its weights, `n.w`, and its bias, `n.b`, have to be Values.")
        expect(len(one.w), 2, f"{example}, the length of `n.w`")
        if len({w.data for w in Neuron(8).w}) == 1:
            raise Wrong("All weights of `Neuron(8)` are equal. They begin as random numbers.")
    for x in ([3.0, 1.0], [1.0, 3.0]):
        example = f"A Neuron with the weights 1 and −2 and the bias 0.5, at {shown(x)}"
        with tried(example):
            one.w[0].data, one.w[1].data, one.b.data = 1.0, -2.0, 0.5
            out = one(x)
            holds(Value, out, example)
        n = x[0] - 2 * x[1] + 0.5
        squashed, cut_off = math.tanh(n), relu(n)
        slips = [
            (n, "There is neither tanh nor ReLU over it."),
            (math.tanh(n - 0.5), "The bias has no part in it."),
            (relu(n - 0.5), "The bias has no part in it."),
        ]
        right = cut_off if same(out.data, cut_off) else squashed
        expect(out.data, right, example, slips, f"Or {shown(cut_off)}, if it is made with ReLU.")


def relu(n):
    return max(n, 0.0)


def filled_with(net):
    """Give the parameters of a net small numbers that are always the same, and return them."""
    parameters = [p for layer in net.layers for n in layer.neurons for p in [*n.w, n.b]]
    for i, p in enumerate(parameters, 1):
        p.data = math.sin(i) / 2
    return parameters


def loss_of(net):
    return sum((net(x) - y) ** 2 for x, y in POINTS)


def collects(made):
    kinds = [the(made, name) for name in ("Neuron", "Layer", "MLP")]
    for kind, sizes, weights, biases in zip(
        kinds, [(3,), (2, 3), (3, [4, 4, 1])], [3, 6, 32], [1, 3, 9], strict=True
    ):
        example = f"`{kind.__name__}({str(sizes).strip('(),')}).parameters()`"
        with tried(example):
            found = list(kind(*sizes).parameters())
        if any(isinstance(each, list | tuple) for each in found):
            raise Wrong(
                f"{example}: there is a list in the list. It has to hold the Values alone."
            )
        slips = [
            (weights, "Those are the weights. The biases belong to it, too."),
            (biases, "Those are the biases. The weights belong to it, too."),
        ]
        expect(len({id(p) for p in found}), weights + biases, f"{example}, how many", slips)
        expect(len(found), weights + biases, f"{example}, each once")
    with tried("The squared error of `MLP(2, [2, 1])` on four points"):
        net = the(made, "MLP")(2, [2, 1])
        ours = filled_with(net)
        if {id(p) for p in net.parameters()} != {id(p) for p in ours}:
            raise Wrong(
                "`parameters()` has to hold the very Values of `w` and `b`, and no copies."
            )
        loss_of(net).backward()

        def loss_at(*numbers):
            for p, number in zip(ours, numbers, strict=True):
                p.data = number
            return loss_of(net).data

        measured = slopes(loss_at, [p.data for p in ours])
    for i, (p, slope) in enumerate(zip(ours, measured, strict=True), 1):
        expect(
            p.grad, slope, f"The squared error of `MLP(2, [2, 1])`, gradient {i} of {len(ours)}"
        )


def trains(made):
    Value = the(made, "Value")
    rectifies(Value)
    with tried("`Neuron(2, nonlin=False)`"):
        one = the(made, "Neuron")(2, nonlin=False)
        one.w[0].data, one.w[1].data, one.b.data = 1.0, -2.0, 0.5
        expect(one([1.0, 3.0]).data, -4.5, "`Neuron(2, nonlin=False)`, which leaves out the ReLU")
    with tried("`zero_grad()` of a net"):
        net = the(made, "MLP")(2, [4, 1])
        ours = filled_with(net)
        loss_of(net).backward()
        net.zero_grad()
        left = max(abs(p.grad) for p in ours)
        expect(left, 0.0, "After `zero_grad()` of a net, the largest gradient")
    with tried("Training `MLP(2, [4, 1])` on four points"):
        found = trained(made)
    for i, (loss, wanted) in enumerate(zip(found, LOSSES, strict=True)):
        example = f"`MLP(2, [4, 1])`, its squared error on four points after {i} steps"
        why = "The last layer has no ReLU, and all others have one." if i == 0 else ""
        expect(loss, wanted, example, (), why)
    with tried("The ten lines of lesson 00"):
        ours = published(Value)
    example = "The ten lines of lesson 00: g, and the slopes of a and b"
    expect(ours, published(step12.Value), example)


def trained(library):
    """Return the losses of a net from fixed weights, on four points that no line separates."""
    net, losses = library.MLP(2, [4, 1]), []
    parameters = filled_with(net)
    for _ in range(TRAINED):
        loss = loss_of(net)
        net.zero_grad()
        loss.backward()
        for p in parameters:
            p.data -= STEP_SIZE * p.grad
        losses.append(loss.data)
    return losses


def published(Value):
    """Return the last number of the ten lines of lesson 00, and the slopes of a and b."""
    a, b = Value(-4.0), Value(2.0)
    g = ten_lines(a, b)
    g.backward()
    return [g.data, a.grad, b.grad]


def ten_lines(a, b):
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g


STAGES = [
    Stage("02", "numbers in a `Value`, plus and times", calculates),
    Stage("03", "a result knows what it was made from", remembers),
    Stage("05", "plus, times and tanh pass a gradient back", passes_on),
    Stage("06", "`backward()` finds the order by itself", goes_back),
    Stage("07", "gradients add up", adds_up),
    Stage("08", "plain numbers, minus, power, division, exp", takes_numbers),
    Stage("10", "`Neuron`, `Layer` and `MLP` answer", answers),
    Stage("11", "`parameters()`, all with their gradients", collects),
    Stage("12", "ReLU, `zero_grad()`, and a net that learns", trains),
]

LOSSES = trained(step12)
