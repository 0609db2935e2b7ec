"""All small graphs of + and *, and the first of them on which a walk back goes wrong.

A walk is a function of a result whose gradient is 1 already. It calls the `_backward` of the nodes
behind it, in an order of its own, and it is right if every leaf ends up with the gradient that the
`backward` of step 07 gives it.

The graphs: all of up to 4 boxes, all sums of 5, and a few sums of 8 in which each node goes into
the next one, so that there is only one right order. A graph stands here as its boxes: None for a
leaf, else a pair of places of its children; and as many signs as there are pairs.
"""

import random
import string
import sys
from dataclasses import dataclass
from functools import cache
from itertools import product

from micrograd_steps.classroom.digraph import Digraph
from micrograd_steps.practice.frame import SECONDS, Verdict, is_empty, shown, time_limit
from micrograd_steps.step07 import Value, trace

NUMBERS = 3.0, 5.0, 7.0, 11.0  # of the leaves
MOST_CALLS = 1000  # of one walk through one graph


@dataclass(frozen=True)
class Failure:
    """How a walk went wrong on a graph, which holds the gradients that the walk has left there.

    root: the graph's result; due: {leaf: the right gradient}
    calls: the operations' results in the order in which they were called
    stops: what ends the walk before its time, in words, or nothing
    """

    root: Value
    due: dict
    calls: list
    stops: str = ""

    def __str__(self):
        where = f"With {formulas(self.root)} it"
        if self.stops:
            return f"{where} {self.stops}"
        called = ", ".join(v.label for v in self.calls) or "nobody"
        leaf = next(v for v in self.due if v.grad != self.due[v])
        gets = f"{leaf.label} gets {shown(leaf.grad)} where {shown(self.due[leaf])} is due"
        return f"{where} calls {called}, and {gets}.{self.why()}"

    def why(self):
        """Return the reason in words, if it is a usual one."""
        last = {v: turn for turn, v in enumerate(self.calls)}
        for child, user in reversed(trace(self.root)[1]):
            if child._op and child not in last:
                return f" {child.label} has no turn, so what it holds goes no further."
            if child._op and user in last and last[child] < last[user]:
                late = f"{user.label} still adds to the gradient of {child.label}"
                return f" After the last turn of {child.label}, {late}: too late."
        for v in self.calls:
            if self.calls.count(v) > 1:
                return f" {v.label} has several turns, and each time passes on all that it holds."
        return ""


def smallest(walk):
    """Return a drawing of the smallest graph on which a walk is wrong, or a sentence.

    In the drawing each leaf has the gradient it got and the one that is due, and each operation
    its turns.
    """
    if is_empty(walk):
        return Verdict("not yet: there are dots left to replace")
    watch = sys.gettrace()
    try:
        failure = counterexample(walk)
    finally:
        sys.settrace(watch)
    if failure is None:
        return Verdict(f"none: the leaves are right on all {len(graphs())} graphs")
    return Verdict(failure) if failure.stops else drawn(failure)


def counterexample(walk):
    """Return the Failure of a walk on the smallest graph where it is wrong, None if there is none.

    A time limit that is on ends here, since its watch makes Python slow, and stays off. Each walk
    through a graph has a limit of its own instead.
    """
    sys.settrace(None)
    for graph in graphs():
        root = made(*graph)
        calls, stops = walked(walk, root)
        due = dict(zip(leaves(root), gradients(graph), strict=True))
        if stops or any(v.grad != grad for v, grad in due.items()):
            return Failure(root, due, calls, stops)
    return None


class Stop(Exception):
    """A walk does what it must not, in words."""


def walked(walk, root):
    """Let a walk go through a graph; return its calls and its `stops`, as in Failure."""
    calls = []

    def watch(v, passes_on):
        def noted():
            if v._op:
                calls.append(v)
            if len(calls) > MOST_CALLS:
                raise Stop(f"makes more than {MOST_CALLS} calls.")
            passes_on()

        def anew():
            raise Stop(
                f"calls backward() of {v.label}, which begins the whole walk anew. What a node "
                "passes on stands in `_backward`, with its underscore."
            )

        v._backward = noted
        if v is not root:
            v.backward = anew

    for v in trace(root)[0]:
        watch(v, v._backward)
    root.grad = 1.0
    try:
        with time_limit(SECONDS):
            walk(root)
    except TimeoutError as limit:
        return calls, str(limit).removeprefix("it ")
    except Stop as reason:
        return calls, str(reason)
    except Exception as error:  # the learner's own code may raise anything
        return calls, f"stops with {type(error).__name__}: {error}."
    return calls, ""


@cache
def gradients(graph):
    """Return the right gradients of a graph's leaves."""
    root = made(*graph)
    root.backward()
    return [v.grad for v in leaves(root)]


def leaves(root):
    return [v for v in trace(root)[0] if not v._op]


@cache
def graphs():
    """Return all graphs as pairs (boxes, signs), the smallest first, sums before products."""
    found = []
    for size, signs in (2, "+*"), (3, "+*"), (4, "+*"), (5, "+"):
        for boxes in shapes(size):
            operations = sum(box is not None for box in boxes)
            found += [(boxes, signs) for signs in product(signs, repeat=operations)]
    found.sort(key=lambda graph: (len(graph[0]), graph[0].count(None), graph[1].count("*")))
    rng = random.Random(7)
    for _ in range(5):
        pairs = [tuple(rng.sample([i - 1, rng.randrange(i)], 2)) for i in range(3, 8)]
        found.append(((None, None, (0, 1), *pairs), "+" * 6))
    return found


def shapes(size):
    """Yield the boxes of all graphs of this size, each graph once: in the order of its `trace`."""

    def order(boxes):
        row = []

        def visit(i):
            if i not in row:
                for child in boxes[i] or ():
                    visit(child)
                row.append(i)

        visit(size - 1)
        return row

    def grown(boxes):
        if len(boxes) == size:
            if order(boxes) == list(range(size)):
                yield tuple(boxes)
            return
        for box in [None, *product(range(len(boxes)), repeat=2)]:
            yield from grown([*boxes, box])

    return grown([])


def made(boxes, signs):
    """Return the result of a graph of Values, labelled a, b, c and so on."""
    values, signs, numbers = [], iter(signs), iter(NUMBERS)
    for box, label in zip(boxes, string.ascii_lowercase, strict=False):
        if box is None:
            v = Value(next(numbers))
        else:
            left, right = (values[i] for i in box)
            v = left + right if next(signs) == "+" else left * right
        v.label = label
        values.append(v)
    return values[-1]


def formulas(root):
    """Return a graph in words, such as "b = a + a and c = b * a"."""
    results = [v for v in trace(root)[0] if v._op]
    each = [f"{v.label} = {f' {v._op} '.join(c.label for c in v._prev)}" for v in results]
    return " and ".join(filter(None, [", ".join(each[:-1]), each[-1]]))


def drawn(failure):
    """Return a drawing: as by `draw_dot`, with what is due beside what the walk has left."""
    nodes, edges = trace(failure.root)
    graph = Digraph()
    for v in nodes:
        turns = [str(i) for i, u in enumerate(failure.calls, 1) if u is v]
        texts = [v.label, f"turn {', '.join(turns) or 'never'}"] if v._op else [v.label]
        graph.box(v.label, *texts, data=v.data, grad=v.grad, due=failure.due.get(v))
        if v._op:
            graph.circle(v.label + "op", v._op)
            graph.edge(v.label + "op", v.label)
    for child, v in edges:
        graph.edge(child.label, v.label + "op")
    return graph
