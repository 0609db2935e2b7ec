"""What `check` says of a blank: not yet, right, or why not, each in its own words."""

import ast
import re
import runpy
import time
from collections import Counter

import numpy as np
import pytest
from lessons import LESSONS, ROOT, expect_none

from micrograd_steps import step05, step07
from micrograd_steps.practice import check, frame
from micrograd_steps.practice.frame import (
    Blank,
    Exercise,
    NotYet,
    Wrong,
    agree,
    blanks_of,
    expect,
    filled,
    hint,
    returned,
    same,
    shown,
    solution,
    time_limit,
    told,
)
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
EMPTY = re.compile(r'(?:# Yours: .*\n *(?:# .*\n *)*)?\.\.\.(?!")')  # not those of a docstring
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
        monkeypatch.setattr(frame, "blanks_of", lambda number: table)
        return repr(check("99.f", found))

    assert judged(0.1 + 0.2, 0.3) == judged([1, 2.0], (1.0, 2)) == "✓ right"
    assert judged(None, 1.0) == judged(..., 1.0) == "not yet: w"
    assert judged("1.0", 1.0) == "✗ f(2): yours gives '1.0', and it is 1."
    assert judged([1.0], [1.0, 2.0]) == "✗ f(2): yours gives 1, and it is 1, 2."


def test_arrays_are_compared_by_their_shapes_and_numbers():
    column, row = np.array([[1.0], [2.0]]), np.array([1.0, 2.0])
    assert same(column, column + 1e-9) and not same(column, row) and not same([1.0, 2.0], row)
    assert same(np.float64(2), 2.0) and same(2.0, np.array(2.0)) and not same("1", row)
    assert shown(column * 1.5) == "[[1.5], [3]]" and shown(np.array(2)) == "2"
    with pytest.raises(Wrong, match=r"f: yours has the shape \(2, 1\), and it is \(2,\). Mind"):
        expect(column, row, "f", [(column, "Mind it.")])
    with pytest.raises(Wrong, match=r"f: yours gives \[2, 4\], and it is \[1, 2\].$"):
        expect(2 * row, row, "f")
    expect(row, row.copy(), "f")


def test_a_function_that_returns_nothing_is_told_from_an_empty_one():
    def forgets(x):
        """Return nothing."""
        x + 1

    with pytest.raises(Wrong, match="it returns nothing: is there a `return`"):
        returned(forgets, 1)
    for empty in (lambda x: ..., leave_empty):
        with pytest.raises(NotYet):
            returned(empty, 1)
    assert returned(lambda x: x, 0) == 0


def test_what_a_learners_code_stops_with_is_told_with_the_example():
    with pytest.raises(Wrong, match=r"^f\(2\): it stops with “name 'g' is .*”. It comes later.$"):
        with told("f(2)", {"'h'": "Not this.", "'g'": "It comes later."}):
            g  # noqa: B018, F821
    with pytest.raises(Wrong, match="^f: it stops with “division by zero”.$"), told("f", {}):
        1 / 0  # noqa: B018
    with pytest.raises(NotYet), told("f", {}):
        raise NotYet
    with pytest.raises(NotYet), told("f", {}):  # the dots of a blank
        ... + 1  # noqa: B018


def leave_empty(x):
    """Return x plus 1."""
    ...


def test_a_loop_without_an_end_is_left_and_tracing_is_as_it_was():
    with pytest.raises(TimeoutError, match="more than 0.05 s"), time_limit(0.05):
        forever()
    with pytest.raises(TimeoutError, match="more than 0.02 s"), time_limit(0.02):
        wait()
    with time_limit(5.0):
        pass


def test_a_limit_that_passes_while_something_is_finalized_still_holds():
    """Python goes on after an error in a `__del__`, so the limit has to wait for its end."""
    with pytest.raises(TimeoutError), time_limit(0.05):
        Slow()
        for _ in range(1000):
            pass


class Slow:
    def __del__(self):
        end = time.thread_time() + 0.1
        while time.thread_time() < end:
            pass


