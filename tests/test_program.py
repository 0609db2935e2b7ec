"""Step 18: a recorded graph, written as a program, computes what the graph did, and backward()."""

import random
import re
import subprocess
import sys

import numpy as np
import pytest
from arrays import random_array
from expressions import ALL, NEURON, neuron, random_expression
from test_moons import FIRST, LAST, STEPS, moons

from micrograd_steps import step15, step18
from micrograd_steps.classroom import examples
from micrograd_steps.step18 import (
    MLP,
    Function,
    Line,
    Tensor,
    Value,
    cross_entropy,
    dot,
    load,
    names_of,
    record,
    with_constants_once,
    with_room,
    without_copies,
    without_dead_lines,
    words,
    write,
)

PASSES = [with_constants_once, without_copies, without_dead_lines]
FORMS = {  # the passes in turn, and whether arrays are made once
    "as recorded": ([], False),
    "room": ([], True),
    "once": ([with_constants_once], True),
    "no copies": ([without_copies], False),
    "no dead lines": ([without_dead_lines], True),
    "all": (PASSES, True),
    "all, backwards": (PASSES[::-1], True),
}

every_form = pytest.mark.parametrize("form", FORMS)


def near(numbers):
    return pytest.approx(numbers, rel=1e-12, abs=1e-12)


def shortened(program, form):
    """Return the text of a program in one of the forms."""
    passes, room = FORMS[form]
    for without in passes:
        program = without(program)
    return write(program, room=room)


# ---------------------------------------------------------------- scalars


def as_scalars_say(expression, numbers, Kind=Value):
    """Return the output and the gradients as `backward` finds them."""
    leaves = [Kind(x) for x in numbers]
    out = expression(*leaves)
    out.backward()
    return [out.data, *(leaf.grad for leaf in leaves)]


@pytest.mark.parametrize("seed", range(100))
def test_random_scalars(seed):
    """Recorded once, run on these and on other numbers, and on the first ones again."""
    expression, numbers = random_expression(seed, ALL)
    leaves = [Value(x) for x in numbers]
    program = record(expression(*leaves), leaves)
    others = [0.9 * x + 0.01 for x in numbers]
    for form in ("as recorded", "all"):
        step = load(shortened(program, form))
        for point in (numbers, others, numbers):
            assert list(step(*point)) == near(as_scalars_say(expression, point))


def test_the_neuron_in_ten_lines_and_ten():
    values = examples.neuron(Value)
    program = record(values[-1], values[:5])
    texts = {line.name: line.text for line in program.lines}
    assert len(program.lines) + len(program.inputs) == 20
    assert [texts[name] for name in "pqsno"] == [
        "x1 * w1", "x2 * w2", "p + q", "s + b", "np.tanh(n)",
    ]  # fmt: skip
    assert [texts[f"d{name}"] for name in ("o", "n", "s", "b", "p", "q")] == [
        "1.0", "do * (1 - o * o)", "dn", "dn", "ds", "ds",
    ]  # fmt: skip
    assert (texts["dx1"], texts["dw1"]) == ("dp * w1", "dp * x1")
    found = load(write(program))(*NEURON)
    assert list(found) == near([0.5**0.5, -1.5, 0.5, 1.0, 0.0, 0.5])
    assert list(found) == near(as_scalars_say(neuron, NEURON))


def test_a_leaf_used_twice_gets_both_terms():
    a = Value(3.0, label="a")
    program = record(a * a + a, [a])
    assert program.lines[-1].text.count("+") == 2
    assert list(load(write(program))(5.0)) == [30.0, 11.0]


def test_a_dot_is_refused_or_right():
    a = Value(3.0)
    with pytest.raises(ValueError, match="no rule says how to write 'dot'"):
        record(dot([a], [a], a), [a])


