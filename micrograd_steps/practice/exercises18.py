"""The exercises of lesson 18: read a program, mend one, and two ways to make programs better."""

import re

import numpy as np

from micrograd_steps import step15, step18
from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    returned,
    same,
    shown,
    told,
)
from micrograd_steps.practice.lesson18 import HINTS, are_lines, fresh, needs, program_of, read

# ---------------------------------------------------------------- read a program

READING = program_of(
    "xwb", ["dw", "db"],
    "h = x * w", "n = h + b", "o = np.maximum(n, 0.0)", "k = 0.5 * 4.0", "e = o * k",
    "de = 1.0", "do = de * k", "dk = de * o", "dn = do * (n > 0.0)", "db = dn", "dh = dn",
    "dw = dh * x", "dx = dh * w",
)  # fmt: skip


def names_in(name, found):
    """Return the names that a learner lists, in a list, a set or a text; they have to be lines."""
    filled(**{name: found})
    if isinstance(found, str):
        found = re.findall(r"\w+", found)
    known = {line.name for line in READING.lines}
    for each in found if isinstance(found, list | tuple | set) else [found]:
        if each is ...:
            raise NotYet(f"{name} is still open")
        if each not in known:
            raise Wrong(f'{name}: {each!r} is no line. Write names, such as ["h", "n"].')
    return set(found)


def reads(dead, once, copies):
    filled(dead=dead, once=once, copies=copies)
    lines = {line.name: line for line in READING.lines}
    alive = {line.name for line in step18.without_dead_lines(READING).lines}
    for name in sorted(found := names_in("dead", dead)):
        users = [each for each in alive if needs(lines[each], [name])]
        if name in READING.results:
            raise Wrong(f"dead: {name} is returned.")
        if users:
            raise Wrong(f"dead: {name} is not, for {min(users)} needs it, and that is not dead.")
    left = set(lines) - alive - found
    if left:
        unread = [n for n in left if not any(needs(line, [n]) for line in READING.lines)]
        words = "one that only dead lines read"
        if unread:
            words = "one that no line reads, and that is not returned"
        raise Wrong(f"dead: these are, and there is another: {words}. Go from the last line up.")
    fixed = {line.name for line in step18.with_constants_once(READING).lines if line.once}
    for name in sorted(found := names_in("once", once)):
        if name not in fixed:
            raise Wrong(f"once: {lines[name].text} needs something that changes with an input.")
    if fixed - found:
        raise Wrong("once: there is another. A line may also need what is itself computed once.")
    kept = {line.name for line in step18.without_copies(READING).lines}
    for name in sorted(found := names_in("copies", copies)):
        if name in kept:
            raise Wrong(f"copies: {name} computes something: {lines[name].text}.")
    if set(lines) - kept - found:
        raise Wrong("copies: there is another that is only a second name.")


# ---------------------------------------------------------------- a loop


def doubled(x):
    y = x
    while y.data < 100:
        y = y * 2
    return y


def plain(**made):
    """Raise NotYet for what is still open, and Wrong for a number in quotes."""
    filled(**made)
    for name, found in made.items():
        if isinstance(found, str):
            raise Wrong(f"{name}: {found!r} is a text. Write a number, without quotes.")


