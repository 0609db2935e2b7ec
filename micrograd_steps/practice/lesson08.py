"""The blanks of lesson 08: the number on the left, exp, the power, and what is made of them."""

import math

from micrograd_steps.practice.frame import (
    Blank,
    NotYet,
    Wrong,
    expect,
    goes_back,
    is_empty,
    passes_back,
    same,
    slopes,
    told,
)


def made(Value, method, make, numbers, example):
    """Return what an operation makes of fresh leaves, and these leaves.

    method: the name of the learner's method; make: the operation, on Values or plain numbers
    """
    leaves = [Value(x) for x in numbers]
    try:
        with told(example, {"not iterable": "A tuple of one has a comma, (self,)."}):
            out = make(*leaves)
    except RecursionError:
        raise Wrong(
            f"{example}: it goes round in circles. Your line asks for the same operation on the "
            f"same two, and so Python asks `{method}` again."
        ) from None
    if out is None and is_empty(getattr(Value, method)):
        raise NotYet
    if out is None:
        raise Wrong(f"{example}: nothing comes out. Is a `return` missing?")
    if [leaf.data for leaf in leaves] != numbers:
        raise Wrong(
            f"{example}: the data of an input has changed. Leave it, and make a new Value."
        )
    if not isinstance(out, Value):
        raise Wrong(
            f"{example}: the result has to be a Value, and is {out!r}. A plain number has "
            "forgotten where it came from."
        )
    return out, leaves


def composed(Value, method, make, numbers, example, slips=()):
    """Judge an operation that is made of others: its number, and the gradients of its inputs.

    slips: pairs (what a slip would make of the numbers, the slip in words)
    """
    made(Value, method, make, numbers, example)
    last = "Its last input is forgotten: is `.data` used? The operations of Values know the way."
    lost = [([*slopes(make, numbers)[:-1], 0.0], last)]
    goes_back(Value, make, make, numbers, example, slips, lost)


def first(Value, make, numbers, name):
    """Raise NotYet unless an operation that the blank is made of has its way back."""
    leaves = [Value(x) for x in numbers]
    try:
        make(*leaves).backward()
    except (AttributeError, RecursionError, TypeError):
        pass  # then there are no gradients, either
    if not same([leaf.grad for leaf in leaves], slopes(make, numbers)):
        raise NotYet(f"it is made of {name}, and that has to be right first")


def on_the_left(Value):
    twice = "That is {}: `other` is the 2 on the left, and `self` is a."
    plus = [(6.0, twice.format("a + a")), (4.0, twice.format("2 + 2"))]
    composed(Value, "__radd__", lambda a: 2 + a, [3.0], "2 + a, where a is 3", plus)
    times = [(9.0, twice.format("a · a")), (5.0, "That is 2 + a: `__rmul__` is for the product.")]
    composed(Value, "__rmul__", lambda a: 2 * a, [3.0], "2 · a, where a is 3", times)


def exp(Value):
    x, example = 0.5, "exp(0.5)"
    out, [leaf] = made(Value, "exp", lambda a: a.exp(), [x], example)
    expect(out.data, math.exp(x), example, [(x**math.e, "The e is below, and x the exponent.")])
    if leaf not in out._prev or not out._op:
        raise Wrong(
            f"{example}: the number is right, but the result has `_prev` {out._prev} and `_op` "
            f"{out._op!r}. Tell Value what it came from, and by which operation, as `tanh` does."
        )
    local = [
        (x, "The local derivative is the data of the output, not of the input."),
        (math.exp(out.data), "That takes exp once more: the output itself is the slope."),
        (x * math.exp(x - 1), "The power rule is for xᵏ; here x is the exponent."),
        (1 - out.data**2, "That is the slope of tanh."),
    ]
    try:
        for there in 0.0, 2.0:
            passes_back(Value, lambda a: a.exp(), [x], example, there=there, slips=local)
    except NotYet:
        raise Wrong(
            f"{example}: the number is right, but nothing is passed on to the input. Is the note "
            "pinned on the result?"
        ) from None


