"""The final project: how far an engine gets, and what is said of the first test that it fails."""

import inspect
from contextlib import nullcontext

import pytest
from lessons import LESSONS, PROJECTS, expect_none
from rules import FOR_EXERCISES_TOO

from micrograd_steps import step07, step12, step15
from micrograd_steps.practice import project
from micrograd_steps.practice.project import check_engine
from micrograd_steps.practice.stages import STAGES
from micrograd_steps.publish.lessons import ROOT

NUMBERS = [stage.step for stage in STAGES]
WHOLE = inspect.getsource(step12)
ALL = "Your engine passes the tests of all steps, 02 to 12.\nIt has learned four points"


@pytest.fixture
def said(tmp_path, monkeypatch):
    """Return what is said of a file with this in it; without a time limit, which takes long."""
    monkeypatch.setattr(project, "time_limit", lambda seconds: nullcontext())

    def reply(written):
        path = tmp_path / "my_engine.py"
        path.write_text(written, encoding="utf-8")
        return str(check_engine(path))

    return reply


def source_of(step):
    return (ROOT / "micrograd_steps" / f"step{step:02}.py").read_text(encoding="utf-8")


def test_without_a_file_or_with_an_empty_one_it_is_not_yet(tmp_path, said):
    assert str(check_engine(tmp_path / "my_engine.py")).startswith("not yet: there is no my_engi")
    assert said(" \n") == "not yet: my_engine.py is empty. Step 02 is the first: a class `Value`."


@pytest.mark.parametrize("step", range(1, 12))
def test_a_frozen_step_passes_its_own_tests_and_those_before(step, said):
    reply = said(source_of(step))
    passed = [number for number in NUMBERS if int(number) <= step]
    assert [line[7:9] for line in reply.splitlines() if line.startswith("✓ ")] == passed
    assert f"Step {NUMBERS[len(passed)]} is next. " in reply
    if passed[2:]:
        assert f"Your engine passes the tests of steps 02 to {passed[-1]}." in reply


def changed(old, new, source=WHOLE):
    assert old in source, old
    return source.replace(old, new)


