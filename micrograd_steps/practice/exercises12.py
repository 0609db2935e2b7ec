"""The exercises of lesson 12: closed gates, what zero_grad reaches, a module of one's own."""

from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    is_empty,
    returned,
    same,
    shown,
    slopes,
    told,
)
from micrograd_steps.step12 import MLP, Module, Neuron, Value, central_gradient


def through_gates(gradients):
    filled(**{f"the gradient of {name}": gradients.get(name) for name in ("d", "c", *"habx")})
    x, a, b, c, d = leaves = [Value(number) for number in (2.0, -3.0, 1.5, 4.0, 5.0)]
    h, k = (a * x).relu(), (b * x).relu()
    (c * h + d * k).backward()
    wanted = dict(zip("xabcd", [leaf.grad for leaf in leaves], strict=True)) | {"h": h.grad}
    closed = c.data * x.data
    swapped = "In a product each input gets the data of the other."
    slips = {
        "d": [(d.data, swapped), (0.0, "The gate of k is open, so k is not 0.")],
        "c": [
            (a.data * x.data, "That goes into the gate. What comes out, and is multiplied by c?"),
            (c.data, swapped),
        ],
        "h": [
            (0.0, "The gate is behind h. What arrives at h itself comes from c · h."),
            (h.data, swapped),
        ],
        "a": [
            (closed, "So it would be if the gate of h were open."),
            (c.data, "That arrives at h. On its way to a it meets the gate."),
        ],
        "b": [
            (d.data, "That arrives at k, and the gate lets it through. Then comes b · x."),
            (d.data * b.data, swapped),
            (0.0, "The gate of k is open."),
        ],
        "x": [
            (
                d.data * b.data + c.data * a.data,
                "One of these two paths leads through a gate that is closed.",
            ),
            (c.data * a.data, "That path leads through a gate that is closed; the other is open."),
            (b.data, "What arrives at b · x is multiplied in."),
        ],
    }
    otherwise = {
        "d": "o is c · h + d · k. By how much does o grow if d grows by 1?",
        "c": "o is c · h + d · k. By how much does o grow if c grows by 1?",
        "h": "o is c · h + d · k. By how much does o change if h grows by 1?",
        "a": "If a is nudged a little, is the gate of h still closed?",
        "b": "What arrives at k goes through its open gate as it is; then comes a product.",
        "x": "Two paths lead to x, each through a gate.",
    }
    for name, listed in slips.items():
        agree(name, gradients[name], wanted[name], listed, otherwise[name])


OLD = [0.5, 1.0, 3.0]  # the examples that have shut the gate
REMEDIES = {  # examples, wanted, weight, bias, step size
    "A": (OLD, 4.0, -2.0, -1.0, 0.1),
    "B": (OLD, 4.0, -2.0, -1.0, 1000.0),
    "C": (OLD, 400.0, -2.0, -1.0, 0.1),
    "D": ([*OLD, -3.0], 4.0, -2.0, -1.0, 0.1),
    "E": (OLD, 4.0, -2.0, 5.0, 0.1),
}
WHY = {
    "A": "With every gate closed the gradients are 0, nothing moves, and so the next round finds "
    "the same.",
    "B": "The longest step size times a gradient of 0 is 0.",
    "C": "The loss grows, and so does what arrives at the gate. But 0 times that is 0.",
    "D": "At x = −3 the sum is (−2) · (−3) − 1 = 5.",
    "E": "With a bias of 5 the sum at x = 0.5 is (−2) · 0.5 + 5 = 4.",
}


def woken(xs, wanted, weight, bias, size):
    """Return how far one step moves the weight and the bias of a neuron."""
    one = Neuron(1)
    [one.w[0].data], one.b.data = [weight], bias
    sum((one([x]) - wanted) ** 2 for x in xs).backward()
    return [-size * p.grad for p in one.parameters()]


def wakes(letters):
    filled(letters=letters)
    letters = set(letters) - set(", ") if isinstance(letters, str) else letters
    if not isinstance(letters, set | list | tuple) or set(letters) - set(REMEDIES):
        raise Wrong(f'Letters from "A" to "E" are wanted, such as {{"A", "B"}}, not {letters!r}.')
    for letter, remedy in REMEDIES.items():
        moves = woken(*remedy)
        if any(moves) and letter not in letters:
            raise Wrong(
                f"{letter} is missing. {WHY[letter]} So a gate opens, and in one step the weight "
                f"moves by {shown(moves[0])}, the bias by {shown(moves[1])}."
            )
        if letter in letters and not any(moves):
            raise Wrong(f"{letter} doesn't help. {WHY[letter]}")


