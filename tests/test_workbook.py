"""The learner's copies: what they leave blank, and that nothing of a learner's is ever lost."""

import ast
import os
import re
from pathlib import Path

import nbformat
import pytest
from lessons import LESSONS, every_lesson, every_notebook, expect_none

from micrograd_steps.practice.frame import Blank, blanks_of
from micrograd_steps.publish import workbook
from micrograd_steps.publish.lessons import ROOT, Exercises, Lesson, with_exercises
from micrograd_steps.publish.saving import METADATA
from micrograd_steps.publish.steps import named
from micrograd_steps.publish.workbook import leave_blank, with_answers, workbook_copy
from micrograd_steps.publish.workbook import write_workbook as write

CLASS = '''class Value:
    @staticmethod
    def twice(x):  # of a number
        """Return it doubled."""

        # First the é,
        é = x
        return é + é
        # and that was it.

    def inner(self):
        def f():
            pass

        return f


after = 1'''


def sources(notebook):
    return [(cell.id, cell.cell_type, cell.source) for cell in notebook.cells]


def made_up(tmp_path, *sources, tags=()):
    """Return a lesson 05 of a title and code cells, the last one with tags."""
    cells = [nbformat.v4.new_markdown_cell("# 05 · Small", id="title")]
    output = nbformat.v4.new_output("stream", text="4")
    for i, source in enumerate(sources):
        cell = nbformat.v4.new_code_cell(source, id=f"c{i}", outputs=[output], execution_count=1)
        cells.append(cell)
    cells[-1].metadata = nbformat.from_dict({"tags": list(tags)})
    return Lesson(tmp_path / "05_small.ipynb", nbformat.v4.new_notebook(cells=cells))


# ---------------------------------------------------------------- blanks


def test_of_a_function_the_head_and_what_it_is_for_stay():
    head, _, rest = CLASS.partition("\n\n        # First")
    blank = "\n        # Yours: the sum\n        ..."
    expected = head + blank + rest.partition("that was it.")[2]
    assert leave_blank(CLASS, "Value.twice", "the sum") == expected


def test_a_function_in_a_function_is_found_and_long_words_are_wrapped():
    found = leave_blank(CLASS, "Value.inner.f", "many words " * 20).splitlines()
    comment = [line for line in found if line.startswith("            # ")]
    assert len(comment) == 4 and max(map(len, comment)) <= workbook.WIDTH
    assert found[found.index(comment[-1]) + 1] == "            ..."
    assert "            pass" not in found


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("a.grad = b.data * g  # the other", "a.grad", "# Yours: w\na.grad = ..."),
        ("é = 'é'; a = 1", "a", "# Yours: w\né = 'é'; a = ..."),
        ("a.grad = b.grad = g", "b.grad", "# Yours: w\na.grad = b.grad = ..."),
        ("a, b = f(1,\n  2), 3", "a", "# Yours: w\na, b = ..., 3"),
        ("if p:\n    p.data += 1", "p.data", "if p:\n    # Yours: w\n    ..."),
    ],
)
def test_an_assignment_loses_what_is_assigned(source, name, expected):
    assert leave_blank(source, name, "w") == expected


@pytest.mark.parametrize(
    ("source", "name", "wrong"),
    [
        ("a = 1", "b", "assigns b 0 times"),
        ("a = 1\na = 2", "a", "assigns a 2 times"),
        ("def f(): return 1", "f", "f has no body on lines of its own"),
        ("def f():\n    '''Doc.'''", "f", "f has no body on lines of its own"),
        ("class A:\n    def f(self):\n        pass", "f", "defines or assigns f 0 times"),
        ("def g():\n    pass", "f", "practice/lesson05.py has no blank 'f'"),
        ("def :", "g", "invalid syntax"),
    ],
)
def test_a_tag_that_fits_no_blank_names_lesson_and_cell(
    source, name, wrong, tmp_path, monkeypatch
):
    row = Blank("w", print)
    table = {key: row for key in ("a", "b", "f", "g") if "no blank" not in wrong}
    monkeypatch.setattr(workbook, "blanks_of", {"05": table}.get)
    lesson = made_up(tmp_path, "1", source, tags=[f"yours:{name}"])
    with pytest.raises(ValueError, match=rf"lesson 05, cell 2 \(c1\): .*{re.escape(wrong)}"):
        write([lesson], tmp_path / "workbook")
    assert not (tmp_path / "workbook").exists()


def test_one_cell_may_have_several_blanks_and_one_answer(tmp_path, monkeypatch):
    row = Blank("w", print)
    monkeypatch.setattr(workbook, "blanks_of", lambda number: {"f": row, "a": row})
    source = "def f():\n    return 1\n\n\na = f()"
    lesson = made_up(tmp_path, source, tags=["step", "yours:f", "yours:a"])
    copy = workbook_copy(lesson)
    blank = "def f():\n    # Yours: w\n    ...\n\n\n# Yours: w\na = ..."
    assert sources(copy)[1] == ("c0", "code", blank)
    answer = f"<details><summary>The answer</summary>\n\n```python\n{source}\n```\n\n</details>"
    assert sources(copy)[2:] == [("c0-answer", "markdown", answer)]
    assert sources(with_answers(copy)) == sources(lesson.notebook)


