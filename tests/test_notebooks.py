"""Every lesson keeps every rule. What the rules are: rules.py; that they reject: test_rules.py."""

import re

import pytest
from lessons import LESSONS, ROOT
from rules import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_lesson(lesson, rule):
    assert list(rule(lesson)) == []


def test_every_notebook_has_a_number_of_its_own_and_a_name():
    names = [path.name for path in (ROOT / "notebooks").glob("*.ipynb")]
    assert [name for name in names if not re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", name)] == []
    assert len({name[:2] for name in names}) == len(names)