SORTED = WHOLE[WHOLE.index("        order, seen = [], set()") : WHOLE.index("@clear_errors")]
RIGHT = {
    "step 12": WHOLE,
    "step 15, which keeps no `_backward`": inspect.getsource(step15),
    "children in a set": changed("tuple(_children)", "set(_children)"),
    "no sort, but users counted": changed(
        SORTED,
        """\
        users, stack = {}, [self]
        while stack:
            for child in stack.pop()._prev:
                users[child] = users.get(child, 0) + 1
                if users[child] == 1:
                    stack.append(child)
        self.grad, ready = 1.0, [self]
        while ready:
            v = ready.pop()
            v._backward()
            for child in v._prev:
                users[child] -= 1
                if not users[child]:
                    ready.append(child)


""",
    ),
    "a minus of its own": changed("as_value(other) - self", "-self + other"),
    "NumPy in it": "import numpy as np\n" + changed("math.exp(", "np.exp("),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_does_the_same_passes_all(name, said):
    assert ALL in said(RIGHT[name])


def test_the_published_library_passes_with_tanh_and_exp(said):
    engine = pytest.importorskip("micrograd.engine")
    nets = inspect.getsource(pytest.importorskip("micrograd.nn"))
    ours = WHOLE[WHOLE.index("    def tanh") : WHOLE.index("    def relu")]
    ours += WHOLE[WHOLE.index("    def exp") : WHOLE.index("    def __pow__")]
    text = changed("    def relu", ours + "    def relu", inspect.getsource(engine))
    text += changed("from micrograd.engine import Value", "", nets)
    assert ALL in said("import math\n" + text)


SEED = "        self.grad = 1.0\n"
NOTE = "self.grad += {} * out.grad\n            other.grad += {} * out.grad"
PLUS, TIMES = NOTE.format("1.0", "1.0"), NOTE.format("other.data", "self.data")
VISIT = "\n                for child in v._prev:\n                    visit(child)"
APPEND = "\n                order.append(v)"
RADD = "    def __radd__(self, other):\n        return self + other\n\n"
INIT = "self.w + [self.b]"
BROKEN = [
    ("02", "class Value:", "from micrograd_steps.step12 import Value\n\n\nclass It:",
     "`Value` comes from micrograd_steps.step12. Here it is to be one of your own."),
    ("02", "def __init__(self, data,", "def _init_(self, data,", "Is there an `__init__`, with"),
    ("02", "def __repr__", "def _repr_", "does not say which number"),
    ("02", "def __mul__", "def _mul_", "Is there a method `__mul__`?"),
    ("02", "self.data + other.data", "self + other", "A method calls itself without an end."),
    ("02", "Value(self.data * other.data", "Value(self.data + other.data", "gives -1, and it is"),
    ("03", '(self, other), "*"', '(), "*"', "`(a * b)._prev` has to hold a and b themselves."),
    ("03", '(self, other), "*"', '(self, other), ""', "`(a * b)._op` has to be '*', and is ''."),
    ("03", "(_children)", "(_children) or (self,)", "A leaf, such as `Value(2.0)`, was made from"),
    ("05", PLUS, "pass", "2 + (−3): 5 arrives, and nothing is passed back as yet."),
    ("05", TIMES, NOTE.format("self.data", "other.data"), "The two inputs have changed places."),
    ("05", "(1 - out.data**2)", "(1 - self.data**2)", "The slope of tanh is 1 − o², with"),
    ("05", "math.tanh(self.data)", "math.tanh(self)", "A `.data` is missing. (Line "),
    ("05", "import math\n", "", "“name 'math' is not defined”. Is an `import` missing"),
    ("06", "def backward(", "def backwards(", "Is there a method `backward`?"),
    ("06", SEED, "", "The result's own gradient has to be 1 first."),
    ("06", "        visit(self)\n", "", "The 1 of the result doesn't come through."),
    ("06", "reversed(order)", "order", "gives 0, 0, 0, 4, and it is 6, -4, -2, 4. Some get nothi"),
    ("06", "    order.append(v)\n", "    order.extend([v, v])\n", "does somebody pass on twice?"),
    ("07", "+= 1.0 *", "= 1.0 *", "`a + a`, the gradient at 3: yours gives 1, and it is 2. It"),
    ("07", "+= other.data *", "= other.data *", "Each path by which a gradient arrives adds its"),
    ("07", "if v not in seen", "if True", "s is used twice: it passes on once"),
    ("07", VISIT + APPEND, APPEND.replace("append(", "insert(0, ") + VISIT,
     "m is used twice: it passes on once, when both have brought it"),
    ("07", SEED, "        for v in order:\n            v.grad = 0.0\n" + SEED,
     "The second call has to add to what the first one left there."),
    ("08", RADD, "", "so Python asks a for `__radd__`."),
    ("08", RADD, RADD.replace("self + other", "other + self"), "A method calls itself without"),
    ("08", "as_value(other) - self", "self - other", "The two have changed places."),
    ("08", "self * -1", "self", "The minus has got lost."),
    ("08", "k * self.data ** (k - 1)", "k * self.data**k", "The power has to be one less"),
    ("08", "+= out.data * out.grad", "+= self.data * out.grad", "That is a. The slope of eᵃ"),
    ("10", "Value(random.uniform(-1, 1)) for", "random.uniform(-1, 1) for", "have to be Values."),
    ("10", "random.uniform(-1, 1)", "0.5", "All weights of `Neuron(8)` are equal."),
    ("10", "strict=True)), self.b)", "strict=True)))", "The bias has no part in it."),
    ("10", "act.relu() if self.nonlin else act", "act", "There is neither tanh nor ReLU over it."),
    ("10", "outs[0] if len(outs) == 1 else outs", "outs", "has to be a Value, and is list."),
    ("10", "(out.data > 0) * out.grad", "out.grad", "Below 0 the gate is closed"),
    ("11", INIT, "self.w", "Those are the weights. The biases belong to it, too."),
    ("11", INIT, "[*map(Value, range(len(self.w)))] + [self.b]", "the very Values of `w` and `b`"),
    ("11", "[p for neuron in self.neurons for p in neuron.parameters()]",
     "[neuron.parameters() for neuron in self.neurons]", "there is a list in the list."),
    ("12", "nonlin=i != last", "nonlin=True", "The last layer has no ReLU, and all others have"),
    ("12", "p.grad = 0.0", "p.grad", "After `zero_grad()` of a net, the largest gradient"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "old", "new", "words"), BROKEN)
def test_a_slip_stops_at_its_step_and_is_told_why(step, old, new, words, said):
    reply = said(changed(old, new))
    assert f"Step {step} is next. " in reply
    assert words in reply.splitlines()[-1]
    assert reply.count("✓ ") == NUMBERS.index(step)


def test_each_slip_has_a_reply_of_its_own(said):
    replies = [said(changed(old, new)) for _, old, new, _ in BROKEN]
    assert len(set(replies)) == len(BROKEN)


# ---------------------------------------------------------------- what a file may do besides


def test_an_error_names_the_line_of_the_file(said):
    line = WHOLE[: WHOLE.index("math.tanh")].count("\n") + 1
    reply = said(changed("math.tanh(self.data)", "math.tanh(self.number)"))
    assert "Step 05 is next. tanh of 0.5: it stops with “'Value' object has no attri" in reply
    assert reply.endswith(f" (Line {line} of my_engine.py.)")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("x = 1\nclass Value\n", "In line 2 of my_engine.py, Python can't read on: expected ':'."),
        ("x = 1\n\ny = x / 0", "my_engine.py stops with “division by zero”. (Line 3 of my_eng"),
        ("import maths", "my_engine.py stops with “No module named 'maths'”. (Line 1 of"),
    ],
)
def test_a_file_that_python_does_not_take_is_told_where(written, words, said):
    reply = said(written)
    assert reply.startswith(words)
    assert reply.endswith(" With that mended, the tests begin.")


