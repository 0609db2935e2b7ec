"""The blanks of lesson 14: what `apply` pins on its result, and the slope of P3."""

from micrograd_steps.practice.frame import (
    Blank,
    NotYet,
    Wrong,
    expect,
    filled,
    is_empty,
    slopes,
    told,
)

ARRIVES, THERE = 5.0, 1.0  # the gradient of the output; what each input has already
PRODUCT = "x · y as a Function, at 2 and -3, where 5 arrives and each input has 1 already"

TYPICAL = {  # a piece of what Python says: the slip in words
    "has no attribute 'kept'": "It has kept nothing: ask `function`, which went forward.",
    "name 'self' is not": "There is no self in `apply`: the object is called `function`.",
    "variable 'grad'": "What arrives is out.grad.",
    "'float' object has no attribute 'grad'": "It is the inputs that have a grad: in which order "
    "does zip give the two?",
    "'list' object has no attribute 'grad'": "inputs is a list: go through it.",
    "and 'list'": "`backward` returns a list: give each input its own gradient out of it.",
    "name 'x' is not": "What `forward` has kept stands on self.",
    "object has no attribute 'grad'": "What arrives is `grad`, which `backward` is given.",
    "object has no attribute": "`forward` has kept x, and nothing else.",
    "multiply sequence": "The list goes around the whole product.",
    "for ^": "A power is written **.",
    "not callable": "Is a * missing before a parenthesis?",
}


def apply(Function, Value):
    """Judge it on a function of two inputs that notes down with what its backward is called."""
    asked = []

    class Product(Function):
        def forward(self, x, y):
            self.kept = x, y
            return x * y

        def backward(self, grad=None):
            if not isinstance(self, Product):
                raise Wrong("`backward` is asked of the class: ask `function`, which it made.")
            if grad is None:
                raise Wrong("`backward` has to be told the gradient that arrives, out.grad.")
            asked.append(grad)
            x, y = self.kept
            return [grad * y, grad * x]

    numbers = [2.0, -3.0]
    leaves = [Value(x) for x in numbers]
    out = Product.apply(*leaves)
    found = pass_back(out, leaves)
    if not asked and found == [THERE, THERE]:
        if is_empty(out._backward):
            raise NotYet
        raise Wrong(f"{PRODUCT}: `backward` is never called, and no input gets anything.")
    if not asked:
        raise Wrong(f"{PRODUCT}: `backward` is never called, and only it knows the slopes.")
    if isinstance(asked[0], Value):
        raise Wrong("`backward` works on plain numbers, and gets a Value: hand it out.grad.")
    slips = [(out.data, "That is the data of out."), (1.0, "That is always 1.")]
    expect(asked[0], ARRIVES, f"{PRODUCT}: the gradient that `backward` is told", slips)
    if out.data != numbers[0] * numbers[1] or [leaf.data for leaf in leaves] != numbers:
        raise Wrong(f"{PRODUCT}: the data has changed. Gradients belong into grad.")
    passed = [ARRIVES * slope for slope in slopes(Product().forward, numbers)]
    wanted = [THERE + grad for grad in passed]
    slips = [
        ([THERE, THERE], "`backward` was called, and nothing gets into the inputs' grad."),
        ([THERE - grad for grad in passed], "The sign is the other way round."),
        (passed, "It was assigned: what had arrived by another path is lost."),
        ([THERE + grad for grad in reversed(passed)], "The two have changed places."),
        ([wanted[0], THERE], "Only the first input gets its gradient."),
        ([THERE + sum(passed)] * 2, "Each input gets its own gradient, not all of them."),
        ([THERE + ARRIVES * grad for grad in passed], "`backward` has multiplied it in already."),
    ]
    expect(found, wanted, f"{PRODUCT}: the gradients of the inputs", slips)
    for grads in ([1.0], [1.0, 1.0, 1.0]):
        refuses(Function, Value, grads)


