"""Every lesson keeps every rule. What the rules are: rules.py; that they reject: test_rules.py."""

import re

import pytest
from lessons import LESSONS, every_lesson, expect_none
from rules import RULES

from micrograd_steps.publish.lessons import NOTEBOOKS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@every_lesson
def test_lesson(lesson, rule):
    expect_none(f"{lesson.name}: {wrong}" for wrong in rule(lesson))


def test_every_notebook_has_a_number_of_its_own_and_a_name():
    names = [path.name for path in NOTEBOOKS.glob("*.ipynb")]
    strange = [name for name in names if not re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", name)]
    expect_none(f"{name}: name it like 05_backward_closures.ipynb" for name in strange)
    numbers = [lesson.number for lesson in LESSONS]
    twice = {number for number in numbers if numbers.count(number) > 1}
    expect_none(f"two lessons have the number {number:02}; renumber one" for number in twice)
