"""The blanks of lesson 05: what each operation leaves for the way back."""

from micrograd_steps.practice.frame import Blank, passes_back


def plus(Value):
    passes_back(Value, lambda a, b: a + b, [2.0, -3.0], "2 + (−3)")


def times(Value):
    passes_back(Value, lambda a, b: a * b, [2.0, -3.0], "2 · (−3)")


def tanh(Value):
    passes_back(Value, lambda a: a.tanh(), [0.5], "tanh(0.5)")


BLANKS = {
    "__add__._backward": Blank("each input gets the gradient that arrives, times 1", plus),
    "__mul__._backward": Blank(
        "each input gets the data of the other, times the gradient that arrives", times
    ),
    "tanh._backward": Blank(
        "the input gets 1 minus the output squared, times the gradient that arrives", tanh
    ),
}