def small_net():
    """Return a net of two ReLUs, both open where it is asked, and a linear neuron behind."""
    net = MLP(2, [2, 1])
    for p, number in zip(net.parameters(), (1, 0.5, 1, 0.5, -1, 3, 0.5, -0.5, 0), strict=True):
        p.data = float(number)
    return net


INPUT = {  # by what Python's message holds
    "'list'": "x is a list of Values: go through it.",
    "'zero_grad'": "A Value has no zero_grad. It has a grad, which you can set.",
}


def only_the_input(learn_input):
    start, target, rounds, size = [1.0, 1.0], 3.0, 3, 0.2
    example = "a net of two ReLUs, and an input with gradients of 7 from before"
    net, other, x = small_net(), small_net(), [Value(number) for number in start]
    kept = [p.data for p in net.parameters()]
    for v in x:
        v.grad = 7.0

    def loss(*numbers):
        return (other(numbers).data - target) ** 2

    def losses(keeps=(0,) * rounds, first=0.0, size=size):
        """Return what to expect if so much of the old gradients is kept in each round."""
        place, grads, found = list(start), [first, first], []
        for keep in keeps:
            found.append(loss(*place))
            fresh = central_gradient(loss, place)
            grads = [keep * old + new for old, new in zip(grads, fresh, strict=True)]
            place = [p - size * grad for p, grad in zip(place, grads, strict=True)]
        return found

    with told(example, INPUT):
        found = returned(learn_input, net, x, target, rounds, size)
    if [p.data for p in net.parameters()] != kept:
        raise Wrong(f"{example}: the net has changed. Only its input is to learn.")
    wanted, always = losses(), (1,) * rounds
    if not same(found, wanted) and same(found, losses(always, 7.0)):
        raise NotYet("the losses swing, and don't settle at 0")
    steps = "Only the step is another. Which gradients does a round find in x, and add to?"
    slips = [
        *[(losses(always, 7.0, k * size), steps) for k in (-1, 0.5, 0.2, 0.1, 0.05, 0.01)],
        (losses((1, 0, 0), 7.0), "The first round still finds the 7: zero before the way back."),
        (losses(always), "In the first round the 7 is gone, and then the gradients pile up."),
        (wanted[:1] * rounds, "The input never moves: which gradients meet the update?"),
        (losses(size=-size), "That is uphill: along its gradient the loss grows."),
        (wanted[-1], "Only the last loss is returned; all of them are wanted, in a list."),
        (wanted[:1], "It ends after one round: is `return` inside the loop?"),
        ([loss(0, 0)] + found[1:] if isinstance(found, list) else 0, "It is the data that is 0."),
    ]
    expect(found, wanted, f"{example}: the losses", slips)
    if [v.data for v in x] == start:
        raise Wrong(
            f"{example}: the losses fall, but the Values that were given still say "
            f"{shown(start)}. Move these, not copies of them."
        )


BLEND = {  # by what Python's message holds
    "goes with Values and numbers, not [": "A Value and a list don't add: put share into a list.",
    "'method'": "`parameters` is a method: is it called?",
    "not ReLUNeuron": "A neuron answers when it is called, with x.",
    "not LinearNeuron": "A neuron answers when it is called, with x.",
    "'Neuron' and": "Neurons don't add, but the lists of their parameters do.",
    "recursion": "This `parameters` calls itself. Ask the parts for theirs.",
}


