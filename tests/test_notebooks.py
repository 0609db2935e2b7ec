"""Every lesson keeps every rule. What the rules are: rules.py; that they reject: test_rules.py."""

import re

import pytest
from lessons import LESSONS
from rules import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_lesson(lesson, rule):
    assert list(rule(lesson)) == []


def test_lessons_have_a_number_and_a_name():
    for lesson in LESSONS:
        assert re.fullmatch(r"\d\d_\w+\.ipynb", lesson.name), lesson.name
    assert len({lesson.number for lesson in LESSONS}) == len(LESSONS)