def wait():
    while True:
        time.sleep(0.01)


def forever():
    while True: pass  # noqa: E701 one line has no line events


# ---------------------------------------------------------------- exercises


@pytest.fixture
def exercise(monkeypatch):
    """Make up the exercise 99.1, with two hints."""
    made_up = Exercise(print, ("Look.", "Look there."), "a = 1\nb = 2", (), {})
    monkeypatch.setattr(frame, "exercises_of", lambda number: {"1": made_up})
    monkeypatch.setattr(frame, "_hinted", Counter())


def test_hints_come_one_at_a_time_and_the_last_one_stays(exercise, capsys):
    last = 'Hint 2 of 2: Look there.\nThat was the last one; solution("99.1") shows how'
    for expected in ("Hint 1 of 2: Look.\n", last, last):
        assert hint("99.1") is None
        assert capsys.readouterr().out.startswith(expected)


def test_a_solution_is_shown_as_it_is_typed(exercise, capsys):
    assert solution("99.1") is None
    assert capsys.readouterr().out == "a = 1\nb = 2\n"


def test_of_what_is_no_exercise_there_are_no_hints(exercise):
    for ask in (hint, solution):
        with pytest.raises(ValueError, match="05.tanh._backward is a blank of the lesson"):
            ask("05.tanh._backward")
        with pytest.raises(ValueError, match="no check '99.2'; lesson 99 has 1"):
            ask("99.2")


def test_what_is_open_is_named_and_what_is_wrong_is_told_without_the_answer():
    filled(a=0, b=[0.0])
    for still_open in ({"a": 1, "b": ...}, {"b": [1, ...]}, {"b": None}):
        with pytest.raises(NotYet, match="^b is still open$"):
            filled(**still_open)
    slips = [(2.0, "Doubled."), ([2, 4], "Both doubled.")]
    agree("a", 1, 1.0, slips, "Why?")
    for found, wanted, words in ((2, 1, "Doubled."), ([2, 4], [1, 2], "Both d"), (3, 1, "Why?")):
        with pytest.raises(Wrong, match=f"^a: not {shown(found)}. {re.escape(words)}"):
            agree("a", found, wanted, slips, "Why?")


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: frame.numbers(a=1.0, b="2"), "b: '2' is a text. Write a number, without quotes."),
        (lambda: frame.numbers(a=[1.0]), "a: [1.0] is not a number. Write the number alone."),
        (lambda: frame.row_of("w", [1, 2], 3), "w: 3 plain numbers are wanted, not [1, 2]."),
        (lambda: frame.row_of("w", [1, "2"], 2), "w: 2 plain numbers are wanted, not [1, '2']."),
        (lambda: frame.named({"a": 1}, "a", "b"), 'with all the names: {"a": …, "b": …}'),
        (lambda: frame.one_of("x", "D", *"ABC"), 'x: write "A", "B" or "C"; yours is \'D\'.'),
        (lambda: frame.one_of("x", 2, True, False), "x: write True or False; yours is 2."),
        (lambda: frame.one_of("x", [2], 1.0, 1e-9), "x: write 1.0 or 1e-09; yours is [2]."),
    ],
)
def test_what_cannot_be_an_answer_is_told_how_one_looks(ask, words):
    with pytest.raises(Wrong, match=re.escape(words)):
        ask()


def test_what_may_be_an_answer_is_taken():
    frame.numbers(a=1, b=np.float64(2))
    frame.row_of("w", (1, 2.0), 2)
    frame.named({"a": 1, "b": 2, "c": 3}, "a", "b")
    frame.one_of("x", "B", *"ABC")
    frame.one_of("x", 1, True, False)
    for order in ("abc", "a b c", "a, b,c", ["a", "b", "c"]):
        assert frame.labels(order) == ["a", "b", "c"]
    assert frame.rounded([1.004, (np.array([2.006, None]),), "x"]) == [1.0, [[2.01, None]], "x"]
