"""An order to choose: click the nodes of a graph, and see which gradients come out right.

Python asks each `_backward` once what it passes on; `order.js` does the same in any order.
"""

import math
from pathlib import Path

from micrograd_steps.classroom.colors import GRADIENT
from micrograd_steps.classroom.digraph import shown
from micrograd_steps.classroom.player import OnGraph, names_of, nodes_behind, number, probe

MOST_CALLS = 12  # that somebody would click


def choose_order(root):
    """Return a picture of the graph behind root whose nodes are called by clicking them.

    Gradients are those that each `_backward` passes on, right or wrong; values are left as they
    were. In the end it says which are wrong, and which calls came before that of a user.
    Raises TypeError if root is no value with a gradient, ValueError if there are too many nodes
    to click, or if a `_backward` is missing or doesn't pass on multiples of its gradient.
    """
    nodes = nodes_behind(root, numbers=("data", "grad"))
    names = names_of(nodes)
    calls = sum(bool(v._prev) for v in nodes)
    if not 1 < calls <= MOST_CALLS:
        raise ValueError(f"2 to {MOST_CALLS} nodes are to be called, not {calls}; choose another")
    for v in nodes:
        if not callable(getattr(v, "_backward", None)):
            raise ValueError(f"{names[v]} has no _backward to call; in steps 05 to 14 it has one")
    before = [v.grad for v in nodes]
    try:
        passes = {v: _passes(v, names) for v in nodes if v._prev}
    finally:
        for v, grad in zip(nodes, before, strict=True):
            v.grad = grad
    return Order(nodes, names, passes)


def _passes(v, names):
    """Return what v._backward() does: {child: its local derivative}, and whether it overwrites."""
    children = tuple(dict.fromkeys(v._prev))
    for child in children:
        child.grad = 0.0
    local = probe(v, children, 0.0)
    adds = not any(math.isfinite(grad) for grad in probe(v, children, math.nan).values())
    v.grad = 2.0
    v._backward()
    if any(not math.isclose(child.grad, 2 * local[child]) for child in children):
        raise ValueError(f"what {names[v]} passes on is no multiple of its gradient")
    if not adds and len(children) < len(v._prev):
        raise ValueError(f"{names[v]} uses a node twice and overwrites: no order would be right")
    return local, not adds


class Order(OnGraph):
    """A graph, what each of its nodes passes on, and two orders with what comes of them."""

    script = Path(__file__).with_name("order.js")

    def __init__(self, nodes, names, passes):
        """Write down the graph.

        nodes: values, children first
        names: {node: text}
        passes: {node with children: ({child: local derivative}, whether it overwrites)}
        """
        self.names, self.passes, self.root = names, passes, nodes[-1]
        self.users = {v: [u for u in passes if v in passes[u][0]] for v in nodes}
        self.right = self.after(reversed(passes), adding=True)
        texts = {v: ["grad -0.0000", f"grad {shown(grad)}"] for v, grad in self.right.items()}
        first = names[self.root]
        heading = f"Call each node once, in any order. {first} begins with 1, the others with 0."
        super().__init__(heading, nodes, names, texts, GRADIENT)

    def after(self, order, adding=False):
        """Return {node: gradient} after calling nodes; adding: as if none overwrote."""
        grads = dict.fromkeys(self.names, 0.0) | {self.root: 1.0}
        for v in order:
            local, overwrites = self.passes[v]
            for child, slope in local.items():
                old = 0.0 if overwrites and not adding else grads[child]
                grads[child] = old + slope * grads[v]
        return grads

    def lines(self):
        """Return what comes of calling from left to right, and of calling from right to left."""
        to_right = list(self.passes)
        lines = [self._told("From left to right", to_right)]
        lines.append(self._told("From right to left", to_right[::-1]))
        rule = "A node may be called only when all of its users have been called."
        return [*lines, rule]

    def _told(self, way, order):
        grads = self.after(order)
        wrong = [v for v in grads if not _close(grads[v], self.right[v])]
        early = [v for i, v in enumerate(order) if {*self.users[v]} & {*order[i + 1 :]}]
        says = f"{len(wrong)} of {len(grads)} gradients are wrong" if wrong else "all are right"
        if early:
            says += f"; called too early: {self._list(early)}"
        return f"{way}, {self._list(order)}: {says}."

    def _list(self, nodes):
        return ", ".join(self.names[v] for v in nodes)

    def __repr__(self):
        grads = ", ".join(f"{self.names[v]} {number(grad)}" for v, grad in self.right.items())
        return "\n".join([self.heading, *self.lines(), f"The right gradients: {grads}."])

    def data(self):
        """Return what the script gets: the nodes, children first."""
        nodes = [
            {
                "key": key,
                "name": self.names[v],
                "right": self.right[v],
                "users": [self.keys[u] for u in self.users[v]],
                **self._passed(v),
            }
            for v, key in self.keys.items()
        ]
        return {"size": self.size(), "nodes": nodes}

    def _passed(self, v):
        if v not in self.passes:
            return {}
        local, overwrites = self.passes[v]
        return {
            "local": {self.keys[child]: slope for child, slope in local.items()},
            "overwrites": overwrites,
        }


def _close(a, b):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
