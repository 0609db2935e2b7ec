"""Exercises: laid out as they should be, and what `check` says of right and of wrong work.

How one is laid out stands in CONTRIBUTING.md, and its parts in `Exercise` in practice/frame.py.
"""

import copy
import re

import pytest
from lessons import EXERCISES, LESSONS, PROJECTS, expect_none
from rules import CODE_WIDTH, FOR_EXERCISES_TOO

from micrograd_steps.practice.frame import Exercise, exercises_of
from micrograd_steps.publish import lessons
from micrograd_steps.publish.lessons import NOTEBOOKS, Exercises

KINDS = "By hand", "Find the slip", "Build", "Choose and say why", "Once more"
NEW, RECALLED = range(3, 6), 2  # how many exercises of the lesson, and of earlier ones
RIGHT, WRONG, HINTS = 2, 3, 2  # at least
SHORT = 8  # a line of a solution with so few characters tells nothing
IMPORT = "from micrograd_steps.practice import check, hint, solution"
every_exercises = pytest.mark.parametrize("book", EXERCISES, ids=lambda book: book.path.stem)


def laid_out(book):
    """Yield a notebook's exercises that have all their cells and a row, each with its row."""
    rows = exercises_of(f"{book.number:02}")
    for task in book.tasks:
        key = task.name.partition(".")[2]
        if key in rows and [cell.cell_type for cell in task.cells[-2:]] == ["code", "code"]:
            yield task, rows[key]


ROWS = [
    pytest.param(book, task, row, id=f"{book.path.stem}-{task.name}")
    for book in EXERCISES
    for task, row in laid_out(book)
]
MISTAKES = [
    pytest.param(*case.values, written, words, id=f"{case.id}-{words}")
    for case in ROWS
    for written, words in case.values[2].wrong.items()
]


said_before = {}


def verdict(book, task, written):
    """Return what `check` says where a learner's cell holds this; it is asked but once.

    All cells of code above it run, but for checks.
    """
    asked = book.place, task.name, written
    if asked not in said_before:
        said_before[asked] = _verdict(book, task, written)
    return said_before[asked]


def _verdict(book, task, written):
    *_, starter, checking = task.cells
    names = {"display": lambda *shown: None}
    for cell in book.code[: book.code.index(starter)]:
        if "check(" not in cell.source:
            exec(cell.source, names)
    exec(written, names)
    return str(eval(checking.source.splitlines()[-1], names))


# ---------------------------------------------------------------- what a notebook keeps to


def opens_with_its_title_and_the_way_back(book):
    lesson = next((lesson for lesson in LESSONS if lesson.name == book.name), None)
    if not lesson:
        yield "there is no lesson of this name"
        return
    heading = lesson.cells[0].source.partition("\n")[0].replace("# ", "# Exercises ")
    if book.cells[0].source.partition("\n")[0] != heading:
        yield f"its title has to be {heading!r}"
    if f"](../{book.name})" not in book.cells[0].source:
        yield f"the first cell does not link its lesson: [lesson {book.number:02}](../{book.name})"


def imports_first_of_all(book):
    if IMPORT not in book.cells[1].source:
        yield f"the second cell holds all imports, and among them: {IMPORT}"


def numbers_its_exercises(book):
    found = [task.name for task in book.tasks]
    wanted = [f"{book.number:02}.{i}" for i in range(1, len(found) + 1)]
    if found != wanted:
        yield f"its exercises are called {found}; number them {wanted}"
    headings = re.findall(r"^#+ .*", "\n".join(cell.source for cell in book.prose[1:]), re.M)
    if len(headings) != len(found):
        yield f"it has other headings than '## {book.number:02}.1 · Title (5 minutes)': {headings}"
    for name in sorted(set(exercises_of(f"{book.number:02}")) ^ {n[3:] for n in found}):
        module = f"practice/exercises{book.number:02}.py"
        yield f"exercise {book.number:02}.{name} stands only in the notebook, or only in {module}"


def has_exercises_of_its_own_and_recalls(book):
    kinds = [re.match(rf".*\n\n\*({'|'.join(KINDS)})\b", t.cells[0].source) for t in book.tasks]
    for task, kind in zip(book.tasks, kinds, strict=True):
        if not kind:
            yield f"{task.name} does not begin by what kind it is of: *{'*, *'.join(KINDS)}*"
    once_more = [bool(kind) and kind[1] == KINDS[-1] for kind in kinds]
    new = len(kinds) - RECALLED
    if new not in NEW or once_more != [False] * new + [True] * RECALLED:
        yield f"it needs {NEW[0]} to {NEW[-1]} exercises, then {RECALLED} of the kind *Once more*"


def has_a_cell_to_work_in_and_below_it_the_check(book):
    for task in book.tasks:
        *_, starter, checking = [None, *task.cells]
        lines = checking.source.splitlines()
        wanted = [f'# hint("{task.name}")', f'# solution("{task.name}")']
        called = f'check("{task.name}", '
        if lines[:2] != wanted or len(lines) != 3 or not lines[-1].startswith(called):
            yield f"{task.name} has to end in the cell: {'; '.join([*wanted, called + '…)'])}"
        elif not starter or starter.cell_type != "code":
            yield f"{task.name} has no cell to work in, just above its check"


