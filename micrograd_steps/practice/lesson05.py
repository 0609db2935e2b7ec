"""The blanks of lesson 05: what each operation leaves for the way back."""

from micrograd_steps.practice.frame import Blank, passes_back


def plus(Value):
    passes_back(Value, lambda a, b: a + b, [2.0, -3.0], "2 + (−3)")


def times(Value):
    passes_back(Value, lambda a, b: a * b, [2.0, -3.0], "2 · (−3)")


def tanh(Value):
    passes_back(Value, lambda a: a.tanh(), [0.5], "tanh(0.5)")


BLANKS = {
    "__add__._backward": Blank(
        "each input gets the gradient that arrives, times 1",
        plus,
        right=("self.grad, other.grad = out.grad, out.grad",),
        wrong={
            "self.grad = 1.0\nother.grad = 1.0": "The gradient that arrives is not multiplied in.",
            "self.grad = out.grad": "Input 2 gets nothing.",
            "self.grad = out.grad * other.data\nother.grad = out.grad * self.data": "gives -15",
            "self.grad = -out.grad\nother.grad = -out.grad": "The sign is the other way round.",
        },
    ),
    "__mul__._backward": Blank(
        "each input gets the data of the other, times the gradient that arrives",
        times,
        right=("self.grad, other.grad = (x.data * out.grad for x in (other, self))",),
        wrong={
            "self.grad = self.data * out.grad\nother.grad = other.data * out.grad": (
                "The two inputs have changed places."
            ),
            "self.grad = other.data\nother.grad = self.data": "arrives is not multiplied in.",
            "self.grad = out.grad\nother.grad = out.grad": "derivative is not multiplied in.",
            "self.grad = other.data + out.grad\nother.grad = self.data + out.grad": "are added",
            "other.grad = self.data * out.grad": "Input 1 gets nothing.",
            "self.grad = oher.data": "NameError: name 'oher' is not defined",
            "while True:\n    pass": "does a loop never end?",
        },
    ),
    "tanh._backward": Blank(
        "the input gets 1 minus the output squared, times the gradient that arrives",
        tanh,
        right=("o = math.tanh(self.data)\nself.grad = out.grad * (1 - o) * (1 + o)",),
        wrong={
            "self.grad = 1 - out.data**2": "The gradient that arrives is not multiplied in.",
            "self.grad = (1 - self.data**2) * out.grad": "yours gives 3.75, and it is 3.93",
            "self.grad = (1 - out.data) * out.grad": "tanh(0.5), where 5 arrives",
        },
    ),
}
