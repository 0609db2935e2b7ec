"""The blanks of lesson 18: the walk back as lines, and two passes that shorten a program."""

from collections import Counter

import numpy as np

from micrograd_steps import step18
from micrograd_steps.practice.frame import Blank, Wrong, expect, returned, told

HINTS = {  # a part of what Python says: the slip in words
    "can't set attribute": "A Line stays as it is; line._replace(…) makes another one.",
    "has no attribute 'add'": "A list takes more by `append`, a set by `add`.",
    "has no attribute 'append'": "A set takes more by `add`, a list by `append`.",
    "'set' and 'str'": "A text is no set: `words(line.text)` is the set of its words.",
    "'str' and 'set'": "A text is no set: `words(line.text)` is the set of its words.",
    "'set' and 'dict'": "The inputs are a dictionary; `set(program.inputs)` has their names.",
    "'dict' and 'set'": "The inputs are a dictionary; `set(program.inputs)` has their names.",
    "'set' and 'list'": "A list is no set: `set(…)` makes one of it.",
    "'list' and 'set'": "A list is no set: `set(…)` makes one of it.",
    "expected str instance": "`join` takes texts, and gets something else.",
}


def read(lines):
    """Return lines as a learner reads them."""
    return "; ".join(f"{line.name} = {line.text}" for line in lines)


def are_lines(made):
    return isinstance(made, list | tuple) and all(
        isinstance(getattr(line, "text", None), str) for line in made
    )


# ---------------------------------------------------------------- the walk back

SEED = "The output's own gradient is 1: there the walk begins."
FORWARD = "Are the values visited from the last to the first? The leaves come last."
LOST = "It was assigned: what another use had handed on is lost."
TIMES = "The terms are multiplied; they add up."


def twice(a):
    s = a + a
    s.label = "s"
    return s * s


CASES = [  # what is computed; labels; numbers; how; {wrong gradients of the leaves: the slip}
    ("a · b, a = 2, b = -3", "ab", [2.0, -3.0], lambda a, b: a * b, {}),
    ("a · a, a = 3", "a", [3.0], lambda a: a * a, {(3.0,): LOST, (9.0,): TIMES}),
    ("s · s, where s = a + a, a = 3", "a", [3.0], twice, {(6.0,): LOST, (12.0,): LOST}),
    ("2a, and b is used nowhere", "ba", [5.0, 3.0], lambda b, a: a * 2,
     {(1.0, 2.0): "Only the output begins at 1. Where nothing arrives, there is a 0."}),
]  # fmt: skip


def walk_back(made):
    for example, labels, numbers, make, slips in CASES:
        leaves = [step18.Value(x, label=i) for x, i in zip(numbers, labels, strict=True)]
        out = make(*leaves)
        found = gradients(made, out, leaves, example)
        out.backward()
        top, wanted = found[out], [leaf.grad for leaf in leaves]
        expect(top, 1.0, f"{example}: the output's gradient", [(0.0, SEED)])
        named = [([0.0] * len(wanted), FORWARD)]
        named += [(list(wrong), words) for wrong, words in slips.items()]
        given = f"{example}: the gradients of {' and '.join(labels)}"
        expect([found[leaf] for leaf in leaves], wanted, given, named)
    leaves = [step18.Tensor(x, label=i) for x, i in
              (([[1.0], [2.0]], "a"), ([3.0, 4.0, 5.0], "b"), ([6.0, 7.0], "c"))]  # fmt: skip
    out = leaves[0] * leaves[1]
    example = "a column of two times a row b of three, and c, a row, is not used"
    found = gradients(made, out, leaves, example)
    out.backward()
    for leaf in (out, *leaves):
        name = leaf.label or "the output"
        wanted = np.zeros(2) if leaf.grad is None else leaf.grad
        number = "The 1, or 0, has to be of the value's own shape: see `fitted`."
        expect(found[leaf], wanted, f"{example}: the gradient of {name}",
               [(each, number) for each in (0.0, 1.0)])  # fmt: skip