OWN = [
    opens_with_its_title_and_the_way_back,
    imports_first_of_all,
    numbers_its_exercises,
    has_exercises_of_its_own_and_recalls,
    has_a_cell_to_work_in_and_below_it_the_check,
]


@pytest.mark.parametrize("rule", [*OWN, *FOR_EXERCISES_TOO], ids=lambda rule: rule.__name__)
@every_exercises
def test_exercises(book, rule):
    expect_none(f"{book.place}: {wrong}" for wrong in rule(book))


def test_every_lesson_that_adds_a_step_has_exercises():
    has = {book.name for book in EXERCISES}
    expect_none(
        f"{lesson.name} has no exercises; CONTRIBUTING.md says how to add them"
        for lesson in LESSONS
        if lesson.number and lesson.name not in has
    )


def test_all_exercises_belong_to_a_lesson():
    left = {path.name for path in (NOTEBOOKS / lessons.EXERCISES).glob("*.ipynb")}
    left -= {book.name for book in EXERCISES + PROJECTS}
    expect_none(f"exercises/{name}: there is no lesson of this name; rename it" for name in left)


# ---------------------------------------------------------------- what a row keeps to


def lacking(starter, row):
    """Yield what an exercise's row in practice/ has too little, or too much, of."""
    for part, least in ("right", RIGHT), ("wrong", WRONG), ("hints", HINTS):
        if len(getattr(row, part)) < least:
            yield f"{len(getattr(row, part))} {part}; {least} are the least"
    for line in row.solution.splitlines():
        if len(line) > CODE_WIDTH:
            yield f"a line of the solution is longer than {CODE_WIDTH} columns: {line}"
        told = line.strip()
        if len(told) > SHORT and told not in starter and told in " ".join(row.hints):
            yield f"a hint holds a line of the solution: {told}"


@pytest.mark.parametrize(("book", "task", "row"), ROWS)
def test_a_row_has_all_its_parts_and_its_hints_tell_no_line(book, task, row):
    expect_none(f"{task.name}: {wrong}" for wrong in lacking(task.cells[-2].source, row))


@pytest.mark.parametrize(("book", "task", "row"), ROWS)
def test_the_starter_is_not_yet_and_right_variants_are_right(book, task, row):
    assert verdict(book, task, task.cells[-2].source).startswith("not yet: ")
    for written in (row.solution, *row.right):
        assert verdict(book, task, written) == "✓ right", written


@pytest.mark.parametrize(("book", "task", "row", "written", "words"), MISTAKES)
def test_a_typical_mistake_is_told_why(book, task, row, written, words):
    said = verdict(book, task, written)
    assert said.startswith("✗ ")
    assert words in said


@pytest.mark.parametrize(("book", "task", "row"), ROWS)
def test_each_mistake_has_a_reply_of_its_own(book, task, row):
    said = [verdict(book, task, written) for written in row.wrong]
    twice = [(w, s) for w, s in zip(row.wrong, said, strict=True) if said.count(s) > 1]
    expect_none(f"{task.name}: {words!r} is said of another mistake, too" for _, words in twice)


# ---------------------------------------------------------------- that all this is noticed


def changed(old, new, place=None):
    """Return a change of a notebook: a text in its cells, or in the one at a place."""

    def change(book):
        cells = book.cells if place is None else [book.cells[place]]
        assert any(old in cell.source for cell in cells)
        for cell in cells:
            cell.source = cell.source.replace(old, new)

    return change


BREAKS = [
    (OWN[0], changed("# Exercises 05", "# Exercises 06", 0)),
    (OWN[0], changed("](../05_", "](../06_", 0)),
    (OWN[0], lambda book: setattr(book, "path", book.path.with_name("05_other.ipynb"))),
    (OWN[1], changed("import check, hint", "import check", 1)),
    (OWN[2], changed("## 05.2 ·", "## 05.7 ·")),
    (OWN[2], changed("minutes)", "min)")),
    (OWN[2], lambda book: book.cells.extend(copy.deepcopy(book.tasks[0].cells))),
    (OWN[3], changed("*Once more*", "*Build.*")),
    (OWN[3], changed("*Build.*", "Build.")),
    (OWN[4], changed('# hint("05.3")', "# hint()")),
    (OWN[4], changed('check("05.3"', 'check("05.2"')),
    (OWN[4], lambda book: book.cells.remove(book.tasks[0].cells[-2])),
]


@pytest.mark.parametrize(("rule", "change"), BREAKS)
def test_broken_exercises_are_rejected(rule, change):
    good = next(book for book in EXERCISES if book.number == 5)
    book = Exercises(good.path, copy.deepcopy(good.notebook))
    assert list(rule(book)) == []
    change(book)
    assert list(rule(book)) != []


def test_a_row_that_lacks_something_is_rejected():
    row = Exercise(print, ("vague", "say b = a * 2"), "b = a * 2\n" + "#" * 80, (), {})
    found = list(lacking("b = ...", row))
    assert found[:2] == ["0 right; 2 are the least", "0 wrong; 3 are the least"]
    assert [words.partition(":")[0] for words in found[2:]] == [
        "a hint holds a line of the solution",
        f"a line of the solution is longer than {CODE_WIDTH} columns",
    ]
    assert not any("hint" in words for words in lacking("b = a * 2", row))
