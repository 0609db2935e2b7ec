"""The exercises of lesson 08: a lost path, sigmoids far out, log, and a power of two Values."""

import math

from micrograd_steps import step07
from micrograd_steps.practice.frame import (
    Exercise,
    NotYet,
    Wrong,
    agree,
    expect,
    filled,
    goes_back,
    is_empty,
    passes_back,
    same,
    shown,
    slopes,
    told,
)
from micrograd_steps.step08 import Value


def share_of_the_whole(share):
    def plain(a, b):
        return a / (a + b)

    right, wrong = slopes(plain, [1.0, 3.0]), [1 / 4, 0.0]
    a, b = Value(1.0), Value(3.0)
    out = share(a, b)
    if isinstance(out, Value) and out.data == 1 / 4:
        out.backward()
        if same([a.grad, b.grad], wrong):
            raise NotYet(
                "share(1, 3) is 0.25, as it should be, but backward gives b the gradient 0, as "
                "if b didn't matter"
            )
    slips = [
        (4.0, "`a / a + b` divides first: the sum needs parentheses."),
        (3 / 4, "That is b's share."),
    ]
    lost = [
        ([right[0], 0.0], "a's is right. Which part of b has come into the divisor?"),
        ([1 / 4, right[1]], "b's is right. Which part of a has come into the divisor?"),
        ([right[0], -right[1]], "If b grows, a has a smaller share: the minus is missing."),
        ([right[1], right[1]], "b's is right. Which part of a stands above the line?"),
        ([1.0, -1.0], "Nothing is divided."),
    ]
    goes_back(Value, share, plain, [1.0, 3.0], "share(1, 3)", slips, lost)
    goes_back(Value, share, plain, [6.0, -2.0], "share(6, −2)", there=1.0)


def minus_first(n):
    return 1 / (1 + (-n).exp())


def twice_used(n):
    e = n.exp()
    return e / (e + 1)


def far_out(formula, x):
    """Return the gradient of x, or "error"."""
    n = Value(x)
    try:
        formula(n).backward()
    except OverflowError:
        return "error"
    return n.grad


NO_END = "Too small is no error: it becomes 0, or nearly."
TOO_LARGE = (
    "On paper it is 0. But which power of e has to be calculated on the way, if n is −800? And "
    "floats end at 1.8 · 10³⁰⁸, which is about e to the power of 709."
)
CANCELLED = (
    "On paper it is 0. But e is used twice. Through the upper e comes 1/(e + 1) · e. The lower "
    "one should cancel that; it needs (e + 1)⁻². Which float is that?"
)
PLACES = {
    "A at 400": (
        minus_first,
        400.0,
        {
            "error": "With the minus it is e to the power of −400. " + NO_END,
            1: "That is the output. On the way back the gradient passes exp, which multiplies it "
            "by its own output, e to the power of −400.",
        },
    ),
    "A at -800": (minus_first, -800.0, {0: TOO_LARGE, 1: TOO_LARGE}),
    "B at 400": (
        twice_used,
        400.0,
        {
            "error": "e to the power of 400 is 5 · 10¹⁷³. That is large, but a float.",
            0: CANCELLED,
            -1: CANCELLED,
        },
    ),
    "B at -800": (
        twice_used,
        -800.0,
        {
            "error": "The power of e is 10⁻³⁴⁸ here. " + NO_END,
            1: "exp multiplies what arrives by its output, and that is no more than 0 here.",
        },
    ),
}


def predicted(gradients):
    filled(**{name: gradients.get(name) for name in PLACES})
    for name, (formula, x, words) in PLACES.items():
        found, wanted = gradients[name], far_out(formula, x)
        if isinstance(found, str) and "error" not in found.lower():
            raise Wrong(f'{name}: a number goes there, without quotes, or "error"; not {found!r}.')
        guess = "error" if isinstance(found, str) else found
        if guess != wanted and not same(guess, wanted):
            otherwise = (
                "On paper the slope is 0 so far out. It comes out otherwise only where a number "
                "on the way is too large for a float, or too small."
            )
            raise Wrong(f"{name}: not {shown(found)}. {words.get(guess, otherwise)}")