def test_constants_beside_any_sign_are_kept_exactly():
    x = Value(0.1)
    out = (x + 0.7) * (0.7 - x) - 1e16 / (x - 3) + 2 * x / 5 + (-x) + x**3 + np.float32(0.1) * x
    program = record(out, [x])
    for point in (0.1, -1e-9, 2.5):
        found = load(write(program))(point)
        y = Value(point)
        again = (y + 0.7) * (0.7 - y) - 1e16 / (y - 3) + 2 * y / 5 - y + y**3 + np.float32(0.1) * y
        again.backward()
        assert list(found) == near([again.data, y.grad])


@pytest.mark.parametrize("number", [np.inf, -np.inf, np.nan])
def test_constants_that_are_no_numbers(number):
    x = Value(1.0)
    out, _ = load(write(record(x + Value(number), [x]), guards=False))(2.0)
    assert out == number or np.isnan([out, number]).all()


@pytest.mark.parametrize("seed", range(20))
def test_scalars_of_step_18_are_those_of_step_15(seed):
    expression, numbers = random_expression(seed, ALL)
    assert as_scalars_say(expression, numbers) == near(
        as_scalars_say(expression, numbers, step15.Value)
    )


# ---------------------------------------------------------------- tensors

OPERATIONS = [
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: x * y,
    lambda x, y: x / (y * y + 1),
    lambda x, y: (x * 0.1) @ y,
    lambda x, y: x.tanh() + 1,
    lambda x, y: (x * 0.1).exp() - y.mean(),
    lambda x, y: x.relu() * 2,
    lambda x, y: (x * x + 1).log(),
    lambda x, y: (x * x + 1) ** 0.5,
    lambda x, y: x**2 * 0.1 + y**0,
    lambda x, y: -x / 2,
    lambda x, y: x * 0.1 + x.sum() * y.sum() * 0.01,
    lambda x, y: 3 - x + np.arange(3.0),
]
SHAPES = [(3, 3), (3,), (1, 3), (3, 1), (), (1, 1), (2, 3, 3)]


def random_tensors(seed):
    """Return a function of Tensors, and the arrays to begin with; broadcast, nested and shared."""
    rng = random.Random(seed)
    arrays = [random_array((3, 3), seed), *(
        random_array(rng.choice(SHAPES[:-1]), seed + i) for i in (1, 2)
    )]  # fmt: skip
    chosen = [(rng.choice(OPERATIONS), rng.randrange(3), rng.randrange(k)) for k in range(3, 12)]

    def expression(*leaves):
        results = list(leaves)
        for operation, recent, any_before in chosen:
            x, y = results[-1 - recent], results[any_before]
            if operation is OPERATIONS[4] and (x.data.ndim, y.data.ndim) != (2, 2):
                operation = OPERATIONS[2]
            try:
                results.append(operation(x, y))
            except ValueError:  # the shapes of the matrix product do not go together
                results.append(x + y)
        return sum(results)

    return expression, arrays


@every_form
@pytest.mark.parametrize("seed", range(20))
def test_random_tensors(seed, form):
    expression, arrays = random_tensors(seed)
    leaves = [Tensor(array) for array in arrays]
    step = load(shortened(record(expression(*leaves), leaves), form))
    others = [0.9 * array + 0.01 for array in arrays]
    for point in (arrays, others, arrays):
        expected = as_backward_says(expression, point)
        for found, wanted in zip(step(*point), expected, strict=True):
            assert np.shape(found) == wanted.shape
            assert found == pytest.approx(wanted, rel=1e-12, abs=1e-12 * max(1, abs(wanted).max()))


def as_backward_says(expression, arrays):
    leaves = [Tensor(array) for array in arrays]
    out = expression(*leaves)
    out.backward()
    unused = [np.zeros_like(leaf.data) for leaf in leaves]
    grads = [z if v.grad is None else v.grad for v, z in zip(leaves, unused, strict=True)]
    return [out.data, *grads]


