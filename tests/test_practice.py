"""What `check` says of a blank: not yet, right, or why not, each in its own words."""

import ast
import re
import runpy

import pytest
from lessons import LESSONS, ROOT, expect_none

from micrograd_steps import step05, step07
from micrograd_steps.practice import check
from micrograd_steps.practice.frame import Blank, blanks_of, expect, time_limit
from micrograd_steps.publish.steps import named
from micrograd_steps.publish.workbook import leave_blank

TAGGED = {  # {"05.tanh._backward": the lesson, and its cell with that blank}
    f"{lesson.number:02}.{name}": (lesson, cell)
    for lesson in LESSONS
    for cell in lesson.code
    for name in named(cell, "yours")
}
ROWS = {
    f"{number:02}.{name}": blank
    for number in (lesson.number for lesson in LESSONS)
    for name, blank in blanks_of(f"{number:02}").items()
}
EMPTY = re.compile(r"(?:# Yours: .*\n *(?:# .*\n *)*)?\.\.\.")
every_blank = pytest.mark.parametrize("name", ROWS)


def verdict(name, written):
    """Return what `check` says where a learner's copy has this in the blank; a line a line.

    Where one name stands for several blanks, such as `d.grad+f.grad`, the first line goes into
    the first one, and so on.
    """
    lesson, cell = TAGGED[name]
    step = ROOT / "micrograd_steps" / f"step{lesson.number:02}.py"
    names = runpy.run_path(str(step)) if step.exists() else {}
    for above in lesson.code:
        if above.id in ROWS[name].needs:
            exec(above.source, names)
    blank = name.partition(".")[2]
    source = leave_blank(cell.source, blank, ROWS[name].write)
    parts = written.split("\n") if "+" in blank else [written]
    for part in parts if written != "..." else ():
        start = EMPTY.search(source)
        indent = " " * (start.start() - source.rfind("\n", 0, start.start()) - 1)
        source = source.replace(start[0], part.replace("\n", f"\n{indent}"), 1)
    names["check"] = check
    exec(source, names)
    call = next(c.source for c in lesson.code if f'check("{name}"' in c.source)
    *before, last = ast.parse(call).body
    exec(ast.unparse(before), names)
    return str(eval(ast.unparse(last), names))


def test_every_blank_has_its_tag_its_row_and_its_check():
    code = "\n".join(cell.source for lesson in LESSONS for cell in lesson.code)
    calls = set(re.findall(r'check\("(.*?)"', code))
    places = {
        "a row in practice/": set(ROWS),
        "a cell tagged yours:": set(TAGGED),
        "a cell that calls check": calls,
    }
    everything = set().union(*places.values())
    expect_none(
        f"the blank {name} has no {what.removeprefix('a ')}"
        for what, names in places.items()
        for name in sorted(everything - names)
    )


@every_blank
def test_an_empty_blank_is_not_yet_and_right_variants_are_right(name):
    assert verdict(name, "...") == f"not yet: {ROWS[name].write}"
    assert ROWS[name].right, f"{name}: one right variant at least"
    for written in ROWS[name].right:
        assert verdict(name, written) == "✓ right", written


@every_blank
def test_typical_mistakes_are_told_why_each_in_its_own_words(name):
    wrong = ROWS[name].wrong
    assert len(wrong) >= 3, f"{name}: three typical mistakes at least"
    said = {written: verdict(name, written) for written in wrong}
    for written, words in wrong.items():
        assert said[written].startswith("✗ ") and words in said[written], written
    assert len(set(said.values())) == len(said), said


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
