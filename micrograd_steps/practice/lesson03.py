"""The blanks of lesson 03: children that are remembered, and the walk back along them.

The walk is judged by what its docstring promises, on graphs of `step03`; any order that keeps
the promise is right.
"""

import operator
from collections import Counter

from micrograd_steps.practice import lesson02
from micrograd_steps.practice.frame import Blank, NotYet, Wrong, told
from micrograd_steps.step03 import Value

ALL_IN_ONE = "The children go in together, in parentheses, with a comma between."
CHILDREN_HINTS = {"were given": ALL_IN_ONE, "not iterable": ALL_IN_ONE, **lesson02.HINTS}
OWN_NAME = "= and += make a name of `visit`'s own, `append` changes what is there."
HINTS = {  # part of what Python says: what to look at
    "append() takes": "A pair has parentheses of its own.",
    "variable 'nodes'": OWN_NAME,
    "variable 'edges'": OWN_NAME,
    "variable 'child'": "There is a child inside the loop only.",
    "too deep": "`visit` calls itself without an end. The loop visits the child.",
}


def children(Made):
    """Judge a plus and a times: their numbers, and what their results remember."""
    for judge, apply, example in (
        (lesson02.plus, operator.add, "4 + 5"),
        (lesson02.times, operator.mul, "4 · 5"),
    ):
        a, b, out = judge(Made, CHILDREN_HINTS)
        found, x = out._prev, Made(3.0)
        said = f"{example}: the children should be {(a, b)}, and are {found}."
        if not found:
            raise Wrong(f"{said} The number is right, but no children were handed over.")
        if any(isinstance(child, float) for child in found):
            raise Wrong(f"{said} Hand over the objects, not the numbers in them.")
        if len(found) == 1:
            raise Wrong(f"{said} One of the two is lost.")
        if len(apply(x, x)._prev) == 1:
            raise Wrong(
                f"{example}: a set keeps no order. In parentheses, without braces, "
                "the children keep theirs."
            )
        if found[0] is b and found[1] is a:
            raise Wrong(f"{said} First comes `self`, which stands on the left, then `other`.")
        if len(found) != 2 or found[0] is not a or found[1] is not b:
            raise Wrong(f"{said} They have to be `self` and `other`, no others.")


def walk(trace):
    """Judge nodes and edges of a + b, then of x · x, then of a · (a + b)."""
    a, b, x = Value(2.0, label="a"), Value(5.0, label="b"), Value(3.0, label="x")
    c, y, s = a + b, x * x, a + b
    g = a * s
    c.label, y.label, s.label, g.label = "c", "y", "s", "g"
    graph(trace, "c = a + b", [a, b, c])
    graph(trace, "y = x * x", [x, y])
    graph(trace, "s = a + b and g = a * s", [a, b, s, g])


def graph(trace, example, wanted):
    """Judge what trace collects from the last of the nodes that are wanted."""
    *others, root = wanted
    with told(example, HINTS):
        nodes, edges = trace(root)
    if not nodes and not edges:
        raise NotYet
    said = f"{example}: the nodes are {', '.join(map(label, nodes)) or 'none'}"
    count = Counter(map(id, nodes))
    if not count[id(root)]:
        raise Wrong(f"{said}, without {label(root)}: append every v that is visited.")
    if count[id(root)] > 1:
        raise Wrong(f"{said}: a visit appends its own v, once, and below the loop.")
    for v in others:
        if not count[id(v)]:
            raise Wrong(
                f"{said}, without {label(v)}: is each child visited, and noted in `seen` "
                "by its own visit, not before?"
            )
        if count[id(v)] > 1:
            raise Wrong(
                f"{said}, but {label(v)} should come once. Is it noted in the one `seen` "
                "of the walk, and looked up there, so that a second visit does nothing?"
            )
    arrows = [(child, v) for v in wanted for child in v._prev]
    for child, v in arrows:
        if nodes.index(child) > nodes.index(v):
            raise Wrong(
                f"{said}: {label(v)} comes before its child {label(child)}. Append v when "
                "the visits to all its children are over."
            )
    for edge in edges:
        if not isinstance(edge, list | tuple) or len(edge) != 2:
            raise Wrong(f"{example}: an edge is a pair (child, result), and one is {edge!r}.")
    found, due = Counter(map(tuple, edges)), Counter(arrows)
    if found == Counter((v, child) for child, v in arrows):
        slip = "They point the wrong way round: the child comes first in a pair."
    elif set(found) == set(due):
        slip = "There is one for each use, whether the child was seen before or not."
    elif found:
        slip = "Each goes from a child to the v whose children the loop walks over."
    else:
        slip = "For each child, a pair has to be appended to `edges`."
    if found != due:
        yours, right = (", ".join(map(arrow, pairs)) or "none" for pairs in (edges, arrows))
        raise Wrong(f"{example}: the edges are {yours}, and should be {right}. {slip}")


