"""The blanks of lesson 10: what a neuron, a layer and a net do when they are called."""

import math

from micrograd_steps.practice.frame import (
    Blank,
    NotYet,
    Wrong,
    expect,
    is_empty,
    returned,
    slopes,
    told,
    which_slip,
)

PAIR = (
    "A bias that stands behind a comma, outside of `sum`, makes a pair. To be the start of the "
    "sum it has to be inside, and then the products need parentheses of their own."
)
OWN = "Is `self.` missing somewhere? The notebook has a w and a b of its own."
HINTS = {  # by what Python's message holds
    "name 'tanh'": "tanh is a method: it stands behind the Value, after a dot.",
    "name 'math'": "tanh is a method of Values; no math is needed.",
    "'tuple' object": PAIR,
    "not iterable": "A single Value stands where several are wanted: is it the bias?",
    "unpack": "Each weight goes with one input: has the bias got in among the pairs?",
    "'float' object": f"No Value is in the sum. {OWN}",
    "zip() argument": OWN,
    "'list'": "A list can't be multiplied as a whole: go through it, pair by pair.",
}


def neuron(Neuron):
    """What it answers, what comes back to its weights and bias, and what it refuses."""
    numbers, x = [0.5, -0.25, 0.5], [2.0, 3.0]
    example = "weights 0.5 and −0.25, bias 0.5, inputs 2 and 3"
    one = Neuron(2)
    own = [*one.w, one.b]

    def answer(*numbers):
        for p, number in zip(own, numbers, strict=True):
            p.data = number
        return returned(Neuron.__call__, one, x)

    with told(example, HINTS):
        out = answer(*numbers)
    if not hasattr(out, "backward"):
        number = f"the bare number {out:.6g}" if isinstance(out, int | float) else f"{out}"
        likely = [
            (tuple, PAIR),
            (list, "First add the products up, and then take one tanh."),
            (int | float, "From there is no way back: leave out `.data`, and take Value's tanh."),
        ]
        words = next((words for kind, words in likely if isinstance(out, kind)), "Is it called?")
        raise Wrong(f"{example}: yours gives {number}, and it is a Value. {words}")
    first, second, bias = numbers[0] * x[0], numbers[1] * x[1], numbers[2]
    total = first + second + bias
    slips = [
        (total, "The tanh is missing."),
        (math.tanh(first + second), "The bias is missing."),
        (math.tanh(total + bias), "The bias is added to each product, and should be once."),
        (math.tanh(first + second) + bias, "The bias belongs inside the tanh."),
        (math.tanh(first) + math.tanh(second) + bias, "The tanh is for the whole sum."),
        (math.tanh(sum(numbers) + sum(x)), "Weight and input are multiplied, not added."),
    ]
    slips += [
        (math.tanh(part + start), "Only one of the two products is in it.")
        for part in (first, second)
        for start in (0.0, bias)
    ]
    expect(out.data, math.tanh(total), example, slips)
    out.backward()
    found = [p.grad for p in own]
    wanted = slopes(lambda *numbers: answer(*numbers).data, numbers)
    cut = "The way back is cut: is `.data` used? Sum the Values themselves."
    expect(found, wanted, f"{example}: the three gradients", [([0.0] * 3, cut)])
    for x in ([2.0, 3.0, 4.0], [2.0]):
        example, promised = f"two weights, {len(x)} in x", "and has to refuse with a ValueError"
        try:
            out = answer(*numbers)
        except (AssertionError, LookupError) as error:
            raise Wrong(f"{example}: it stops with {type(error).__name__}, {promised}.") from None
        except ValueError:
            continue
        raise Wrong(
            f"{example}: yours answers {out.data:.6g}, {promised}. Plain `zip` drops what is left "
            "over; a strict one doesn't."
        )


def with_numbers(layer):
    """Give the neurons of a layer weights and biases in turn, and return it."""
    for k, one in enumerate(layer.neurons):
        for i, p in enumerate([*one.w, one.b]):
            p.data = 1.0 - 0.5 * k - 0.25 * i
    return layer


def answered(neuron, x):
    """Return what a neuron answers, as a number. Raises NotYet if its own blank is empty."""
    out = neuron(x)
    if not hasattr(out, "data"):
        raise NotYet("first the neuron's `__call__`, further up, which this one needs")
    return out.data


LAYER_HINTS = {
    "name 'neurons'": "Is `self.` missing?",
    "object": "Each one of self.neurons is called, with the whole x.",
}


def layer(Layer):
    """A layer of two and of one: what the neurons answer one by one is what is wanted."""
    if is_empty(Layer.__call__):
        raise NotYet
    two, x = with_numbers(Layer(1, 2)), [2.0]
    first, second = [answered(one, x) for one in two.neurons]
    example = f"two neurons, one to answer {first:.3f} and one {second:.3f}"
    with told(example, LAYER_HINTS):
        outs = returned(Layer.__call__, two, x)
    slips = [
        (first, "Only the first is in it: does `return` stand inside the loop?"),
        (second, "Only the last is in it."),
        (first + second, "They are not added up."),
    ]
    if not isinstance(outs, list):
        number, kind = getattr(outs, "data", None), type(outs).__name__
        differ = f"yours gives a {kind}, and it is a list of two Values."
        raise Wrong(f"{example}: {differ} {which_slip(number, slips)}".rstrip())
    if not all(hasattr(out, "data") for out in outs):
        raise Wrong(f"{example}: yours gives {outs}. Each neuron has to be called, with x.")
    slips = [([number], words) for number, words in slips]
    expect([out.data for out in outs], [first, second], example, slips)
    out = with_numbers(Layer(1, 1))(x)
    if not hasattr(out, "data"):
        raise Wrong(
            f"a single neuron: yours gives {out}, and it is the bare Value, without a list around."
        )


