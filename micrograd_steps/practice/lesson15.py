"""The blanks of lesson 15: what a product stores, the way back with a stack, and `dot`."""

from collections.abc import Iterator

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

LONG = 1_000  # additions in a chain: as many as Python allows calls inside each other


def stored(Value, out, leaves, example, stranger):
    """Return the slope that a result has stored for each leaf, or say what is amiss.

    stranger: what to say if something else is among the children
    """
    if not isinstance(out, Value):
        raise Wrong(f"{example}: it returns {out!r}, and is to return a Value.")
    if isinstance(out.data, Value):
        raise Wrong(f"{example}: its data is a Value. Compute with numbers: take their .data.")
    for name, kept in (("_prev", out._prev), ("_local", out._local)):
        if isinstance(kept, Iterator):
            raise Wrong(f"{example}: {name} is no tuple. Write tuple(… for …), with its name.")
        if not isinstance(kept, tuple | list):
            raise Wrong(f"{example}: {name} is {kept!r}. A tuple of one has a comma, (3.0,).")
    for name, kept in (("_op", out._op), ("label", out.label)):
        if isinstance(kept, tuple | list):
            raise Wrong(
                f"{example}: `{name}` is {kept!r}. The slopes are the fifth that Value takes, "
                "after data, children, operation and label."
            )
    for child in out._prev:
        if not isinstance(child, Value):
            raise Wrong(f"{example}: among the children is {child!r}, and that is no Value.")
    if any(not any(child is leaf for leaf in leaves) for child in out._prev):
        raise Wrong(f"{example}: {stranger}")
    if len(out._prev) != len(out._local):
        raise Wrong(
            f"{example}: {len(out._prev)} children and {len(out._local)} slopes: each child needs "
            "its own."
        )
    if any(isinstance(slope, Value) for slope in out._local):
        raise Wrong(f"{example}: a slope is a Value. Store a number: take its .data.")
    pairs = list(zip(out._prev, out._local, strict=True))
    return [sum(slope for child, slope in pairs if child is leaf) for leaf in leaves]


def multiplied(Value, a, b, example):
    hints = {
        "has no attribute 'data'": "Ask first if other is a Value.",
        "a Value of": "Two Values come down to the line for a number: is there a `return` above?",
    }
    with told(example, hints):
        try:
            out = Value.__mul__(a, b)
        except RecursionError:
            raise Wrong(f"{example}: `*` asks itself. Multiply the .data of the two.") from None
    if out is None and is_empty(Value.__mul__):
        raise NotYet
    if out is None:
        raise Wrong(f"{example}: it returns nothing. Is there a `return`?")
    return out


def times(Value):
    """Judge the product of two Values, and that of a Value and a number."""
    numbers = [4.0, 0.5]
    leaves = [Value(x) for x in numbers]
    out = multiplied(Value, *leaves, "4 · 0.5")
    found = stored(Value, out, leaves, "4 · 0.5", "its children have to be the two factors.")
    wanted = numbers[0] * numbers[1]
    expect(out.data, wanted, "4 · 0.5", [(sum(numbers), "That is their sum.")])
    wanted = slopes(lambda x, y: Value.__mul__(Value(x), Value(y)).data, numbers)
    slips = [
        (wanted[::-1], "They have changed places: each child gets the other factor."),
        ([1.0, 1.0], "Those are the slopes of a sum."),
        ([0.0, 0.0], "Is that a grad? It is the data of the other factor."),
    ]
    expect(found, wanted, "4 · 0.5: the slopes that are stored for the two", slips)

    number, leaf = 3, Value(2.0)
    example = "2 · 3, where the 3 is a plain number"
    out = multiplied(Value, leaf, number, example)
    stranger = "the number has become a child. It needs no gradient."
    found = stored(Value, out, [leaf], example, stranger)
    expect(out.data, leaf.data * number, example)
    slips = [
        ([leaf.data], "That is the data of the child itself, not of the other factor."),
        ([1.0], "That is the slope of a sum."),
    ]
    wanted = slopes(lambda x: Value.__mul__(Value(x), number).data, [leaf.data])
    expect(found, wanted, f"{example}: the slope that is stored", slips)