def gradients(made, out, leaves, example):
    """Return {node: the gradient that a learner's lines compute}, or say what is amiss."""
    behind = step18.trace(out)[0]
    nodes = [v for v in leaves if v not in behind] + behind
    names, grads = step18.names_of(nodes)
    hints = {"Value(data": "`terms` needs a list for each value, before it is asked.", **HINTS}
    with told(example, hints):
        lines = returned(made, nodes, dict(names), grads)
    if not are_lines(lines):
        raise Wrong(f"{example}: it has to return a list of Lines, and returns {lines!r}.")
    said = f"{example}. Yours writes: {read(lines)}"
    count = Counter(line.name for line in lines)
    double = next((name for name in count if count[name] > 1), None)
    if double:
        raise Wrong(f"{said}. Two lines are called {double}; a gradient gets one, with all terms.")
    if set(count) == set(names.values()):
        raise Wrong(f"{said}. These are the values' names; those of their gradients are in grads.")
    for v in nodes:
        if grads[v] not in count:
            raise Wrong(f"{said}. No line is called {grads[v]}; each value gets one.")
    for line in lines:
        if not line.text.strip():
            raise Wrong(f"{said}. {line.name} is empty: at that value nothing arrives.")
    order = "The lines are in the wrong order: the output's comes first."
    if lines[0].name == grads[out]:
        order = "`handed_on` takes a value, then the names, then those of the gradients."
    results = [names[out], *grads.values()]
    given = {names[v]: np.shape(v.data) for v in leaves}
    lines = step18.forward_lines(nodes, names, leaves) + list(lines)
    text = step18.write(step18.Program(given, [], results, lines), guards=False)
    hints = {f"'{name}'": order for name in grads.values()}
    hints |= {
        "' is not defined": "Between two terms has to be a “ + ”.",
        "out of bounds": "Does the 1 of the output have its shape? `fitted` stretches it.",
    }
    try:
        with told(said, hints):
            _, *found = step18.load(text)(*(v.data for v in leaves))
    except SyntaxError as error:
        raise Wrong(f"{said}. That is not Python: {error.msg}. "
                    "A text joins a list by `append`.") from None
    if any(isinstance(grad, tuple) for grad in found):
        raise Wrong(f"{said}. With a comma between them the terms are a tuple, and no sum.")
    return dict(zip(nodes, found, strict=True))


# ---------------------------------------------------------------- passes


def program_of(inputs, results, *lines, learned=()):
    """Return a program of plain numbers, as one types it: "p = a * b"."""
    lines = [step18.Line(*line.split(" = "), ()) for line in lines]
    return step18.Program(dict.fromkeys(inputs, ()), list(learned), results, lines)


def passed(made, program):
    """Return what a learner's pass makes of a program, and the example in words."""
    names = ", ".join(program.inputs)
    example = f"given {names}: {read(program.lines)}; returned: {', '.join(program.results)}"
    with told(example, HINTS):
        shorter = returned(made, fresh(program))
    if are_lines(shorter):
        raise Wrong("it returns the lines alone; `program._replace(lines=lines)` has the rest.")
    if not are_lines(getattr(shorter, "lines", None)):
        raise Wrong(f"it has to return a Program, and returns {shorter!r}.")
    return list(shorter.lines), example


def fresh(program):
    """Return the same program, of lists of its own: a learner's pass may change them."""
    return step18.Program(*(type(part)(part) for part in program))


def needs(line, others):
    """Return which of several names stand in a line's text, in order."""
    return [name for name in others if name in step18.words(line.text)]


ONCE = [
    program_of("x", ["w"], "v = 2.0 * 3.0", "w = x * v", learned="x"),
    program_of("x", ["w"], "v = np.exp(2.0)", "w = x * v", learned="x"),
    program_of("x", ["v5"], "v1 = x + 1.0", "v2 = v1 * v1", "v3 = 2.0 + 1.0", "v4 = v3 * v3",
               "v5 = v2 * v4", learned="x"),
    program_of(["X", "w"], ["t"], "s = X * 2.0", "t = s * w", learned=["w"]),
]  # fmt: skip