MLP_HINTS = {
    "name 'layers'": "Is `self.` missing?",
    "inputs": "Does each layer get what the one before it answers?",
    "Value": "A lone Value has to go on in a list; what is a list already, as it is.",
}


def net(MLP):
    """A net of one layer, of two, and with a layer of one before another."""
    if is_empty(MLP.__call__):
        raise NotYet
    for sizes in ([1], [2, 1], [1, 2]):
        made, x, answers = MLP(1, sizes), [2.0], []
        for part in map(with_numbers, made.layers):
            x = [answered(one, x) for one in part.neurons]
            answers.append(x)
        example = f"sizes 1, {', '.join(map(str, sizes))}"
        with told(example, MLP_HINTS):
            out = returned(MLP.__call__, made, [2.0])
        outs = out if isinstance(out, list) else [out]
        slips = [
            ([2.0], "That is x: keep what the layer answers."),
            (answers[0], "Only the first layer is in it: is `return` inside the loop?"),
        ]
        expect([getattr(o, "data", o) for o in outs], answers[-1], example, slips)
        if outs is out and len(out) == 1:
            raise Wrong(
                f"{example}: yours gives {out}, and it is a bare Value. What goes on to a layer "
                "is wrapped; what comes out of the last one is not."
            )


BLANKS = {
    "__call__": Blank(
        "return the tanh of self.b plus each of self.w times its input; let zip be strict, so "
        "that another number of inputs is a ValueError",
        neuron,
        right=(
            "act = self.b\nfor wi, xi in zip(self.w, x, strict=True):\n"
            "    act = act + xi * wi\nreturn act.tanh()",
            "if len(x) != len(self.w):\n    raise ValueError(len(x))\n"
            "e = (2 * (sum(self.w[i] * x[i] for i in range(len(x))) + self.b)).exp()\n"
            "return (e - 1) / (e + 1)",
        ),
        wrong={
            "act = sum(wi * xi for wi, xi in zip(self.w, x)), self.b\nreturn act.tanh()": (
                "has no attribute 'tanh'”. A bias that stands behind a comma, outside of `sum`"
            ),
            "return sum(wi * xi for wi, xi in zip(self.w, x)).tanh(), self.b": "gives (Value(",
            "return sum((wi * xi for wi, xi in zip(self.w, x, self.b))).tanh()": "the bias?",
            "return sum((wi * xi for wi, xi in zip(self.w, x)), self.b)": "The tanh is missing.",
            "return sum(wi * xi for wi, xi in zip(self.w, x)).tanh()": "The bias is missing.",
            "return sum(wi * xi + self.b for wi, xi in zip(self.w, x)).tanh()": "to each product",
            "return sum((wi * xi for wi, xi in zip(self.w, x)), self.b).tanh()": (
                "two weights, 3 in x: yours answers 0.635149"
            ),
            "sum((wi * xi for wi, xi in zip(self.w, x)), self.b).tanh()": "it returns nothing",
            "return sum(wi * xi for wi, xi in zip(w, x)).tanh()": "a w and a b of its own",
            "return math.tanh(sum(wi.data * xi for wi, xi in zip(self.w, x)) + self.b.data)": (
                "the bare number 0.635149"
            ),
        },
        needs=("10-04",),
    ),
    "Layer.__call__": Blank(
        "ask each neuron for its answer to x; return these answers in a list, or, if there is "
        "only one, the bare answer",
        layer,
        right=(
            "outs = []\nfor neuron in self.neurons:\n    outs.append(neuron(x))\n"
            "if len(self.neurons) > 1:\n    return outs\nreturn outs[0]",
            "first, *rest = (neuron(x) for neuron in self.neurons)\n"
            "return [first, *rest] if rest else first",
        ),
        wrong={
            "return [neuron(x) for neuron in self.neurons]": "without a list around",
            "return [neuron(x) for neuron in self.neurons][0]": "Only the first is in it: does",
            "for neuron in self.neurons:\n    return [neuron(x)]": "`return` stand inside",
            "return self.neurons": "has to be called, with x",
            "outs = [neuron(x) for neuron in self.neurons]": "it returns nothing",
        },
    ),
    "MLP.__call__": Blank(
        "hand x to the first layer, its answer to the next, and so on; wrap a lone Value in a "
        "list on its way; return the last answer",
        net,
        right=(
            "x = self.layers[0](x)\nfor layer in self.layers[1:]:\n"
            "    x = layer(x if isinstance(x, list) else [x])\nreturn x",
        ),
        wrong={
            "for layer in self.layers:\n    x = layer(x)\nreturn x": (
                "sizes 1, 1, 2: it stops with “'Value' object is not iterable”."
            ),
            "for layer in self.layers:\n    x = layer([x])\nreturn x": "sizes 1, 1: it stops",
            "for layer in self.layers:\n    out = layer(x)\nreturn out": "the one before it",
            "for layer in self.layers:\n    x = layer(x)\n    return x": "inside the loop?",
            "for layer in self.layers:\n    x = layer(x)\n"
            "    x = [x] if isinstance(x, Value) else x\nreturn x": "the last one is not.",
        },
    ),
}
