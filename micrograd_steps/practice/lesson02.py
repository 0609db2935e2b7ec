"""The blanks of lesson 02: what an object says it holds, and its plus and times.

The class is tried as it stands in the notebook, with numbers that the lesson does not use.
"""

import operator

from micrograd_steps import step02
from micrograd_steps.practice.frame import Blank, Wrong, expect, returned, same, shown, told

HINTS = {  # part of what Python says: what to look at
    "unsupported operand": "On both sides of the sign in the method, take `data`.",
    "no attribute 'data'": "On both sides of the sign in the method, take `data`.",
    "concatenate str": "`str` makes a text of a number.",
    "name 'data'": "The number inside is `self.data`.",
}


def text(Value):
    """Judge the text that describes an object."""
    found, wanted = called(Value, "__repr__", [Value(2.5)]), repr(step02.Value(2.5))
    if not isinstance(found, str):
        kind = type(found).__name__
        raise Wrong(f"it has to be a text, which stands between quotes, and is of class {kind}.")
    said = f"where 2.5 is inside, it has to be {wanted!r}, and yours is {found!r}."
    if "{" in found:
        raise Wrong(f"{said} With an f before the quotes, what is in braces is worked out.")
    if Value.__repr__(Value(-4.0)) == found:
        raise Wrong(f"it is {found!r} for 2.5 and for −4: it does not look into `self`.")
    if found != wanted:
        raise Wrong(said)


def plus(Value, hints=HINTS):
    """Judge a plus, and return its inputs and its result."""
    return operation(Value, "__add__", operator.add, "4 + 5", hints)


def times(Value, hints=HINTS):
    """Judge a times, and return its inputs and its result."""
    return operation(Value, "__mul__", operator.mul, "4 · 5", hints)


def operation(Value, name, calculate, example, hints):
    """Judge an operation of two Values, and return its inputs and its result."""
    a, b = Value(4.0), Value(5.0)
    out = called(Value, name, [a, b], hints)
    wanted = calculate(4.0, 5.0)
    if a.data != 4.0 or b.data != 5.0:
        raise Wrong(
            f"{example}: the inputs hold {shown([a.data, b.data])} afterwards. An operation makes "
            "a new Value and leaves the old ones as they were."
        )
    if same(out, wanted):
        raise Wrong(f"{example}: {out!r} is right, but a bare number. Make a Value of it.")
    if not isinstance(out, Value):
        raise Wrong(f"{example}: the result has to be a Value, and is {out!r}.")
    again = called(Value, name, [Value(3.0), Value(7.0)], hints)
    slips = [
        (getattr(again, "data", None), "3 and 7 give that, too: `self` and `other` are what the "
         "operation is called with."),
        (calculate(4.0, 4.0), "It takes `self` twice."),
        (calculate(5.0, 5.0), "It takes `other` twice."),
        (4.0 + 5.0, "That is the sum."),
        (4.0 * 5.0, "That is the product."),
    ]  # fmt: skip
    expect(out.data, wanted, example, slips)
    return a, b, out


def called(Value, name, operands, hints=HINTS):
    """Return what a method of the class returns; raise NotYet or Wrong where there is nothing."""
    method = vars(Value).get(name)
    if method is None:
        raise Wrong(
            f"the class has no `{name}` of its own: is it as far in as `__init__`, and did the "
            "cell above run without an error?"
        )
    try:
        with told(f"`{name}`", hints):
            return returned(method, *operands)
    except RecursionError:
        raise Wrong(
            f"`{name}` calls itself without an end: what is done in it to a Value calls it again. "
            "Done to the number inside, `self.data`, it does not."
        ) from None


BLANKS = {
    "Value.__repr__": Blank(
        "return the text that describes this object, with its own number: such as Value(data=2.0)",
        text,
        right=(
            'return "Value(data=" + str(self.data) + ")"',
            'return "Value(data={})".format(self.data)',
            'return f"{type(self).__name__}({self.data=})".replace("self.", "")',
        ),
        wrong={
            'print(f"Value(data={self.data})")': "it returns nothing",
            "return self.data": "it has to be a text, which stands between quotes",
            'return "Value(data={self.data})"': "With an f before the quotes",
            'return f"Value({self.data})"': "yours is 'Value(2.5)'",
            'return f"Value(data={data})"': "name 'data' is not defined”. The number inside",
            'return f"Value(data={self})"': "calls itself without an end",
            'return "Value(data=2.5)"': "does not look into `self`",
        },
    ),
    "Value.__add__": Blank(
        "return a new Value, of the sum of the number in self and the number in other",
        plus,
        right=(
            "return Value(other.data + self.data)",
            "out = Value(self.data)\nout.data += other.data\nreturn out",
            "return type(self)(sum([self.data, other.data]))",
        ),
        wrong={
            "return self.data + other.data": "9.0 is right, but a bare number",
            "self.data += other.data\nreturn self": "the inputs hold 9, 5 afterwards",
            "return Value(self.data + other)": "On both sides of the sign",
            "return Value(self + other)": "calls itself without an end",
            "Value(self.data + other.data)": "it returns nothing",
            "return Value(self.data + self.data)": "It takes `self` twice.",
            "return Value(other.data + other.data)": "It takes `other` twice.",
            "return Value(self.data * other.data)": "That is the product.",
            "return Value(data + other.data)": "The number inside is `self.data`",
            "a, b = Value(2.0), Value(-3.0)\nreturn Value(a.data + b.data)": "3 and 7 give that",
        },
    ),
    "Value.__mul__": Blank(
        "the same as in `__add__`, with the product",
        times,
        right=("return Value(other.data * self.data)", "x, y = self.data, other.data\n"
               "out = Value(x * y)\nreturn out"),
        wrong={
            "return Value(self.data + other.data)": "That is the sum.",
            "return self.data * other.data": "20.0 is right, but a bare number",
            "return Value(self * other)": "calls itself without an end",
            "return Value(self.data * other)": "On both sides of the sign",
            "Value(self.data * other.data)": "it returns nothing",
            "return Value(self.data**other.data)": "yours gives 1024, and it is 20",
        },
    ),
}  # fmt: skip
