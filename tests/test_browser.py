"""What only a browser can tell of slides, pages and players; of JupyterLab, see test_lab.py."""

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
from lessons import LESSONS, every_lesson, expect_none

from micrograd_steps.classroom.examples import neuron
from micrograd_steps.classroom.player import play_backward
from micrograd_steps.publish.decks import write_slides
from micrograd_steps.publish.lessons import Lesson, with_exercises
from micrograd_steps.publish.runsheet import write_runsheet
from micrograd_steps.publish.site import write_site
from micrograd_steps.step07 import Value

PAGES = [each.page for each in with_exercises(LESSONS)]

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


def open_deck(page, lesson, folder):
    """Write the deck of a lesson, and open it."""
    if not find_spec("sphinx_revealjs"):
        missing("reveal.js is not installed, so no slide was seen: pip install -e '.[present]'")
    write_slides([lesson], folder)
    page.goto((folder / lesson.page).as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.evaluate(
        "Promise.all([...document.images].map((image) => image.decode().catch(() => 0)))"
    )


@every_lesson
def test_every_slide_fits_the_screen(lesson, tmp_path, page):
    open_deck(page, lesson, tmp_path / "slides")
    assert page.evaluate("Reveal.getSlides().length") > len(lesson.cells) / 4
    expect_none(f"{lesson.name}, {wrong}; shorten or split it" for wrong in page.evaluate(WALK))
    expect_none(f"{lesson.name}, slides: {wrong}" for wrong in barriers(page))


def test_s_opens_the_notes_of_the_slide(tmp_path, page):
    lesson = next(lesson for lesson in LESSONS if lesson.notes)
    open_deck(page, lesson, tmp_path / "slides")
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    shown = opened.value.locator(".speaker-controls-notes .value")
    shown.locator("p").first.wait_for()
    assert shown.inner_text().startswith("Clock. 0 of ")
    assert not page.locator("aside.notes").first.is_visible()


def test_a_deck_is_printed_a_slide_a_sheet_with_margins(tmp_path, page):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    open_deck(page, lesson, tmp_path / "slides")
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


def test_slides_have_margins_on_a_phone(tmp_path, page):
    page.set_viewport_size(PHONE)
    open_deck(page, LESSONS[0], tmp_path / "slides")
    edges = page.locator("h1").first.evaluate("h => h.getBoundingClientRect().left")
    assert edges >= 10


@pytest.mark.parametrize("look", ["slides", "site"])
def test_the_dark_look_keeps_contrast(look, tmp_path, page, request):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    page.emulate_media(color_scheme="dark")
    if look == "slides":
        open_deck(page, lesson, tmp_path / "slides")
    else:
        page.goto((request.getfixturevalue("site") / lesson.page).as_uri())
    expect_dark(page)


def test_slides_that_do_not_fit_are_found(tmp_path, page):
    open_deck(page, LESSONS[0], tmp_path / "slides")
    page.add_style_tag(content=".reveal p { margin-bottom: 700px; } .reveal pre { width: 60px; }")
    found = "\n".join(page.evaluate(WALK))
    assert "pixels high" in found
    assert "code is cut off" in found


def test_barriers_on_slides_that_are_not_shown_are_found(tmp_path, page):
    open_deck(page, LESSONS[0], tmp_path / "slides")
    last = "[...document.querySelectorAll('section section')].at(-1)"
    page.evaluate(f"{last}.append(document.createElement('img'))")
    assert barriers(page) == ["Images must have alternative text: <img>"]


# ---------------------------------------------------------------- the site


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_site(LESSONS, folder)
    write_runsheet(LESSONS, folder / "runsheet.html")
    return folder


def test_pages_fit_a_phone_and_fetch_nothing(site, page):
    page.set_viewport_size(PHONE)
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path.name
        pictures = "[...document.images].filter((image) => !image.naturalWidth).length"
        assert page.evaluate(pictures) == 0, path.name


@pytest.mark.parametrize("name", ["index.html", "glossary.html", "runsheet.html", *PAGES])
def test_a_page_keeps_nobody_out(name, site, page):
    page.goto((site / name).as_uri())
    expect_none(f"{name}: {wrong}" for wrong in barriers(page))


def test_a_lesson_takes_two_sheets_of_the_run_sheet_at_most(site, page):
    page.goto((site / "runsheet.html").as_uri())
    sections = page.locator("main > section")
    most = {"class": 1}  # the checklist
    for name in sections.evaluate_all("all => all.map((section) => section.id)"):
        alone = f"main > :not(#{name}) {{ display: none; }}"
        style = page.add_style_tag(content=alone)
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        style.evaluate("(tag) => tag.remove()")
        wrong = f"runsheet.html, {name}: {sheets} sheets; say less, or lower CODE_LINES"
        expect_none([wrong] if sheets > most.get(name, 2) else [])


def test_search_finds_and_leads_there(site, page):
    page.goto((site / "index.html").as_uri())
    page.fill("#words", "topological")
    found = page.locator("#found a")
    titles = found.all_inner_texts()
    assert "06 · Topological sort" in titles
    found.nth(titles.index("06 · Topological sort")).click()
    assert "06_topological_sort.html#cell-id=" in page.url
    place = page.url.partition("#")[2]
    assert "topological" in page.locator(f'[id="{place}"]').inner_text().lower()


def test_clicks_lead_from_the_index_to_the_last_lesson(site, page):
    page.goto((site / "index.html").as_uri())
    first = page.locator(f'a[href="{LESSONS[0].page}"]').first
    first.click()
    for i, lesson in enumerate(LESSONS):
        if i:
            page.click("header a[rel='next']")
        page.wait_for_url(f"**/{lesson.page}")
        assert lesson.title in page.locator("h1").first.inner_text()
    assert page.locator("a[rel='next']").count() == 0


def test_a_fold_opens_when_asked_and_for_print(site, page):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    page.goto((site / lesson.page).as_uri())
    folded = page.locator(".folded .jp-OutputArea")
    seen = "all => all.map(each => each.checkVisibility({contentVisibilityAuto: true}))"
    assert not any(folded.evaluate_all(seen))
    page.locator(".folded summary").first.click()
    assert [i for i, each in enumerate(folded.evaluate_all(seen)) if each] == [0]
    page.emulate_media(media="print")
    assert all(folded.evaluate_all(seen))
    assert all(folded.evaluate_all("all => all.map(each => each.offsetHeight > 9)"))
    assert not page.locator(".folded summary").first.is_visible()


def test_hints_and_solutions_stay_folded_one_by_one_and_for_print(site, page):
    page.goto((site / "exercises_05_backward_closures.html").as_uri())
    page.locator("summary:text-is('Hint 1')").first.click()
    page.emulate_media(media="print")
    seen = "all => all.map(each => each.lastElementChild.checkVisibility())"
    open_ones = page.locator("details").evaluate_all(seen)
    assert [i for i, each in enumerate(open_ones) if each] == [0]


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