@every_form
@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_stretched_is_summed(shape, form):
    """Sums over axes that were missing, that had length 1, over both and over neither."""
    big, small = random_array((2, 3, 3)), random_array(shape, 1)

    def stretched(a, b):
        return (b - a) * b / (a * a + 1)

    leaves = Tensor(big), Tensor(small)
    step = load(shortened(record(stretched(*leaves), leaves), form))
    for found, wanted in zip(
        step(big, small), as_backward_says(stretched, [big, small]), strict=True
    ):
        assert np.shape(found) == wanted.shape
        assert found == near(wanted)


@every_form
def test_a_parameter_that_is_not_used_has_the_gradient_0(form):
    x, unused = Tensor([1.0, 2.0]), Tensor(np.ones((2, 3)))
    step = load(shortened(record((x * x).sum(), [unused, x]), form))
    out, none, grad = step(unused.data, x.data)
    assert (out, none.tolist(), grad.tolist()) == (5.0, [[0.0] * 3] * 2, [2.0, 4.0])
    a, b = Value(2.0), Value(3.0)
    assert load(shortened(record(a * 2, [a, b]), form))(2.0, 3.0) == (4.0, 2.0, 0.0)


@every_form
def test_a_leaf_alone(form):
    x = Tensor([1.0, 2.0])
    out, grad = load(shortened(record(x, [x]), form))(np.array([5.0, 6.0]))
    assert (out.tolist(), grad.tolist()) == ([5.0, 6.0], [1.0, 1.0])


@every_form
def test_short_constants_are_written_and_long_ones_refused(form):
    x = Tensor(np.ones((4, 5)))
    table = random_array((4, 5))
    step = load(shortened(record((x * table).sum() * (Tensor(3.0).sum() + 1), [x]), form))
    assert step(x.data)[1] == near(4 * table)
    assert step(x.data)[0] == near(4 * table.sum())
    long = np.ones((7, 3))
    with pytest.raises(ValueError, match=re.escape("make the data of shape (7, 3) an input")):
        record(Tensor(np.ones(3)) * long, [])


def test_only_what_is_learned_has_its_gradient_returned():
    x, w = Tensor([[1.0, 2.0]], label="X"), Tensor([[3.0], [4.0]], label="w")
    program = record((x @ w).sum(), [x, w], [w])
    assert (program.learned, program.results[1:]) == (["w"], ["dw"])
    names = [line.name for line in without_dead_lines(program).lines]
    assert "dX" not in names
    assert "dX" in [line.name for line in program.lines]


def test_constants_are_computed_once_and_nothing_else():
    x = Tensor([1.0, 2.0], label="x")
    program = with_constants_once(record((x * 3).sum() * 5, [x]))
    once = {line.name for line in program.lines if line.once}
    for line in program.lines:
        inner = words(line.text) & {other.name for other in program.lines} | (
            words(line.text) & set(program.inputs)
        )
        assert line.once == (inner <= once), line
    assert "dx" in once  # 15, whatever x is
    body = write(program).partition("def step")[2]
    assert "dx =" not in body


def test_a_constant_array_is_made_once():
    x = Tensor([1.0, 2.0])
    text = write(with_constants_once(record(x * [3.0, 4.0], [x])))
    once, _, each = text.partition("def step")
    assert "np.array([3.0, 4.0])" in once
    assert "np.array" not in each


def test_an_output_that_copies_what_is_learned_is_returned_as_it_was():
    w = Tensor(2.0)
    program = without_copies(record(w + 0.0, [w]))
    assert load(write(program, train=True))(np.array(2.0), 0.5) == 2.0


def test_the_t_of_a_transposed_array_is_no_name():
    a, b = Tensor(random_array((2, 2), 1)), Tensor(random_array((2, 2), 2))
    copy = a * b + 0.0
    copy.label = "T"
    out = (copy @ b).sum()
    step = load(write(without_copies(record(out, [a, b]))))
    out.backward()
    assert step(a.data, b.data)[1] == near(a.grad)


