"""Things to drag, moved in a browser: what they show is what Python gives.

Needs playwright and a Chromium, as the other tests in a browser.
"""

import math
import re
from itertools import pairwise

import nbformat
import numpy as np
import pytest
from browsing import PHONE, barriers, drag, shown_gradients, shown_numbers, words
from lessons import expect_none
from test_live import (
    FROM_ELSEWHERE,
    THINGS,
    bent,
    border,
    called,
    downhill,
    f,
    leaf,
    moons,
    order,
    score,
    secant,
    shared,
    trained,
)

from micrograd_steps import step06, step07, step11
from micrograd_steps.classroom.border import drag_border
from micrograd_steps.classroom.descent import drag_descent
from micrograd_steps.classroom.examples import neuron
from micrograd_steps.classroom.order import choose_order
from micrograd_steps.publish.lessons import Lesson
from micrograd_steps.publish.site import write_site
from micrograd_steps.step01 import numerical_derivative


def open_thing(page, folder, *things):
    """Show things on a page of the site, and return them as they are there."""
    cells = [nbformat.v4.new_markdown_cell("# 03 · Things")]
    for thing in things:
        output = nbformat.v4.new_output("display_data", thing._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell("thing", outputs=[output]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    write_site([Lesson(folder / "03_things.ipynb", notebook)], folder / "site")
    page.goto((folder / "site" / "03_things.html").as_uri())
    shown = page.locator(".micrograd-player[data-started]")
    assert shown.count() == len(things)
    return shown


HIGH = "all => all.map(each => each.getBoundingClientRect().height)"


@pytest.mark.in_ci
def test_things_are_for_everybody_and_fit_a_phone(page, tmp_path):
    shown = open_thing(page, tmp_path, *(make() for make in THINGS))
    expect_none(barriers(page))
    page.set_viewport_size(PHONE)
    parts = shown.locator("svg:not(.player-graph svg), .player-graph, .player-words, button")
    ends = parts.evaluate_all("all => all.map(each => each.getBoundingClientRect().right)")
    assert max(ends) <= PHONE["width"]
    letters = shown.locator(".player-graph svg > g > g.node > text")
    assert min(letters.evaluate_all(HIGH)) >= 9  # in pixels, ascenders and all
    assert all(shown.locator("img").evaluate_all("all => all.map(e => !e.checkVisibility())"))
    page.emulate_media(media="print")
    assert all(shown.locator("img").evaluate_all("all => all.map(e => e.checkVisibility())"))
    assert not any(
        shown.locator(".player-live").evaluate_all("all => all.map(e => e.checkVisibility())")
    )


# ---------------------------------------------------------------- the secant


def test_secant_shows_the_numbers_of_python(page, tmp_path):
    thing = open_thing(page, tmp_path, secant())
    left, right = thing.locator("[role='slider']").all()
    assert shown_numbers(thing) == (3.0, 2.0, 20.0)

    drag(page, right, 0.9, 0.25)
    _, h, slope = shown_numbers(thing)
    assert h < 1e-12 and slope == numerical_derivative(f, 3.0, h)
    assert "what remains of it is rounding" in words(thing)

    drag(page, left, 0.8, 0.3)  # the focus goes along, and with it the keys
    x = shown_numbers(thing)[0]
    assert x < 0 and left.evaluate("panel => panel === document.activeElement")
    page.keyboard.press("ArrowRight")
    assert shown_numbers(thing)[0] == x + 0.25
    assert left.get_attribute("aria-valuetext") == f"x = {x + 0.25:g}"
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    assert right.evaluate("panel => getComputedStyle(panel).outlineStyle") == "solid"
    assert shown_numbers(thing) == (5.0, 1e-16, 0.0)
    assert "x + h is x itself" in words(thing)
    for _ in thing.locator(".error").all()[1:]:
        page.keyboard.press("ArrowRight")
        x, h, slope = shown_numbers(thing)
        assert slope == numerical_derivative(f, x, h)
    assert (x, h) == (5.0, 2.0) and "Tangent: 26. Error: 6. The run is long" in words(thing)


def test_a_finger_moves_it_and_the_page(browser, tmp_path):
    context = browser.new_context(viewport=PHONE, has_touch=True)
    touched = context.new_page()
    thing = open_thing(touched, tmp_path, secant())
    left = thing.locator("[role='slider']").first
    assert left.evaluate("panel => getComputedStyle(panel).touchAction") == "pan-y"
    box = left.bounding_box()
    touched.touchscreen.tap(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    x, h, slope = shown_numbers(thing)
    assert x < 0 and slope == numerical_derivative(f, x, h)
    context.close()


def test_secant_draws_what_it_says(page, tmp_path):
    thing = open_thing(page, tmp_path, secant())
    page.set_viewport_size(PHONE)
    left, right = thing.locator("[role='slider']").all()
    drag(page, left, 0.7, 0.55)
    x, h, slope = shown_numbers(thing)
    data = secant().data()["charts"]
    (first, second), (secant_line, tangent) = (
        [left.locator(f".{name}").first for name in names]
        for names in (("first", "second"), ("secant", "tangent"))
    )

    def number(part, name, axis):
        place = float(part.get_attribute(name))
        share = (place - axis["from"]) / (axis["to"] - axis["from"])
        return axis["low"] + share * (axis["high"] - axis["low"])

    def steep(line):
        rise, run = (
            number(line, f"{name}2", data[0][name]) - number(line, f"{name}1", data[0][name])
            for name in "yx"
        )
        return rise / run

    assert number(first, "cx", data[0]["x"]) == pytest.approx(x)
    assert number(first, "cy", data[0]["y"]) == pytest.approx(f(x))
    assert number(second, "cx", data[0]["x"]) == pytest.approx(x + h)
    assert number(second, "cy", data[0]["y"]) == pytest.approx(f(x + h))
    assert steep(secant_line) == pytest.approx(slope)
    assert steep(tangent) == pytest.approx(6 * x - 4)
    ring, dots = right.locator(".now"), right.locator(".error")
    lit = dots.nth(secant().data()["runs"].index(h))
    assert [ring.get_attribute(a) for a in ("cx", "cy")] == [
        lit.get_attribute(a) for a in ("cx", "cy")
    ]


# ---------------------------------------------------------------- the order


def call(thing, names):
    for name in names:
        thing.locator(f"button[aria-label='Call {name}']").click()


def shown(thing):
    return {name: float(grad) for name, grad in shown_gradients(thing).items()}


def test_orders_give_the_gradients_of_the_step(page, tmp_path):
    things = open_thing(page, tmp_path, order(), choose_order(shared(step07)))
    first, second = things.nth(0), things.nth(1)
    for names in ("onspq", "onpqs", "pqsno", "nosqp"):
        call(first, names)
        expected = called(step06, neuron(step06.Value)[-1], names)
        assert shown(first) == {name: round(grad, 4) for name, grad in expected.items()}
        wrong = first.locator(".player-wrong text:first-of-type").all_text_contents()
        right = called(step06, neuron(step06.Value)[-1], "onspq")
        assert wrong == [name for name in right if expected[name] != right[name]]
        assert ("No call was too early" in words(first)) == (not wrong)
        marked = first.locator(".player-lit text:first-of-type").all_text_contents()
        assert sorted(marked) == sorted(re.findall(r"(\w+) was called too early", words(first)))
        first.locator("button:text-is('Again')").click()
    call(second, "rkm")
    assert shown(second) == called(step07, shared(step07), "rkm")
    assert "k was called too early, before m." in words(second)
    assert "Wrong: x has 55, not 105; y has 22, not 42." in words(second)
    second.locator("button:text-is('Take back')").click(click_count=2)
    call(second, "mk")
    assert shown(second) == called(step07, shared(step07), "rmk")
    assert "a topological order.\nAll 6 gradients are right." in words(second)


def test_a_phone_moves_a_graph_to_the_node_that_is_called(page, tmp_path):
    page.set_viewport_size(PHONE)
    thing = open_thing(page, tmp_path, order())
    place = thing.locator(".player-graph").bounding_box()
    for name in "ops":
        call(thing, name)
        box = thing.locator(f".player-lit:has(text:text-is('{name}'))").bounding_box()
        assert place["x"] <= box["x"] and box["x"] + box["width"] <= PHONE["width"]


def test_order_by_keys_and_by_clicking_boxes(page, tmp_path):
    thing = open_thing(page, tmp_path, choose_order(shared(step06)))
    thing.locator("g.node:has(text:text-is('r'))").first.click()
    thing.locator("g.node:has(text:text-is('x'))").first.click()  # a leaf has nothing to pass on
    thing.locator("button[aria-label='Call k']").focus()
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # a second time does nothing
    assert words(thing).startswith("Called: r, m, k.\n")
    assert shown(thing) == called(step06, shared(step06), "rmk")
    assert "No call was too early" in words(thing)
    assert "The order is not to blame" in words(thing)


# ---------------------------------------------------------------- the leaf


def test_leaves_change_the_result_as_in_python(page, tmp_path):
    thing = open_thing(page, tmp_path, leaf())
    sliders = thing.locator("[role='slider']").all()
    assert leaf_says(thing) == ([2.0, -3.0, 10.0, -2.0], -8.0, 0.0, 0.0)
    drag(page, sliders[0], 0.5, 0.9)
    (a, b, c, other), L, change, guess = leaf_says(thing)
    assert a > 3 and L == (a * b + c) * other and change == L + 8
    assert guess == 6 * (a - 2) and "They agree." in words(thing)
    drag(page, sliders[1], 0.5, 0.3)
    page.keyboard.press("ArrowLeft")
    (a, b, c, other), L, change, guess = leaf_says(thing)
    assert b < -4 and (c, other) == (10, -2)
    assert L == (a * b + c) * other and change == L + 8
    assert guess == 6 * (a - 2) - 4 * (b + 3) != change
    assert f"They are {abs(change - guess):g} apart." in words(thing)
    titles = [each.replace("−", "-") for each in thing.locator(".title").all_text_contents()]
    now = [each.split(", now ") for each in titles]
    assert now[2] == ["c, gradient -2"]  # f stands where it stood
    found = [float(now[k][1]) for k in (0, 1, 3)]
    assert found == pytest.approx([b * other, a * other, a * b + c])

    axis = leaf().data()["charts"][1]["y"]
    lowest, *_, highest = leaf().data()["spots"][1]
    line, curve = (sliders[1].locator(f".{name}") for name in ("predicted", "curve"))
    points = [each.split(",")[1] for each in curve.get_attribute("points").split()]
    expected = [
        (sliders[1].locator(".result").get_attribute("cy"), L),
        (sliders[1].locator(".guess").get_attribute("cy"), -8 + guess),
        (line.get_attribute("y1"), -8 + 6 * (a - 2) - 4 * (lowest + 3)),
        (line.get_attribute("y2"), -8 + 6 * (a - 2) - 4 * (highest + 3)),
        (points[0], (a * lowest + c) * other),
        (points[-1], (a * highest + c) * other),
    ]
    for place, number in expected:
        share = (number - axis["low"]) / (axis["high"] - axis["low"])
        assert float(place) == pytest.approx(axis["from"] + share * (axis["to"] - axis["from"]))
    thing.locator("button").click()
    assert leaf_says(thing) == ([2.0, -3.0, 10.0, -2.0], -8.0, 0.0, 0.0)


def leaf_says(thing):
    """Return the leaves, the result, its change, and the change that was predicted."""
    said = words(thing).replace("−", "-")
    leaves, result = re.match(r"(.*): L = (\S+)\n", said).groups()
    change = re.search(r"has changed by (\S+)\. The", said)[1]
    guess = re.search(r"predict .*?(\S+)\.\n", said)[1]
    numbers = [float(each) for each in re.findall(r"= (\S+?)(?:,|$)", leaves)]
    return numbers, float(result), float(change), float(guess)


# ---------------------------------------------------------------- the neuron


def test_neuron_shows_the_numbers_of_python(page, tmp_path):
    thing = open_thing(page, tmp_path, bent())
    sliders = thing.locator("[role='slider']").all()
    seen = [neuron_says(thing)]
    drag(page, sliders[0], 0.5, 0.462)  # to w = -4, where n is 0
    seen.append(neuron_says(thing))
    assert seen[-1][4] > 0.75 and "most of it comes through" in words(thing)
    drag(page, sliders[1], 0.5, 0.9)
    page.keyboard.press("ArrowRight")
    seen.append(neuron_says(thing))
    page.keyboard.press("End")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    seen.append(neuron_says(thing))
    assert "almost flat" in words(thing) and seen[-1][:2] == [1.0, 12.0]
    assert len({tuple(each[:2]) for each in seen}) == 4
    for w, b, n, o, slope, to_w in seen:
        assert n == w * 2 + b
        exact = 1 - math.tanh(n) ** 2
        assert o == float(f"{math.tanh(n):.6g}")
        for shown, number in [(slope, exact), (to_w, 2 * exact)]:
            assert shown == float(f"{number:.4g}")
    page.keyboard.press("Home")
    w, b, n, o, slope, _ = neuron_says(thing)
    dot = thing.locator(".player-panels > div").nth(2).locator(".now")
    for name, number in {"cx": n, "cy": o}.items():
        axis = bent().data()["charts"][2][name[1]]
        share = (float(dot.get_attribute(name)) - axis["from"]) / (axis["to"] - axis["from"])
        place = axis["low"] + share * (axis["high"] - axis["low"])
        assert place == pytest.approx(number, abs=1e-3)


def neuron_says(thing):
    """Return w, b, n, o, its slope, and the gradient of w."""
    said = words(thing).replace("−", "-")
    found = re.search(r"w = (\S+), b = (\S+), .* n = (\S+), o = (\S+), 1 - o² = (\S+)\n", said)
    return [float(each) for each in (*found.groups(), re.search(r"x = (\S+)\.\n", said)[1])]


# ---------------------------------------------------------------- downhill


@pytest.mark.in_ci
def test_paths_downhill_are_those_of_the_lessons_loop(page, tmp_path):
    thing = open_thing(page, tmp_path, downhill())
    plane, sizes = thing.locator("[role='slider']").all()
    without, reset = thing.locator("button").all()
    start = downhill().start
    assert downhill_says(thing)[1] == pytest.approx(trained(start, 0.1, True)[0][0], rel=1e-3)
    sizes.focus()
    for size, kind in [(0.01, "crawls"), (0.4, "settles"), (0.7, "zigzags"), (3.0, "flies off")]:
        while (at := downhill_says(thing)[0]) != size:
            page.keyboard.press("ArrowRight" if at < size else "ArrowLeft")
        compare(thing, start, size, True)
        assert words(thing).startswith(f"Step size {size:g}: it {kind}")

    assert without.get_attribute("aria-pressed") == "false"
    without.click()
    assert without.get_attribute("aria-pressed") == "true"
    drag(page, sizes, 0.9, 0.5)
    page.keyboard.press("Home")
    compare(thing, start, 0.001, False)
    assert "it overshoots, through the bottom" in words(thing)
    path = trained(start, 0.001, False)
    lowest = min(range(len(path)), key=lambda i: path[i][1])
    held = " and ".join(f"{grad:.2g}" for grad in path[lowest][2])
    assert f"holds {held}." in words(thing).replace("−", "-")
    assert f"Step {lowest} is lowest: " in words(thing)

    drag_to(page, plane, 0.3, 0.2)
    size, place, *_ = downhill_says(thing)
    assert place[0] < -1 and place[1] > 1.5 and size == 0.001
    compare(thing, place, size, False)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    after = place[0] - 0.1, place[1] - 0.1
    assert downhill_says(thing)[1] == pytest.approx(after)
    compare(thing, [round(x, 1) for x in after], size, False)
    assert plane.get_attribute("aria-valuetext").replace("−", "-") == (
        f"w29 = {after[0]:.4g}, w39 = {after[1]:.4g}"
    )
    without.focus()
    page.keyboard.press(" ")
    compare(thing, [round(x, 1) for x in after], size, True)
    page.keyboard.press(" ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert without.get_attribute("aria-pressed") == "false"
    compare(thing, start, 0.1, True)


@pytest.mark.in_ci
def test_the_script_says_what_python_does_wherever_a_path_starts(page, tmp_path):
    made = [downhill(start, size) for start, size, *_ in FROM_ELSEWHERE]
    shown = open_thing(page, tmp_path, *made)
    lowest_first = set()
    for i, (start, size, zero, kind) in enumerate(FROM_ELSEWHERE):
        thing = shown.nth(i)
        if not zero:
            thing.locator("button").first.click()
        compare(thing, start, size, zero)
        told = made[i].data()["told"][kind]
        assert words(thing).startswith(f"Step size {size:g}: {told}.\n")
        losses = [loss for _, loss, _ in made[i].path(start, size, zero)]
        is_first = losses[0] == min(losses)
        assert ("is lowest: " in words(thing)) == (not zero and not is_first)
        lowest_first |= {is_first} - {zero}
    assert lowest_first == {False, True}


@pytest.mark.in_ci
def test_a_finger_moves_the_start_downhill_and_not_the_page(browser, tmp_path):
    context = browser.new_context(viewport=PHONE, has_touch=True)
    touched = context.new_page()
    thing = open_thing(touched, tmp_path, downhill())
    plane = thing.locator(".player-plane")
    plane.scroll_into_view_if_needed()
    box, scrolled = plane.bounding_box(), touched.evaluate("scrollY")
    device = context.new_cdp_session(touched)
    x = box["x"] + box["width"] * 0.6
    ys = [box["y"] + box["height"] * share for share in (0.8, 0.7, 0.5, 0.3, 0.2)]
    seen = []
    for kind, y in zip(["touchStart", *["touchMove"] * 4], ys, strict=True):
        points = [{"x": x, "y": y}]
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touched.wait_for_timeout(50)
        seen.append(downhill_says(thing)[1][1])
    device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert all(a < b for a, b in pairwise(seen)) and touched.evaluate("scrollY") == scrolled
    context.close()


def test_downhill_draws_what_it_says(page, tmp_path):
    thing = open_thing(page, tmp_path, downhill())
    python, axes = downhill(), downhill().data()["charts"]
    thing.locator("button").first.click()
    drag_to(page, thing.locator(".player-plane"), 0.8, 0.3)
    _, start, *_ = downhill_says(thing)
    path = python.path(start, 0.1, False)

    drawn = thing.locator(".path").get_attribute("points").split()
    for point, (numbers, _, _) in zip(drawn, path, strict=True):
        expected = [along(axes[0][name], x) for x, name in zip(numbers, "xy", strict=True)]
        assert [float(each) for each in point.split(",")] == pytest.approx(expected, abs=0.01)
    discs = thing.locator(".stays").get_attribute("d").split("M")[1:]
    marks = thing.locator(".beyond").get_attribute("d").split("M")[1:]
    across = {**axes[1]["x"]}
    across.update({end: math.log10(across[end]) for end in ("low", "high")})
    for size in python.sizes:
        highest = max(loss for _, loss, _ in python.path(start, size, False)[50:])
        if highest > python.highest:
            place = python.beyond
            found = re.match(r"(\S+) ([\d.]+)m", marks.pop(0)).groups()
        else:
            place = highest
            found = discs.pop(0).removesuffix("h0").split(",")
        drawn_at = along(across, math.log10(size)), along(axes[1]["y"], place)
        assert [float(each) for each in found] == pytest.approx(drawn_at, abs=0.5)
    assert not marks and not discs
    ring = thing.locator(".end")
    end = [ring.get_attribute("cx"), ring.get_attribute("cy")]
    assert [float(each) for each in end] == pytest.approx(expected, abs=0.01)


@pytest.mark.in_ci
def test_a_path_that_flies_far_is_drawn_no_further_than_a_picture_can(page, tmp_path):
    x, y = step11.Value(1.1), step11.Value(1.0)
    far = drag_descent(x**4 + y * y, x, y, size=2.0)
    assert len(far.path(far.start, 2.0)) < 100
    thing = open_thing(page, tmp_path, far)
    assert "flies off" in words(thing)
    still = re.search('class="path" points="(.*?)"', far.svg())[1]
    for points in (thing.locator(".path").get_attribute("points"), still):
        assert max(abs(float(each)) for each in re.split("[ ,]", points)) < 1e6


@pytest.mark.in_ci
def test_a_path_that_rounding_decides_says_so(page, tmp_path):
    thing = open_thing(page, tmp_path, downhill())
    sizes = thing.locator("[role='slider']").nth(1)
    sizes.focus()
    page.keyboard.press("Home")
    python, wild = downhill(), []
    for size in python.sizes:
        assert downhill_says(thing)[0] == size
        ends = [
            python.path((python.start[0] + off, python.start[1] + off), size)[-1][0]
            for off in (0.0, 1e-13)
        ]
        if "where rounding sends it" in words(thing):
            wild.append(size)
            assert math.dist(*ends) > 1e-5
        else:
            assert math.dist(*ends) < 1e-2
            compare(thing, python.start, size, True)
        page.keyboard.press("ArrowRight")
    assert wild and min(wild) >= 1


def drag_to(page, panel, x, y):
    """Drag from the middle of a panel's picture to a place, in shares of it."""
    panel.scroll_into_view_if_needed()
    box = panel.locator("svg").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.mouse.up()


def compare(thing, start, size, zero):
    """Check that what is said is what the lesson's loop does."""
    path = trained(start, size, zero)
    said = downhill_says(thing)
    expected = [size, [*path[0][0]], path[0][1], [*path[-1][0]], path[-1][1]]
    assert said[0] == expected[0]
    for found, number in zip(said[1:], expected[1:], strict=True):
        assert found == pytest.approx(number, rel=5.1e-4, abs=1e-12)  # four digits


def downhill_says(thing):
    """Return the step size, the start and its loss, the end and its loss."""
    said = words(thing).replace("−", "-")
    size = float(re.match(r"Step size (\S+):", said)[1])
    form = r"{}.*: w29 = (\S+), w39 = (\S+), loss = (\S+)"
    first, second = (
        [float(number) for number in re.search(form.format(when), said).groups()]
        for when in ("Start", "After 100 steps")
    )
    return size, first[:2], first[2], second[:2], second[2]


# ---------------------------------------------------------------- the border

ALL_SAID = """thing => {
  const [words, next] = [".player-words", "button:nth-of-type(2)"].map((each) =>
    thing.querySelector(each));
  const all = [words.innerText];
  while (next.getAttribute("aria-disabled") !== "true") {
    next.click();
    all.push(words.innerText);
  }
  return all;
}"""
INSIDE = """([thing, places]) => {
  const area = thing.querySelector(".area");
  return places.map(([x, y]) => area.isPointInFill(new DOMPoint(x, y)));
}"""


def test_border_shows_the_numbers_of_python_at_every_step(page, tmp_path):
    made = border()
    thing = open_thing(page, tmp_path, made)
    for run, name in [(made.run, "with"), (made.straight, "without")]:
        all_said = thing.evaluate(ALL_SAID)
        assert len(all_said) == 101
        for k, (moment, said) in enumerate(zip(run, all_said, strict=True)):
            points = np.maximum(0, 1 - moment.margins).mean()
            assert said.startswith(
                f"Step {k}, {name} ReLU: loss {moment.loss:.4f}, {100 - moment.wrong} of 100 right"
                f"\nMargins below 1: {moment.pulling} of 100. The points cost {points:.4f}, "
                f"and L2 costs {moment.loss - points:.4f}.\n"
            )
            wrong = re.search(r"Wrong answers, with margins below 0: (\d+)", said)
            assert int(wrong[1] if wrong else 0) == moment.wrong
            assert ("Only L2" in said) == (not moment.pulling)
        thing.locator("button:text-is('Without ReLU')").click()
        page.locator("[role='slider']").focus()
        page.keyboard.press("Home")
    assert made.losses[0] == pytest.approx(0.8958441028683222, rel=0, abs=1e-12)
    assert made.losses[99] == pytest.approx(0.010978370135492717, rel=0, abs=1e-12)


def test_border_draws_what_it_says(page, tmp_path):
    made = border()
    thing = open_thing(page, tmp_path, made)
    page.set_viewport_size(PHONE)
    switch = thing.locator("button:text-is('Without ReLU')")
    slider = thing.locator("[role='slider']")
    axes = made.data()["charts"]
    steps = []
    for run, share in [(made.run, 0.4), (made.run, 0.8), (made.straight, 0.6)]:
        if (switch.get_attribute("aria-pressed") == "true") != (run is made.straight):
            switch.focus()
            page.keyboard.press(" ")
        drag(page, slider, 0.5, share)
        steps.append(int(slider.get_attribute("aria-valuenow")))
        moment = run[steps[-1]]
        assert words(thing).startswith(f"Step {steps[-1]}, ")

        box = [axes[1][name] for name in "xy"]
        shares = np.random.RandomState(0).uniform(size=(300, 2))
        low, high, start, end = (
            np.array([each[name] for each in box]) for name in ("low", "high", "from", "to")
        )
        scores = score(moment.layers, low + shares * (high - low))
        clear = np.abs(scores) > 0.05
        places = (start + shares * (end - start))[clear]
        inside = page.evaluate(INSIDE, [thing.element_handle(), places.tolist()])
        assert (np.array(inside) == (scores[clear] > 0)).all() and clear.sum() > 250

        for name, levels in {"border": {0.0}, "edges": {1.0, -1.0}}.items():
            path = thing.locator(f".{name}").get_attribute("d")
            ends = np.array(re.findall(r"([-\d.]+) ([-\d.]+)", path), dtype=float)
            found = score(moment.layers, low + (ends - start) / (end - start) * (high - low))
            off = np.min([np.abs(found - each) for each in levels], axis=0)
            assert len(ends) > 50 and off.max() < 0.1 and off.mean() < 0.005

        marks = [thing.locator(f".{'pulling-' * pulls}{kind}").get_attribute("d").count("M")
                 for pulls in (1, 0) for kind in ("dots", "triangles")]  # fmt: skip
        assert sum(marks[:2]) == moment.pulling and sum(marks) == 100
        assert marks[0] == ((moment.margins < 1) & (made.y > 0)).sum()
        lacks = thing.locator(".lacks").get_attribute("d")
        assert lacks.count("M") == moment.pulling
        margins = re.findall(r"M\S+ (\S+)h0", thing.locator(".margins").get_attribute("d"))
        assert np.array(margins, dtype=float) == pytest.approx(
            [along(axes[2]["y"], m) for m in np.sort(moment.margins)], abs=0.01
        )
        for name, count in {"pulling": moment.pulling, "wrong": moment.wrong}.items():
            dot = thing.locator(f".{name}-now")
            assert float(dot.get_attribute("cy")) == pytest.approx(along(axes[0]["y"], count))
            points = thing.locator(f".{name}").first.get_attribute("points").split()
            expected = [along(axes[0]["y"], getattr(m, name)) for m in run]
            assert [float(p.split(",")[1]) for p in points] == pytest.approx(expected)
    assert steps[0] < steps[2] < steps[1]


def along(axis, number):
    share = (number - axis["low"]) / (axis["high"] - axis["low"])
    return axis["from"] + share * (axis["to"] - axis["from"])


@pytest.mark.in_ci
def test_border_is_moved_by_buttons_and_keys_alone(page, tmp_path):
    thing = open_thing(page, tmp_path, drag_small())
    back, following, without = thing.locator("button").all()
    assert back.get_attribute("aria-disabled") == "true"
    back.click(force=True)
    assert words(thing).startswith("Step 0, with ReLU")
    following.focus()
    for key in ("Enter", " ", "Enter"):  # there are two steps
        page.keyboard.press(key)
    assert words(thing).startswith("Step 2, with ReLU")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert words(thing).startswith("Step 2, without ReLU")
    assert without.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    slider = thing.locator("[role='slider']")
    assert words(thing).startswith("Step 1, without ReLU")
    assert slider.get_attribute("aria-valuetext") == "step 1"
    assert slider.evaluate("panel => getComputedStyle(panel).outlineStyle") == "solid"


def drag_small():
    net, X, y = moons(12)
    return drag_border(net, X, y, [0.5, 0.1])
