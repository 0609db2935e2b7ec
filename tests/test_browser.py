"""What only a browser can tell: lessons in a real JupyterLab, slides, pages and players.

Needs playwright and a Chromium; `make chromium` brings both. Without them these tests are
skipped, and fail where the environment variable CI is set.
"""

import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.util import find_spec

import nbformat
import pytest
from lessons import LESSONS, ROOT, every_lesson, expect_none, own_environment
from nbformat.sign import NotebookNotary

from micrograd_steps.classroom.examples import neuron
from micrograd_steps.classroom.player import play_backward
from micrograd_steps.publish.decks import write_slides
from micrograd_steps.publish.lessons import NOTEBOOKS, Lesson, with_exercises
from micrograd_steps.publish.present import KEYS, begin_at, write_copies
from micrograd_steps.publish.runsheet import write_runsheet
from micrograd_steps.publish.site import write_site
from micrograd_steps.publish.slides import SCREEN, slide_types
from micrograd_steps.publish.workbook import write_workbook
from micrograd_steps.step07 import Value

WIDTH, HEIGHT = SCREEN
WINDOWS = [SCREEN, (1366, 650), (1920, 1080), (1024, 768)]
PHONE = {"width": 390, "height": 844}
PAGES = [each.page for each in with_exercises(LESSONS)]
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

# The same over live cells. There the address is the way to a slide, now and then a second time:
# RISE may write that of the slide before over it. Code is drawn a frame or two after it is shown.
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


@pytest.fixture(scope="module")
def browser():
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


page, second_page = pytest.fixture(open_page), pytest.fixture(open_page)


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
    assert shown.inner_text().startswith("Minutes.")
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


@pytest.mark.parametrize("look", ["slides", "site", "live"])
def test_the_dark_look_keeps_contrast(look, tmp_path, page, request):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    page.emulate_media(color_scheme="dark")
    if look == "slides":
        open_deck(page, lesson, tmp_path / "slides")
    elif look == "site":
        page.goto((request.getfixturevalue("site") / lesson.page).as_uri())
    else:
        presented(page, request.getfixturevalue("lab"), lesson.number, "seen/")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", paper)[:3])) < 40
    expect_none(barriers(page, ".reveal" if look == "live" else None, ["color-contrast"]))


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


# ---------------------------------------------------------------- JupyterLab

OWN_FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)
PRINTED = nbformat.v4.new_output("stream", name="stdout", text="one more line\n" * 20)
TOO_LONG = Lesson(
    NOTEBOOKS / "99_too_long.ipynb",
    nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# 99 · Too long"),
            nbformat.v4.new_code_cell("print()\n" * 15, outputs=[PRINTED]),
            nbformat.v4.new_code_cell("wide = " + "1 + " * 40 + "1"),
        ]
    ),
)


def write_trusted(lessons, folder, data):
    """Write the copies that are presented with the saved outputs in them, trusted.

    data: the folder where Jupyter notes what it trusts
    """
    write_copies(lessons, folder)
    data.mkdir()
    for lesson in lessons:
        path = folder / "notebooks" / lesson.path.name
        copy = nbformat.read(path, as_version=4)
        code = [cell for cell in copy.cells if cell.cell_type == "code"]
        for cell, saved in zip(code, lesson.code, strict=True):
            cell.outputs, cell.execution_count = saved.outputs, saved.execution_count
        nbformat.write(copy, path)
        NotebookNotary(data_dir=str(data)).sign(copy)