def power(Value):
    x, k, arriving = 5.0, 3, 2.0
    down, same_k = x ** (k - 1), x**k
    local = [
        (down, "The factor k in front is missing."),
        (same_k, "Only exp is its own slope; a power is not."),
        (k * same_k, "The exponent has to go down by 1."),
        ((k - 1) * same_k, "The factor in front is k; it is the exponent that goes down by 1."),
        ((k - 1) * down, "The factor in front is k; only the exponent goes down by 1."),
        (k * same_k - 1, "** comes before −, so k − 1 needs parentheses."),
        (k * same_k / arriving - 1, "** comes before −, so k − 1 needs parentheses."),
        (k * x, "The exponent k − 1 is missing."),
        (k * same_k ** (k - 1), "It is the input that is raised to k − 1, not the output."),
        (math.log(x) * same_k, "That is the slope along k, but it is the input that moves."),
        (x ** (k + 1) / (k + 1), "That is the way up, of integrals; a slope goes down."),
    ]
    for there in 0.0, 1.0:
        passes_back(Value, lambda a: a**k, [x], "5³", arriving, there, local)
    try:
        passes_back(Value, lambda a: a**-1, [x], "5⁻¹", arriving)
    except Wrong as reason:
        raise Wrong(f"5³ is right, but k may be any number. {reason}") from None


def quotient(Value):
    if not is_empty(Value.__truediv__):
        first(Value, lambda a: a**-1, [4.0], "the power")
    slips = [
        (4 / 6, "That is b / a: the power −1 is for the divisor."),
        (24.0, "That is a · b: where is the power −1?"),
        (-24.0, "That is a · (−b): a power needs two stars."),
        (1 / 24, "The power −1 has taken both; it is for the divisor alone."),
        (2.0, "That is a − b."),
    ]
    given = "a / b, where a is 6 and b is 4"
    composed(Value, "__truediv__", lambda a, b: a / b, [6.0, 4.0], given, slips)
    composed(Value, "__truediv__", lambda a: a / 4, [6.0], "a / 4, where a is 6")


def on_the_right(Value):
    minus = [
        (3.0, "That is a − 2: here `self` stands on the right of the minus."),
        (-7.0, "That is −2 − a: only a gets a minus."),
        (7.0, "That is 2 + a."),
    ]
    composed(Value, "__rsub__", lambda a: 2 - a, [5.0], "2 − a, where a is 5", minus)
    if not is_empty(Value.__rtruediv__):
        first(Value, lambda a, b: a / b, [2.0, 4.0], "`__truediv__`")
    over = [(2.0, "That is a / 2: here `self` is the divisor."), (8.0, "That is 2 · a.")]
    composed(Value, "__rtruediv__", lambda a: 2 / a, [4.0], "2 / a, where a is 4", over)


OUT = 'out = Value(math.exp(self.data), (self,), "exp")\n'
NOTE = "def _backward():\n    self.grad += "
PINNED = "\nout._backward = _backward\nreturn out"

