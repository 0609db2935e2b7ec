"""What `check` says of a blank: not yet, right, or why not, each in its own words."""

import re
import runpy

import pytest
from lessons import LESSONS, ROOT, expect_none

from micrograd_steps import step05, step07
from micrograd_steps.practice import check
from micrograd_steps.practice.frame import Blank, blanks_of, expect, time_limit
from micrograd_steps.publish.steps import named
from micrograd_steps.publish.workbook import leave_blank

TAGGED = {  # {"05.tanh._backward": the cell whose blank it is}
    f"{lesson.number:02}.{name}": cell
    for lesson in LESSONS
    for cell in lesson.code
    for name in named(cell, "yours")
}
EMPTY = re.compile(r"(?:# Yours: .*\n *(?:# .*\n *)*)?\.\.\.")

# {blank: {what a learner may write: what the answer has to say}}; a line a line.
RIGHT = {
    "05.__add__._backward": ["self.grad, other.grad = out.grad, out.grad"],
    "05.__mul__._backward": ["self.grad, other.grad = (x.data * out.grad for x in (other, self))"],
    "05.tanh._backward": ["o = math.tanh(self.data)\nself.grad = out.grad * (1 - o) * (1 + o)"],
}
WRONG = {
    "05.__add__._backward": {
        "self.grad = 1.0\nother.grad = 1.0": "The gradient that arrives is not multiplied in.",
        "self.grad = out.grad": "Input 2 gets nothing.",
        "self.grad = out.grad * other.data\nother.grad = out.grad * self.data": "yours gives -15",
        "self.grad = -out.grad\nother.grad = -out.grad": "The sign is the other way round.",
    },
    "05.__mul__._backward": {
        "self.grad = self.data * out.grad\nother.grad = other.data * out.grad": "changed places",
        "self.grad = other.data\nother.grad = self.data": "arrives is not multiplied in.",
        "self.grad = out.grad\nother.grad = out.grad": "local derivative is not multiplied in.",
        "self.grad = other.data + out.grad\nother.grad = self.data + out.grad": "They are added",
        "other.grad = self.data * out.grad": "Input 1 gets nothing.",
        "self.grad = oher.data": "NameError: name 'oher' is not defined",
        "while True:\n    pass": "does a loop never end?",
    },
    "05.tanh._backward": {
        "self.grad = 1 - out.data**2": "The gradient that arrives is not multiplied in.",
        "self.grad = (1 - self.data**2) * out.grad": "yours gives 3.75, and it is 3.93",
        "self.grad = (1 - out.data) * out.grad": "tanh(0.5), where 5 arrives",
    },
}
BROKEN = [(name, text, words) for name, found in WRONG.items() for text, words in found.items()]


def verdict(name, written):
    """Return what `check` says where a learner's copy has this in the blank."""
    number, _, blank = name.partition(".")
    before = ROOT / "micrograd_steps" / f"step{number}.py"
    names = runpy.run_path(str(before))
    source = leave_blank(TAGGED[name].source, blank, blanks_of(number)[blank].write)
    start = EMPTY.search(source)
    indent = " " * (start.start() - source.rfind("\n", 0, start.start()) - 1)
    exec(source.replace(start[0], written.replace("\n", f"\n{indent}")), names)
    call = next(c.source for n in LESSONS for c in n.code if f'check("{name}"' in c.source)
    return str(eval(call, {**names, "check": check}))


def test_every_blank_has_its_tag_its_row_and_its_check():
    rows = {f"{n.number:02}.{name}" for n in LESSONS for name in blanks_of(f"{n.number:02}")}
    code = "\n".join(cell.source for lesson in LESSONS for cell in lesson.code)
    calls = set(re.findall(r'check\("(.*?)"', code))
    everything = rows | set(TAGGED) | calls | set(WRONG) | set(RIGHT)
    places = {
        "a row in practice/": rows,
        "a cell tagged yours:": set(TAGGED),
        "a cell that calls check": calls,
        "typical mistakes in tests/test_practice.py": set(WRONG),
        "a right variant in tests/test_practice.py": set(RIGHT),
    }
    expect_none(
        f"the blank {name} has no {what.removeprefix('a ')}"
        for what, names in places.items()
        for name in sorted(everything - names)
    )
    few = [name for name in WRONG if len(WRONG[name]) < 3]
    expect_none(f"{name}: three typical mistakes at least" for name in few)


@pytest.mark.parametrize("name", RIGHT)
def test_an_empty_blank_is_not_yet_and_right_variants_are_right(name):
    number, _, blank = name.partition(".")
    assert verdict(name, "...") == f"not yet: {blanks_of(number)[blank].write}"
    for written in RIGHT[name]:
        assert verdict(name, written) == "✓ right", written


@pytest.mark.parametrize(("name", "written", "words"), BROKEN)
def test_a_typical_mistake_is_told_why(name, written, words):
    said = verdict(name, written)
    assert said.startswith("✗ ")
    assert words in said


def test_what_assigns_and_what_is_called_too_early_is_named():
    def times(self, other):
        out = type(self)(self.data * other.data, (self, other), "*")
        out._backward = None if self.data else out._backward
        return out

    early = type("Value", (step05.Value,), {"__mul__": times})
    assert "Was the function called, with parentheses" in check("05.__mul__._backward", early)
    assert check("05.__mul__._backward", step07.Value) == "✓ right"


def test_there_is_no_such_check():
    with pytest.raises(ValueError, match="no check '05.div'; lesson 05 has __add__._backward, "):
        check("05.div")
    with pytest.raises(ValueError, match="no check '00.f'; lesson 00 has none"):
        check("00.f")


def test_numbers_are_compared_up_to_rounding_and_texts_never(monkeypatch):
    def judged(found, wanted):
        table = {"f": Blank("w", lambda made: expect(made, wanted, "f(2)"))}
        monkeypatch.setattr("micrograd_steps.practice.frame.blanks_of", lambda number: table)
        return repr(check("99.f", found))

    assert judged(0.1 + 0.2, 0.3) == judged([1, 2.0], (1.0, 2)) == "✓ right"
    assert judged(None, 1.0) == judged(..., 1.0) == "not yet: w"
    assert judged("1.0", 1.0) == "✗ f(2): yours gives '1.0', and it is 1."
    assert judged([1.0], [1.0, 2.0]) == "✗ f(2): yours gives 1, and it is 1, 2."


def test_a_loop_without_an_end_is_left_and_tracing_is_as_it_was():
    with pytest.raises(TimeoutError, match="more than 0.05 s"), time_limit(0.05):
        forever()
    with time_limit(5.0):
        pass


def forever():
    while True: pass  # noqa: E701 one line has no line events