def pass_back(out, leaves):
    """Call a result's note and return the inputs' gradients."""
    out.grad = ARRIVES
    for leaf in leaves:
        leaf.grad = THERE
    if not callable(out._backward):
        raise Wrong(f"`_backward` of the result is {out._backward!r}: pin the function itself.")
    try:
        with told(PRODUCT, TYPICAL):
            out._backward()
    except RecursionError:
        raise Wrong("out.backward() begins a whole pass, which calls this note again.") from None
    return [leaf.grad for leaf in leaves]


def refuses(Function, Value, grads):
    """Judge what happens where there are too few or too many gradients for two inputs."""

    class Off(Function):
        def forward(self, x, y):
            return x

        def backward(self, grad):
            return grads

    example = f"two inputs, and a `backward` that returns {len(grads)} of the gradients"
    leaves = Value(2.0), Value(-3.0)
    try:
        Off.apply(*leaves)._backward()
    except ValueError:
        return
    except IndexError as error:
        raise Wrong(f"{example}: IndexError, where a ValueError is promised: {error}.") from None
    raise Wrong(
        f"{example}: nobody notices, and the docstring promises a ValueError. zip with "
        "strict=True raises one."
    )


def handed_back(kind, numbers, grad, example, hints):
    """Return what a new object's backward makes of a gradient, a list with one for each input."""
    with told(example, hints):
        function = kind()
        y = function.forward(*numbers)
        if isinstance(y, bool) or not isinstance(y, int | float):
            raise Wrong(f"{example}: forward returns {y!r}, and is to return a number.")
        found = function.backward(grad)
    if found is None and is_empty(kind.backward):
        raise NotYet
    if found is None:
        raise Wrong(f"{example}: it returns nothing. Is there a `return`?")
    if not isinstance(found, list | tuple):
        raise Wrong(f"{example}: it returns {found!r}, and is to return a list, one per input.")
    filled(**{"what backward returns": found})
    if len(found) != len(numbers):
        raise Wrong(
            f"{example}: it returns a list of {len(found)}, and is to return one gradient for "
            f"each input: here {len(numbers)}."
        )
    if any(hasattr(part, "_prev") for part in found):
        raise Wrong(f"{example}: it returns a Value. backward works on plain numbers.")
    return list(found)


def p3(LegendreP3):
    """Judge what comes back at two inputs, against nudges of the learner's own forward."""
    for x, grad in ((4.0, 5.0), (-2.0, 0.5)):
        example = f"P3 at {x:g}, where {grad:g} arrives"
        found = handed_back(LegendreP3, [x], grad, example, TYPICAL)
        y = LegendreP3().forward(x)
        slope = slopes(lambda x: LegendreP3().forward(x), [x])[0]
        slips = [
            (slope, "The gradient that arrives is not multiplied in."),
            (grad + slope, "They are added, not multiplied."),
            (grad, "The slope is not multiplied in."),
            (grad * y, "That is P3 itself times what arrives: it takes the slope."),
            (grad * 1.5 * (5 * x - 1), "The square is missing."),
            (grad * 2 * slope, "The half in front of P3 is missing."),
            (grad * 3 * slope, "1.5 · (5x² - 1) has its factor 3 already."),
            (grad * 0.5 * (5 * x**2 - 3), "By the power rule, x³ has the slope 3x², not x²."),
            (grad * 0.5 * (15 * x**2 - 3 * x), "3x has the slope 3, not 3x."),
            (grad * 1.5 * 5 * x**2 - 1, "The 1 is subtracted before 1.5 multiplies."),
            (grad * 1.5 * (5 * x**2 + 1), "The 1 is subtracted, not added."),
            (1.5 * (5 * grad**2 - 1), "The slope is that at the input, not at grad."),
            (grad * 1.5 * (5 * grad**2 - 1), "The slope is that at the input, not at grad."),
            (grad * 1.5 * (5 * y**2 - 1), "The slope is that at the input, not at the output."),
            (-grad * slope, "The sign is the other way round."),
        ]
        slips = [([number], words) for number, words in slips]
        expect(found, [grad * slope], example, slips)


LOOP = "for v, grad in zip(inputs, function.backward(out.grad), strict=True):\n    v.grad += grad"