def logarithm(log):
    local = [
        (4.0, "Nudge 4 to 4.1: its logarithm rises from 1.386 to 1.411, not by four times 0.1."),
        (math.log(4), "That is its height, not its slope."),
        (1 / math.log(4), "One over, yes, but over the input: the output is a logarithm already."),
        (-1 / 16, "That is the slope of 1/x. The log rises, if slowly."),
        (
            math.exp(-4),
            "One over the slope of exp, yes. But exp has its output for a slope, and what comes "
            "out of exp is the x that log gets.",
        ),
        (math.exp(4), "That is the slope of exp. The log undoes exp, and is flat out there."),
    ]
    for there in 0.0, 2.0:
        passes_back(Value, log, [4.0], "log(4)", there=there, slips=local)
    passes_back(Value, log, [0.5], "log(0.5)")


def logistic(x):
    return 1 / (1 + math.exp(-x)) if x > 0 else 1 - 1 / (1 + math.exp(x))


def squashed(sigmoid):
    if is_empty(sigmoid):
        raise NotYet
    beyond = "Floats end at 1.8 · 10³⁰⁸, about e⁷⁰⁹. At the other end nothing stops: e⁻⁸⁰⁰ is 0."
    hints = {
        "math range error": beyond,
        "real number, not": "`math` takes numbers, such as x.data.",
        "not supported between": "Python can't compare Values; their data it can.",
    }

    def judge(x, lost=(), there=0.0, factor=1):
        example = f"{'5 · ' * (factor > 1)}sigmoid({shown(x).replace('-', '−')})"
        with told(example, hints):
            made = sigmoid if factor == 1 else (lambda x: factor * sigmoid(x))
            plain = logistic if factor == 1 else (lambda x: factor * logistic(x))
            goes_back(Value, made, plain, [x], example, slips, lost, there)

    x, s = -1.5, logistic(-1.5)
    slips = [
        (1 - s, "That is sigmoid(1.5): where is the minus?"),
        (math.tanh(x), "That is tanh, which runs from −1 to 1."),
        ((math.tanh(x) + 1) / 2, "The range is right, but it is too steep: tanh of half of x."),
    ]
    lost = [
        ([1 - s * s], "That is the slope of tanh."),
        ([s], "Only exp is its own slope."),
        ([1 - s], "It is flat on both sides: as s comes to 1, and as s comes to 0."),
        ([-s * (1 - s)], "It rises, so the sign is the other way round."),
    ]
    judge(x, lost)
    judge(x, lost, there=2.0)
    judge(x, [([s * (1 - s)], "What arrives is 5, and it is not multiplied in.")], factor=5)
    slips = ()
    silent = [([1.0], "That is the silent failure of 08.2: one path brings 1, the other is lost.")]
    for x in 400.0, -400.0, 800.0, -800.0:
        judge(x, silent)


