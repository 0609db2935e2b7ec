"""What only a browser can tell of JupyterLab: learners' copies, and the keys of live slides."""

import re
import time

import pytest
from browsing import PATIENCE, drag, shown_gradients, shown_numbers
from labs import SCREEN_SHOWN, presented, press, shut_down, state, wait_for_texts
from lessons import LESSONS
from test_live import f

from micrograd_steps import step07
from micrograd_steps.classroom.examples import neuron
from micrograd_steps.publish.lessons import NOTEBOOKS
from micrograd_steps.publish.present import begin_at
from micrograd_steps.publish.workbook import write_workbook
from micrograd_steps.step01 import numerical_derivative


@pytest.mark.in_ci
def test_a_lesson_runs_from_the_menu_in_jupyterlab(page, lab):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    counted = lesson.code
    page.goto(lab(f"lab/tree/notebooks/{lesson.path.name}"))
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
    prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-prompt")
    wait_for_texts(page, prompts, ["[ ]:"] * len(counted))
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    entry = ".lm-Menu-item:not(.lm-mod-disabled) .lm-Menu-itemLabel:text-is('Run All Cells')"
    page.click(entry)
    expected = [f"[{count}]:" for count in range(1, len(counted) + 1)]
    wait_for_texts(page, prompts, expected)
    failed = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr']"
    assert page.locator(f".jp-Notebook :is({failed})").count() == 0
    step_to_the_gradients(page, lesson)
    assert page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts() == []


def step_to_the_gradients(page, lesson):
    """Step the player of lesson 05 to its end, and compare with the step and what it prints."""
    saved = [output for cell in lesson.notebook.cells for output in cell.get("outputs", [])]
    checked = next(output.text for output in saved if "measured" in output.get("text", ""))
    leaves = dict(re.findall(r"^(\w+) +backprop +(-?[\d.]+)", checked, re.M))
    values = neuron(step07.Value)
    values[-1].backward()
    expected = {v.label: f"{v.grad:.4f}" for v in values}
    assert len(expected) == 10 and leaves.items() <= expected.items()

    player = page.locator(".micrograd-player[data-started]")
    count = player.locator(".player-count")
    back, play, forward = (
        player.locator(f'button[data-move="{move}"]') for move in ("back", "play", "forward")
    )
    player.scroll_into_view_if_needed()
    count.filter(has_text="Step 1 of").wait_for()
    last = int(count.text_content().split()[-1])

    def at(step):
        page.wait_for_function(
            "([count, text]) => count.textContent === text",
            arg=[count.element_handle(), f"Step {step} of {last}"],
        )

    at(1)
    assert set(shown_gradients(player).values()) == {"0.0000"}
    forward.click()
    at(2)
    page.keyboard.press("ArrowRight")
    at(3)
    page.keyboard.press("ArrowLeft")
    at(2)
    back.click()
    at(1)
    for step in range(2, last - 1):
        forward.click()
        at(step)
    play.click()  # the two steps that are left; then it stops by itself
    at(last)
    page.wait_for_function("(button) => button.textContent === 'Play'", arg=play.element_handle())
    assert forward.get_attribute("aria-disabled") == "true"
    assert shown_gradients(player) == expected


def saved_whole(text):
    """Return whether a notebook holds a check's reply, and JupyterLab has written all of it."""
    return b"not yet: " in text and text.endswith(b"}\n")


