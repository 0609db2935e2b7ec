"""The blanks of lesson 11: the loss, the parameters, the update, and the loop that trains."""

from micrograd_steps import step10
from micrograd_steps.practice.frame import (
    Blank,
    NotYet,
    Wrong,
    expect,
    is_empty,
    returned,
    slopes,
    told,
)


def loss_of(loss_of, xs, ys):
    """The loss of a made-up net, right but for two misses; xs, ys: the lesson's examples."""
    misses = [1.0, *[0.0] * (len(ys) - 2), -0.3]
    answers = [y + miss for y, miss in zip(ys, misses, strict=True)]

    def net(x):
        if x not in xs:
            raise Wrong(f"the net is asked about {x}; ask about one x of xs at a time.")
        return step10.Value(answers[xs.index(x)])

    example = f"a net that answers {', '.join(f'{answer:g}' for answer in answers)}"
    with told(example, {"'list'": "Take an answer and the one wanted: zip makes such pairs."}):
        loss = returned(loss_of, net)
    if isinstance(loss, list | tuple):
        raise Wrong(f"{example}: yours gives {len(loss)} numbers, and the loss is one: their sum.")
    if isinstance(loss, int | float):
        raise Wrong(
            f"{example}: yours gives the bare number {loss:.6g}, from which there is no way back. "
            "Leave out `.data`: the loss is a Value, like the answers."
        )
    wanted = sum(miss**2 for miss in misses)
    slips = [
        (sum(misses), "The misses are not squared, and cancel."),
        (sum(misses) ** 2, "Square each miss, then add up; not the other way round."),
        (sum(map(abs, misses)), "These are absolute values, not squares."),
        (wanted / len(ys), "That is the mean; here the squares are only added up."),
        (2 * sum(misses), "A square has two stars; one doubles."),
        (misses[0] ** 2, "Only the first example counts: is `return` inside the loop?"),
        (misses[-1] ** 2, "Only the last example counts: nothing is added up."),
        (sum(a**2 - y**2 for a, y in zip(answers, ys, strict=True)), "Subtract, then square."),
        (
            sum(a - y**2 for a, y in zip(answers, ys, strict=True)),
            "Without parentheses `**` is worked out before the minus.",
        ),
        (
            sum((a - y) ** 2 for a in answers for y in ys),
            "Every answer has met every wanted one, and not just its own.",
        ),
    ]
    expect(getattr(loss, "data", loss), wanted, example, slips)


HINTS = {  # by what Python's message holds
    "name 'w'": "Is `self.` missing?",
    "a Value goes with": "Only a list can be added to a list: put the bias into one.",
    "'int' and 'list'": "`sum` starts at 0, and no list can be added to that.",
    "'NoneType'": "`append` and `extend` change a list, and return None.",
    "'method'": "A method is called with parentheses.",
    "'list' object has": "It is the things in the list that have these: go through it.",
}


def neuron_parameters(Neuron):
    one = Neuron(2)
    wanted = {"the first weight": one.w[0], "the second weight": one.w[1], "the bias": one.b}
    example = "a neuron of two weights"
    with told(example, HINTS):
        found = Neuron.parameters(one)
    if len(one.w) != 2:
        raise Wrong(
            f"{example} has {len(one.w)} in self.w after the call. `append` and `+=` change that "
            "very list; make a new one."
        )
    if found is None:
        returned(Neuron.parameters, one)
    collected(found, wanted, example)


def layer_parameters(Layer):
    two, wanted = Layer(1, 2), {}
    for one, which in zip(two.neurons, ("first", "second"), strict=True):
        wanted |= {f"the {which} neuron's weight": one.w[0], f"the {which} one's bias": one.b}
        if not is_empty(Layer.parameters) and one.parameters() is None:
            raise NotYet("first the neuron's `parameters`, further up, which this one needs")
    example = "a layer of two neurons of one weight"
    with told(example, HINTS):
        found = returned(Layer.parameters, two)
    collected(found, wanted, example)


