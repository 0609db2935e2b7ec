"""What the tests share that look through a browser: a page, and how it is measured.

They need playwright and a Chromium; `make chromium` brings both. Without them they are skipped,
and fail where the environment variable CI is set.
"""

import os
import re
import shutil
from importlib.util import find_spec

import pytest
from lessons import expect_none

from micrograd_steps.publish.slides import SCREEN

WIDTH, HEIGHT = SCREEN
PHONE = {"width": 390, "height": 844}
PATIENCE = 90  # seconds to wait for something, however busy the machine is
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()

# Say what is wrong with a slide that is shown.
MEASURE = """(slide, say) => {
  const [width, height] = [innerWidth, innerHeight];
  if (slide.scrollHeight > height) say(`is ${slide.scrollHeight} pixels high`);
  const parts = "pre, img, p, table, .cm-scroller, .micrograd-player";
  for (const part of slide.querySelectorAll(parts)) {
    if (!part.checkVisibility()) continue;
    const {right, bottom} = part.getBoundingClientRect();
    if (right > width || bottom > height) say(`${part.tagName} ends at ${right}, ${bottom}`);
    const code = part.matches("pre, .cm-scroller");
    if (code && part.scrollWidth > part.clientWidth + 1) say("code is cut off");
    const size = parseFloat(getComputedStyle(part).fontSize);
    if (code && !part.closest("details") && size < 0.026 * height) say(`code is ${size} pixels`);
    if (part.tagName === "IMG" && !part.naturalWidth) say("a picture is missing");
  }
}"""

# Lay open for axe-core what a deck or a page holds: all slides at once, and of the coloured words
# in code, thousands of them, one for each colour.
LAY_OPEN = """() => {
  for (const part of document.querySelectorAll(".slides section, .fragment")) {
    part.removeAttribute("hidden");
    part.removeAttribute("aria-hidden");
    part.style = "display: block !important; position: static !important; transform: none;"
      + "visibility: visible !important; opacity: 1 !important";
  }
  const seen = new Set();
  for (const word of document.querySelectorAll("pre span")) {
    const look = word.className + word.style.cssText;
    if (seen.has(look)) word.replaceWith(...word.childNodes);
    seen.add(look);
  }
}"""


def missing(what):
    """Skip, or fail where CI promised that nothing is missing."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}; CI must run the browser tests", pytrace=False)
    pytest.skip(what)


def open_browser():
    """Yield a Chromium without a window."""
    if not find_spec("playwright"):
        missing("playwright is not installed, so nothing was seen in a browser: make chromium")
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    sandbox = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    playwright = started = None
    try:
        playwright = sync_playwright().start()
        started = playwright.chromium.launch(executable_path=program, args=QUIET + sandbox)
    except Exception as error:  # what it raises where its own program does not start
        why = str(error).strip().partition("\n")[0]
    if started:
        yield started
        started.close()
    if playwright:
        playwright.stop()
    if not started:
        missing(f"no Chromium starts, so nothing was seen in a browser: make chromium ({why})")


def open_page(browser):
    """Yield a page that gets nothing of the network; afterwards, it asked for nothing of it.

    Nor did a script of ours fail; those of JupyterLab may.
    """
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_default_timeout(1000 * PATIENCE)
    asked, errors = [], []
    own = ("file:", "data:", "blob:", "http://127.0.0.1:", "ws://127.0.0.1:")

    def answer(route):
        if route.request.url.startswith(own):
            return route.continue_()
        asked.append(route.request.url)
        return route.abort()

    page.route("**/*", answer)
    page.on("pageerror", lambda error: page.url.startswith("file:") and errors.append(str(error)))
    yield page
    page.close()
    assert (asked, errors) == ([], [])


def barriers(page, part=None, rules=None):
    """Return what axe-core finds on a page that keeps somebody out, each with one place.

    part, rules: of the page, and of axe-core, to look at that alone
    """
    if not find_spec("axe_playwright_python"):
        missing("axe-core is not installed: pip install -e '.[test]'")
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(LAY_OPEN)
    options = {"runOnly": rules} if rules else None
    found = Axe().run(page, context=part, options=options).response["violations"]
    return [f"{each['help']}: {each['nodes'][0]['html'][:150]}" for each in found]


def shown_gradients(player):
    """Return the gradient that each box of a player's graph shows, by label."""
    boxes = player.locator("g.node").evaluate_all(
        "boxes => boxes.map(box => [...box.querySelectorAll('text')].map(t => t.textContent))"
    )
    return {texts[0]: texts[-1].removeprefix("grad ") for texts in boxes if len(texts) > 1}


def expect_dark(page, part=None):
    """Fail unless a page is dark, and all that is written on it, or on a part, can be read."""
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", paper)[:3])) < 40
    expect_none(barriers(page, part, ["color-contrast"]))


def drag(page, panel, start, end):
    """Drag from one place in a panel to another; a place is a share of its width."""
    panel.scroll_into_view_if_needed()
    box = panel.locator("svg").first.bounding_box()
    for i, share in enumerate((start, (start + end) / 2, end)):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        if i == 0:
            page.mouse.down()
    page.mouse.up()


def words(thing):
    return thing.locator(".player-words").inner_text()


def shown_numbers(thing):
    """Return x, h and the slope that a secant says."""
    found = re.search(r"x = (\S+), h = (\S+)\n.* = (\S+)\n", words(thing))
    return tuple(map(float, found.groups()))