@every_lesson
def test_putting_the_answers_back_gives_the_lesson(lesson):
    copy = workbook_copy(lesson)
    tagged = [cell for cell in lesson.code if named(cell, "yours")]
    assert len(copy.cells) == len(lesson.cells) + len(tagged)
    for cell in tagged:
        [blank] = [each for each in copy.cells if each.id == cell.id]
        ast.parse(blank.source)
        blanks = blanks_of(f"{lesson.number:02}")
        comment = blank.source.replace("\n", " ").replace("#", " ")
        for name in named(cell, "yours"):
            assert " ".join(blanks[name].write.split()) in " ".join(comment.split()), name
    assert sources(with_answers(copy)) == sources(lesson.notebook)


# ---------------------------------------------------------------- copies


@every_notebook
def test_a_copy_gives_nothing_away_and_its_links_work(lesson):
    copy = workbook_copy(lesson)
    nbformat.validate(copy)
    assert copy.metadata == METADATA
    assert all(cell.metadata == {} for cell in copy.cells)
    code = [cell for cell in copy.cells if cell.cell_type == "code"]
    assert all((cell.outputs, cell.execution_count) == ([], None) for cell in code)
    texts = [cell.source for cell in copy.cells if cell.cell_type == "markdown"]
    links = re.findall(r"\]\((?!https?:)([^)#]+)", "\n".join(texts))
    places = {Path("workbook", each.place) for each in with_exercises(LESSONS)}
    for link in links:
        path = Path(os.path.normpath(Path("workbook", lesson.place).parent / link))
        lost = path not in places and ("workbook" in path.parts or not (ROOT / path).exists())
        wrong = f"{lesson.place}: {link} leads nowhere in workbook/; link ../ and its folder"
        expect_none([wrong] if lost else [])


def test_exercises_are_copied_into_a_folder_below_and_what_is_changed_there_stays(tmp_path):
    lesson = made_up(tmp_path, "1")
    lesson.exercises = Exercises(tmp_path / "exercises" / lesson.name, lesson.notebook)
    write([lesson], tmp_path / "workbook")
    copy = tmp_path / "workbook" / "exercises" / "05_small.ipynb"
    text = copy.read_text()
    assert text == (tmp_path / "workbook" / "05_small.ipynb").read_text()
    assert '"exercises/05_small.ipynb"' in (tmp_path / "workbook" / ".made.json").read_text()
    copy.write_text(text.replace('"1"', '"mine"'))
    write([lesson], tmp_path / "workbook")
    assert '"mine"' in copy.read_text()
    copy.unlink()
    write([lesson], tmp_path / "workbook")
    assert copy.read_text() == text


@pytest.fixture
def mine(tmp_path, capsys):
    """Write a workbook of made-up lessons, by their code; return the copy and what is said."""
    folder = tmp_path / "workbook"

    def written(code):
        write([made_up(tmp_path, code)], folder)
        return folder / "05_small.ipynb", capsys.readouterr().out

    return written


def test_a_copy_that_was_not_changed_follows_its_lesson(mine):
    path, _ = mine("old")
    time = path.stat().st_mtime_ns
    assert mine("old") == (path, "") and path.stat().st_mtime_ns == time
    assert mine("new") == (path, "")
    assert '"new"' in path.read_text()


def test_a_copy_that_was_changed_is_left_alone_and_a_newer_lesson_is_told_each_time(mine):
    path, _ = mine("old")
    path.write_text(changed := path.read_text().replace("old", "my own"))
    assert mine("old") == (path, "")
    for _ in range(2):
        _, said = mine("new")
        assert said.count("\n") == 1
        assert "workbook/05_small.ipynb is yours and stays" in said
        assert "rename or delete yours" in said
    assert path.read_text() == changed
    assert mine("old") == (path, "")
    path.unlink()
    assert mine("new") == (path, "")
    assert '"new"' in path.read_text()
    assert mine("newer") == (path, "")


@pytest.mark.parametrize("record", [None, "{ broken"])
def test_without_a_record_every_copy_counts_as_changed(record, mine):
    path, _ = mine("old")
    made = path.with_name(".made.json")
    made.unlink() if record is None else made.write_text(record)
    assert "is yours and stays" in mine("new")[1]
    assert '"old"' in path.read_text()
    assert mine("old")[1] == mine("new")[1] == ""  # equal to what would be written: known again


def test_what_is_no_notebook_any_more_and_other_files_are_left_alone(mine):
    path, _ = mine("old")
    path.write_bytes(b"\xff spoilt")
    other = path.with_name("99_my_own.ipynb")
    other.write_text("mine")
    assert "is yours" in mine("new")[1]
    assert (path.read_bytes(), other.read_text()) == (b"\xff spoilt", "mine")