OWN = "Each value hands on what has arrived at itself, v.grad, and not the output's 1."
SKIPPED = "Something is skipped by mistake: only where all slopes are 0 can nothing arrive."
EARLY = "A value hands on before all has arrived: it joins the order when its children have."
OFTEN = "A value hands on twice: does it join the order twice?"
NOTHING = "Nothing arrives: begin with the output. Is it the last to join the order?"
SHARED = {0: NOTHING, 1 / 3: EARLY, 2 / 3: EARLY, 4 / 3: OFTEN, 5 / 3: OFTEN, 2: OFTEN}
CASES = [  # an example, the same as code, {share of its gradient that an input gets: the slip}
    ("a · b", lambda a, b: a * b, {0: NOTHING, 2: OFTEN}),
    ("2 · (a · b)", lambda a, b: 2 * (a * b), {0: NOTHING, 1 / 2: OWN}),
    ("a · a", lambda a, b: a * a, {1 / 2: "It was assigned: what had arrived is lost."}),
    ("a · (b + 3)", lambda a, b: a * (b + 3), {0: SKIPPED}),
    ("m + 2m, where m = a · b", lambda a, b: (lambda m: m + 2 * m)(a * b), SHARED),
    ("2m + m, where m = a · b", lambda a, b: (lambda m: 2 * m + m)(a * b), SHARED),
]


def backward(Value):
    """Judge the gradients, then the depth, and last that it skips what gets nothing."""
    if is_empty(Value.backward):
        raise NotYet
    numbers = [2.0, -3.0]
    for name, make, shares in CASES:
        example = f"{name}, a = 2, b = -3"
        leaves = [Value(x) for x in numbers]
        out = make(*leaves)
        if not isinstance(out, Value):
            raise Wrong(f"{example}: `*` makes no Value yet, and its blank comes first.")
        go(out, example)
        slips = [(0.0, "The seed is missing."), (out.data, "That is its data.")]
        expect(out.grad, 1.0, f"{example}: the gradient of the output itself", slips)
        found, wanted = [leaf.grad for leaf in leaves], slopes(make, numbers)
        slips = [([share * g for g in wanted], words) for share, words in shares.items()]
        slips.append(([1.0, 1.0], "The slope is not multiplied in."))
        slips.append(([g + 1 for g in wanted], "They are added, not multiplied."))
        expect(found, wanted, f"{example}: the gradients of a and b", slips)

    leaf = out = Value(1.0)
    for _ in range(LONG):
        out = Value(out.data, (out,), "+", "", (1.0,))
    go(out, f"a chain of {LONG:,} additions")
    expect(leaf.grad, 1.0, f"a chain of {LONG:,} additions: the gradient at its end")

    visited = []

    class Watched(tuple):
        def __iter__(self):
            visited.append(self)
            return super().__iter__()

    a = Value(-3.0)
    b = Value(-6.0, Watched([a]), "*", "", (2.0,))
    c = Value(-12.0, (b,), "*", "", (2.0,))
    Value(0, (c,), "ReLU", "", (0.0,)).backward()
    if visited:
        raise Wrong(
            "relu(c), where c = -12: its gradients are right, but yours looks behind c, where "
            "nothing can arrive, since the ReLU is closed. Skip the children where all slopes "
            "are 0."
        )


def go(out, example):
    """Call backward, or name why it stops."""
    hints = {
        "pop from": "What came on last goes off first, and a value stands right below its None.",
        "'NoneType'": "A None is taken for a value: ask first if it is one.",
        "too deep for trace": "trace calls itself, too: make the order with a stack.",
        "'_backward'": "There are no notes any more: go over the children and their slopes.",
        "unpack": "Children and slopes stand in two tuples, _prev and _local.",
    }
    with told(example, hints):
        try:
            out.backward()
        except RecursionError:
            raise Wrong(
                f"{example}: RecursionError. It calls itself for each child; a list as the stack "
                "has no such limit."
            ) from None


def dot(dot, Value):
    """Judge one weighted sum: its number, its children with their slopes, and what it refuses."""
    numbers = [2.0, -3.0, 5.0, 7.0, 4.0]

    def split(numbers):
        leaves = [Value(x) for x in numbers]
        return leaves, (leaves[:2], leaves[2:4], leaves[4])

    example = "w = (2, -3), x = (5, 7), start = 4"
    leaves, given = split(numbers)
    hints = {
        "'NoneType'": "xs is None here: then the data of x has to be read.",
        "sequence": "w and x are lists: go through them in pairs.",
        "not [": "start is no list, and can't be added to one.",
    }
    with told(example, hints):
        out = returned(dot, *given)
    stranger = "some of its children are values in between. It is to be one Value: sum numbers."
    found = stored(Value, out, leaves, example, stranger)
    w, x, start = numbers[:2], numbers[2:4], numbers[4]
    products = [a * b for a, b in zip(w, x, strict=True)]
    slips = [
        (sum(products), "start is left out."),
        (sum(products) + 2 * start, "start is added once for each product."),
        (sum(w) + sum(x) + start, "w[i] and x[i] are multiplied."),
    ]
    expect(out.data, sum(products) + start, example, slips)
    wanted = slopes(lambda *numbers: dot(*split(numbers)[1]).data, numbers)
    slips = [
        ([*w, *x, 1.0], "Those are their own data: each factor gets the other."),
        ([*x, *w, 0.0], "start gets nothing: it is a child, too, with the slope 1."),
        ([*x, *w, start], "start has the slope 1, whatever its data."),
        ([*x, 0.0, 0.0, 1.0], "The inputs x get nothing, and so nobody before them."),
        ([*x, 0.0, 0.0, 0.0], "Only the weights get something: x and start are children, too."),
        ([0.0] * 5, "Nobody gets anything: does it have its children?"),
    ]
    expect(found, wanted, f"{example}: the slopes for w, x and start", slips)
    again = dot(*given, x)
    expect(again.data, out.data, f"{example}, and xs = (5, 7)")
    expect(list(again._local), list(out._local), f"{example}, and xs = (5, 7): the slopes")
    for few, w, x in (("one weight", 1, 2), ("one input", 2, 1)):
        refuses(dot, few, (given[0][:w], given[1][:x], given[2]))