def test_a_learner_runs_a_blank_and_what_is_saved_stays(page, lab, lab_folder):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    before = [path.read_bytes() for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    copy = lab_folder / "workbook" / lesson.name
    page.goto(lab(f"lab/tree/workbook/{lesson.name}"))
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
    notebook = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
    assert notebook.locator(".jp-OutputArea-child").count() == 0
    notebook.locator("summary:text-is('The answer')").first.wait_for()
    answer = notebook.locator("details pre").first
    assert answer.count() == 1 and not answer.is_visible()
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click(".lm-Menu-item:not(.lm-mod-disabled) >> text='Run All Cells'")
    said = notebook.locator(".jp-OutputArea-output")
    said.filter(has_text="not yet: each input gets").first.wait_for()
    written = "..."
    for line, answer in {
        "self.grad, other.grad = 1.0, 1.0": "The gradient that arrives is not multiplied in.",
        "self.grad, other.grad = out.grad, out.grad": "✓ right",
    }.items():
        cells = notebook.locator(".jp-CodeCell")
        blank = cells.filter(has_text="# Yours: each input gets the gradient that arrives").first
        blank.locator(f".cm-line:has-text('{written}')").click(click_count=3)
        page.keyboard.insert_text(f"        {line}\n")
        page.keyboard.press("Control+Enter")
        cells.filter(has_text='check("05.__add__._backward"').locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        said.filter(has_text=answer).first.wait_for()
        written = line
    page.keyboard.press("Control+s")
    end = time.monotonic() + PATIENCE
    while not saved_whole(mine := copy.read_bytes()) and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert saved_whole(mine)
    write_workbook(LESSONS, copy.parent)
    assert copy.read_bytes() == mine
    assert before == [path.read_bytes() for path in sorted(NOTEBOOKS.glob("*.ipynb"))]


@pytest.mark.in_ci
def test_only_safe_keys_act_in_slides(page, lab):
    shut_down(lab)
    lesson = presented(page, lab, 5)
    title = page.locator(f"{SCREEN_SHOWN} h1")
    assert lesson.title in title.inner_text().replace("`", "")
    assert "Minutes." not in page.locator(SCREEN_SHOWN).inner_text()
    number = page.locator(".slide-number")
    prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
    none = ["[ ]:"] * len(lesson.code)
    start = state(page)
    assert number.inner_text().split() == ["1", "/", "22"]

    press(
        page, "Control+Enter Shift+Enter x d d a c v y m z h w o g 1 0 0 Delete Home End ArrowLeft"
    )
    assert state(page) == start  # nothing ran, for this is prose
    press(page, "Space Control+Enter")  # at once: what is seen now, and nothing else
    wait_for_texts(page, prompts, ["[1]:", *none[1:]])
    first = state(page)
    assert first[:2] == [start[0], 1]
    press(page, "x d d a b")
    assert page.locator(".reveal.paused").count() == 1
    press(
        page, "Control+Enter x Space"
    )  # black: it runs nothing, and Space shows the screen again
    assert page.locator(".reveal.paused").count() == 0
    press(page, "Shift+Enter")
    wait_for_texts(page, prompts, ["[2]:", *none[1:]])
    assert state(page) == first
    for forth, back in (
        ("ArrowRight", "ArrowLeft"),
        ("PageDown", "PageUp"),
        ("ArrowDown", "ArrowUp"),
    ):
        press(page, forth)
        assert state(page)[:2] == ["slide-1-0", 0]
        press(page, back)
        assert state(page) == first
    assert [text.strip() for text in prompts.all_text_contents()] == ["[2]:", *none[1:]]

    press(page, "Enter Control+End")
    page.keyboard.type("\nprint('x b')  # typed")
    press(page, "Shift+Enter")
    page.locator(f"{SCREEN_SHOWN} pre:text-is('x b')").wait_for()
    press(page, "x Space")
    page.evaluate("location.hash = '#/slide-1-3'")
    page.wait_for_function("document.querySelector('#slide-1-3.present')")
    press(page, "Space")
    assert state(page)[:2] == ["slide-1-3", 1]
    assert (
        page.locator(".jp-mod-active").locator("xpath=ancestor::section[1]").get_attribute("id")
        == "slide-1-3"
    )


def shown_thing(page):
    """Go to the screen of what moves in a lesson, and return both."""
    thing = page.locator(".micrograd-player[data-started]")
    screen = thing.locator("xpath=ancestor::section[1]").get_attribute("id")
    page.evaluate("(screen) => { location.hash = `#/${screen}`; }", screen)
    page.wait_for_function("(id) => document.getElementById(id).matches('.present')", arg=screen)
    return thing, screen


@pytest.mark.in_ci
def test_keys_go_on_after_a_player(page, lab):
    presented(page, lab, 5, "seen/")
    player, screen = shown_thing(page)
    count = player.locator(".player-count")
    player.locator("button[data-move='forward']").click()
    press(page, "ArrowRight ArrowRight ArrowLeft x d d")
    assert count.inner_text().startswith("Step 3 of ")
    press(page, "PageDown")
    assert state(page)[0] > screen
    press(page, "ArrowLeft")
    assert state(page)[0] == screen
    last = int(count.inner_text().split()[-1])
    player.locator("button[data-move='forward']").click(click_count=last)
    assert count.inner_text() == f"Step {last} of {last}"
    press(page, "Space")
    assert state(page)[0] > screen


@pytest.mark.in_ci
def test_a_slider_keeps_its_keys_in_live_slides(page, lab):
    presented(page, lab, 1, "seen/")
    thing, screen = shown_thing(page)
    left, right = thing.locator("[role='slider']").all()
    drag(page, left, 0.8, 0.3)
    x, h, slope = shown_numbers(thing)
    press(page, "ArrowRight Tab ArrowLeft ArrowDown x d d")
    now = shown_numbers(thing)
    assert now == (x + 0.25, 0.5, numerical_derivative(f, x + 0.25, 0.5))
    assert state(page)[0] == screen
    press(page, "PageDown")
    assert state(page)[0] > screen


@pytest.mark.in_ci
def test_a_talk_goes_on_where_it_stopped(page, lab, lab_folder):
    name = next(lesson.name for lesson in LESSONS if lesson.number == 7)
    begin_at(lab_folder / "notebooks" / name, "Freeze")
    lesson = presented(page, lab, 7, heading="strong:text('Freeze')")
    first, place = state(page)[0], page.locator(".slide-number").inner_text()
    above = page.locator(".jp-CodeCell").evaluate_all(
        "(all, id) => all.findIndex((cell) => cell.compareDocumentPosition("
        "document.getElementById(id)) & Node.DOCUMENT_POSITION_CONTAINS)",
        first,
    )
    prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
    expected = [f"[{i + 1}]:" if i < above else "[ ]:" for i in range(len(lesson.code))]
    assert 0 < above < len(lesson.code)
    wait_for_texts(page, prompts, expected)
    assert state(page)[:2] == [first, 0]

    press(page, "Space Control+Enter Space")
    expected[above] = f"[{above + 1}]:"
    wait_for_texts(page, prompts, expected)
    second = state(page)[0]
    press(page, "r")
    page.locator(".jp-Dialog").wait_for()
    press(page, "Enter")
    wait_for_texts(page, prompts, expected)
    page.reload()
    page.wait_for_function("(id) => document.getElementById(id)?.matches('.present')", arg=second)
    assert page.locator(".slide-number").inner_text() != place


@pytest.mark.in_ci
def test_a_talk_goes_on_at_a_fragment_and_shows_it(page, lab, lab_folder):
    name = next(lesson.name for lesson in LESSONS if lesson.number == 4)
    begin_at(lab_folder / "notebooks" / name, "Freeze")
    presented(page, lab, 4, heading="strong:text('Freeze')")
    assert state(page)[1] > 0  # or this lesson no longer shows what the test is for


@pytest.mark.in_ci
def test_the_speakers_window_shows_its_first_note_before_its_previews(page, lab):
    page.context.route("**/*receiver*", lambda route: route.abort())
    presented(page, lab, 8)
    with page.context.expect_page() as opened:
        press(page, "t")
    opened.value.locator(".speaker-controls-notes .value", has_text="Clock. 0 of").wait_for()
    page.evaluate("location.hash = '#/slide-1-0'")
    later = re.compile(r"Clock\. [1-9]\d* of")
    opened.value.locator(".speaker-controls-notes .value", has_text=later).wait_for()


@pytest.mark.in_ci
def test_the_talk_stays_where_it_is_when_the_previews_are_loaded(page, lab):
    presented(page, lab, 8)
    page.evaluate("location.hash = '#/slide-1-0'")
    page.wait_for_function("document.querySelector('#slide-1-0.present')")
    page.evaluate("""addEventListener("message", ({ source, data }) => {
        window.loaded ||= source !== window && /connected/.test(data);
    })""")
    with page.context.expect_page():
        press(page, "t")
    page.wait_for_function("window.loaded")
    page.wait_for_timeout(1500)  # for the previews to say where they are
    assert state(page)[0] == "slide-1-0"


@pytest.mark.in_ci
def test_the_speakers_window_has_a_note_on_every_screen(page, lab):
    lesson = presented(page, lab, 6)
    with page.context.expect_page() as opened:
        press(page, "t")
    shown = opened.value.locator(".speaker-controls-notes .value")
    begins = ["Ask. Who may", *(lesson.notes[name][:12] for name in ("06-03", "06-05"))]
    for i, said in enumerate(begins):
        text = re.compile(rf"^\s*Clock\. \d+ of \d+ minutes.*{re.escape(said)}")
        page.evaluate("(slide) => { location.hash = `#/${slide}`; }", f"slide-1-{i}")
        end = time.monotonic() + PATIENCE  # it hears of changes once it is loaded
        while not text.match(shown.text_content()) and time.monotonic() < end:
            page.wait_for_timeout(100)
        assert text.match(shown.text_content())