def test_copies_and_zeros_that_are_added_are_gone():
    a, b = Tensor([1.0]), Tensor([2.0])
    program = record(sum([(a + b).sum(), (a * b).sum()]), [a, b])
    texts = [line.text for line in without_copies(program).lines]
    assert not [text for text in texts if re.fullmatch(r"\w+( \+ 0\.0)?", text) and text[0] > "9"]
    assert len(texts) < len(program.lines)


# ---------------------------------------------------------------- the moons

GIVEN = [1.0 - 0.9 * k / STEPS for k in range(STEPS)]


def recorded_moons(width=16):
    """Return the program of a step of the moons, and the arrays that it is given."""
    points, labels = moons()
    random.seed(1337)
    net = MLP(2, [width, width, 1])
    X, y = Tensor(points, label="X"), Tensor(np.reshape(labels, (-1, 1)), label="y")
    loss = (1 - y * net(X)).relu().mean()
    loss += 0.0001 * sum((p * p).sum() for p in net.parameters())
    inputs = [X, y, *net.parameters()]
    return record(loss, inputs, net.parameters()), [v.data for v in inputs]


@every_form
def test_the_hundred_published_losses(form):
    passes, room = FORMS[form]
    program, arrays = recorded_moons()
    for without in passes:
        program = without(program)
    step = load(write(program, room=room, train=True))
    losses = [float(step(*arrays, rate)) for rate in GIVEN]
    assert losses[0] == pytest.approx(FIRST, abs=1e-12)
    assert losses[-1] == pytest.approx(LAST, abs=1e-12)


def test_no_state_is_left_over():
    """The same numbers again give the same, whatever came between; inputs are not touched."""
    program, arrays = recorded_moons()
    kept = [array.copy() for array in arrays]
    for form in FORMS:
        step = load(shortened(program, form))
        first = [np.copy(result) for result in step(*arrays)]
        step(*(array + 1 for array in arrays))
        for result, before in zip(step(*arrays), first, strict=True):
            assert (result == before).all()
    for array, before in zip(arrays, kept, strict=True):
        assert (array == before).all()


def test_the_passes_only_take_lines_away():
    program, _ = recorded_moons()
    counts = [len(program.lines)]
    for without in PASSES:
        program = without(program)
        counts.append(len(program.lines))
    assert counts[0] == counts[1] > counts[2] > counts[3]


# ---------------------------------------------------------------- what is refused


def test_an_operation_without_a_rule_is_named():
    x = Value(0.5)
    with pytest.raises(ValueError, match="no rule says how to write 'LegendreP3'"):
        record(step18.LegendreP3.apply(x), [x])

    class Cube(Function):
        def forward(self, x):
            return x**3

        def backward(self, grad):
            return [grad]

    with pytest.raises(ValueError, match="'Cube'"):
        record(Cube.apply(x), [x])


def test_an_operation_with_more_inputs_than_the_rule_of_its_name_is_refused():
    class exp(Function):
        def forward(self, x, y):
            return x**y

        def backward(self, grad):
            return [grad, grad]

    a, b = Value(2.0), Value(3.0)
    with pytest.raises(ValueError, match="shorter"):
        record(exp.apply(a, b), [a, b])


def test_other_shapes_are_refused():
    program, arrays = recorded_moons()
    for form in FORMS:
        step = load(shortened(program, form))
        for points in (arrays[0][:50], arrays[0][:1], arrays[0][0], np.vstack([arrays[0]] * 2)):
            with pytest.raises(ValueError, match=re.escape("X is not of shape (100, 2)")):
                step(points, *arrays[1:])
    with pytest.raises(ValueError, match=re.escape("y is not of shape (100, 1)")):
        step(arrays[0], arrays[1].ravel(), *arrays[2:])
    x = Value(1.0, label="x")
    with pytest.raises(ValueError, match=re.escape("x is not of shape ()")):
        load(write(record(x * x, [x])))(np.ones(3))


def test_without_guards_another_size_is_quietly_wrong():
    """A single number is stretched, and divided by the four that were recorded."""
    x = Tensor([1.0, 2.0, 3.0, 4.0], label="x")
    program = record((x * x).mean(), [x])
    assert load(write(program, guards=False))(np.array([6.0]))[0] == 9.0
    with pytest.raises(ValueError, match="x is not of shape"):
        load(write(program))(np.array([6.0]))