def blended(Blend):
    if not issubclass(Blend, Module):
        raise Wrong("Blend has to be a Module, or who gives it its zero_grad?")
    if is_empty(Blend.__call__) or is_empty(Blend.parameters):
        raise NotYet
    blend, x = Blend(2), [2.0, 1.0]
    own = [*blend.straight.parameters(), *blend.bent.parameters(), blend.share]
    names = ["straight's w0", "straight's w1", "straight's b", "bent's w0", "bent's w1"]
    names += ["bent's b", "share"]
    numbers = [-1.0, 0.5, 0.25, 1.0, -0.5, 0.5, 0.3]

    def answer(*numbers):
        for p, number in zip(own, numbers, strict=True):
            p.data, p.grad = number, 0.0
        return returned(Blend.__call__, blend, x)

    with told("a Blend of two inputs", BLEND):
        out = answer(*numbers)
    straight, bent = blend.straight(x).data, blend.bent(x).data
    share = numbers[-1]
    example = f"straight answers {shown(straight)}, bent {shown(bent)}, and share is {share:g}"
    slips = [
        (share * straight + (1 - share) * bent, "share is bent's part, the rest is straight's."),
        (share * bent + straight, "straight's part is 1 − share."),
        (share * (bent + straight), "straight's part is 1 − share."),
        (bent + straight, "The parts are missing."),
        (share * bent, "straight is missing."),
    ]
    expect(getattr(out, "data", out), share * bent + (1 - share) * straight, example, slips)
    if not isinstance(out, Value):
        raise Wrong(f"{example}: the answer is the bare number {out:.6g}. Leave out `.data`.")
    out.backward()
    found, wanted = [p.grad for p in own], slopes(lambda *xs: answer(*xs).data, numbers)
    for name, grad, slope in zip(names, found, wanted, strict=True):
        expect(grad, slope, f"the gradient of {name}", [(0.0, "Is `.data` used on the way?")])
    answer(*numbers).backward()
    with told("blend.parameters()", BLEND):
        try:
            parameters = list(returned(Blend.parameters, blend))
        except RecursionError as error:
            raise ValueError(error) from None
    for p in parameters:
        if not isinstance(p, Value):
            raise Wrong(
                f"among the parameters is a {type(p).__name__}, and only Values should be: in one "
                "flat list all Values of both neurons, and share."
            )
    blend.zero_grad()
    left = [name for name, p in zip(names, own, strict=True) if p.grad]
    if left:
        raise Wrong(
            f"after blend.zero_grad() a gradient is left in: {', '.join(left)}. What is not "
            "among its parameters is neither zeroed nor trained."
        )
    if len(parameters) != len(own):
        raise Wrong(
            f"{len(own)} parameters are wanted, each once, and yours are {len(parameters)}. What "
            "is there twice makes two steps in every round."
        )


def two_examples(gradient, after):
    filled(gradient=gradient, after=after)
    xs, ys, w, size = (1.0, 2.0), (3.0, 2.0), 2.0, 0.05

    def loss(w):
        return sum((w * x - y) ** 2 for x, y in zip(xs, ys, strict=True))

    [slope] = slopes(loss, [w])
    first, second = [2 * (w * x - y) * x for x, y in zip(xs, ys, strict=True)]
    slips = [
        (first, "That comes from the first example. The second has its say as well."),
        (second, "That comes from the second example. The first has its say as well."),
        (slope / 2, "The slope of a square is twice what is squared."),
        (first / 1 + second / 2, "In the second example w is multiplied by 2."),
        (-slope, "A miss is the answer minus what is wanted."),
        (second - first, "The first answer is too small, the second too large: mind the signs."),
        (loss(w), "That is the loss."),
    ]
    agree(
        "the gradient", gradient, slope, slips, "Each example gives twice its miss, times its x."
    )
    moved = w - size * slope
    slips = [
        (loss(w + size * slope), "That is uphill."),
        (
            loss(w) - size * slope**2,
            "So the gradient promises. Work the loss out, with the new w.",
        ),
        (moved, "That is w after the step. Which loss has the net then?"),
        (loss(w), "That is the loss before."),
    ]
    agree("the loss after the step", after, loss(moved), slips, "Two misses, squared, added up.")


def to_both_sides(one_side, two_sides):
    filled(one_side=one_side, two_sides=two_sides)
    x, h = 2.0, 1.0
    above, here, below = ((x + d) ** 3 for d in (h, 0, -h))
    slips = [
        (3 * x**2, "That is the true slope. A nudge of 1 is crude."),
        (here - below, "That is to the left."),
        (above, "That is how high it is there. By how much has it risen?"),
    ]
    agree("one_side", one_side, (above - here) / h, slips, "What is 3³, and what is 2³?")
    slips = [
        (3 * x**2, "That is the true slope. On a cube two sides come close, and miss by h²."),
        (above - below, "It is divided by the whole way, 2h."),
        ((above + below) / 2, "Subtract them, to see how much it rises."),
    ]
    agree("two_sides", two_sides, (above - below) / (2 * h), slips, "What is 3³, and what is 1³?")


# ---------------------------------------------------------------- exercises