def refuses(dot, few, given):
    other = "two inputs" if few == "one weight" else "two weights"
    promised = "the docstring promises a ValueError"
    try:
        dot(*given)
    except ValueError:
        return
    except IndexError:
        raise Wrong(f"{few}, {other}: it stops with an IndexError; {promised}.") from None
    raise Wrong(f"{few}, {other}: nobody notices, and {promised}.")


PRODUCT = """if isinstance(other, Value):
    data, local = self.data * other.data, (other.data, self.data)
    return Value(data, (self, other), "*", "", local)
k = as_number(other)
return Value(self.data * k, (self,), "*", "", (k,))"""
STACK = """order, seen, stack = [], set(), [self]
while stack:
    v = stack.pop()
    if v is None:
        order.append(stack.pop())
    elif v not in seen:
        seen.add(v)
        stack.append(v)
        stack.append(None)
        if any(v._local):
            stack += [c for c in v._prev if c._prev and c not in seen]
self.grad = 1.0
for v in reversed(order):
    for child, slope in zip(v._prev, v._local):
        child.grad += slope * v.grad"""
HAND_ON = STACK.partition("self.grad")[2]
DOT = """if len(w) != len(x):
    raise ValueError("not an input for each weight")
xs = [v.data for v in x] if xs is None else xs
ws = [v.data for v in w]
data = sum(map(mul, ws, xs), start.data)
return Value(data, (*w, *x, start), "dot", "", (*xs, *ws, 1.0))"""