def test_what_the_graph_refused_the_program_refuses():
    x = Tensor([1.0, 2.0])
    with pytest.raises(FloatingPointError):
        load(write(record(x.log(), [x])))(np.array([1.0, 0.0]))
    with pytest.raises(FloatingPointError):
        load(write(record(x**0.5, [x]), room=True))(np.array([1.0, -1.0]))
    a = Value(2.0)
    with pytest.raises((ZeroDivisionError, FloatingPointError)):
        load(write(record(1 / a, [a])))(0.0)


@pytest.mark.parametrize("out", [2.0, None, np.ones(2), step15.Value(1.0)], ids=type)
def test_what_is_no_graph_is_refused(out):
    with pytest.raises(TypeError, match="a Value or a Tensor can be recorded, not"):
        record(out, [])


def test_inputs_are_leaves_and_what_is_learned_is_among_them():
    a, b = Value(1.0), Value(2.0)
    c = a * b
    for inputs, learned in (([a, c], None), ([a], [b])):
        with pytest.raises(ValueError, match="inputs are leaves; what is learned is among them"):
            record(c + 1, inputs, learned)


def test_what_was_taken_from_data_stays_as_recorded():
    """The largest score is subtracted in `log_softmax`: a number of the recorded batch."""
    scores = Tensor([[2.0, 1.0, 0.0]], label="scores")
    step = load(write(record(cross_entropy(scores, [1]), [scores])))
    assert step(np.array([[3.0, 5.0, 0.0]]))[0] == near(cross_entropy([[3.0, 5.0, 0.0]], [1]).data)
    with np.errstate(over="ignore"), pytest.raises(FloatingPointError):
        step(np.array([[800.0, 0.0, 0.0]]))  # what subtracting was to prevent


# ---------------------------------------------------------------- names

HOSTILE = [
    "__import__('os').abort()",
    "x): pass\nraise SystemExit #",
    "a; raise SystemExit",
    "a\nraise SystemExit",
    "a\n",
    "{0.__class__}",
    "'''",
    "lambda",
    "None",
    "__debug__",
    "__builtins__",
    "np",
    "step",
    "rate",
    "ValueError",
    "T",
    "sum",
    "axis",
    "out",
    "inf",
    "empty",
    "ﬁ",
    "µ",
    "é",
    "x1",
    "dx",
    "x",
    "v3",
    "dv3",
    "x_",
    "dx_",
    "e",
    "",
    " ",
    "2b",
]


class Changing(str):
    """Says something else when it is put into a text."""

    def __str__(self):
        return self

    def __format__(self, form):
        return "raise SystemExit"


@pytest.mark.parametrize("form", ["as recorded", "all"])
@pytest.mark.parametrize("kind", [str, Changing])
@pytest.mark.parametrize("label", HOSTILE)
def test_no_label_becomes_code(label, kind, form):
    """Two leaves of that label, one beside the names that it would take."""
    leaves = [
        Tensor(random_array((2, 2), i), label=kind(text))
        for i, text in enumerate((label, label, "x", "dx", "v4"))
    ]
    a, b, c, d, e = leaves
    out = (a * b * 1e-05 + c.sum()) @ d - (e * a).sum()
    out.label = kind(label)
    text = shortened(record(out, leaves), form)
    found = load(text)(*(leaf.data for leaf in leaves))
    out.backward()
    for grad, leaf in zip(found[1:], leaves, strict=True):
        assert grad == near(leaf.grad)
    assert "SystemExit" not in text
    assert text.isascii()


def test_names_are_plain_words_all_different():
    values = [Value(1.0, label=text) for text in HOSTILE + HOSTILE] + [Value(2.0, label=None)]
    names, grads = names_of(values)
    found = [*names.values(), *grads.values()]
    assert len(set(found)) == len(found) == 2 * len(values)
    assert all(re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) for name in found)
    assert (names[values[HOSTILE.index("x1")]], names[values[HOSTILE.index("e")]]) == ("x1", "e")


