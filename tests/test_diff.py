"""What a step adds, changes and removes, shown definition by definition."""

import re

import pytest
from lessons import LESSONS

from micrograd_steps.classroom.diff import FITS, Diff, definitions, show_diff

HEAD = {"Value": 'class Value:\n    """One."""'}
INIT = {"Value.__init__": "def __init__(self, data):\n    self.data = data"}
EXP = {"Value.exp": "def exp(self):\n    return e ** self.data"}
F = {"f": "def f(x):\n    y = x\n    return y"}


def lines(before, after):
    return repr(Diff(before, after, "Title")).splitlines()


def test_what_the_lessons_have_saved_is_shown():
    """To the letter; so what changes a difference is told here, before lessons are executed."""
    shown = [
        (cell.outputs[-1].data, re.search(r"show_diff\((\d+), (\d+)\)", cell.source))
        for lesson in LESSONS
        for cell in lesson.code
        if "show_diff(" in cell.source
    ]
    assert len(shown) > 15
    for saved, numbers in shown:
        made = show_diff(*map(int, numbers.groups()))
        assert (repr(made), made._repr_html_()) == (saved["text/plain"], saved["text/html"])


def test_title_comes_first_and_the_same_is_not_shown():
    assert lines(HEAD | INIT | F, HEAD | INIT | F) == ["Title"]


def test_new_function():
    assert lines({}, F)[2:] == ["new function f:", "+ def f(x):", "+     y = x", "+     return y"]


def test_new_class_with_its_methods_stands_in_one_part():
    assert lines({}, HEAD | INIT)[2:] == [
        "new class Value:",
        "+ class Value:",
        '+     """One."""',
        "+ ",
        "+     def __init__(self, data):",
        "+         self.data = data",
    ]


def test_new_method_says_where_it_goes():
    assert lines(HEAD | INIT, HEAD | INIT | EXP)[2:] == [
        "in Value, after __init__: new method:",
        "+ def exp(self):",
        "+     return e ** self.data",
    ]


def test_new_first_method_stands_at_the_top():
    assert lines(HEAD | EXP, HEAD | INIT | EXP)[2] == "in Value, at the top: new method:"


def test_changed_function_shows_what_stays_and_what_goes():
    changed = {"f": F["f"].replace("y = x", "y = x + 1")}
    assert lines(F, changed)[2:] == [
        "in function f:",
        "  def f(x):",
        "-     y = x",
        "+     y = x + 1",
        "      return y",
    ]


def test_changed_method_and_changed_docstring():
    two = {"Value": HEAD["Value"].replace("One", "Two")}
    more = {"Value.exp": EXP["Value.exp"] + " + 1"}
    assert lines(HEAD | INIT | EXP, two | INIT | more)[2:] == [
        "in class Value:",
        "  class Value:",
        '-     """One."""',
        '+     """Two."""',
        "",
        "in Value, method exp:",
        "  def exp(self):",
        "-     return e ** self.data",
        "+     return e ** self.data + 1",
    ]


def test_removed_function_class_and_method():
    assert lines(F, {})[2:] == ["gone: function f:", *(f"- {x}" for x in F["f"].splitlines())]
    assert "gone: class Value:" in lines(HEAD | INIT, {})
    assert lines(HEAD | INIT | EXP, HEAD | INIT)[2:] == [
        "gone: in Value, method exp:",
        "- def exp(self):",
        "-     return e ** self.data",
    ]


def test_html_shows_the_same_lines_with_their_signs():
    """A difference is never seen by its colour alone; what is special to HTML is escaped."""
    before, after = {"f": "def f(x):\n    return x < 1"}, {"f": "def f(x):\n    return '<b>&'"}
    page = Diff(before, after, "1 < 2")._repr_html_()
    assert "1 &lt; 2" in page
    assert "-     return x &lt; 1</del>" in page
    assert "+     return &#x27;&lt;b&gt;&amp;&#x27;</ins>" in page
    assert ">  def f(x):</span>" in page
    assert "<b>" not in page


def test_html_as_a_whole():
    changed = {"f": F["f"].replace("    y = x\n", "")}
    start = (
        "<p><strong>T</strong></p>\n<details open><summary>in function f</summary>"
        '<pre style="margin:0 0 0.8em;padding:0.4em 0.6em;border-left:4px solid #767676;'
        'background:#ffffff">'
    )
    rows = [
        '<span style="font-family:monospace;color:#767676">  def f(x):</span>',
        '<del style="font-family:monospace;background:#f8e4e4;color:#6b1010;'
        'text-decoration:none">-     y = x</del>',
        '<span style="font-family:monospace;color:#767676">      return y</span>',
    ]
    assert Diff(F, changed, "T")._repr_html_() == start + "\n".join(rows) + "</pre></details>"
    page = Diff({}, F | {"g": "def g():\n    pass"}, "T")._repr_html_()
    assert '<ins style="font-family:monospace;background:#e2f2e2;color:#0b3d0b;' in page
    assert 'font-weight:600;text-decoration:none">+ def f(x):</ins>' in page
    assert page.count("</details>\n<details open>") == 1


def test_definitions_of_a_step_include_what_it_carries_over():
    assert definitions(0) == {}
    assert definitions(3)["numerical_derivative"] == definitions(1)["numerical_derivative"]
    assert definitions(3)["Value.__add__"].startswith("def __add__(self, other):")


def test_head_of_a_class_ends_before_the_decorator_of_its_first_method(tmp_path, monkeypatch):
    text = 'class Value:\n    """One."""\n\n    @staticmethod\n    def f():\n        return 1\n'
    (tmp_path / "step01.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr("micrograd_steps.classroom.diff.STEPS", tmp_path)
    assert definitions(1) == HEAD | {"Value.f": "@staticmethod\ndef f():\n    return 1"}


def test_comments_above_a_definition_belong_to_it(tmp_path, monkeypatch):
    text = """# One.
def f():
    return 1


class Value:
    # Of two lines,
    # a comment.
    def g(self):
        return 2


# The end.
"""
    (tmp_path / "step01.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr("micrograd_steps.classroom.diff.STEPS", tmp_path)
    assert definitions(1) == {
        "f": "# One.\ndef f():\n    return 1",
        "Value": "class Value:",
        "Value.g": "# Of two lines,\n# a comment.\ndef g(self):\n    return 2",
    }


@pytest.mark.parametrize("step", ["2", None, 2.0])
def test_a_step_is_a_whole_number(step):
    with pytest.raises(TypeError, match=f"a step is a whole number, not {step!r}"):
        show_diff(1, step)


def test_what_fits_a_slide_is_open_and_more_is_folded():
    """Each place and each line takes a row; after the first that does not fit all are folded."""

    def opened(*lengths):
        bodies = {f"f{i}": "\n".join(["def f():"] * n) for i, n in enumerate(lengths)}
        page = Diff({}, bodies, "1 2")._repr_html_()
        return [start == " open" for start in re.findall("<details( open)?>", page)]

    assert FITS == 24  # rows of a slide
    assert opened(FITS - 1) == [True]
    assert opened(FITS) == [False]
    assert opened(10, FITS - 12) == [True, True]
    assert opened(10, FITS - 11) == [True, False]
    assert opened(2, FITS, 1) == [True, False, False]
    assert opened(*[1] * FITS) == [False] * FITS


def test_the_title_names_both_steps():
    assert show_diff(1, 2).title == "From step 01 to step 02"


def test_an_unknown_step_is_named():
    with pytest.raises(ValueError, match="^there is no step 99: step99.py is missing$"):
        show_diff(1, 99)