def test_a_loop_without_an_end_becomes_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(project, "SECONDS", 0.2)
    monkeypatch.setattr(project, "READING", 0.2)
    path = tmp_path / "my_engine.py"
    path.write_text("while True:\n    pass")
    assert str(check_engine(path)).startswith("my_engine.py itself runs on and on. Keep only the")
    path.write_text(source_of(2).replace("self.data * other", "[1 for _ in iter(int, 1)] * other"))
    assert "Step 02 is next. 2 * (−3), as Values: it runs on and on." in str(check_engine(path))


def test_the_file_is_read_anew_each_time_and_nothing_is_left_of_it(said):
    before = vars(step07).copy()
    assert "Step 03 is next" in said(source_of(2))
    assert "Step 06 is next" in said(source_of(5))
    assert vars(step07) == before


# ---------------------------------------------------------------- the notebook


def test_there_is_one_project_and_its_lesson_links_it():
    [book] = PROJECTS
    [lesson] = [lesson for lesson in LESSONS if lesson.project]
    place = f"{lesson.name}, the last cell"
    linked = f"]({book.place})" in lesson.prose[-1].source
    expect_none([] if linked else [f"{place} does not link the [project]({book.place}); add it"])


@pytest.mark.parametrize("rule", FOR_EXERCISES_TOO, ids=lambda rule: rule.__name__)
def test_the_notebook(rule):
    [book] = PROJECTS
    expect_none(f"{book.place}: {wrong}" for wrong in rule(book))


def test_the_notebook_lists_what_is_asked():
    [book] = PROJECTS
    rows = [f"| {stage.step} | {stage.brings} |" for stage in STAGES]
    assert "\n".join(rows) in "\n".join(cell.source for cell in book.prose)
    assert "not yet: there is no my_engine.py" in str(book.code[-1].outputs)