def loop(value, answer, slope, right_for):
    plain(value=value, answer=answer, slope=slope)
    filled(right_for=right_for)
    x = step18.Value(3.0)
    step = step18.load(step18.write(step18.record(doubled(x), [x])))
    at_50 = step18.Value(50.0)
    out = doubled(at_50)
    out.backward()
    said, grad = step(50.0)
    recorded = float(step(3.0)[0])
    times = int(np.log2(grad))
    agree("value", value, out.data, [
        (said, "That is the program's answer. `doubled` looks at its own x, and stops at 100."),
        (recorded, "That is what 3 becomes. The loop begins anew for 50."),
    ], "Go through the loop with 50: how often is it doubled?")  # fmt: skip
    agree("answer", answer, said, [
        (out.data, "So says `doubled`. But the program has no `while`: which lines has it?"),
        (recorded, "That is what the program says to 3. It is called with 50."),
        (50 * 2 * times, f"{times} doublings are not a factor of 2 · {times}."),
    ], "How often was 3 doubled? The program has a line for each of these.")  # fmt: skip
    agree("slope", slope, grad, [
        (at_50.grad, "So says `doubled`, by the one doubling of its own."),
        (2 * times, "Each doubling multiplies the slope by 2; they do not add up."),
        (times, "So many doublings there are. Each multiplies the slope by 2."),
        (said, "That is the answer itself."),
    ], "If x grows by 1, by how much does the program's answer grow?")  # fmt: skip
    many = isinstance(right_for, list | tuple | set)
    if not many or any(not isinstance(x, int | float) or x != int(x) for x in right_for):
        raise Wrong(f"right_for: a list of whole numbers, please, not {right_for!r}.")
    if any(x <= 0 for x in right_for):
        raise Wrong("right_for: the loop in `doubled` never ends for 0, nor below it.")
    for x in sorted(set(right_for)):
        of = doubled(step18.Value(float(x))).data
        if not same(of, float(step(float(x))[0])):
            raise Wrong(
                f"right_for: not for {x}. `doubled` makes {shown(of)} of it, and the program "
                f"{shown(float(step(float(x))[0]))}."
            )
    wanted = [x for x in range(1, 100) if same(doubled(step18.Value(x)).data, step(float(x))[0])]
    if not right_for or set(right_for) != set(wanted):
        raise Wrong("right_for: there are more. Which other numbers need as many doublings?")


# ---------------------------------------------------------------- an update


def program_of_product():
    """Return the program of x · w1 · w2, and what is given, with the numbers after a step."""
    x, w1, w2 = leaves = [
        step18.Value(number, label=label)
        for label, number in (("x", 2.0), ("w1", 3.0), ("w2", -1.0))
    ]
    out = x * w1 * w2
    program = step18.record(out, leaves, [w1, w2])
    out.backward()
    return program, [v.data for v in leaves], {w.label: (w.data, w.grad) for w in (w1, w2)}


def updates(made):
    program, given, before = program_of_product()
    rate = 0.1
    example = "x · w1 · w2, for x = 2, w1 = 3, w2 = -1, at the rate 0.1"
    hints = {"takes ": "The program has to be given the rate, too.",
             "is not defined": "Is each line below what it needs?",
             "not associated": "Is each line below what it needs?",
             "'v": "Only some lines are gradients of weights: ask for that first.",
             **HINTS}  # fmt: skip
    with told(example, hints):
        changed = returned(made, program)
        if not are_lines(getattr(changed, "lines", None)):
            raise Wrong(f"{example}: it has to return a Program, and returns {changed!r}.")
        found = step18.load(step18.write(changed))(*given, rate)
    found = [float(number) for number in (found if isinstance(found, tuple) else [found])]
    wanted = [data - rate * grad for data, grad in before.values()]
    early = [3.0 - rate * 2.0 * wanted[1], wanted[1]]
    if same(found, early):
        raise NotYet(
            f"{example}: by `backward()`, w1 and w2 become {shown(wanted)}; "
            f"but in the program w1 becomes {shown(early[0])}"
        )
    old, grads = zip(*before.values(), strict=True)
    slips = [
        ([a + rate * g for a, g in before.values()], "The sign: a step goes down the slope."),
        (list(old), "Those are the old weights."),
        ([wanted[0], old[1]], "w2 stays as it was."),
        ([old[0], wanted[1]], "w1 stays as it was."),
        ([a - 2 * rate * g for a, g in before.values()], "It is subtracted twice."),
        ([a - g for a, g in before.values()], "The rate has no part in it."),
        ([old[0] - rate * grads[1], old[1] - rate * grads[0]], "Each has the other's gradient."),
        (wanted[::-1], "They come in the wrong order: that of `learned`."),
        (found, "What has to be returned are the weights after the step."),
    ]
    expect(found, wanted, f"{example}: w1 and w2", slips)


# ---------------------------------------------------------------- a program for each shape