BLANKS = {
    "apply._backward": Blank(
        "ask function for the gradients, given that of out; add each to its input's; a wrong "
        "number of them is a ValueError",
        apply,
        right=(
            "grads = list(function.backward(out.grad))\nif len(grads) != len(inputs):\n"
            "    raise ValueError('not a gradient for each input')\n"
            "for i in range(len(inputs)):\n    inputs[i].grad = inputs[i].grad + grads[i]",
            "pairs = zip(function.backward(out.grad), inputs, strict=True)\n"
            "for grad, v in pairs:\n    v.grad = grad + v.grad",
        ),
        wrong={
            LOOP.replace("+=", "="): "It was assigned",
            LOOP.replace("out.grad", "out.data"): "That is the data of out.",
            LOOP.replace("out.grad", "1.0"): "That is always 1.",
            LOOP.replace("out.grad", "out"): "and gets a Value: hand it out.grad",
            LOOP.replace("out.grad", ""): "has to be told the gradient",
            LOOP.replace(", strict=True", ""): "returns 1 of the gradients: nobody notices",
            LOOP.replace("function.", "self."): "There is no self in `apply`",
            LOOP.replace("function.", "cls."): "is asked of the class",
            LOOP.replace("function.", "cls()."): "It has kept nothing",
            LOOP.replace("zip(inputs", "zip(inputs[::-1]"): "have changed places.",
            LOOP.replace("+= grad", "+= grad * out.grad"): "multiplied it in already.",
            LOOP.replace("v.grad", "v.data"): "the data has changed",
            "for v in inputs:\n    v.grad += function.backward(out.grad)": "returns a list",
            "for v in inputs:\n    v.grad += sum(function.backward(out.grad))": "its own gradient",
            "for v in inputs:\n    v.grad += out.grad": "only it knows the slopes.",
            "function.backward(out.grad)": "nothing gets into the inputs' grad.",
            LOOP.replace("+=", "-="): "The sign is the other way round.",
            LOOP.replace("v, grad in", "grad, v in"): "in which order does zip give the two?",
            "out.backward()": "begins a whole pass",
            "grads = function.backward(out.grad)\nfor i, v in enumerate(inputs):\n"
            "    v.grad += grads[i]": "IndexError, where a ValueError is promised",
        },
    ),
    "LegendreP3.backward": Blank(
        "the slope at what forward has kept, times the gradient that arrives: a list of one "
        "number, since there is one input",
        p3,
        right=(
            "return [grad * 0.5 * (15 * self.x**2 - 3)]",
            "slope = 7.5 * self.x * self.x - 1.5\nreturn (slope * grad,)",
        ),
        wrong={
            "return [1.5 * (5 * self.x**2 - 1)]": "arrives is not multiplied in.",
            "return grad * 1.5 * (5 * self.x**2 - 1)": "is to return a list",
            "[grad * 1.5 * (5 * self.x**2 - 1)]": "it returns nothing",
            "return [self.grad * 1.5 * (5 * self.x**2 - 1)]": "which `backward` is given.",
            "return grad * [1.5 * (5 * self.x**2 - 1)]": "around the whole product",
            "return [grad * 1.5 * (5 * self.x^2 - 1)]": "A power is written **.",
            "return [grad, 1.5 * (5 * self.x**2 - 1)]": "one gradient for each input: here 1.",
            "return [grad * 1.5 * (5 * x**2 - 1)]": "has kept stands on self.",
            "return [grad * 1.5 * (5 * self.x - 1)]": "The square is missing.",
            "return [grad * (15 * self.x**2 - 3)]": "The half in front of P3 is missing.",
            "return [grad * 0.5 * (5 * self.x**2 - 3)]": "By the power rule",
            "return [grad * 1.5 * 5 * self.x**2 - 1]": "before 1.5 multiplies",
            "return [grad * 0.5 * (5 * self.x**3 - 3 * self.x)]": "P3 itself",
            "return [1.5 * (5 * grad**2 - 1)]": "at the input, not at grad.",
        },
    ),
}
