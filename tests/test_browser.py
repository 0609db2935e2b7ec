"""What only a browser can tell of slides and players; of the site, see test_site.py."""

import re
from importlib.util import find_spec

import nbformat
import pytest
from browsing import (
    HEIGHT,
    MEASURE,
    PHONE,
    WIDTH,
    barriers,
    expect_dark,
    missing,
    shown_gradients,
)
from lessons import LESSONS, every_lesson, expect_none, mostly_in_ci, stem

from micrograd_steps.classroom.examples import neuron
from micrograd_steps.classroom.player import play_backward
from micrograd_steps.publish.decks import write_slides
from micrograd_steps.publish.lessons import Lesson
from micrograd_steps.publish.site import write_site
from micrograd_steps.step07 import Value

# Go to every slide of a deck in turn, all fragments shown, and return what is wrong.
WALK = """() => Reveal.getSlides().flatMap((slide, i) => {
  const {h, v} = Reveal.getIndices(slide);
  Reveal.slide(h, v, 99);
  const wrong = [];
  const place = `slide ${i + 1}, cell ${slide.querySelector(".jp-Cell").id}`;
  const say = (what) => wrong.push(`${place}: ${what}`);
  if (Reveal.getCurrentSlide() !== slide || !slide.checkVisibility()) say("is not shown");
  (MEASURE)(slide, say);
  return wrong;
})""".replace("MEASURE", MEASURE)


# ---------------------------------------------------------------- slides


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    """Return a folder in which each lesson's deck gets a folder."""
    return tmp_path_factory.mktemp("decks")


def open_deck(page, lesson, decks):
    """Open the deck of a lesson, which is written where it isn't there yet."""
    if not find_spec("sphinx_revealjs"):
        missing("reveal.js is not installed, so no slide was seen: pip install -e '.[present]'")
    folder = decks / lesson.path.stem
    if not folder.exists():
        write_slides([lesson], folder)
    page.goto((folder / lesson.page).as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.evaluate(
        "Promise.all([...document.images].map((image) => image.decode().catch(() => 0)))"
    )


@pytest.mark.parametrize("lesson", mostly_in_ci(LESSONS, [LESSONS[4]], ids=stem))
def test_every_slide_fits_the_screen(lesson, decks, page):
    open_deck(page, lesson, decks)
    assert page.evaluate("Reveal.getSlides().length") > len(lesson.cells) / 4
    expect_none(f"{lesson.name}, {wrong}; shorten or split it" for wrong in page.evaluate(WALK))


@pytest.mark.in_ci
@every_lesson
def test_slides_keep_nobody_out(lesson, decks, page):
    open_deck(page, lesson, decks)
    expect_none(f"{lesson.name}, slides: {wrong}" for wrong in barriers(page))


def test_s_opens_the_notes_of_the_slide(decks, page):
    lesson = next(lesson for lesson in LESSONS if lesson.notes)
    open_deck(page, lesson, decks)
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    shown = opened.value.locator(".speaker-controls-notes .value")
    shown.locator("p").first.wait_for()
    assert shown.inner_text().startswith("Clock. 0 of ")
    assert not page.locator("aside.notes").first.is_visible()


@pytest.mark.in_ci
def test_a_deck_is_printed_a_slide_a_sheet_with_margins(decks, page):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    open_deck(page, lesson, decks)
    count = page.evaluate("Reveal.getSlides().length")
    sheet = rb"/MediaBox \[0 0 %d %d\]" % ((WIDTH + 80) * 3 / 4, (HEIGHT + 80) * 3 / 4)
    assert len(re.findall(sheet, page.pdf(prefer_css_page_size=True))) == count
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", landscape=True))) == count
    page.emulate_media(media="print")
    slides = page.locator(".slides section:not(.stack)")
    assert all(slides.evaluate_all("all => all.map(each => each.checkVisibility())"))
    sizes = "all => all.map(each => [each.scrollWidth, each.scrollHeight])"
    assert all(w <= WIDTH and h <= HEIGHT for w, h in slides.evaluate_all(sizes))
    player = page.locator(".micrograd-player")
    assert player.locator("img").is_visible() and not player.locator("button").first.is_visible()
    page.emulate_media(media="screen")
    page.goto(page.url.partition("#")[0] + "?print-pdf")
    page.wait_for_selector(".pdf-page section")
    assert page.locator(".pdf-page").count() == count


def test_slides_have_margins_on_a_phone(decks, page):
    page.set_viewport_size(PHONE)
    open_deck(page, LESSONS[0], decks)
    edges = page.locator("h1").first.evaluate("h => h.getBoundingClientRect().left")
    assert edges >= 10


@pytest.mark.in_ci
def test_the_dark_look_keeps_contrast(decks, page):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    page.emulate_media(color_scheme="dark")
    open_deck(page, lesson, decks)
    expect_dark(page)


def test_links_of_a_deck_lead_to_decks_and_to_the_video(decks, page):
    open_deck(page, LESSONS[4], decks)
    addresses = "all => all.map(each => each.getAttribute('href'))"
    links = page.locator("section a[href]").evaluate_all(addresses)
    assert [link for link in links if not link.startswith("https:")] == [LESSONS[5].page]
    assert page.get_by_text("exercises of this lesson").count() == 1


def test_slides_that_do_not_fit_are_found(decks, page):
    open_deck(page, LESSONS[0], decks)
    page.add_style_tag(content=".reveal p { margin-bottom: 700px; } .reveal pre { width: 60px; }")
    found = "\n".join(page.evaluate(WALK))
    assert "pixels high" in found
    assert "code is cut off" in found


@pytest.mark.in_ci
def test_barriers_on_slides_that_are_not_shown_are_found(decks, page):
    open_deck(page, LESSONS[0], decks)
    last = "[...document.querySelectorAll('section section')].at(-1)"
    page.evaluate(f"{last}.append(document.createElement('img'))")
    assert barriers(page) == ["Images must have alternative text: <img>"]


# ---------------------------------------------------------------- players


def test_a_player_on_a_page_steps_to_the_gradients(browser, page, tmp_path):
    values = neuron(Value)
    player, _ = play_backward(values[-1]), values[-1].backward()
    expected = {v.label: f"{v.grad:.4f}" for v in values}
    output = nbformat.v4.new_output("display_data", player._repr_mimebundle_())
    cells = [
        nbformat.v4.new_markdown_cell("# 03 · A player"),
        nbformat.v4.new_code_cell("play_backward(o)", outputs=[output]),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    write_site([Lesson(tmp_path / "03_player.ipynb", notebook)], tmp_path / "site")
    page.goto((tmp_path / "site" / "03_player.html").as_uri())
    forward = page.locator('.micrograd-player button[data-move="forward"]')
    for _ in player.steps[1:]:
        forward.click()
    assert forward.get_attribute("aria-disabled") == "true"
    assert shown_gradients(page.locator(".micrograd-player")) == expected