def each_shape(made):
    recorded = []

    def mean_of_squares(x):
        recorded.append(x.data.shape)
        return (x * x).mean()

    hints = {
        "is not of shape": "A program fits one shape, rank and lengths: keep one for each.",
        "unhashable": "A shape, `np.shape(x)`, can be a key; an array can't.",
        "can be recorded, not": "f takes a Tensor: make one of x.",
        "has no attribute '_prev'": "f takes a Tensor, and so does `record`: make one of x.",
        "has no attribute 'data'": "f takes a Tensor: make one of x.",
        "inputs are leaves": "The input of the recording is the Tensor that f is given.",
        "make the data of shape": "The Tensor that f is given has to be recorded as the input.",
        **HINTS,
    }
    answer = made(mean_of_squares)
    if not callable(answer):
        raise Wrong(f"it has to return a function, and returns {answer!r}.")
    if recorded:
        raise Wrong("f is called before there is any x: which shape would that be recorded for?")
    given = [[1.0, 2.0, 3.0, 4.0], [6.0], [5.0, 0.0, -3.0, 2.0], [[1.0, 2.0], [3.0, 5.0]], [2.0]]
    seen = set()
    for numbers in map(np.array, given):
        example = f"x = {shown(numbers)}, of shape {numbers.shape}"
        seen.add(numbers.shape)
        with told(example, hints | {str(numbers.shape): "No program of that shape is there yet."}):
            found = returned(answer, numbers.copy())
        leaf = step18.Tensor(numbers)
        out = (leaf * leaf).mean()
        out.backward()
        if not isinstance(found, tuple | list) or len(found) != 2:
            raise Wrong(f"{example}: f of x and the gradient are wanted, not {found!r}.")
        numbers_of = [part.data if isinstance(part, step18.Tensor) else part for part in found]
        value, grad = map(np.asarray, numbers_of)
        slips = [(each, "That was recorded for other numbers: is the program called with x?")
                 for each in (7.5, 36.0)]  # fmt: skip
        slips.append((9.0, "The recording for four numbers divides by 4."))
        expect(value, out.data, f"{example}: the mean of squares", slips)
        slips = [(0 * grad, "The Tensor that f is given has to be recorded as the input.")]
        expect(grad, leaf.grad, f"{example}: the gradient", slips)
        if len(recorded) > len(seen):
            raise Wrong(
                f"{example}: the numbers are right, but f has been recorded {len(recorded)} times "
                f"for {len(seen)} shape{'s' * (len(seen) > 1)}. The program of a known shape is "
                "there already."
            )
    if len(recorded) < len(seen):
        raise Wrong("the numbers are right; but which program finds them? f was not recorded.")


# ---------------------------------------------------------------- equal lines

REPEATS = [
    program_of("ab", ["e"], "p = a * b", "q = a * b", "e = p + q"),
    program_of("ab", ["e"], "p = a * b", "q = a + b", "e = p * q"),
    program_of("ab", ["e"], "v1 = a * b", "v2 = a * b", "v22 = v2 + 1.0", "e = v22 * v2"),
    program_of("ab", ["e"], "p = a * b", "q = a * b", "r = p + 1.0", "s = q + 1.0", "e = r / s"),
    program_of("ab", ["p", "q"], "p = a * b", "q = a * b"),
    program_of("ab", ["e"], "p = a * b", "q = a * b", "s = q + 1.0", "r = p + 1.0", "e = r / s"),
]


def shared(program):
    """Return how many lines compute something if nothing is computed twice."""
    first, now = {}, {}
    for line in program.lines:
        text = re.sub(r"\w+", lambda w: now.get(w[0], w[0]), line.text)
        now[line.name] = first.setdefault(text, line.name)
    return len(first)


def repeats(made):
    for program in REPEATS:
        names = ", ".join(program.inputs)
        example = f"given {names}: {read(program.lines)}; returned: {', '.join(program.results)}"
        with told(example, HINTS):
            changed = returned(made, fresh(program))
        if are_lines(changed):
            raise Wrong("it returns the lines alone; program._replace(…) has the rest.")
        if not are_lines(getattr(changed, "lines", None)):
            raise Wrong(f"{example}: it has to return a Program, and returns {changed!r}.")
        said = f"{example}. Yours leaves {read(changed.lines) or 'no line'}"
        gone = {"not associated": "The lines have to keep their order."}
        gone |= {f"'{name}' is not": "It is returned as well: see `results`."
                for name in program.results}  # fmt: skip
        readers = "A line that goes has readers: they need the name of the first."
        gone |= {f"'{line.name}' is not": readers for line in program.lines if line.name not in
                 program.results}
        gone["is not"] = "No line was ever called so: `replace` changes parts of words, too."
        with told(said, gone):
            found = step18.load(step18.write(changed))(2.0, 3.0)
        wanted = step18.load(step18.write(program))(2.0, 3.0)
        found = list(found) if isinstance(found, tuple) else [found]
        wanted = list(wanted) if isinstance(wanted, tuple) else [wanted]
        expect(found, wanted, f"{said}; for 2 and 3")
        left = len(step18.without_dead_lines(step18.without_copies(changed)).lines)
        if left > shared(program):
            lines = step18.without_copies(changed).lines
            texts = [line.text for line in lines]
            twice = next((text for text in texts if texts.count(text) > 1), None)
            slip = f" {twice} is computed twice." if twice else ""
            if len(program.lines) == len(REPEATS[3].lines) and twice:
                slip += " q is p by another name, so q + 1.0 and p + 1.0 are the same."
            raise Wrong(f"{said}.{slip}")