def collected(found, wanted, example):
    """Judge what `parameters` returns; wanted: {name: the Value itself}, in order."""
    example = f"{example}: {len(wanted)} Values are wanted"
    if not hasattr(found, "__iter__"):
        raise Wrong(f"{example}, in a list, and yours gives {found!r}.")
    found = list(found)
    missing = [name for name, p in wanted.items() if not any(p is each for each in found)]
    if not missing and len(found) == len(wanted):
        if any(each is not p for each, p in zip(found, wanted.values(), strict=True)):
            raise Wrong(f"{example} in this order: {', '.join(wanted)}.")
        return
    slips = [
        (lambda each: isinstance(each, list | tuple), "Whole lists are in it."),
        (lambda each: isinstance(each, int | float), "Bare numbers are in it."),
        (lambda each: hasattr(each, "__func__"), "A method is in it: call it, with parentheses."),
        (lambda each: hasattr(each, "w"), "Whole neurons are in it."),
    ]
    why = next((words for is_slip, words in slips if any(map(is_slip, found))), None)
    if why is None:
        why = f"Not among them: {', '.join(missing)}." if missing else "One is there twice."
    raise Wrong(f"{example}, and yours has {len(found)} entries. {why}")


def update(update):
    """Two parameters, one step of 0.1."""
    data, grads, step = [1.0, -2.0], [3.0, -0.5], 0.1
    example = "data 1 and −2, gradients 3 and −0.5, a step of 0.1"
    made = [with_gradient(x, grad) for x, grad in zip(data, grads, strict=True)]
    with told(example, {"'list'": "`parameters` is a list: go through it."}):
        update(made, step)
    if is_empty(update):
        raise NotYet
    found, same_grads = [p.data for p in made], [p.grad for p in made] == grads
    if found == data:
        why = (
            "Of each p of parameters the `data` has to change; `p = …` only gives the name p to "
            "something else."
            if same_grads
            else "It is the gradients that have changed."
        )
        raise Wrong(f"{example}: no data has moved. {why}")
    if any(hasattr(x, "data") for x in found):
        raise Wrong(f"{example}: data has become {found[0]}, a Value; it stays a plain number.")

    def each(move):
        return [move(x, grad) for x, grad in zip(data, grads, strict=True)]

    slips = [
        (each(lambda x, g: x + step * g), "That is uphill: along its gradient the loss grows."),
        (each(lambda x, g: x - g), "The step size is missing."),
        (each(lambda x, g: x - step), "The gradient is missing: all move alike."),
        (each(lambda x, g: x - step * x), "That is the data, where the gradient should be."),
        (each(lambda x, g: -step * g), "The data is replaced; it should change by that much."),
        ([data[0] - step * grads[0], data[1]], "Only the first has moved."),
        (each(lambda x, g: x - 0.01 * g), "There is a 0.01 of its own in it; take step_size."),
    ]
    expect(found, each(lambda x, g: x - step * g), example, slips)
    if not same_grads:
        raise Wrong(f"{example}: the data is right, but the gradients have changed as well.")


def with_gradient(data, grad):
    value = step10.Value(data)
    value.grad = grad
    return value


class OneWeight:
    """A net that multiplies the first input by its only weight."""

    def __init__(self, number):
        self.weight = step10.Value(number)

    def __call__(self, x):
        return self.weight * x[0]

    def parameters(self):
        return [self.weight]


def train(train, loss_of):
    """Three steps of a net with one weight, against slopes that are measured."""
    if is_empty(train):
        raise NotYet
    if loss_of(OneWeight(1.0)) is None:
        raise NotYet("first `loss_of`, further up, which this one needs")
    steps, size = 3, 0.05

    def losses(keep=0, data=1):
        """Return what to expect if these parts of the old gradient, and of the data, are kept."""
        number, grad, found = 1.0, 0.0, []
        for _ in range(steps):
            found.append(loss_of(OneWeight(number)).data)
            [slope] = slopes(lambda x: loss_of(OneWeight(x)).data, [number], h=1e-3)
            grad = slope + keep * grad
            number = data * number - size * grad
        return found

    wanted = losses()
    example = f"a net with one weight, {steps} steps of {size:g}"
    with told(
        example, {"zero_grad": "That comes in lesson 12; here you go through them."} | HINTS
    ):
        found = returned(train, OneWeight(1.0), steps, size)
    found = found if isinstance(found, list) else [found]
    if any(hasattr(loss, "data") for loss in found):
        raise Wrong(f"{example}: a Value is among the losses; its `.data` is the number.")
    slips = [
        (losses(keep=1), "Old gradients are still in the sum: zero them in every round."),
        (losses(keep=1, data=0), "It is the data that has been set to 0."),
        (wanted[:1] * steps, "It stays: is the loss a new one, and which gradients meet update?"),
        (wanted[:1], "It ends after one round: is `return` inside the loop?"),
    ]
    expect(found, wanted, example, slips)


ZERO = "for p in net.parameters(): p.grad = 0.0"
DOWN = "loss.backward()", "update(net.parameters(), step_size)"


