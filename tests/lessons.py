"""The lessons as the checks see them, and what the checks share."""

import ast
import os
import re

import pytest

from micrograd_steps.publish.lessons import ROOT, read_lessons, with_exercises

LESSONS = read_lessons()
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXERCISES = [lesson.exercises for lesson in LESSONS if lesson.exercises]
PROJECTS = [lesson.project for lesson in LESSONS if lesson.project]


def stem(lesson):
    return lesson.path.stem


every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=stem)
every_notebook = pytest.mark.parametrize(
    "lesson", with_exercises(LESSONS), ids=lambda lesson: lesson.page.removesuffix(".html")
)


def mostly_in_ci(values, always, ids=str):
    """Return parameters for a test: those not in always are left to CI, see conftest.py."""
    left = pytest.mark.in_ci
    return [
        pytest.param(value, marks=() if value in always else left, id=ids(value))
        for value in values
    ]


def expect_none(problems):
    """Fail with the problems, if there are any: sentences that say where, what, and what to do."""
    found = list(problems)
    if found:
        pytest.fail("; ".join(found), pytrace=False)


def imported(tree):
    """Return the dotted names that Python code imports: `from a import b` imports `a.b`."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            names += [f"{start}.{alias.name}" for alias in node.names]
    return names


def saved(number, code):
    """Return what lesson `number` has saved of what its first cell with this code shows.

    As IPython takes it: {type: text}
    """
    cells = [cell for cell in LESSONS[number].code if code in cell.source]
    shown = [cell.outputs[-1].data for cell in cells if "data" in cell.outputs[-1]]
    return next(data for data in shown if "image/svg+xml" in data)


def own_environment():
    """Return this process's environment without what pytest and make tell those they start."""
    told = re.compile("PYTEST|.*MAKE|MFLAGS$|(ARGS|LESSON|PYTHON)$")
    return {name: text for name, text in os.environ.items() if not told.match(name)}