# ---------------------------------------------------------------- earlier lessons


def stored(local, gradient):
    a, b = step15.Value(3.0), step15.Value(-2.0)
    results = {"a * b": a * b, "a - b": a - b, "a**2": a**2}
    filled(**{f"local of {name}": local.get(name) for name in results}, gradient=gradient)
    slips = {
        "a * b": [([3.0, -2.0], "Times swaps: each child's slope is the other factor."),
                  ([1.0, 1.0], "Those are the slopes of a sum.")],
        "a - b": [([1.0, 1.0], "If b grows, does a − b grow?"),
                  ([3.0, -2.0], "Those are a and b; how steep is a − b along each?"),
                  ([3.0, 2.0], "Those are a and b; how steep is a − b along each?")],
        "a**2": [(9.0, "That is its data, and not its slope."), (3.0, "That is a itself."),
                 (2.0, "The slope of a² is 2a, and a is 3.")],
    }  # fmt: skip
    for name, out in results.items():
        found = local[name]
        found = list(found) if isinstance(found, list | tuple) else [found]
        named = [(x if isinstance(x, list) else [x], words) for x, words in slips[name]]
        agree(f"local of {name}", found, list(out._local), named,
              "One slope for each child: nudge that child alone, and look.")  # fmt: skip
    (results["a * b"] - results["a**2"]).backward()
    agree("gradient", gradient, a.grad, [
        (4.0, "The minus belongs to the second path: −1 · 6."),
        (-2.0, "That is the path through a · b alone; there is another."),
        (-6.0, "That is the path through a² alone; there is another."),
        (6.0, "a is used in both: add what comes along both paths."),
    ], "Two paths lead to a: through a · b, and −a². Add what comes along both.")  # fmt: skip


def decay(gradient, weight):
    plain(gradient=gradient, weight=weight)
    w = step15.Value(2.0)
    ((w * -0.3) + 0.1 * w**2).backward()
    agree("gradient", gradient, w.grad, [
        (-0.3, "That is what the data say; L2 pulls, too."),
        (0.4, "That is L2's part alone."),
        (-0.1, "The slope of w² is 2w."),
        (0.1 - 0.3, "The slope of 0.1 · w² is 0.1 · 2w, and w is 2."),
        (-0.7, "L2 pulls towards 0: for a positive w, its slope is positive."),
    ], "Two parts: the slope of the data loss, and that of 0.1 · w².")  # fmt: skip
    agree("weight", weight, 2.0 - 0.5 * w.grad, [
        (2.0 + 0.5 * w.grad, "A step goes down the slope: minus."),
        (2.0 - w.grad, "The rate is 0.5."),
        (0.5 * w.grad, "By so much it moves. Where does it get to?"),
    ], "w minus the rate times its gradient.")  # fmt: skip


# ---------------------------------------------------------------- the table

UPDATES = """def with_updates(program):
    grads = dict(zip(program.results[1:], program.learned, strict=True))
    lines = list(program.lines)
    for line in program.lines:
        if line.name in grads:
            w = grads[line.name]
            text = f"{w} - rate * {line.name}"
            lines.append(Line(w, text, line.shape))
    inputs = program.inputs | {"rate": ()}
    return program._replace(
        inputs=inputs, results=program.learned, lines=lines)
"""

SHAPES = """def for_each_shape(f):
    steps = {}

    def answer(x):
        shape = np.shape(x)
        if shape not in steps:
            leaf = Tensor(x)
            steps[shape] = load(write(record(f(leaf), [leaf])))
        return steps[shape](x)

    return answer
"""

