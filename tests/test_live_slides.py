"""Every lesson as live slides in JupyterLab: it runs as it was saved, and fits the window."""

import re

import pytest
from browsing import MEASURE, expect_dark
from labs import TOO_LONG, need_rise, presented, press, shut_down, state, wait_for_texts
from lessons import LESSONS, every_lesson, expect_none

from micrograd_steps.publish.slides import SCREEN, slide_types

pytestmark = pytest.mark.in_ci
WINDOWS = [SCREEN, (1366, 650), (1920, 1080), (1024, 768)]

# Go to every live slide in turn, all fragments shown, and return how many there are and what is
# wrong. The address is the way to a slide, now and then a second time: RISE may write that of the
# slide before over it. Code is drawn a frame or two after it is shown.
LIVE_WALK = """async () => {
  const wrong = [];
  const frame = () => new Promise(requestAnimationFrame);
  const slides = document.querySelectorAll(".reveal .slides section:not(.stack)");
  for (const slide of slides) {
    const [, h, v] = slide.id.split("-");
    const hidden = () => !slide.classList.contains("present") || !slide.checkVisibility()
      || slide.querySelector(".fragment:not(.visible)");
    for (let i = 0; i < 200 && hidden(); i++) {
      if (i % 10 === 0) location.hash = i % 20 ? `#/${h}/${v}` : `#/${h}/${v}/99`;
      await frame();
    }
    const prompts = [...slide.querySelectorAll(".jp-InputPrompt")].map((each) => each.innerText);
    const place = `${slide.id} ${prompts.join("")} ${slide.innerText.slice(0, 30)}`;
    const say = (what) => wrong.push(`${place.replace(/\\s+/g, " ")}: ${what}`);
    if (hidden()) say("is not shown");
    const pictures = [...slide.querySelectorAll("img")];
    await Promise.all(pictures.map((each) => each.decode().catch(() => 0)));
    for (let height = -1, same = 0; same < 2; await frame()) {
      same = height === slide.scrollHeight ? same + 1 : 0;
      height = slide.scrollHeight;
    }
    (MEASURE)(slide, say);
  }
  return {count: slides.length, wrong};
}""".replace("MEASURE", MEASURE)

# Return for every cell of code what its outputs show: text, or that it is a picture.
SHOWN = """cells => cells.map((cell) => {
  const outputs = [...cell.querySelectorAll(".jp-OutputArea-output")];
  return outputs.map((each) => {
    const kind = each.dataset.mimeType;
    if (/stdout|text.plain/.test(kind)) return each.textContent.trim();
    return /image|html/.test(kind) ? "a picture" : `${kind}: ${each.textContent}`;
  });
})"""
BETWEEN_KEYS = 100  # milliseconds


@every_lesson
def test_a_lesson_is_run_at_speed_as_it_was_saved(lesson, page, lab):
    """The first cells are run before the kernel is there."""
    shut_down(lab)
    presented(page, lab, lesson.number)
    before = None
    while (now := state(page)[:2]) != before:
        before = now
        press(page, "Control+Enter Space")
        page.wait_for_timeout(BETWEEN_KEYS)
    cells = page.locator(".jp-CodeCell")
    counts = [f"[{cell.execution_count}]:" for cell in lesson.code]
    wait_for_texts(page, cells.locator(".jp-InputArea-prompt"), counts, seconds=240)
    for cell, shown in zip(lesson.code, cells.evaluate_all(SHOWN), strict=True):
        saved = [written(output) for output in cell.outputs]
        if "timing" in cell.metadata.get("tags", []):
            shown, saved = (re.sub(r" *[\d.,]+", " #", repr(each)) for each in (shown, saved))
        assert shown == saved, cell.source


def written(output):
    """Return the text of a saved output, or that it is a picture."""
    data = output.get("data", {"text/plain": output.get("text")})
    return data["text/plain"].strip() if len(data) == 1 else "a picture"


def walk_live(lessons, pages, lab):
    """Yield each lesson and the page it is presented on.

    While the slides of a lesson are looked at on one page, the next lesson opens on another.
    """
    addresses = [lab(f"rise/seen/notebooks/{lesson.path.name}") for lesson in lessons]
    pages[0].goto(addresses[0], wait_until="commit")
    for i, lesson in enumerate(lessons):
        page = pages[i % 2]
        if i + 1 < len(lessons):
            pages[(i + 1) % 2].goto(addresses[i + 1], wait_until="commit")
        page.locator(".reveal section.present h1").wait_for()
        yield lesson, page


def test_the_dark_look_of_live_slides_keeps_contrast(page, lab):
    page.emulate_media(color_scheme="dark")
    presented(page, lab, 5, "seen/")
    expect_dark(page, ".reveal")


def test_every_live_slide_fits_the_window(page, second_page, lab):
    """Some of them in all windows."""
    need_rise()
    everywhere, found = [each for each in LESSONS if each.number in (5, 6, 11, 13)], []
    for lesson, shown_on in walk_live(LESSONS, [page, second_page], lab):
        kinds = slide_types(lesson.notebook)
        for width, height in WINDOWS if lesson in everywhere else [SCREEN]:
            shown_on.set_viewport_size({"width": width, "height": height})
            slides = shown_on.evaluate(LIVE_WALK)
            assert slides["count"] == kinds.count("slide") + kinds.count("subslide"), lesson.path
            place = f"{lesson.name} in a window of {width} × {height}"
            found += [f"{place}, {what}; shorten or split it" for what in slides["wrong"]]
        players = sum("data-player" in str(cell) for cell in lesson.notebook.cells)
        assert shown_on.locator("[data-started]").count() == players, "outputs are not trusted"
    expect_none(found)


def test_live_slides_that_do_not_fit_are_found_and_can_be_scrolled(page, lab):
    need_rise()
    [(_, shown_on)] = walk_live([TOO_LONG], [page], lab)
    found = "\n".join(shown_on.evaluate(LIVE_WALK)["wrong"])
    assert "pixels high" in found
    assert "code is cut off" in found
    last = page.locator(".reveal section.present .jp-OutputArea").last
    page.mouse.move(400, 300)
    page.mouse.wheel(0, 9999)
    page.wait_for_function(
        "(last) => last.getBoundingClientRect().bottom <= innerHeight", arg=last.element_handle()
    )