def label(v):
    return getattr(v, "label", repr(v))


def arrow(edge):
    return " → ".join(map(label, edge))


def both(children):
    """Return the two lines, with what they hand over besides the number."""
    return "\n".join(f"return Value(self.data {sign} other.data{children})" for sign in "+*")


LOOP = "if v not in seen:\n    seen.add(v)\n    for child in v._prev:\n        "
EDGE = "edges.append((child, v))\n    "
ALL = f"{LOOP}visit(child)\n        {EDGE}nodes.append(v)"

BLANKS = {
    "Value.__add__+Value.__mul__": Blank(
        "return the new Value as before, and hand over its children as well, left one first",
        children,
        right=(
            both(", [self, other]"),
            both(", _children=(self, other)").replace("Value(", "type(self)("),
        ),
        wrong={
            both(""): "no children were handed over",
            both(", (self, other)").replace(
                "* other.data, (self, other)", "* other.data"
            ): "4 · 5",
            both(", (self.data, other.data)"): "not the numbers in them",
            both(", (other, self)"): "First comes `self`",
            both(", (other,)"): "One of the two is lost.",
            both(", self, other"): "The children go in together",
            both(", {self, other}"): "a set keeps no order",
            both("), (self, other"): "the result has to be a Value",
            both(", (Value(2.0), Value(5.0))"): "no others",
        },
    ),
    "trace.visit": Blank(
        "if v was not seen yet: note that; visit each child and append its edge, child first; "
        "then append v to nodes",
        walk,
        right=(
            "if v in seen:\n    return\nfor child in reversed(v._prev):\n"
            "    edges.append((child, v))\n    visit(child)\nnodes.append(v)\nseen.add(v)",
            "seen.add(v)\nfor child in v._prev:\n    if child not in seen:\n"
            "        visit(child)\n    edges.append((child, v))\nnodes.append(v)",
            "if v not in nodes:\n    [visit(child) for child in v._prev]\n"
            "    edges.extend((child, v) for child in v._prev)\n    nodes.append(v)",
        ),
        wrong={
            ALL.replace("seen.add(v)", "pass"): "but x should come once",
            "if v not in seen:\n    seen.add(v)\n    nodes.append(v)\n    for child in v._prev:\n"
            "        visit(child)\n        edges.append((child, v))": "c comes before its child a",
            ALL.replace("nodes.append(v)", "pass").replace(
                "    for", "    nodes.insert(0, v)\n    for"
            ): ("s comes before its child a"),
            ALL.replace("(child, v)", "(v, child)"): "point the wrong way round",
            f"{LOOP}if child not in seen:\n            visit(child)\n            {EDGE}"
            "nodes.append(v)": "one for each use, whether",
            ALL.replace("visit(child)\n        ", ""): "is each child visited",
            ALL.replace("seen.add(v)", "pass").replace("visit(child)", "visit(v)"): "an end",
            ALL.replace("nodes.append(v)", "pass"): "append every v that is visited",
            ALL.replace("edges.append((child, v))", "pass"): "the edges are none",
            ALL.replace("append((child, v))", "append(child, v)"): "parentheses of its own",
            ALL.replace("nodes.append(v)", "nodes += [v]"): "make a name of `visit`'s own",
        },
    ),
}