REPEAT = """def without_repeats(program):
    first, now, lines = {}, {}, []
    for line in program.lines:
        new = re.sub(
            r"\\b[A-Za-z]\\w*", lambda w: now.get(w[0], w[0]), line.text)
        if new in first:
            now[line.name] = first[new]
        else:
            first[new] = line.name
            lines.append(line._replace(text=new))
    results = [now.get(name, name) for name in program.results]
    return program._replace(lines=lines, results=results)
"""

READ = """dead = ["o", "e", "dk", "dx"]
once = ["k", "de", "do"]
copies = ["db", "dh"]
"""

LOOP = """value = 100.0
answer = 3200.0
slope = 64.0
right_for = [2, 3]
"""

STORED = """local = {"a * b": (-2.0, 3.0), "a - b": (1.0, -1.0), "a**2": (6.0,)}
gradient = -8.0
"""

EXERCISES = {
    "1": Exercise(
        reads,
        (
            "Begin at the last line, and go up. What is returned is needed; what do these two "
            "need, and what do those?",
            "For `once`, begin at the top: which lines hold no x, w and b? And which need nothing "
            "else than such lines?",
            "The output itself is not returned. Who reads it?",
        ),
        READ,
        right=(
            'dead = {"dx", "dk", "e", "o"}\nonce = ("do", "k", "de")\ncopies = "dh db"\n',
            'dead = "dx, o, e, dk"\nonce = ["de", "do", "k"]\ncopies = ["dh", "db"]\n',
        ),
        wrong={
            READ.replace('"e", "dk", ', ""): "one that no line reads",
            READ.replace('["o", ', "["): "one that only dead lines read",
            READ.replace('"dx"]', '"dx", "n"]'): "n is not, for dn needs it",
            READ.replace('"dx"]', '"dx", "do"]'): "do is not, for dn needs it",
            READ.replace('"dx"]', '"dx", "db"]'): "db is returned.",
            READ.replace(', "do"]', "]"): "itself computed once.",
            READ.replace(', "do"]', ', "do", "dk"]'): "de * o needs something",
            READ.replace(', "dh"]', "]"): "only a second name.",
            READ.replace(', "dh"]', ', "dh", "de"]'): "de computes something: 1.0.",
            READ.replace('"o", "e"', '"o", "E"'): "'E' is no line",
        },
    ),
    "2": Exercise(
        loop,
        (
            "`while` asked while it was recorded, with 3. What did it leave in the program: how "
            "many lines of the way forward?",
            "3, 6, 12 and so on: count the doublings up to 100. The program has that many, for "
            "whatever x; only `doubled` counts anew.",
        ),
        LOOP,
        right=(
            "value, answer, slope, right_for = 100, 50 * 2**6, 2**6, (3, 2)\n",
            "value = 50 * 2\nanswer = 50 * 64\nslope = 64\nright_for = {2, 3}\n",
        ),
        wrong={
            LOOP.replace("100.0", "3200.0"): "That is the program's answer.",
            LOOP.replace("100.0", "192.0"): "The loop begins anew for 50.",
            LOOP.replace("3200.0", "100.0"): "the program has no `while`",
            LOOP.replace("3200.0", "192.0"): "what the program says to 3.",
            LOOP.replace("3200.0", "600.0"): "6 doublings are not a factor",
            LOOP.replace("64.0", "2.0"): "by the one doubling",
            LOOP.replace("64.0", "12.0"): "they do not add up.",
            LOOP.replace("64.0", "6.0"): "Each multiplies the slope by 2.",
            LOOP.replace("[2, 3]", "[3]"): "need as many doublings?",
            LOOP.replace("[2, 3]", "[2, 3, 4]"): "not for 4. `doubled` makes 128",
            LOOP.replace("[2, 3]", "3"): "a list of whole numbers",
            LOOP.replace("[2, 3]", "[0, 2, 3]"): "never ends for 0",
        },
    ),
    "3": Exercise(
        updates,
        (
            "Take the lines in the order in which they run. Behind which of them does w2 "
            "change, and who reads it after that?",
            "The line of dp speaks of w2. It needs the w2 that the loss was computed with.",
        ),
        UPDATES,
        right=(
            # the updates are kept for later
            UPDATES.replace("lines = list(program.lines)", "lines, later = [], []")
            .replace("        if line.name", "        lines.append(line)\n        if line.name")
            .replace("            lines.append(Line", "            later.append(Line")
            .replace("lines=lines)", "lines=lines + later)"),
            # the new weights have names of their own
            """def with_updates(program):
    pairs = zip(program.learned, program.results[1:], strict=True)
    new = [Line(f"new_{w}", f"{w} - rate * {g}", program.inputs[w])
           for w, g in pairs]
    return program._replace(
        inputs={**program.inputs, "rate": ()},
        results=[line.name for line in new],
        lines=[*program.lines, *new])
""",
        ),
        wrong={
            UPDATES.replace("- rate", "+ rate"): "goes down the slope.",
            UPDATES.replace("list(program.lines)", "[]").replace(
                "lines=lines)", "lines=lines + program.lines)"): "Is each line below",
            UPDATES.replace("rate * {line.name}", "{line.name}"): "The rate has no part in it.",
            UPDATES.replace("results=program.learned, ", ""): "are the weights after the step.",
            UPDATES.replace("results=program.learned", "results=program.learned[::-1]"): (
                "in the wrong order"
            ),
            UPDATES.replace("inputs=inputs, ", ""): "has to be given the rate",
            UPDATES.replace("program.learned, strict", "program.learned[::-1], strict"): (
                "has the other's gradient."
            ),
            UPDATES.replace("            lines.append(Line", "        lines.append(Line").replace(
                "        if line.name in grads:\n            w =", "        w =").replace(
                "            text", "        text"): "ask for that first.",
            UPDATES.replace("return program._replace", "program._replace"): "is there a `return`",
        },
    ),
    "4": Exercise(
        each_shape,
        (
            "What has to be remembered from one call to the next, and what is it found by?",
            "A dictionary above `answer` can lead from a shape to its program. Where the shape is "
            "new, a Tensor has to be made of x, and f of it recorded.",
            "Whether it is there already or not: in the end the program is called with x.",
        ),
        SHAPES,
        right=(
            SHAPES.replace("np.shape(x)", "x.shape"),
            """def for_each_shape(f):
    steps = {}

    def answer(x):
        try:
            return steps[x.shape](x)
        except KeyError:
            leaf = Tensor(x, label="x")
            program = without_copies(record(f(leaf), inputs=[leaf]))
            steps[x.shape] = load(write(program, guards=False))
            return answer(x)

    return answer
""",
            # the guards find it out
            """def for_each_shape(f):
    steps = []

    def answer(x):
        for step in steps:
            try:
                return step(x)
            except ValueError:
                continue
        leaf = Tensor(x)
        steps.append(load(write(record(f(leaf), [leaf]))))
        return steps[-1](x)

    return answer
""",
        ),
        wrong={
            SHAPES.replace("shape = np.shape(x)", "shape = 0"): "A program fits one shape",
            SHAPES.replace("shape = np.shape(x)", "shape = 0").replace(
                "[leaf])))", "[leaf]), guards=False))"): "divides by 4.",
            SHAPES.replace("np.shape(x)", "np.size(x)"): "A program fits one shape",
            SHAPES.replace("if shape not in steps", "if True"): "is there already.",
            SHAPES.replace("shape not in steps", "x not in steps"): "A shape, `np.shape(x)`",
            SHAPES.replace("f(leaf)", "f(x)"): "f takes a Tensor: make one of x.",
            SHAPES.replace("[leaf]", "[Tensor(x)]"): "be recorded as the input.",
            SHAPES.replace("return steps[shape](x)", "return f(Tensor(x)), 2 * x / x.size"): (
                "recorded 2 times for 1 shape."
            ),
            SHAPES.replace("return steps[shape](x)", "return steps[shape](x)[0]"): (
                "f of x and the gradient are wanted"
            ),
            SHAPES.replace("return steps[shape](x)", "steps[shape](x)"): "is there a `return`",
            SHAPES.replace("    return answer\n", ""): "has to return a function",
        },
    ),
    "5": Exercise(
        repeats,
        (
            "Go through the lines from the first to the last, and remember each text with the "
            "name of its line.",
            "Where a text is there already, the line goes. Those who read it then need the first "
            "one's name: keep {name that is gone: first name}, as `without_copies` does.",
            "Change the names in a text before you ask if it is known: then lines that become "
            "equal are found, too. And names stand among the results as well.",
        ),
        REPEAT,
        right=(
            # copies, again and again
            """def without_repeats(program):
    while True:
        first, lines = {}, []
        for line in program.lines:
            if line.text in first:
                line = line._replace(text=first[line.text])
            else:
                first[line.text] = line.name
            lines.append(line)
        shorter = without_copies(program._replace(lines=lines))
        if len(shorter.lines) == len(lines):
            return shorter
        program = shorter
""",
            """def without_repeats(program):
    lines = list(program.lines)
    results = program.results
    i = 0
    while i < len(lines):
        for j in range(i + 1, len(lines)):
            if lines[j].text == lines[i].text:
                old, new = lines[j].name, lines[i].name
                del lines[j]
                lines = [line._replace(text=re.sub(
                    rf"\\b{old}\\b", new, line.text)) for line in lines]
                results = [new if r == old else r for r in results]
                i = -1
                break
        i += 1
    return program._replace(lines=lines, results=results)
""",
        ),
        wrong={
            REPEAT.replace("        if new in first:\n            now[line.name] = first[new]\n",
                           "        if new in first:\n            continue\n"): (
                "they need the name of the first."
            ),
            REPEAT.replace("if new in first", "if line.text in first")
            .replace("first[new]", "first[line.text]"): "q is p by another name",
            REPEAT.replace("first[new] = line.name", "first[line.text] = line.name"): (
                "s = q + 1.0; r = p + 1.0; e = r / s; returned: e. Yours leaves"
            ),
            REPEAT.replace("results=results", "results=program.results"): "It is returned as well",
            """def without_repeats(program):
    first, lines = {}, []
    now = {}
    for line in program.lines:
        new = line.text
        for old in now:
            new = new.replace(old, now[old])
        if new in first:
            now[line.name] = first[new]
        else:
            first[new] = line.name
            lines.append(line._replace(text=new))
    results = [now.get(name, name) for name in program.results]
    return program._replace(lines=lines, results=results)
""": "parts of words, too.",
            REPEAT.replace("if new in first", "if len(new) in map(len, first)")
            .replace("first[new]", "list(first.values())[0]", 1): "for 2 and 3: yours gives",
            REPEAT.replace("if new in first", "if False"): "a * b is computed twice.",
            REPEAT.replace("program._replace(lines=lines, results=results)", "lines"): (
                "it returns the lines alone"
            ),
            REPEAT.replace("    return program", "    program"): "is there a `return`",
        },
    ),
    "6": Exercise(
        stored,
        (
            "A slope says how much the result moves if this child alone is nudged by 1, or rather "
            "by very little.",
            "For the gradient: two paths lead from the result to a. Along each, slopes multiply.",
        ),
        STORED,
        right=(
            'local = {"a * b": [-2, 3], "a - b": [1, -1], "a**2": [6]}\ngradient = -2 - 6\n',
            'local = {"a**2": 6, "a * b": (-2, 3), "a - b": (1, -1)}\ngradient = -8\n',
        ),
        wrong={
            STORED.replace("(-2.0, 3.0)", "(3.0, -2.0)"): "Times swaps",
            STORED.replace("(1.0, -1.0)", "(1.0, 1.0)"): "does a − b grow?",
            STORED.replace("(6.0,)", "(9.0,)"): "its data, and not its slope.",
            STORED.replace("(6.0,)", "(2.0,)"): "and a is 3.",
            STORED.replace("-8.0", "4.0"): "The minus belongs",
            STORED.replace("-8.0", "-2.0"): "through a · b alone",
        },
    ),
    "7": Exercise(
        decay,
        (
            "The loss has two parts, and their slopes add up.",
            "The slope of w² is 2w, wherever w stands.",
        ),
        "gradient = 0.1\nweight = 1.95\n",
        right=(
            "gradient = -0.3 + 0.1 * 2 * 2\nweight = 2 - 0.5 * gradient\n",
            "gradient = 0.4 - 0.3\nweight = 2.0 - 0.05\n",
        ),
        wrong={
            "gradient = -0.3\nweight = 2.15\n": "L2 pulls, too.",
            "gradient = 0.4\nweight = 1.8\n": "L2's part alone.",
            "gradient = -0.1\nweight = 2.05\n": "The slope of w² is 2w.",
            "gradient = -0.7\nweight = 2.35\n": "L2 pulls towards 0",
            "gradient = 0.1\nweight = 2.05\n": "minus.",
            "gradient = 0.1\nweight = 1.9\n": "The rate is 0.5.",
            "gradient = 0.1\nweight = 0.05\n": "Where does it get to?",
        },
    ),
}