def raised(power):
    if is_empty(power):
        raise NotYet
    a, b = 2.0, 3.0
    up, along_b = b * a ** (b - 1), math.log(a) * a**b
    slips = [(b**a, "That is b to the power of a."), (a * b, "A power needs two stars.")]
    lost = [
        ([up, 0.0], f"But 2 to the power of 3.1 is {shown(2**3.1)}: b matters, too."),
        ([0.0, along_b], "b's is right. For a it is the power rule."),
        ([along_b, up], "The two have changed places."),
        ([b * a**b - 1, along_b], "For a: ** comes before −, so b − 1 needs parentheses."),
        (
            [up, a**b],
            "For b that would be right if the base were e. The lesson divided slope by height for "
            "base 2, and got 0.693. Which function of 2 is that?",
        ),
        ([up, math.log(b) * a**b], "b's slope needs a logarithm, but not that of b."),
        ([up, math.log(a)], "For b, that is slope divided by height. How high is it there?"),
        ([up, a * b ** (a - 1)], "b is the exponent: the power rule is for a alone."),
        ([a ** (b - 1), along_b], "b's is right; for a the factor in front is missing."),
        ([b * a**b, along_b], "b's is right; for a the exponent has to go down by 1."),
    ]
    for a, b, there in (2.0, 3.0, 0.0), (2.0, 3.0, 1.0), (0.5, -2.0, 0.0), (3.0, 0.5, 0.0):
        example = f"power({shown(a)}, {shown(b)})".replace("-", "−")
        try:
            with told(example, {"pow()": "Python's ** takes the data of both."}):
                goes_back(Value, power, pow, [a, b], example, slips, lost, there)
        except Wrong as reason:
            if isinstance(reason.__context__, ValueError):
                raise Wrong(f"{reason} But that is {shown(a**b)}, and both have slopes.") from None
            raise
        slips = lost = ()
    lost = [([math.log(2) * 4 + 4], "What arrives is 5, and it is not multiplied in.")]
    goes_back(Value, lambda a: 5 * power(a, a), lambda a: 5 * a**a, [2.0], "5 · power(a, a), "
              "where a is 2", lost=lost)  # fmt: skip
    for b in 0.5, 3.0:
        refused(power, b)
    a, b = Value(0.0), Value(2.0)
    try:
        out = power(a, b)
    except (ValueError, ZeroDivisionError):
        return
    with told(
        "power(0, 2), on the way back",
        {"": "There is no logarithm of 0. Refuse this base, too, before anything is calculated."},
    ):
        out.backward()
    expect([a.grad, b.grad], slopes(lambda a: a**2, [0.0]) + [0.0], "power(0, 2), the gradients")


def refused(power, b):
    """Judge that a base of −2 is refused, with any exponent."""
    example, near = f"power(−2, {shown(b)})", (-2.0) ** (b + 0.1)
    try:
        out = power(Value(-2.0), Value(b))
    except ValueError:
        return
    except Exception as error:
        raise Wrong(
            f"{example}: it stops with {type(error).__name__}. What refuses a number, here as in "
            "the lesson, is a ValueError."
        ) from None
    if not isinstance(out, Value):
        raise Wrong(f"{example} is to be refused, with `raise ValueError(…)`; it gives {out!r}.")
    if isinstance(out.data, complex):
        raise Wrong(f"{example} gives {out.data:.3f}, a complex number. Refuse this base.")
    raise Wrong(
        f"{example} gives {shown(out.data)}. But nudge the exponent to {shown(b + 0.1)}, and it "
        f"is {near:.3f}, a complex number. So b has no slope there: refuse this base."
    )


def called_twice(once, twice):
    filled(once=once, twice=twice)
    x, k = step07.Value(4.0), step07.Value(-3.0)
    u = x * k
    y = u + x
    found = []
    for _ in range(2):
        y.backward()
        found.append(x.grad)
    agree("once", once, found[0], [
            (k.data, "That is the path through u. x goes into the sum directly, too."),
            (1.0, "That is the direct path. The other leads through u, where x meets k."),
            (4.0 + 1, "In a product each input gets the data of the other."),
            (-3.0 * 4 + 4, "That is y itself."),
    ], "Two paths lead from y to x: through u, and directly. Add what they bring.")
    agree("twice", twice, found[1], [
            (found[0], "Nothing was cleared: what x has stays, and more is added."),
            (2 * found[0], "So it would be if u had begun at 0. It still has its 1."),
            (3 * found[0], "Only what comes through u is passed on double; the direct 1 is not."),
            (found[0] + 2 * k.data, "Through u comes so much. The direct path brings 1 again."),
            (found[0] * found[0], "It is added, not multiplied."),
    ], "In the second call u adds a 1 to the 1 that it has. What does it pass on then? And what "
           "comes directly?")


