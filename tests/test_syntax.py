"""The comparison of a step with its lesson, on a step made up for the purpose."""

import ast

import pytest
from syntax import complaints, tree

BEFORE = {"f": "def f(): return 1", "Value": "class Value:\n    '''One.'''"}
AFTER = BEFORE | {
    "Value.exp": 'def exp(self):\n    """Return e.\n\n    To its power."""\n    return 2',
    "Value.__radd__": "def __radd__(self, other): return self + other",
    "g": "def g(): return f()",
}
IN_CLASS = '''
import math

class Value:
    """One."""

    def exp(self):  # comments and layout don't count
        """Return e.

        To its power."""
        return (2)
'''
ATTACHED = "def flipped(self, other):\n    return self + other\n\n\nValue.__radd__ = flipped"
FREE = "def g():\n    return f()"
LESSON = [IN_CLASS, ATTACHED, FREE]


def compare(cells):
    before, after = (
        {name: tree(ast.parse(source).body[0]) for name, source in sources.items()}
        for sources in (BEFORE, AFTER)
    )
    return complaints(before, after, cells)


def test_methods_in_a_class_or_attached_are_the_same():
    assert compare(LESSON) == []


def test_the_same_definition_may_be_tagged_twice():
    assert compare([*LESSON, FREE]) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("return (2)", "return 3", "Value.exp is not the same"),
        ("One.", "Two.", "Value is not the same"),
        ("Return e.", "Return f.", "Value.exp is not the same"),
        ("self + other", "other + self", "Value.__radd__ is not the same"),
        ("__radd__ =", "__rsub__ =", "Value.__rsub__ is tagged step, but the step lacks it"),
        ("\n\n\nValue.__radd__ = flipped", "", "flipped is tagged step, but the step lacks it"),
        (FREE, "", "g is new or changed in the step, but in no cell tagged step"),
        (FREE, FREE + "\n\ng()", "neither a definition nor an attachment: g()"),
        (FREE, FREE + "\nassert g() == 1", "neither a definition nor an attachment: assert"),
        (FREE, "Value.__radd__ = f", "neither a definition nor an attachment"),
        ('"""One."""', '"""One."""\n    one = 1', "Value is not the same in the lesson"),
        ('"""One."""', '"""One."""\n    f()', "neither a docstring nor a method: f()"),
    ],
)
def test_a_difference_is_named(old, new, complaint):
    cells = [cell.replace(old, new) for cell in LESSON]
    assert cells != LESSON
    assert any(complaint in found for found in compare(cells))
