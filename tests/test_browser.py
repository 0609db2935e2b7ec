"""What only a browser can tell: lessons in a real JupyterLab, slides, pages and players.

Needs playwright and a Chromium; `make chromium` brings both. Without them these tests are
skipped, and fail where the environment variable CI is set.
"""

import os
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
from lessons import ROOT, own_environment

from micrograd_steps.classroom import present, publish
from micrograd_steps.classroom.examples import neuron
from micrograd_steps.classroom.player import play_backward
from micrograd_steps.step07 import Value

WIDTH, HEIGHT = 1280, 720
PHONE = {"width": 390, "height": 844}
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
PUBLISHED = publish.read_lessons()

# Go to every slide in turn, all fragments shown, and yield what is wrong with it.
WALK = """() => Reveal.getSlides().flatMap((slide, i) => {
  const {h, v} = Reveal.getIndices(slide);
  Reveal.slide(h, v, 99);
  const wrong = [];
  const place = `slide ${i + 1}, cell ${slide.querySelector(".jp-Cell").id}`;
  const say = (what) => wrong.push(`${place}: ${what}`);
  if (Reveal.getCurrentSlide() !== slide || !slide.checkVisibility()) say("is not shown");
  if (slide.scrollHeight > HEIGHT) say(`is ${slide.scrollHeight} pixels high`);
  for (const part of slide.querySelectorAll("pre, img, p, table")) {
    if (!part.checkVisibility()) continue;
    const {right, bottom} = part.getBoundingClientRect();
    if (right > WIDTH || bottom > HEIGHT) say(`${part.tagName} ends at ${right}, ${bottom}`);
    if (part.scrollWidth > part.clientWidth + 1 && part.tagName === "PRE") say("code is cut off");
    if (part.tagName === "IMG" && !part.naturalWidth) say("a picture is missing");
  }
  return wrong;
})""".replace("HEIGHT", str(HEIGHT)).replace("WIDTH", str(WIDTH))


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


@pytest.fixture
def page(browser):
    """A page that notes in `page.asked` whatever it asks of the network, and gets none of it."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.asked, page.errors = [], []
    own = ("file:", "data:", "blob:", "http://127.0.0.1:", "ws://127.0.0.1:")

    def answer(route):
        if route.request.url.startswith(own):
            return route.continue_()
        page.asked.append(route.request.url)
        return route.abort()

    page.route("**/*", answer)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    page.close()


# ---------------------------------------------------------------- slides


@pytest.fixture(scope="module")
def decks(browser, tmp_path_factory):
    if not find_spec("sphinx_revealjs"):
        missing("reveal.js is not installed, so no slide was seen: pip install -e '.[present]'")
    folder = tmp_path_factory.mktemp("slides")
    publish.write_slides(PUBLISHED, folder)
    return folder


def open_deck(page, path):
    page.goto(path.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.evaluate(
        "Promise.all([...document.images].map((image) => image.decode().catch(() => 0)))"
    )


@pytest.mark.parametrize("lesson", PUBLISHED, ids=lambda lesson: lesson.path.stem)
def test_every_slide_fits_the_screen(lesson, decks, page):
    open_deck(page, decks / lesson.page)
    assert page.evaluate("Reveal.getSlides().length") > len(lesson.notebook.cells) / 4
    assert page.evaluate(WALK) == []
    assert (page.asked, page.errors) == ([], [])


def test_slides_that_do_not_fit_are_found(decks, page):
    open_deck(page, decks / PUBLISHED[0].page)
    page.add_style_tag(content=".reveal p { margin-bottom: 700px; } .reveal pre { width: 60px; }")
    found = "\n".join(page.evaluate(WALK))
    assert "pixels high" in found
    assert "code is cut off" in found


# ---------------------------------------------------------------- the site


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    publish.write_site(PUBLISHED, folder)
    return folder


def test_pages_fit_a_phone_and_fetch_nothing(site, page):
    page.set_viewport_size(PHONE)
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path.name
        pictures = "[...document.images].filter((image) => !image.naturalWidth).length"
        assert page.evaluate(pictures) == 0, path.name
    assert (page.asked, page.errors) == ([], [])


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


# ---------------------------------------------------------------- players


def test_a_player_on_a_page_steps_to_the_gradients(browser, page, tmp_path):
    values = neuron(Value)
    player, _ = play_backward(values[-1]), values[-1].backward()
    expected = {f"{v.label} grad {v.grad:.4f}" for v in values}
    output = nbformat.v4.new_output("display_data", player._repr_mimebundle_())
    cells = [
        nbformat.v4.new_markdown_cell("# 03 · A player"),
        nbformat.v4.new_code_cell("play_backward(o)", outputs=[output]),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    publish.write_site([publish.Lesson(tmp_path / "03_player.ipynb", notebook)], tmp_path / "site")
    page.goto((tmp_path / "site" / "03_player.html").as_uri())
    forward = page.locator('.micrograd-player button[data-move="forward"]')
    for _ in player.steps[1:]:
        forward.click()
    assert forward.get_attribute("aria-disabled") == "true"
    boxes = page.locator(".micrograd-player g.node").all()
    shown = [[text.text_content() for text in box.locator("text").all()] for box in boxes]
    assert {f"{texts[0]} {texts[-1]}" for texts in shown if len(texts) > 1} == expected


# ---------------------------------------------------------------- JupyterLab


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a page of a JupyterLab with the Makefile's options; outputs are cleared."""
    if os.name != "posix":
        pytest.skip("JupyterLab was not started: `make lab` is for other systems")
    if not shutil.which("make"):
        missing("there is no make, so JupyterLab was not started")
    tmp_path = tmp_path_factory.mktemp("lab")
    present.write_copies(PUBLISHED, tmp_path)
    environment = {name: text for name, text in own_environment().items() if "MAKE" not in name}
    dry = subprocess.run(["make", "-n", "lab"], cwd=ROOT, env=environment, capture_output=True)
    options = shlex.split(dry.stdout.decode().splitlines()[-1])[2:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    options += ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"):
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
    lesson = next(lesson for lesson in PUBLISHED if lesson.number == 5)
    counted = [cell for cell in lesson.notebook.cells if cell.cell_type == "code"]
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
    assert page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts() == []
    assert page.asked == []


def test_a_lesson_is_presented_over_live_cells(page, lab):
    if not find_spec("jupyterlab_rise"):
        missing("jupyterlab-rise is not installed: pip install -e '.[present]'")
    lesson = next(lesson for lesson in PUBLISHED if lesson.number == 2)
    page.goto(lab(f"rise/notebooks/{lesson.path.name}"))
    slide = page.locator(".reveal section.present:not(.stack)")
    title = slide.locator("h1")
    title.wait_for(timeout=40_000)
    assert lesson.title in title.inner_text().replace("`", "")
    assert "For whoever presents" not in slide.inner_text()
    title.click()
    slide.locator(".jp-mod-active").wait_for()
    page.keyboard.press("Space")
    slide.locator(".jp-CodeCell.jp-mod-active").wait_for()
    page.keyboard.press("Control+Enter")
    wait_for_texts(page, slide.locator(".jp-CodeCell .jp-InputArea-prompt"), ["[1]:"])
    assert page.asked == []