class Word:
    """Writes down which methods Python calls, as in lesson 02."""

    def __init__(self, text):
        self.text = text

    def __add__(self, other):
        return Word(f"add({self.text}, {other.text})")

    def __mul__(self, other):
        return Word(f"mul({self.text}, {other.text})")


def written(text):
    filled(text=text)
    x, y, z = map(Word, "xyz")
    slips = [
        (x * ((y + x) * z), "Two times in a row are done from the left."),
        (x * y + x * z, "Python multiplies nothing out: it calls what is written there."),
        (x * (y + x * z), "The parentheses hold y + x, and nothing else."),
        (x * (x + y) * z, "In y + x it is y that is asked, and x that is `other`."),
        (z * (x * (y + x)), "The last times stands between all the rest, on its left, and z."),
    ]
    found, wanted = "".join(str(text).split()), "".join((x * (y + x) * z).text.split())
    if found != wanted:
        fits = (words for slip, words in slips if "".join(slip.text.split()) == found)
        otherwise = "The method called last stands outermost; inside it, what it was given."
        if found.count("(") != found.count(")"):
            otherwise = f"It opens {found.count('(')} brackets and closes {found.count(')')}."
        raise Wrong(f"not {text}. {next(fits, otherwise)}")


# ---------------------------------------------------------------- exercises

SHARE = "def share(a, b):\n    whole = a + b\n    return a / whole"
LOG = """\
def log(x):
    out = Value(math.log(x.data), (x,), "log")

    def _backward():
        x.grad += out.grad / x.data

    out._backward = _backward
    return out"""
SIGMOID = """\
def sigmoid(x):
    if x.data > 0:
        s = 1 / (1 + math.exp(-x.data))
    else:
        s = math.exp(x.data) / (math.exp(x.data) + 1)
    out = Value(s, (x,), "sigmoid")

    def _backward():
        x.grad += s * (1 - s) * out.grad

    out._backward = _backward
    return out"""
ONE_FORMULA = f'def sigmoid(x):\n    s = FORMULA\n{SIGMOID[SIGMOID.index("    out ="):]}'
POWER = """\
def power(a, b):
    if a.data <= 0:
        raise ValueError(f"the base has to be above 0, not {a.data}")
    out = Value(a.data**b.data, (a, b), "**")

    def _backward():
        a.grad += b.data * a.data ** (b.data - 1) * out.grad
        b.grad += math.log(a.data) * out.data * out.grad

    out._backward = _backward
    return out"""
GUARD = "".join(POWER.splitlines(keepends=True)[1:3])
FOR_B = "math.log(a.data) * out.data"


def farther(*four):
    """Return the cell of 08.2 with these four."""
    rows = [f'    "{name}": {found!r},\n' for name, found in zip(PLACES, four, strict=True)]
    return f"gradients = {{\n{''.join(rows)}}}"


