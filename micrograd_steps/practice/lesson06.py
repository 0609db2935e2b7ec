"""The blank of lesson 06: the order in which nodes are called, written down while they are.

And the judge of such orders in later exercises, where a learner types them in.
"""

from micrograd_steps.practice.frame import (
    Blank,
    NotYet,
    Wrong,
    expect,
    is_empty,
    labels,
    slopes,
)
from micrograd_steps.step06 import trace


def backward(Value):
    """Judge it on L = a * b + c, and on r, in which the product k has two users."""
    if is_empty(Value.backward):
        raise NotYet
    calls = []
    numbers = [2.0, -3.0, 10.0]
    a, b, c = map(Value, numbers)
    e = a * b
    L = e + c
    write_down(calls, a=a, b=b, c=c, e=e, L=L)
    Value.backward(L)
    example = "L = e + c, where e = a * b"
    judge_order(example, calls, L)
    slips = [
        (0.0, "The seed is missing: `self.grad` has to be 1 before the first call."),
        (L.data, "That is how large L is, not how it answers to a nudge."),
    ]
    expect(L.grad, 1.0, f"{example}: L.grad", slips)
    slips = [
        ([0.0] * 3, "They were called before the output had its 1, and passed on 0."),
        ([1.0] * 3, "Was every node set to 1? That is for the output only."),
    ]
    slope = slopes(lambda a, b, c: a * b + c, numbers)
    expect([a.grad, b.grad, c.grad], slope, f"{example}: the gradients of a, b, c", slips)
    Value.backward(L)
    expect(L.grad, 1.0, f"{example}: L.grad after a second call", [(2.0, "Set it, don't add.")])

    calls.clear()
    x, y, z = map(Value, numbers)
    k = x * y
    m = k + z
    r = k * m
    write_down(calls, x=x, y=y, z=z, k=k, m=m, r=r)
    Value.backward(r)
    judge_order("r = k * m, where m = k + z and k = x * y", calls, r)


def write_down(calls, **nodes):
    """Label the nodes, and let each one note its label in calls when its turn comes."""

    def watch(v, passes_on):
        def noted():
            calls.append(v.label)
            passes_on()

        def anew():
            raise Wrong(
                f"it calls backward() of {v.label}, which begins the whole walk anew. What a node "
                "passes on stands in `_backward`, with its underscore."
            )

        v._backward, v.backward = noted, anew

    for label, v in nodes.items():
        v.label = label
        watch(v, v._backward)


def judge_order(example, calls, root):
    """Raise Wrong unless each operation was called once, after all of its users."""
    if not calls:
        raise Wrong(
            f"{example}: no node was called. Are there nodes in the list that the loop goes "
            "through, and parentheses after `_backward`?"
        )
    nodes, edges = trace(root)
    yours = f"{example}: yours calls {', '.join(calls)}"
    if strangers := set(calls) - {v.label for v in nodes}:
        raise Wrong(
            f"{yours}, and {min(strangers)} is not in this graph. Does the list belong to the "
            "notebook? Make a new one in each call."
        )
    operations = [v.label for v in reversed(nodes) if v._op]
    if missing := [label for label in operations if label not in calls]:
        alone = " Was only the output called?" if set(calls) == {root.label} else ""
        raise Wrong(f"{yours}, but {missing[0]} never, so its inputs get nothing.{alone}")
    if twice := [label for label in operations if calls.count(label) > 1]:
        raise Wrong(
            f"{yours}, and so {twice[0]} {calls.count(twice[0])} times. Every node has one turn: "
            "what was seen before must not join the list again."
        )
    for child, user in edges:
        if child._op and calls.index(child.label) < calls.index(user.label):
            raise Wrong(
                f"{yours}, and so {child.label} before {user.label}, its user, from which it "
                f"has to get something first.{likely(calls, root)}"
            )


def likely(calls, root):
    """Return which slip gives this order, in words, if it is one of two."""
    row = []

    def parents_first(v):
        if v.label not in row:
            row.append(v.label)
            for child in v._prev:
                parents_first(child)

    parents_first(root)
    if calls == [v.label for v in trace(root)[0]]:
        return " The order is the list's own: go through it from its end."
    if calls in (row, row[::-1]):
        return " Does a node join the list before its children? It has to come after them."
    return ""


def judge_list(order, root, ask):
    """Judge what a learner says of the order in which `trace` lists the nodes behind a result.

    ask: what to say of another order in which children come first
    """
    order = labels(order)
    nodes, edges = trace(root)
    wanted = [v.label for v in nodes]
    yours = ", ".join(map(str, order))
    if sorted(order) != sorted(wanted):
        raise Wrong(f"{yours}: each of {', '.join(sorted(wanted))} joins once.")
    for child, user in reversed(edges):
        if order.index(child.label) > order.index(user.label):
            turned = " From its end yours would be right." if order == wanted[::-1] else ""
            raise Wrong(
                f"{yours}: {user.label} stands before its child {child.label}. A node "
                f"joins only after all its children.{turned}"
            )
    if order != wanted:
        raise Wrong(
            f"{yours}: every child stands before its users, so `backward` could take it. But "
            f"`visit` goes from left to right: {ask}"
        )


SORT = """order, seen = [], set()
def visit(v):
    if v not in seen:
        seen.add(v)
        for child in v._prev:
            visit(child)
        order.append(v)
visit(self)
self.grad = 1.0
for v in reversed(order):
    v._backward()"""

BLANKS = {
    "backward": Blank(
        "list all nodes behind self, children first; make this gradient 1; then call the "
        "_backward of each node, from the list's end",
        backward,
        right=(
            "self.grad = 1\nfor v in trace(self)[0][::-1]:\n    v._backward()",
            SORT.replace("append(v)", "insert(0, v)").replace("reversed(order)", "order"),
            "users, ready = [v for _, v in trace(self)[1]], [self]\n"
            "children = [child for child, _ in trace(self)[1]]\n"
            "self.grad = 1.0\n"
            "while ready:\n"
            "    v = ready.pop()\n"
            "    v._backward()\n"
            "    for child in v._prev:\n"
            "        children.remove(child)\n"
            "        if child not in children:\n"
            "            ready.append(child)",
        ),
        wrong={
            SORT.replace("self.grad = 1.0\n", ""): "The seed is missing",
            SORT.replace("reversed(order)", "order"): "go through it from its end.",
            SORT.replace("        order.append(v)\n", "").replace(
                "        seen", "        order.append(v)\n        seen"
            ): "yours calls c, b, a, e, L, and so e before L, its user, from which it",
            "self.grad = 1.0\nself._backward()": "Was only the output called?",
            SORT.replace("        seen.add(v)\n", ""): "and so k 2 times",
            "def go(v):\n    v._backward()\n    for child in v._prev:\n        go(child)\n"
            "self.grad = 1.0\ngo(self)": "yours calls r, k, x, y, m, k, x, y, z, and so k 2",
            SORT.replace("self.grad = 1.0\n", "") + "\nself.grad = 1.0": "and passed on 0.",
            SORT.replace("    v._backward()", "    v.grad = 1.0\n    v._backward()"): "every nod",
            SORT.replace("v._backward()", "v._backward"): "and parentheses after `_backward`?",
            SORT.replace("v._backward()", "v.backward()"): "with its underscore.",
            SORT.replace("grad = 1.0", "grad += 1.0"): "Set it, don't add.",
            "global order, seen\n"
            "order, seen = globals().get('order', []), globals().get('seen', set())\n"
            + SORT.partition("\n")[2]: "is not in this graph",
        },
    ),
}