GATES = 'gradients = {"d": 3.0, "c": 0.0, "h": 4.0, "a": 0.0, "b": 10.0, "x": 7.5}'


def gates(**other):
    """Return the cell of 12.1 with other numbers."""
    numbers = {"d": 3, "c": 0, "h": 4, "a": 0, "b": 10, "x": 7.5} | other
    return f"gradients = {numbers}"


def learner(*lines, before=(), end="return losses"):
    """Return a cell of learn_input: what stands before its loop, and what is in it."""
    deeper = "\n".join([*lines, "losses.append(loss.data)"]).replace("\n", "\n    ")
    body = "\n".join(["losses = []", *before, f"for _ in range(rounds):\n    {deeper}", end])
    return "def learn_input(net, x, wanted, rounds, step_size):\n    " + body.replace(
        "\n", "\n    "
    )


FORGET = "for v in x:\n    v.grad = 0.0"
LOSS, BACK, NET = "loss = (net(x) - wanted) ** 2", "loss.backward()", "net.zero_grad()"
MOVE = "for v in x:\n    v.data -= step_size * v.grad"

CLASS = """\
class Blend(Module):
    def __init__(self, nin):
        self.straight = Neuron(nin, nonlin=False)
        self.bent = Neuron(nin)
        self.share = Value(0.5)

    def __call__(self, x):
        {}

    def parameters(self):
        {}"""
MIX = "return self.share * self.bent(x) + (1 - self.share) * self.straight(x)"
ALL = """\
parts = self.straight.parameters() + self.bent.parameters()
        return [*parts, self.share]"""


def blend(mix=MIX, parameters=ALL):
    """Return a cell of Blend."""
    return CLASS.format(mix, parameters)