def constants_once(made):
    for program in ONCE:
        lines, example = passed(made, program)
        if read(lines) != read(program.lines):
            raise Wrong(
                f"{example}. Yours leaves {read(lines) or 'no line'}. All lines stay, in their "
                "order; only `once` changes."
            )
        through = {name: "is given anew in each step" for name in program.inputs}
        for line in lines:
            first = next(iter(needs(line, through)), None)
            if line.once and first:
                raise Wrong(
                    f"{example}. Yours computes {read([line])} once, before all steps; but "
                    f"{first} {through[first]}."
                )
            if first:
                through[line.name] = f"changes with {first}"
        late = [line for line in lines if line.name not in through and not line.once]
        if late:
            behind = needs(late[0], [line.name for line in lines if line.once])
            slip = ""
            if "np." in late[0].text:
                slip = " Of its words none is an input: np is NumPy."
            elif not any(line.once for line in lines):
                slip = " Nothing at all is marked: `_replace` makes a new Line, to be kept."
            raise Wrong(
                f"{example}. Yours still computes {read(late[:1])} in each step, though "
                + (f"{behind[0]} is computed once, and nothing else" if behind else "nothing")
                + f" is needed for it.{slip}"
            )


DEAD = [
    program_of("ab", ["e"], "p = a * b", "e = a + b"),
    program_of("ab", ["e"], "p = a * b", "q = p + 1.0", "e = q * a"),
    program_of("ab", ["v3"], "v1 = a * b", "v2 = v1 + 1.0", "v3 = v2 * a"),
    program_of("ab", ["e"], "p = a * b", "e = np.exp(a)"),
    program_of("ab", ["e"], "p = a * b", "q = p + 1.0", "e = a + b"),
    program_of("ab", ["s", "p"], "s = a + b", "q = s * s", "p = s * a"),
]


def dead_lines(made):
    for program in DEAD:
        lines, example = passed(made, program)
        left = [line.name for line in lines]
        said = f"{example}. Yours leaves {read(lines) or 'no line'}"
        alive = {line.name for line in step18.without_dead_lines(program).lines}
        gone = [line.name for line in program.lines if line.name in alive - set(left)]
        if gone:
            users = [line.name for line in program.lines if needs(line, gone[-1:])]
            why = f"{users[-1]} needs it" if gone[-1] not in program.results else "it is returned"
            raise Wrong(f"{said}. {gone[-1]} is gone, and {why}.")
        still = [line for line in lines if line.name not in alive]
        if still:
            users = [line.name for line in program.lines if needs(line, [still[0].name])]
            why = f"only {users[0]} needs it, and that is dead itself" if users else (
                "its letter stands in another word, but no line needs it"
                if any(still[0].name in line.text for line in program.lines)
                else "no line needs it"
            )  # fmt: skip
            raise Wrong(f"{said}. {still[0].name} is dead: {why}.")
        if left != [line.name for line in program.lines if line.name in alive]:
            raise Wrong(f"{said}. These are the right lines, in the wrong order.")


# ---------------------------------------------------------------- the table

TERMS = "terms, lines = {v: [] for v in nodes}, []\n"
START = (
    "    shape = np.shape(v.data)\n"
    '    start = fitted("1.0" if v is nodes[-1] else "0.0", (), shape)\n'
)
LINE = '    lines.append(Line(grads[v], " + ".join(terms[v]) or start, shape))\n'
HAND = (
    "    for child, text in zip(v._prev, handed_on(v, names, grads), strict=True):\n"
    "        terms[child].append(text)\n"
)
BACK = f"{TERMS}for v in reversed(nodes):\n{START}{LINE}{HAND}return lines"

CHANGING = "changing, lines = set(program.inputs), []\nfor line in program.lines:\n"
KEPT = "    lines.append(line._replace(once=once))\nreturn program._replace(lines=lines)"
GROWS = (
    "    once = not words(line.text) & changing\n"
    "    changing |= set() if once else {line.name}\n"
)
CONSTANTS = CHANGING + GROWS + KEPT