BLANKS = {
    "__radd__+__rmul__": Blank(
        "return what the + and the * of Value give; they can take a number on the right",
        on_the_left,
        right=(
            "return self.__add__(other)\nreturn self.__mul__(other)",
            "return as_value(other) + self\nreturn Value(other) * self",
        ),
        wrong={
            "return other + self\nreturn other * self": "round in circles",
            "return self + self\nreturn self * self": "That is a + a",
            "return self + other\nreturn self + other": "`__rmul__` is for the product",
            "return self.data + other\nreturn self.data * other": "has to be a Value, and is 5.0",
            "return Value(self.data + other)\nreturn Value(self.data * other)": "Made of `.data`",
            "self + other\nself * other": "Is a `return` missing?",
        },
    ),
    "exp": Blank(
        "the whole method, as in `tanh`: forward it is math.exp; the note hands on the gradient "
        "that arrives, times the output",
        exp,
        right=(
            f"{OUT}{NOTE}math.exp(self.data) * out.grad{PINNED}",
            "y = math.exp(self.data)\nout = Value(y, _children=[self], _op='exp')\n"
            "def pull():\n    self.grad = self.grad + out.grad * y\n"
            "out._backward = pull\nreturn out",
        ),
        wrong={
            f"{OUT}{NOTE}self.data * math.exp(self.data - 1) * out.grad{PINNED}": "power rule",
            f"{OUT}{NOTE}math.exp(out.data) * out.grad{PINNED}": "takes exp once more",
            f"{OUT}{NOTE}self.data * out.grad{PINNED}": "the output, not of the input",
            f"{OUT}{NOTE}out.data{PINNED}": "The gradient that arrives is not multiplied in.",
            f"{OUT}def _backward():\n    self.grad = out.data * out.grad{PINNED}": "was assigned",
            f"{OUT}{NOTE}out.data * out.grad\nout._backward = _backward()\nreturn out": (
                "Was the function called"
            ),
            f"{OUT}{NOTE}out.data * out.grad\nreturn out": "Is the note pinned on the result",
            f"{OUT}{NOTE}out.data * out.grad\nout._backward = _backward": "`return` missing?",
            f"out = Value(math.exp(self.data))\n{NOTE}out.data * out.grad{PINNED}": "`_prev` ()",
            "return math.exp(self.data)": "has to be a Value, and is 1.64",
        },
    ),
    "__pow__._backward": Blank(
        "the input gets the slope by the power rule, times the gradient that arrives",
        power,
        right=(
            "slope = self.data ** (k - 1) * k\nself.grad = self.grad + out.grad * slope",
            "self.grad += k * out.data / self.data * out.grad",
        ),
        wrong={
            "self.grad += self.data ** (k - 1) * out.grad": "factor k in front is missing",
            "self.grad += self.data**k * out.grad": "Only exp is its own slope",
            "self.grad += k * self.data**k * out.grad": "exponent has to go down by 1",
            "self.grad += (k - 1) * self.data**k * out.grad": "The factor in front is k; it is",
            "self.grad += k * self.data**k - 1 * out.grad": "needs parentheses",
            "self.grad += k * self.data * out.grad": "The exponent k − 1 is missing.",
            "self.grad += k * out.data ** (k - 1) * out.grad": "the input that is raised",
            "self.grad += math.log(self.data) * out.data * out.grad": "the slope along k",
            "for i in range(k):\n    self.grad += self.data ** (k - 1) * out.grad": "any number",
            "self.grad += k * self ** (k - 1) * out.grad": "has to be a plain number",
            "self.grad += k * self.data ** (k - 1) * self.grad": "Is it `out.grad`",
            "self.grad += k * self.data ** (k - 1)": "that arrives is not multiplied in",
            "self.grad = k * self.data ** (k - 1) * out.grad": "It was assigned",
        },
    ),
    "__truediv__": Blank(
        "return a product that has a power −1 in it; `other` may be a plain number",
        quotient,
        right=(
            "return self * other**-1",
            "one_over = as_value(other) ** -1.0\nreturn one_over * self",
        ),
        wrong={
            "return as_value(other) * self**-1": "That is b / a",
            "return self * as_value(other) * -1": "That is a · (−b)",
            "return (self * other) ** -1": "The power −1 has taken both",
            "return self / as_value(other)": "round in circles",
            "return Value(self.data / as_value(other).data)": "Made of `.data`",
            "return self * Value(1 / other.data)": "gives 0.25, 0,",
            "return self.data * other.data ** -1": "the result has to be a Value",
        },
    ),
    "__rsub__+__rtruediv__": Blank(
        "`other` is the number, and it stands on the left; first make it a Value",
        on_the_right,
        right=(
            "return Value(other) + -self\nreturn other * self**-1",
            "return -(self - other)\nreturn (self / other) ** -1",
        ),
        wrong={
            "return self - other\nreturn self / other": "That is a − 2",
            "return other - self\nreturn other / self": "round in circles",
            "return -self - other\nreturn 1 / self": "That is −2 − a",
            "return -self + other\nreturn self / other": "That is a / 2",
            "return as_value(other - self.data)\nreturn as_value(other / self.data)": "of `.data`",
            "as_value(other) - self\nas_value(other) / self": "Is a `return` missing?",
        },
    ),
}