EXERCISES = {
    "1": Exercise(
        through_gates,
        hints=(
            "First look at which gate is open: the one of h, or the one of k?",
            "c and h are the two factors of a product, so each gets the other's data, and one of "
            "these is 0. The same with d and k.",
            "A closed gate passes nothing back, an open one all. So a gets nothing, and what "
            "arrives at k goes on to b · x.",
        ),
        solution=GATES,
        right=(
            gates(),
            "o.backward()\ngradients = {v.label: v.grad for v in (d, c, h, a, b, x)}",
        ),
        wrong={
            gates(h=0): "What arrives at h itself",
            gates(c=-6): "That goes into the gate.",
            gates(a=8): "if the gate of h were open",
            gates(a=4): "On its way to a",
            gates(b=5): "Then comes b · x",
            gates(x=-4.5): "One of these two paths",
            gates(d=5): "the data of the other.",
        },
    ),
    "2": Exercise(
        wakes,
        hints=(
            "The gradient of a neuron behind a closed gate is 0 times something.",
            "Work out the weighted sum at 0.5, 1 and 3. Which of the five changes one of these, "
            "or adds another?",
            "Two of the five help.",
        ),
        solution='letters = {"D", "E"}',
        right=('letters = ["E", "D"]', 'letters = "DE"'),
        wrong={
            'letters = {"A", "D", "E"}': "the next round finds the same",
            'letters = {"B", "D", "E"}': "times a gradient of 0 is 0",
            'letters = {"C", "D"}': "But 0 times that is 0.",
            'letters = {"D"}': "E is missing.",
            'letters = {"E"}': "D is missing.",
            'letters = {"d"}': 'from "A" to "E" are wanted',
        },
    ),
    "3": Exercise(
        only_the_input,
        hints=(
            "You know such swings from lesson 11. What did that loop forget?",
            "net.zero_grad() goes through net.parameters(). Is x among them?",
            "In every round each Value of x needs its gradient set to 0 as well, before the "
            "backward pass.",
        ),
        solution=learner(NET, FORGET, LOSS, BACK, MOVE),
        right=(
            learner(LOSS, FORGET, BACK, MOVE),
            learner(LOSS, BACK, MOVE, FORGET, before=[FORGET]),
        ),
        wrong={
            learner(NET, LOSS, BACK, MOVE, before=[FORGET]): ("the 7 is gone"),
            learner(NET, LOSS, BACK, FORGET, MOVE): "never moves",
            learner(NET, LOSS, BACK, MOVE, FORGET): "The first round still finds the 7",
            learner(NET, LOSS, BACK, MOVE.replace("-= ", "-= 0.1 * ")): "Only the step is another",
            learner(NET, FORGET, LOSS, BACK, MOVE.replace("-=", "+=")): "That is uphill",
            learner(NET, "x.grad = 0.0", LOSS, BACK, MOVE): "x is a list of Values",
            learner(NET, FORGET.replace("grad", "data"), LOSS, BACK, MOVE): "data that is 0",
            learner(NET, FORGET, LOSS, BACK, MOVE.replace("in x", "in net.parameters()")): (
                "the net has changed"
            ),
            learner(NET, "x = [Value(v.data) for v in x]", LOSS, BACK, MOVE): "not copies of",
            learner(NET, FORGET, LOSS, BACK, MOVE, end="    return losses"): "after one round",
        },
    ),
    "4": Exercise(
        blended,
        hints=(
            "A Blend answers with a Value. Which parameters does it depend on?",
            "The answer is two products, added up: share times what bent answers, and the rest, "
            "1 − share, times what straight answers.",
            "straight and bent are modules, and can tell their parameters themselves. Put both "
            "lists together, and share behind them.",
        ),
        solution=blend(),
        right=(
            blend(
                "s, b = self.straight(x), self.bent(x)\n        return s + self.share * (b - s)",
                "return [self.share] + self.bent.parameters() + self.straight.parameters()",
            ),
            blend(
                parameters="return [\n            *self.straight.w, self.straight.b,\n"
                "            *self.bent.w, self.bent.b, self.share,\n        ]"
            ),
        ),
        wrong={
            blend(parameters="return [self.share]"): "straight's w0, straight's w1, straight's b",
            blend(parameters=ALL.replace("[*parts, self.share]", "parts")): "is left in: share",
            blend(
                parameters="return [self.straight, self.bent, self.share]"
            ): "is a Neuron, and only",
            blend(
                parameters=ALL.replace("[*parts, self.share]", "parts + self.share")
            ): "put share into a list.",
            blend(parameters=ALL.replace("[*p", "[p")): "is a list, and only",
            blend(MIX.replace("(1 - self.share) * ", "")): "straight's part is 1 − share.",
            blend(MIX.replace("bent", "_").replace("straight", "bent").replace("_", "straight")): (
                "share is bent's part"
            ),
            blend(MIX.replace("self.share", "self.share.data")): "the gradient of share",
            blend().replace("(Module)", ""): "who gives it its zero_grad",
        },
    ),
    "5": Exercise(
        two_examples,
        hints=(
            "What does the net answer in the two examples, and how far off is each answer?",
            "From each example comes twice its miss, times its x; these two add up.",
            "For the loss after the step begin with w − 0.05 · gradient, and ask the net anew.",
        ),
        solution="gradient = 6.0\nafter = 3.65",
        right=(
            "gradient = 2 * -1 * 1 + 2 * 2 * 2\nw = 2 - 0.05 * gradient\n"
            "after = (w * 1 - 3) ** 2 + (w * 2 - 2) ** 2",
            "w = Value(2.0)\n((w - 3) ** 2 + (2 * w - 2) ** 2).backward()\n"
            "gradient, after = w.grad, 1.69 + 1.96",
        ),
        wrong={
            "gradient = 8\nafter = 3.65": "from the second example.",
            "gradient = 3\nafter = 3.65": "twice what is squared",
            "gradient = 2\nafter = 3.65": "w is multiplied by 2",
            "gradient = 10\nafter = 3.65": "mind the signs",
            "gradient = 6\nafter = 1.7": "w after the step",
            "gradient = 6\nafter = 7.25": "That is uphill.",
            "gradient = 6\nafter = 3.2": "So the gradient promises.",
        },
    ),
    "6": Exercise(
        to_both_sides,
        hints=(
            "You need three cubes: of 1, of 2 and of 3.",
            "To one side: the rise from 2 to 3, divided by h. To both: the rise from 1 to 3, "
            "divided by all that lies between.",
        ),
        solution="one_side = 19.0\ntwo_sides = 13.0",
        right=(
            "one_side = 27 - 8\ntwo_sides = (27 - 1) / 2",
            "one_side, two_sides = 3**3 - 2**3, (3**3 - 1) / 2",
        ),
        wrong={
            "one_side = 12\ntwo_sides = 12": "A nudge of 1 is crude.",
            "one_side = 7\ntwo_sides = 13": "That is to the left.",
            "one_side = 19\ntwo_sides = 26": "the whole way, 2h",
            "one_side = 19\ntwo_sides = 12": "miss by h²",
        },
    ),
}