BLANKS = {
    "__mul__": Blank(
        "as in __add__: the product, its children, and a slope for each; where other is a plain "
        "number, there is one child",
        times,
        right=(
            "if not isinstance(other, Value):\n"
            "    return Value(self.data * other, [self], '*', _local=[other])\n"
            "children, local = (other, self), (self.data, other.data)\n"
            "return Value(other.data * self.data, children, '*', '', local)",
            "pair = isinstance(other, Value)\nk = other.data if pair else as_number(other)\n"
            "children, local = (self,), (k,)\nif pair:\n"
            "    children, local = (self, other), (k, self.data)\n"
            "return Value(self.data * k, children, '*', _local=local)",
        ),
        wrong={
            PRODUCT.replace("(other.data, self.data)", "(self.data, other.data)"): "places",
            PRODUCT.replace("(other.data, self.data)", "(1.0, 1.0)"): "the slopes of a sum.",
            PRODUCT.replace('"", local', "local"): "The slopes are the fifth",
            PRODUCT.replace(', "", local', ""): "2 children and 0 slopes",
            PRODUCT.replace("(other.data, self.data)", "(other, self)"): "a slope is a Value",
            PRODUCT.replace("self.data * other.data", "self * other.data"): "its data is a Value",
            PRODUCT.replace("(k,)", "(k)"): "_local is 3. A tuple of one has a comma",
            PRODUCT.replace("(k,)", "(self.data,)"): "the data of the child itself",
            PRODUCT.replace("k = as_number(other)", "return self * as_value(other)"): "has become",
            "\n".join(PRODUCT.split("\n")[1:3]).replace(
                "    ", ""
            ): "Ask first if other is a Value.",
            PRODUCT.replace("    return ", "    out = "): "is there a `return` above?",
            PRODUCT.replace("return Value(self", "Value(self"): "it returns nothing",
        },
    ),
    "backward": Blank(
        "the order, with a stack as told above; then the seed; then, from the order's end, each "
        "child gets its slope times what has arrived",
        backward,
        right=(
            "order, seen, stack = [], {self}, [(self, iter(self._prev))]\nwhile stack:\n"
            "    v, rest = stack[-1]\n    child = next(rest, None) if any(v._local) else None\n"
            "    if child is None:\n        order.append(v)\n        stack.pop()\n"
            "    elif child not in seen:\n        seen.add(child)\n"
            f"        stack.append((child, iter(child._prev)))\nself.grad{HAND_ON}",
            STACK.replace("is None", "is None ").replace("if c._prev and c not in seen", ""),
            "todo, done, seen = [(self, False)], [], set()\nwhile todo:\n"
            "    v, ready = todo.pop()\n    if ready:\n        done.insert(0, v)\n"
            "    elif id(v) not in seen:\n        seen.add(id(v))\n"
            "        todo.append((v, True))\n        if any(v._local):\n"
            "            todo.extend((c, False) for c in v._prev)\nself.grad = 1\nfor v in done:\n"
            "    for i, child in enumerate(v._prev):\n"
            "        child.grad = child.grad + v._local[i] * v.grad",
        ),
        wrong={
            STACK.replace("self.grad = 1.0\n", ""): "The seed is missing.",
            STACK.replace("reversed(order)", "order"): "begin with the output",
            STACK.replace("+= slope", "= slope"): "It was assigned",
            STACK.replace("+= slope * v.grad", "+= v.grad"): "The slope is not multiplied in.",
            STACK.replace("pop()\n    if", "pop(0)\n    if"): "What came on last goes off first",
            STACK.replace("        seen.add(v)\n", ""): "A value hands on twice",
            STACK.replace("        stack.append(None)\n", "        order.append(v)\n")
            .replace("        stack.append(v)\n", "")
            .replace("reversed(order)", "order"): "A value hands on before all",
            STACK.replace("if v is None:\n        order.append(stack.pop())\n    elif", "if"): (
                "A None is taken for a value"
            ),
            STACK.replace("        if any(v._local):\n    ", ""): "yours looks behind c",
            "order, seen = [], set()\ndef visit(v):\n    if v not in seen:\n"
            "        seen.add(v)\n        if any(v._local):\n            for c in v._prev:\n"
            "                visit(c)\n        order.append(v)\nvisit(self)\n"
            f"self.grad{HAND_ON}": "a list as the stack has no such limit",
            STACK.replace("v = stack.pop()", "v = stack[-1]"): "does a loop never end?",
            STACK.replace("slope * v.grad", "slope * self.grad"): "at itself, v.grad",
            STACK.replace("if any(v._local)", "if v.data"): "Something is skipped by mistake",
            STACK.replace("slope * v.grad", "slope + v.grad"): "They are added",
            f"order = trace(self)[0]\nself.grad{HAND_ON}": "trace calls itself, too",
        },
    ),
    "dot": Blank(
        "first the ValueError; then one Value: the sum of plain numbers, with all of w, all of "
        "x, and start as children, and a slope for each",
        dot,
        right=(
            "if len(w) != len(x):\n    raise ValueError('no')\ndata, slopes = start.data, [1.0]\n"
            "for a, b in zip(w, x):\n    data += a.data * b.data\n"
            "    slopes += [b.data, a.data]\n"
            "pairs = [v for pair in zip(w, x) for v in pair]\n"
            "return Value(data, (start, *pairs), 'dot', '', tuple(slopes))",
            "xs = xs or [v.data for v in x]\n"
            "products = [a.data * b for a, b in zip(w, xs, strict=True)]\n"
            "return Value(sum(products) + start.data, tuple(w) + tuple(x) + (start,), 'dot',\n"
            "             _local=tuple(xs) + tuple(a.data for a in w) + (1.0,))",
        ),
        wrong={
            DOT.replace("*xs, *ws, 1.0", "*ws, *xs, 1.0"): "each factor gets the other.",
            DOT.replace(", start.data)", ")"): "start is left out.",
            DOT.replace("start.data", "start"): "its data is a Value",
            DOT.replace(", start)", ")").replace(", 1.0)", ")"): "start gets nothing",
            DOT.replace("1.0", "start.data"): "start has the slope 1",
            DOT.replace(", 1.0)", ")"): "5 children and 4 slopes",
            DOT.replace("*x, ", "").replace("*ws, ", ""): "The inputs x get nothing",
            DOT.replace(" if xs is None else xs", "").replace("[v.data for v in x]", "xs"): (
                "xs is None here"
            ),
            DOT.partition("xs =")[2].join(("xs =", "")): "one weight, two inputs: nobody notices",
            "return sum((a * b for a, b in zip(w, x, strict=True)), start)": "values in between",
            DOT.replace("map(mul, ws, xs)", "ws + xs"): "are multiplied.",
            DOT.replace("return ", ""): "it returns nothing",
        },
    ),
}
