"""The blanks of lesson 12: ReLU, and the zeroing that all parts of a net share."""

from types import SimpleNamespace

from micrograd_steps.practice.frame import Blank, NotYet, Wrong, expect, is_empty, returned, told

HINTS = {  # by what Python's message holds
    "not supported between": "Compare numbers: the `.data` of a Value.",
    "not iterable": "The children stand in a tuple, and one alone needs a comma: `(self,)`.",
}


def relu(Value):
    """The output on both sides of 0, and what comes back to the input; 0 itself is left open."""
    for x in (2.0, -2.0):
        leaf, example = Value(x), f"relu({x:g})"
        with told(example, HINTS):
            out = returned(Value.relu, leaf)
        if leaf.data != x:
            raise Wrong(f"{example}: the data of the input has changed; make a new Value.")
        if not isinstance(out, Value):
            raise Wrong(f"{example}: the result has to be a Value, and is {out!r}.")
        slips = [
            (float(x > 0), "That is the slope; the output of an open gate is its input."),
            (x, "A negative number gets through."),
            (abs(x), "Without its sign a negative number gets through."),
            (max(-x, 0.0), "It is the wrong way round: what is positive gets through."),
        ]
        expect(out.data, max(x, 0.0), example, slips)
    opened = [
        (1.0, "Nothing gets to self.grad: is `_backward` pinned on, and the gate open?"),
        (2.0, "The gradient that arrives is not multiplied in."),
        (11.0, "That is the data, where the slope should be."),
        (-4.0, "The sign is the other way round."),
        (7.0, "They are added, not multiplied."),
    ]
    closed = [
        (6.0, "The gate is closed, and lets all back. Is the test true of the 0 it gives, too?"),
        (-4.0, "The slope of a closed gate is 0, not −1."),
    ]
    for x, wanted, slips in ((2.0, 6.0, opened), (-2.0, 1.0, closed)):
        first = Value(x)
        leaf = first * 1.0
        leaf.grad = 1.0
        out = leaf.relu()
        example = f"relu({x:g}), where 5 arrives and the input has 1 already"
        if not callable(out._backward):
            raise Wrong(
                f"{example}: `_backward` of the result is {out._backward!r}. Was the function "
                "called, with parentheses, where it should have been pinned on?"
            )
        with told(example, HINTS):
            (out * 5.0).backward()
        lost = (wanted - 1.0, "It was assigned: what had arrived by another path is lost.")
        expect(leaf.grad, wanted, example, [lost, *slips])
        if x > 0 and first.grad == 0:
            raise Wrong(
                "relu(1 · 2): the input gets its gradient, and cannot pass it on to the 2: the "
                "result doesn't know its input. A Value takes its children as a tuple."
            )


class Parameter(SimpleNamespace):
    """What `zero_grad` meets: data, and grad."""


ZERO_HINTS = {
    "'method'": "`parameters` is a method: is it called?",
    "name 'parameters'": "Is `self.` missing?",
    "'list'": "It is the things in the list that have a grad: go through it.",
    "'Parameter'": "Zeroing is for you to write: each of them has a grad.",
    "'Part'": "Not every part has neurons or layers; self.parameters() each of them has.",
}


def zero_grad(Module):
    """A module of two made-up parameters."""
    if is_empty(Module.zero_grad):
        raise NotYet
    made = [Parameter(data=2.0, grad=5.0), Parameter(data=3.0, grad=-1.0)]
    module = type("Part", (Module,), {"parameters": lambda self: list(made)})()
    example = "two parameters with the gradients 5 and −1, after zero_grad()"
    with told(example, ZERO_HINTS):
        module.zero_grad()
    data, grads = [p.data for p in made], [p.grad for p in made]
    if data != [2.0, 3.0]:
        raise Wrong(f"{example}: the data has changed, and it is the gradients that have to be 0.")
    if "grad" in vars(module):
        raise Wrong(
            f"{example}: now self.grad is 0, but each parameter has a gradient of its own."
        )
    if None in grads:
        raise Wrong(f"{example}: a gradient is None, and the next backward() adds to a number.")
    slips = [
        (
            [5.0, -1.0],
            "No gradient of theirs is set; `p = …` only gives the name p to something else.",
        ),
        ([0.0, -1.0], "Only the first is 0: does the loop end early?"),
        ([5.0, 0.0], "Only the last is 0."),
    ]
    expect(grads, [0.0, 0.0], example, slips)


TWO_GATES = """out = Value({}, ({}), "ReLU")

def _backward():
    {}

out._backward = _backward{}
return out"""


def gate(data="max(0.0, self.data)", back="self.grad += (out.data > 0) * out.grad", **other):
    """Return the lines of a ReLU, for the tests."""
    return TWO_GATES.format(data, other.get("children", "self,"), back, other.get("call", ""))


BLANKS = {
    "relu": Blank(
        "return a new Value with self as child; its `_backward` adds the slope of the gate, "
        "times the gradient that arrives, to self.grad",
        relu,
        right=(
            gate(back="if self.data > 0:\n        self.grad += out.grad"),
            gate("self.data * (self.data > 0)", "self.grad += out.grad * (self.data >= 0)"),
            "return self * (self.data > 0)",
            "return self if self.data > 0 else Value(0)",
        ),
        wrong={
            gate("min(0.0, self.data)"): "relu(2): yours gives 0, and it is 2.",
            gate("abs(self.data)"): "Without its sign",
            gate(back="self.grad = (out.data > 0) * out.grad"): "It was assigned",
            gate(back="self.grad += (out.data >= 0) * out.grad"): "Is the test true of the 0",
            gate(back="self.grad += float(out.data > 0)"): "is not multiplied in",
            gate(back="self.grad += out.data * out.grad"): "where the slope should be",
            gate(call="()"): "`_backward` of the result is None",
            gate(children=""): "children as a tuple",
            gate().replace("out._backward = _backward", ""): "is `_backward` pinned",
            gate().replace("return out", ""): "it returns nothing",
            "return max(0, self.data)": "has to be a Value, and is 2.0",
        },
    ),
    "Module.zero_grad": Blank(
        "go through all that parameters() returns, and set the gradient of each to 0",
        zero_grad,
        right=(
            "for p in self.parameters():\n    p.grad -= p.grad",
            "[setattr(p, 'grad', 0) for p in self.parameters()]",
        ),
        wrong={
            "for p in self.parameters():\n    p = 0.0": "only gives the name p",
            "for p in self.parameters():\n    p.data = 0.0": "the data has changed",
            "for p in self.parameters:\n    p.grad = 0.0": "is it called?",
            "for p in parameters():\n    p.grad = 0.0": "Is `self.` missing?",
            "self.grad = 0.0": "a gradient of its own",
            "for p in self.parameters():\n    p.grad = None": "adds to a number",
        },
    ),
}