@pytest.fixture(scope="module")
def lab_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def lab(lab_folder):
    """The address of a page of a JupyterLab with the Makefile's options.

    The lessons in the folder "notebooks" have their outputs cleared, those in "seen/notebooks"
    have the saved ones, and "workbook" has the learner's copies.
    """
    if os.name != "posix":
        pytest.skip("JupyterLab was not started: `make lab` is for other systems")
    if not shutil.which("make"):
        missing("there is no make, so JupyterLab was not started")
    tmp_path = lab_folder
    write_copies(LESSONS, tmp_path)
    write_workbook(LESSONS, tmp_path / "workbook")
    write_trusted([*LESSONS, TOO_LONG], tmp_path / "seen", tmp_path / "jupyter_data_dir")
    environment = own_environment()
    dry = subprocess.run(["make", "-n", "lab"], cwd=ROOT, env=environment, capture_output=True)
    options = shlex.split(dry.stdout.decode().splitlines()[-1])[2:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    options += [
        KEYS,
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    for name in OWN_FOLDERS:
        environment[name] = str(tmp_path / name.lower())
    environment["JUPYTER_TOKEN"] = token
    command = [sys.executable, "-m", "jupyterlab", *options]
    with open(tmp_path / "log", "wb") as log:
        server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server, tmp_path / "log")
        yield lambda path: f"http://127.0.0.1:{port}/{path}?token={token}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address, server, log):
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, log.read_text(errors="replace")
            time.sleep(0.25)
    pytest.fail("JupyterLab did not start within 30 seconds")


def wait_for_texts(page, elements, expected, seconds=40):
    """Wait until elements have the expected texts, and fail if they haven't in time."""
    end = time.monotonic() + seconds
    while elements.all_text_contents() != expected and time.monotonic() < end:
        page.wait_for_timeout(200)
    assert elements.all_text_contents() == expected


def test_a_lesson_runs_from_the_menu_in_jupyterlab(page, lab):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    counted = lesson.code
    page.goto(lab(f"lab/tree/notebooks/{lesson.path.name}"))
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=40_000)
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
    """Step the player of lesson 05, and compare where it ends with what the lesson prints."""
    saved = [output for cell in lesson.notebook.cells for output in cell.get("outputs", [])]
    checked = next(output.text for output in saved if "measured" in output.get("text", ""))
    words = [output.get("data", {}).get("text/plain", "") for output in saved]
    drawn = [each for each in words if each.startswith("Graph of ")][-1]
    expected = dict(re.findall(r"(\w+), data \S+ grad (-?[\d.]+)", drawn))
    leaves = dict(re.findall(r"^(\w+) +backprop +(-?[\d.]+)", checked, re.M))
    assert len(expected) == 10 and leaves.items() <= expected.items()

    player = page.locator(".micrograd-player[data-started]")
    count = player.locator(".player-count")
    back, play, forward = (
        player.locator(f'button[data-move="{move}"]') for move in ("back", "play", "forward")
    )
    player.scroll_into_view_if_needed()
    last = int(count.inner_text().split()[-1])

    def at(step):
        page.wait_for_function(
            "([count, text]) => count.textContent === text",
            arg=[count.element_handle(), f"Step {step} of {last}"],
            timeout=10_000,
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


def shown_gradients(player):
    """Return the gradient that each box of a player's graph shows, by label."""
    boxes = player.locator("g.node").evaluate_all(
        "boxes => boxes.map(box => [...box.querySelectorAll('text')].map(t => t.textContent))"
    )
    return {texts[0]: texts[-1].removeprefix("grad ") for texts in boxes if len(texts) > 1}


def saved_whole(text):
    """Return whether a notebook holds a check's reply, and JupyterLab has written all of it."""
    return b"not yet: " in text and text.endswith(b"}\n")


def test_a_learner_runs_a_blank_and_what_is_saved_stays(page, lab, lab_folder):
    lesson = next(lesson for lesson in LESSONS if lesson.number == 5)
    before = [path.read_bytes() for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    copy = lab_folder / "workbook" / lesson.name
    page.goto(lab(f"lab/tree/workbook/{lesson.name}"))
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=40_000)
    notebook = page.locator(".jp-Notebook")
    assert notebook.locator(".jp-OutputArea-child").count() == 0
    notebook.locator("summary:text-is('The answer')").first.wait_for()
    answer = notebook.locator("details pre").first
    assert answer.count() == 1 and not answer.is_visible()
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click(".lm-Menu-item:not(.lm-mod-disabled) >> text='Run All Cells'")
    said = notebook.locator(".jp-OutputArea-output")
    said.filter(has_text="not yet: each input gets").first.wait_for(timeout=40_000)
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
        said.filter(has_text=answer).first.wait_for(timeout=20_000)
        written = line
    page.keyboard.press("Control+s")
    end = time.monotonic() + 20
    while not saved_whole(mine := copy.read_bytes()) and time.monotonic() < end:
        page.wait_for_timeout(100)
    assert saved_whole(mine)
    write_workbook(LESSONS, copy.parent)
    assert copy.read_bytes() == mine
    assert before == [path.read_bytes() for path in sorted(NOTEBOOKS.glob("*.ipynb"))]


def need_rise():
    if not find_spec("jupyterlab_rise"):
        missing("jupyterlab-rise is not installed: pip install -e '.[present]'")


SCREEN_SHOWN = ".slides > .present > .present"


def presented(page, lab, number, folder="", heading="h1"):
    """Open a lesson as slides, and return it."""
    need_rise()
    lesson = next(lesson for lesson in LESSONS if lesson.number == number)
    page.goto(lab(f"rise/{folder}notebooks/{lesson.name}"))
    page.locator(f"{SCREEN_SHOWN} {heading}").wait_for(timeout=60_000)
    while not page.locator("[data-lm-suppress-shortcuts]").count():  # until keys.js has begun
        page.keyboard.press("Shift")
        page.wait_for_timeout(100)
    return lesson


def press(page, keys):
    for key in keys.split():
        page.keyboard.press(key)


def state(page):
    """Return the slide that is shown, how many fragments of it are, and what every cell holds."""
    return page.evaluate(
        """() => {
      const shown = document.querySelector("SHOWN");
      const cells = [...document.querySelectorAll(".jp-Notebook .jp-Cell")];
      const held = cells.map((cell) => cell.querySelector(".cm-content")?.textContent);
      return [shown.id, shown.querySelectorAll(".fragment.visible").length, held];
    }""".replace("SHOWN", SCREEN_SHOWN)
    )


def test_only_safe_keys_act_in_slides(page, lab):
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


def test_keys_go_on_after_a_player(page, lab):
    presented(page, lab, 5, "seen/")
    player = page.locator(".micrograd-player[data-started]")
    screen = player.locator("xpath=ancestor::section[1]").get_attribute("id")
    page.evaluate("(screen) => { location.hash = `#/${screen}`; }", screen)
    page.wait_for_function("(id) => document.getElementById(id).matches('.present')", arg=screen)
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


def test_a_lesson_is_run_at_speed_as_it_was_saved(page, lab):
    """The first cells are run before the kernel is there."""
    lesson = presented(page, lab, 11)
    prompts = page.locator(".jp-CodeCell .jp-InputArea-prompt")
    before = None
    while (now := state(page)[:2]) != before:
        before = now
        press(page, "Control+Enter Space")
        page.wait_for_timeout(100)
    counts = [f"[{cell.execution_count}]:" for cell in lesson.code]
    wait_for_texts(page, prompts, counts, seconds=120)
    printed = page.locator("[data-mime-type='application/vnd.jupyter.stdout']").all_text_contents()
    saved = [
        (cell, output.text) for cell in lesson.code for output in cell.outputs if "text" in output
    ]
    for (cell, text), shown in zip(saved, printed, strict=True):
        assert shown == text or "timing" in cell.metadata.tags


def test_a_talk_goes_on_where_it_stopped(page, lab, lab_folder):
    name = next(lesson.name for lesson in LESSONS if lesson.number == 4)
    begin_at(lab_folder / "notebooks" / name, "Freeze")
    lesson = presented(page, lab, 4, heading="strong:text('Freeze')")
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
        page.locator(".reveal section.present h1").wait_for(timeout=60_000)
        yield lesson, page


def test_every_live_slide_fits_the_window(page, second_page, lab):
    need_rise()
    found = []
    for lesson, shown_on in walk_live(LESSONS, [page, second_page], lab):
        kinds = slide_types(lesson.notebook)
        for width, height in WINDOWS if lesson.number in (5, 6, 11, 13) else [SCREEN]:
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