NEEDED = (
    "needed, lines = set(program.results), []\n"
    "for line in reversed(program.lines):\n"
    "    if line.name in needed:\n"
    "        needed |= words(line.text)\n"
)
DEAD_LINES = f"{NEEDED}        lines.insert(0, line)\nreturn program._replace(lines=lines)"


BLANKS = {
    "backward_lines": Blank(
        "go through nodes from the last to the first; append a Line for each gradient, its terms "
        "joined by \" + \", or fitted 1.0 or 0.0; add what is handed_on to the children's terms",
        walk_back,
        right=(
            # the terms first of all, then the lines
            "terms = {v: [] for v in nodes}\n"
            'terms[nodes[-1]].append(fitted("1.0", (), np.shape(nodes[-1].data)))\n'
            "for v in nodes[::-1]:\n"
            "    for child, text in zip(v._prev, handed_on(v, names, grads)):\n"
            "        terms[child].append(text)\n"
            "shapes = {v: np.shape(v.data) for v in nodes}\n"
            'return [Line(grads[v], " + ".join(terms[v]) or fitted("0.0", (), shapes[v]),\n'
            "             shapes[v]) for v in nodes[::-1]]",
            # a text that grows
            "sums, lines = {}, []\n"
            "for v in reversed(nodes):\n"
            "    shape = np.shape(v.data)\n"
            "    number = str(float(v is nodes[-1]))\n"
            "    lines += [Line(grads[v], sums.get(v, fitted(number, (), shape)), shape)]\n"
            "    for i, text in enumerate(handed_on(v, names, grads)):\n"
            "        child = v._prev[i]\n"
            '        sums[child] = f"{sums[child]} + {text}" if child in sums else text\n'
            "return lines",
            # the 0 is added, too
            BACK.replace('" + ".join(terms[v]) or start', '" + ".join([start, *terms[v]])'),
        ),
        wrong={
            BACK.replace("reversed(nodes)", "nodes"): "from the last to the first?",
            BACK.replace("terms[child].append(text)", "terms[child] = [text]"): "was assigned",
            BACK.replace('"1.0" if v is nodes[-1] else "0.0"', '"0.0"'): "gradient is 1",
            BACK.replace('"1.0" if v is nodes[-1] else "0.0"', '"1.0"'): "there is a 0.",
            BACK.replace('fitted("1.0" if v is nodes[-1] else "0.0", (), shape)',
                         '"1.0" if v is nodes[-1] else "0.0"'): "Does the 1 of the output",
            BACK.replace(" or start", ""): "at that value nothing arrives.",
            BACK.replace('" + "', '" * "'): "multiplied; they add up.",
            BACK.replace('" + "', '", "'): "are a tuple",
            BACK.replace('" + "', '""'): "has to be a “ + ”",
            BACK.replace("grads[v], ", "names[v], "): "are the values' names",
            BACK.replace(LINE, "").replace(
                "        terms[child].append(text)\n",
                "        lines.append(Line(grads[child], text, shape))\n",
            ): "each value gets one.",
            BACK.replace("lines.append(L", "lines.insert(0, L"): "the output's comes first.",
            BACK.replace("return lines", "return terms"): "has to return a list of Lines",
            BACK.replace("return lines", ""): "is there a `return`",
        },
    ),
    "with_constants_once": Blank(
        "go through program.lines; keep the names that change with an input, its inputs at first; "
        "return program._replace(lines=…), each line._replace(once=…) true or false",
        constants_once,
        right=(
            "fixed = {line.name for line in program.lines}\n"
            "everything = fixed | set(program.inputs)\n"
            "fixed, lines = set(), []\n"
            "for line in program.lines:\n"
            "    if words(line.text) & everything <= fixed:\n"
            "        fixed.add(line.name)\n"
            "    lines.append(line._replace(once=line.name in fixed))\n"
            "return program._replace(lines=lines)",
            "def depends(name):\n"
            "    texts = {line.name: line.text for line in program.lines}\n"
            "    return name in program.inputs or any(\n"
            '        map(depends, words(texts.get(name, ""))))\n'
            "return program._replace(lines=[\n"
            "    line._replace(once=not depends(line.name)) for line in program.lines])",
        ),
        wrong={
            CONSTANTS.replace("    changing |= set() if once else {line.name}\n", ""): (
                "once, before all steps; but v1 changes with x."
            ),
            CONSTANTS.replace("not words(line.text) & changing", "not words(line.text)"): (
                "computes v = np.exp(2.0) in each step"
            ),
            CONSTANTS.replace("set() if once else {line.name}", "{line.name}"): (
                "though v3 is computed once"
            ),
            CONSTANTS.replace("set(program.inputs)", "set(program.learned)"): (
                "but X is given anew in each step"
            ),
            CONSTANTS.replace("once = not", "once = bool(").replace("& changing", "& changing)"): (
                "before all steps; but x"
            ),
            CHANGING + GROWS + "    line._replace(once=once)\nreturn program": "Nothing at all",
            CHANGING + GROWS + "    line.once = once\nreturn program": "A Line stays",
            CHANGING + GROWS + "    if once:\n        lines.append(line)\n"
            "return program._replace(lines=lines)": "only `once` changes.",
            CONSTANTS.replace("return program._replace(lines=lines)", "return lines"): (
                "it returns the lines alone"
            ),
            CONSTANTS.replace("return program._replace", "program._replace"): (
                "is there a `return`"
            ),
            CONSTANTS.replace("words(line.text) & changing", "line.text & changing"): (
                "A text is no set"
            ),
        },
    ),
    "without_dead_lines": Blank(
        "go through program.lines from the last to the first; keep a line if a result, or a line "
        "that is kept, needs its name; return program._replace(lines=…), in the old order",
        dead_lines,
        right=(
            "needed, lines = {*program.results}, []\n"
            "for line in program.lines[::-1]:\n"
            "    if line.name in needed:\n"
            "        lines.append(line)\n"
            "        needed.update(words(line.text))\n"
            "return program._replace(lines=lines[::-1])",
            # again and again, until nothing goes
            "lines = program.lines\n"
            "while True:\n"
            "    used = set(program.results).union(*(words(line.text) for line in lines))\n"
            "    kept = [line for line in lines if line.name in used]\n"
            "    if len(kept) == len(lines):\n"
            "        return program._replace(lines=kept)\n"
            "    lines = kept",
            # from each result down
            "texts = {line.name: line.text for line in program.lines}\n"
            "alive = set()\n"
            "def visit(name):\n"
            "    if name in texts and name not in alive:\n"
            "        alive.add(name)\n"
            "        for word in words(texts[name]):\n"
            "            visit(word)\n"
            "for name in program.results:\n"
            "    visit(name)\n"
            "return program._replace(\n"
            "    lines=[line for line in program.lines if line.name in alive])",
        ),
        wrong={
            DEAD_LINES.replace("reversed(program.lines)", "program.lines"): "q is gone, and e",
            DEAD_LINES.replace("insert(0, line)", "append(line)"): "in the wrong order.",
            "used = set(program.results).union(*(words(line.text) for line in program.lines))\n"
            "return program._replace(lines=[\n"
            "    line for line in program.lines if line.name in used])": "that is dead itself.",
            'text = " ".join([*program.results, *(line.text for line in program.lines)])\n'
            "return program._replace(lines=[\n"
            "    line for line in program.lines if line.name in text])": "stands in another word",
            DEAD_LINES.replace("words(line.text)", "set(line.text)"): "v2 is gone, and v3",
            DEAD_LINES.replace("line.name in needed", "line.name not in needed"): "it is returned",
            DEAD_LINES.replace("return program._replace(lines=lines)", "return lines"): (
                "it returns the lines alone"
            ),
            DEAD_LINES.replace("return program", "program"): "is there a `return`",
            DEAD_LINES.replace("needed |= words(line.text)", "needed.append(line.text)"): (
                "takes more by `add`"
            ),
        },
    ),
}