def loop(*lines, end="return losses"):
    """Return a loop that trains, for the tests: these lines stand between loss and losses."""
    round_ = ["loss = loss_of(net)", *lines, "losses.append(loss.data)"]
    return "\n    ".join(["losses = []\nfor _ in range(steps):", *round_]) + f"\n{end}"


BLANKS = {
    "loss_of": Blank(
        "ask the net for its answers to all of xs; from each subtract the one wanted, of ys, and "
        "square; return the sum",
        loss_of,
        right=(
            "loss = 0\nfor x, y in zip(xs, ys):\n    miss = net(x) - y\n"
            "    loss = loss + miss * miss\nreturn loss",
            "return sum((ys[i] - net(xs[i])) ** 2 for i in range(len(xs)))",
        ),
        wrong={
            "return sum(net(x) - y for x, y in zip(xs, ys))": "not squared, and cancel",
            "return sum(net(x) - y for x, y in zip(xs, ys)) ** 2": "Square each miss, then",
            "return sum((net(x) - y) ** 2 for x, y in zip(xs, ys)) / 4": "That is the mean",
            "return sum(net(x) - y ** 2 for x, y in zip(xs, ys))": "before the minus.",
            "return [(net(x) - y) ** 2 for x, y in zip(xs, ys)]": "yours gives 4 numbers",
            "return sum((net(x).data - y) ** 2 for x, y in zip(xs, ys))": "bare number 1.09",
            "for x, y in zip(xs, ys):\n    return (net(x) - y) ** 2": "inside the loop?",
            "outs = [net(x) for x in xs]\nreturn (outs - ys) ** 2": "zip makes such pairs",
        },
        needs=("11-04",),
    ),
    "neuron_parameters": Blank(
        "return one new list: the Values of self.w, and after them self.b",
        neuron_parameters,
        right=("return [*self.w, self.b]", "w = list(self.w)\nw.append(self.b)\nreturn w"),
        wrong={
            "return self.w": "Not among them: the bias.",
            "return [self.w, self.b]": "Whole lists are in it.",
            "return self.w + self.b": "put the bias into one",
            "return self.w.append(self.b)": "has 3 in self.w after the call",
            "return [p.data for p in self.w] + [self.b.data]": "Bare numbers",
            "return [self.b] + self.w": "the first weight, the second weight, the bias.",
        },
    ),
    "layer_parameters": Blank(
        "return one flat list of Values: the parameters of the first neuron, then those of the "
        "next, and so on",
        layer_parameters,
        right=(
            "ps = []\nfor neuron in self.neurons:\n    ps += neuron.parameters()\nreturn ps",
            "return sum((neuron.parameters() for neuron in self.neurons), [])",
        ),
        wrong={
            "return [neuron.parameters() for neuron in self.neurons]": "Whole lists are in it.",
            "return [neuron.parameters for neuron in self.neurons]": "A method is in it",
            "return self.neurons": "Whole neurons are in it.",
            "for neuron in self.neurons:\n    return neuron.parameters()": "the second one's bias",
        },
    ),
    "update": Blank(
        "change the data of every parameter by the step size times its gradient, in the direction "
        "in which the loss falls",
        update,
        right=(
            "for p in parameters:\n    p.data = p.data - p.grad * step_size",
            "for i in range(len(parameters)):\n"
            "    parameters[i].data += -step_size * parameters[i].grad",
        ),
        wrong={
            "for p in parameters:\n    p.data += step_size * p.grad": "That is uphill",
            "for p in parameters:\n    p.data -= step_size * p.data": "gradient should be",
            "for p in parameters:\n    p.data -= p.grad": "The step size is missing.",
            "for p in parameters:\n    p = p - step_size * p.grad": "only gives the name p",
            "for p in parameters:\n    p.data = p - step_size * p.grad": "a Value; it stays",
            "for p in parameters:\n    p.grad -= step_size * p.grad": "gradients that have",
        },
    ),
    "train": Blank(
        "as train_loop above, and in every round, before the backward pass, set the gradients of "
        "all parameters to 0",
        train,
        right=(loop(ZERO, *DOWN), loop(*DOWN, ZERO)),
        wrong={
            loop(*DOWN): "zero them in every round",
            loop(ZERO.replace("grad", "data"), *DOWN): "It is the data",
            loop(DOWN[0], ZERO, DOWN[1]): "which gradients meet update?",
            loop(ZERO, *DOWN, "return losses + [loss.data]"): "inside the loop?",
            loop(ZERO, *DOWN, end="losses"): "it returns nothing",
        },
        needs=("11-04", "11-06", "11-50"),
    ),
}
