"""The comparison of saved and new outputs notices a changed curve, label and digit.

It runs as `make test` runs it, on copies of lessons, cut after the last changed cell.
"""

import copy
import re
import subprocess
import sys

import nbformat
import pytest
from lessons import LESSONS, ROOT, expect_none, own_environment

CURVE = {"np.arange(-5, 5, 0.25)": "np.arange(-5, 5, 0.5)"}
DIGIT = {"14.003": "14.004"}
LABEL = {'L.label = "L"': 'L.label = "M"'}
UNCHANGED = {"14.003": "14.003"}
COPIES = {  # name: the lesson's number, and what is replaced in it
    "unchanged": (1, UNCHANGED),
    "other_curve_and_other_digit": (1, CURVE | DIGIT),
    "other_label": (3, LABEL),
}


def changed(number, changes):
    """Return a copy of a lesson with changes, and what its code cells should come to."""
    lesson = copy.deepcopy(next(lesson for lesson in LESSONS if lesson.number == number))
    outcomes = ["PASSED"] * len(lesson.code)
    last = 0
    for old, new in changes.items():
        first = replace(lesson, old, new)
        shows = next(i for i, cell in enumerate(lesson.code) if i >= first and cell.outputs)
        outcomes[shows] = "PASSED" if new == old else "FAILED"
        last = max(last, shows)
    lesson.notebook.cells = lesson.code[: last + 1]
    return lesson.notebook, outcomes[: last + 1]


def replace(lesson, old, new):
    """Replace text in one code cell, or else in one saved output; return the cell's number."""
    for i, cell in enumerate(lesson.code):
        if old in cell.source:
            cell.source = cell.source.replace(old, new)
            return i
    for i, cell in enumerate(lesson.code):
        for output in cell.outputs:
            text = output.get("data", {}).get("text/plain", "")
            if old in text:
                output.data["text/plain"] = text.replace(old, new)
                return i
    raise LookupError(f"no cell of {lesson.name} holds {old}: choose another text in this test")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return {copy: (what its cells should come to, what they came to)}, from one run of nbval."""
    folder = tmp_path_factory.mktemp("copies")
    (folder / "pytest.ini").write_text("[pytest]\n")  # so that no settings from elsewhere hold
    expected = {}
    for name, change in COPIES.items():
        notebook, expected[name] = changed(*change)
        nbformat.write(notebook, folder / f"{name}.ipynb")
    options = "-p no:cacheprovider --nbval --nbval-cell-timeout=120 -rA --color=no"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options.split()],
        cwd=folder,
        env=own_environment(),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
    )
    lines = re.findall(r"^([A-Z]+) (\w+)\.ipynb::Cell (\d+)", run.stdout, re.MULTILINE)
    assert lines, run.stdout + run.stderr
    cells = sorted((name, int(number), outcome) for outcome, name, number in lines)
    came = {name: [outcome for other, _, outcome in cells if other == name] for name in COPIES}
    return {name: (expected[name], came[name]) for name in COPIES}


def test_the_files_that_begin_first_are_there():
    named = re.findall(r"test_\w+\.py", (ROOT / "conftest.py").read_text(encoding="utf-8"))
    gone = [name for name in named if not (ROOT / "tests" / name).exists()]
    assert len(named) > 1
    expect_none(f"conftest.py names {name}, which is not in tests/; name another" for name in gone)


@pytest.mark.in_ci
@pytest.mark.parametrize("name", COPIES)
def test_exactly_the_changed_cells_fail(name, outcomes):
    expected, came = outcomes[name]
    assert came == expected