@pytest.mark.parametrize("label", "np step rate ValueError axis keepdims out".split())
def test_names_that_programs_use_themselves_are_not_given_away(label):
    value, unnamed = Value(1.0, label=label), Value(2.0)
    names, grads = names_of([value, unnamed])
    assert (names[value], grads[value]) == (f"{label}_", f"d{label}_")
    assert (names[unnamed], grads[unnamed]) == ("v1", "dv1")


class Loud(float):
    """A number that would write something else than itself."""

    def __repr__(self):
        return "raise SystemExit"

    __str__ = __repr__

    def __format__(self, form):
        return repr(self)


class LoudWhole(int):
    __str__ = __repr__ = __format__ = lambda self, form="": "raise SystemExit"


def test_no_number_becomes_code():
    x = Value(2.0)
    text = write(record(x * Loud(3.0) * LoudWhole(1) + Loud(4.0), [x]))
    assert "SystemExit" not in text
    assert load(text)(2.0)[0] == 10.0
    with pytest.raises(ValueError, match="could not convert"):
        record(x ** Loud(2.0), [x])


# ---------------------------------------------------------------- the text


@every_form
def test_the_text_runs_alone(form, tmp_path):
    """Saved, and run by a Python that knows nothing of these steps."""
    program, arrays = recorded_moons()
    text = shortened(program, form)
    assert type(text) is str
    np.savez(tmp_path / "given.npz", *arrays)
    (tmp_path / "program.py").write_text(text)
    (tmp_path / "main.py").write_text(
        "import numpy as np, program\n"
        "given = np.load('given.npz')\n"
        "print(repr(float(program.step(*(given[name] for name in given.files))[0])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path[:0] = ['.']; import main"],
        cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": "."}, check=True,
    )  # fmt: skip
    assert float(done.stdout) == pytest.approx(FIRST, abs=1e-12)
    assert "micrograd" not in text


@pytest.mark.parametrize(
    ("text", "with_out"),
    [
        ("a + b", "np.add(a, b, out=v)"),
        ("a - b", "np.subtract(a, b, out=v)"),
        ("a * (b > 0.0)", "np.multiply(a, b > 0.0, out=v)"),
        ("-a / b", "np.divide(-a, b, out=v)"),
        ("a @ b.T", "np.matmul(a, b.T, out=v)"),
        ("-a", "np.negative(a, out=v)"),
        ("np.tanh(a)", "np.tanh(a, out=v)"),
        ("a.sum(axis=(0,))", "a.sum(axis=(0,), out=v)"),
        ("a", ""),
        ("np.array([1.0, 2.0])", ""),
        ("np.full((2,), a)", ""),
    ],
)
def test_the_last_operation_of_a_line_computes_into_its_room(text, with_out):
    assert with_room(Line("v", text, (2,))) == with_out
    assert with_room(Line("v", text, ())) == ""


def test_what_is_computed_once_needs_no_room():
    x, c = Tensor([1.0, 2.0], label="x"), Tensor([3.0, 4.0], label="c")
    program = with_constants_once(record(x * (c * c), [x]))
    text = write(program, room=True)
    once, each = text.split("def step")
    assert "v2 = c * c\n" in once and "\nv2 = np.empty" not in once
    assert "np.multiply(x, v2, out=v3)" in each and "v3 = np.empty((2,))" in once


def test_results_have_no_label():
    a = Value(2.0, label="a")
    assert [v.label for v in (a + a, a - a, a + 1, 1 - a, 1 / a)] == [""] * 5


def test_recording_leaves_the_graph_as_it_was():
    a = Value(2.0, label="a")
    out = a * a
    record(out, [a])
    assert (a.grad, out.grad, a.label, out.label, a.data) == (0.0, 0.0, "a", "", 2.0)