EXERCISES = {
    "1": Exercise(
        share_of_the_whole,
        hints=(
            "Who gets to know that the whole has grown?",
            "`a / …` makes a Value, and its `_prev` holds what it was made of. Is b among them, "
            "or among theirs?",
            "`a.data` is a number: it has forgotten that it comes from a.",
        ),
        solution=SHARE,
        right=(
            "def share(a, b):\n    return 1 / (1 + b / a)",
            "def share(a, b):\n    return a * (b + a) ** -1",
        ),
        wrong={
            SHARE.replace("+ b", "+ b.data"): "Which part of b",
            SHARE.replace("a + b", "a.data + b"): "Which part of a",
            SHARE.replace("a / whole", "a.data / whole"): "above the line",
            "def share(a, b):\n    return a / a + b": "divides first",
            "def share(a, b):\n    return Value(a.data / (a.data + b.data))": "forgets",
            "def share(a, b):\n    return a.data / (a.data + b.data)": "has to be a Value",
            "def share(a, b):\n    a / (a + b)": "`return`",
        },
    ),
    "2": Exercise(
        predicted,
        hints=(
            "Take one at a time, and write down the sizes of the numbers on the way.",
            "A float may be as large as 1.8 · 10³⁰⁸; below 5 · 10⁻³²⁴ it is 0. And e⁴⁰⁰ is about "
            "5 · 10¹⁷³: square that.",
            "In B, two paths lead to e. The lower one passes 1/x, at x = e + 1, and its slope is "
            "−(e + 1)⁻².",
        ),
        solution=farther(0, "error", 1, 0),
        right=(
            farther(0.0, "OverflowError", 1.0, 0.0),
            "gradients = {}\nfor name, make, x in [('A', A, 400), ('A', A, -800), "
            "('B', B, 400), ('B', B, -800)]:\n    n = Value(x)\n    try:\n"
            "        make(n).backward()\n    except OverflowError:\n        n.grad = 'error'\n"
            "    gradients[f'{name} at {x}'] = n.grad",
        ),
        wrong={
            farther(1, "error", 1, 0): "That is the output.",
            farther("error", "error", 1, 0): "With the minus it is",
            farther(0, 0, 0, 0): "which power of e",
            farther(0, "error", 0, 0): "Which float is that?",
            farther(0, "error", "error", 0): "but a float",
            farther(0, "error", 1, "error"): "is 10⁻³⁴⁸ here",
            farther(0, "error", 1, 1): "no more than 0",
        },
    ),
    "3": Exercise(
        logarithm,
        hints=(
            "exp and log undo each other: log(exp(x)) is x. Which slope has x?",
            "Along the chain slopes multiply, and here the two have to give 1. exp has its output "
            "as its slope, and this output is what log gets.",
            "So the slope of log at x is one over x. Then what arrives, and it is added.",
        ),
        solution=LOG,
        right=(
            LOG.replace("out.grad / x.data", "x.data ** -1 * out.grad"),
            LOG.replace("out.grad / x.data", "out.grad * math.exp(-out.data)"),
        ),
        wrong={
            LOG.replace("/ x.data", "* x.data"): "not by four times",
            LOG.replace("/ x.data", "/ out.data"): "a logarithm already",
            LOG.replace("/ x.data", "* -x.data**-2"): "slope of 1/x",
            LOG.replace("out.grad / x.data", "1 / x.data"): "is not multiplied in",
            LOG.replace("+=", "="): "It was assigned",
            LOG.replace("/ x.data", "* math.exp(x.data)"): "slope of exp",
        },
    ),
    "4": Exercise(
        squashed,
        hints=(
            "08.2 has shown where each of the two formulas can be trusted.",
            "e to a power below 0 never overflows. Let an `if` see to it that the power is below "
            "0. Or: does `math.tanh` know something?",
            "For the slope: 1/(1 + e) has −1/(1 + e)² along e, and e has −e along x. Together "
            "that is e/(1 + e)², and this is the output, times what it lacks to 1.",
        ),
        solution=SIGMOID,
        right=(
            "def sigmoid(x):\n    return ((x / 2).tanh() + 1) / 2",
            "def sigmoid(x):\n    if x.data > 0:\n        return 1 / (1 + (-x).exp())\n"
            "    e = x.exp()\n    return e / (1 + e)",
        ),
        wrong={
            ONE_FORMULA.replace("FORMULA", "1 / (1 + math.exp(-x.data))"): "sigmoid(−800)",
            ONE_FORMULA.replace("FORMULA", "1 - 1 / (math.exp(x.data) + 1)"): "sigmoid(800)",
            "def sigmoid(x):\n    e = x.exp()\n    return e / (e + 1)": "silent failure",
            SIGMOID.replace("s * (1 - s)", "(1 - s**2)"): "slope of tanh",
            SIGMOID.replace("s * (1 - s)", "(1 - s)"): "flat on both sides",
            SIGMOID.replace(" * out.grad", ""): "What arrives is 5",
            SIGMOID.replace("+=", "="): "It was assigned",
            SIGMOID.replace("_backward = _backward", "_backward"): "forgets",
        },
    ),
    "5": Exercise(
        raised,
        hints=(
            "There are two slopes. a's is that of the lesson, with b.data for k. For b, hold a "
            "fast and nudge b: what is 2ˣ⁺ʰ, made of 2ˣ?",
            "In the lesson, slope divided by height was 0.693 for base 2, 1 for base e and 1.099 "
            "for base 3. Try math.log(2) and math.log(3).",
            "Where is there no logarithm? Try (-2.0) ** 3.1, too. An `if` at the top with "
            "`raise ValueError(…)` in it does it.",
        ),
        solution=POWER,
        right=(
            "def power(a, b):\n    n = Value(math.log(a.data), (a,), 'log')\n\n"
            "    def note():\n        a.grad += n.grad / a.data\n\n"
            "    n._backward = note\n    return (b * n).exp()",
            POWER.replace("<= 0", "< 0").replace(
                "math.log(a.data)", "(math.log(a.data) if a.data else 0.0)"
            ),
        ),
        wrong={
            "def power(a, b):\n    return a**b.data": "b matters, too",
            POWER.replace(FOR_B, "out.data"): "if the base were e",
            POWER.replace("math.log(a", "math.log(b"): "not that of b",
            POWER.replace(FOR_B, "a.data * b.data ** (a.data - 1)"): "for a alone",
            POWER.replace(GUARD, ""): "gives 0.000+1.414j",
            POWER.replace("<= 0", "< 0 and b.data % 1"): "power(−2, 3) gives -8",
            POWER.replace("<= 0", "< 0"): "no logarithm of 0",
            POWER.replace("if a.data <= 0", "if a.data <= 0 or b.data < 0"): "both have slopes",
        },
    ),
    "6": Exercise(
        called_twice,
        hints=(
            "Draw y = u + x and u = x · k, and write at each arrow what flows back.",
            "The first call leaves a 1 in u. In the second, y begins anew with 1, but u doesn't.",
            "In the second call u has 1 + 1, and passes on that times k. The direct path brings "
            "what it brought the first time.",
        ),
        solution="once = -2.0\ntwice = -7.0",
        right=(
            "once = 1 + k.data\ntwice = once + 1 + 2 * k.data",
            "y.backward()\nonce = x.grad\ny.backward()\ntwice = x.grad",
        ),
        wrong={
            "once = -3\ntwice = -6": "x goes into the sum directly",
            "once = 5\ntwice = 10": "the data of the other",
            "once = -2\ntwice = -4": "It still has its 1.",
            "once = -2\ntwice = -2": "Nothing was cleared",
            "once = -2\ntwice = -6": "is not.",
            "once = -2\ntwice = -8": "brings 1 again",
        },
    ),
    "7": Exercise(
        written,
        hints=(
            "Which of the three operations is done first, which last?",
            "The parentheses first, then from the left. The method called last is outermost.",
            "The last one is a times with z as its `other`: mul(…, z). What stands left of it?",
        ),
        solution='text = "mul(mul(x, add(y, x)), z)"',
        right=(
            'text = "mul(mul(x,add(y,x)),z)"',
            'first = "add(y, x)"\ntext = f"mul(mul(x, {first}), z)"',
        ),
        wrong={
            'text = "mul(x, mul(add(y, x), z))"': "done from the left",
            'text = "add(mul(x, y), mul(x, z))"': "multiplies nothing out",
            'text = "mul(mul(x, add(x, y)), z)"': "it is y that is asked",
            'text = "mul(x, add(y, mul(x, z)))"': "The parentheses hold",
            'text = "mul(mul(x, add(y, x), z)"': "opens 3 brackets and closes 2",
        },
    ),
}
