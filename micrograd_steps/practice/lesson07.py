"""The blanks of lesson 07: what each operation adds to what is there already."""

import math

from micrograd_steps.practice.frame import Blank, expect, passes_back, slopes

THERE = 0.5  # the gradient that an input has got from elsewhere before


def plus(Value):
    passes_back(Value, lambda a, b: a + b, [2.0, -3.0], "2 + (−3)", there=THERE)
    one_object(Value, lambda a: a + a, "a + a")


def times(Value):
    grads = [THERE, THERE + 5.0 * THERE]  # the second is multiplied by what the first has become
    slips = [(grads, "That multiplies by the grad of the other, in place of its data.")]
    passes_back(Value, lambda a, b: a * b, [2.0, -3.0], "2 · (−3)", 5.0, THERE, slips)
    one_object(Value, lambda a: a * a, "a * a")


def one_object(Value, make, example):
    """Judge an operation both of whose inputs are the same object."""
    a = Value(3.0)
    out = make(a)
    out.grad = 5.0
    out._backward()
    wanted = 5.0 * slopes(lambda x: make(Value(x)).data, [a.data])[0]
    slip = "Both inputs are one object here, and what it got as the first is lost: add in turn."
    example = f"{example} with a = 3, where 5 arrives: the gradient of a"
    expect(a.grad, wanted, example, [(wanted / 2, slip)])


def tanh(Value):
    n, o = 0.5, math.tanh(0.5)
    slips = [
        (1 - n**2, "It is the output that is squared, not the input."),
        (1 - o, "The slope is 1 minus the square of the output."),
        (1 + o**2, "The square is subtracted from 1."),
        (1 - math.tanh(o) ** 2, "The output is a tanh already; this takes it twice."),
        (o**2, "That has to be subtracted from 1."),
        ((1 - 5 * o**2) / 5, "Parentheses are missing: what arrives multiplies all of 1 − o²."),
    ]
    passes_back(Value, lambda a: a.tanh(), [n], "tanh(0.5)", 5.0, THERE, slips)


BLANKS = {
    "__add__._backward": Blank(
        "to what each input has already, add the gradient that arrives, times 1",
        plus,
        right=(
            "self.grad = self.grad + out.grad\nother.grad = other.grad + out.grad",
            "for v in (self, other):\n    v.grad += out.grad",
        ),
        wrong={
            "self.grad = 1.0 * out.grad\nother.grad = 1.0 * out.grad": "It was assigned",
            "self.grad += out.grad\nother.grad = out.grad": "Input 2 was assigned",
            "self.grad += self.grad + out.grad\nother.grad += other.grad + out.grad": "twice",
            "self.grad, other.grad = self.grad + out.grad, other.grad + out.grad": "one object",
            "self.grad += 1.0\nother.grad += 1.0": "The gradient that arrives is not multiplied",
            "out.grad += self.grad\nout.grad += other.grad": "it changes the gradient of the res",
            "self.data += out.grad\nother.data += out.grad": "it changes the data of an input",
        },
    ),
    "__mul__._backward": Blank(
        "to what each input has already, add the data of the other times the gradient that "
        "arrives",
        times,
        right=(
            "other.grad += out.grad * self.data\nself.grad += out.grad * other.data",
            "for v, w in ((self, other), (other, self)):\n    v.grad = v.grad + w.data * out.grad",
        ),
        wrong={
            "self.grad = other.data * out.grad\nother.grad = self.data * out.grad": "assigned",
            "self.grad =+ other.data * out.grad\nother.grad += self.data * out.grad": "Input 1",
            "self.grad += self.data * out.grad\nother.grad += other.data * out.grad": "places.",
            "self.grad += other.data\nother.grad += self.data": "arrives is not multiplied in.",
            "self.grad += other.grad * out.grad\nother.grad += self.grad * out.grad": "by the",
            "self.grad, other.grad = (v.grad + w.data * out.grad for v, w in "
            "((self, other), (other, self)))": "one object",
        },
    ),
    "tanh._backward": Blank(
        "to what the input has already, add 1 minus the output squared, times the gradient that "
        "arrives",
        tanh,
        right=(
            "o = math.tanh(self.data)\nself.grad = self.grad + out.grad * (1 - o) * (1 + o)",
            "self.grad += out.grad - out.grad * out.data**2",
        ),
        wrong={
            "self.grad = (1 - out.data**2) * out.grad": "It was assigned",
            "self.grad += (1 - self.data**2) * out.grad": "the output that is squared",
            "self.grad += (1 - out.data) * out.grad": "1 minus the square of the output.",
            "self.grad += 1 - out.data**2": "The gradient that arrives is not multiplied in.",
            "self.grad -= (1 - out.data**2) * out.grad": "The sign is the other way round.",
            "self.grad += 1 - out.data**2 * out.grad": "Parentheses are missing",
        },
    ),
}
