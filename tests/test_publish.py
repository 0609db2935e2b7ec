"""Slides, pages and the run sheet, as text: what a browser sees of them is in test_browser.py."""

import re
import subprocess
import sys
from importlib.util import find_spec

import nbformat
import pytest
from bs4 import BeautifulSoup
from lessons import LESSONS, ROOT, own_environment
from moments import MOMENTS

from micrograd_steps import STEPS
from micrograd_steps.classroom import present, publish, runsheet, slides

PUBLISHED = publish.read_lessons()
KINDS = {"slide", "subslide", "fragment", "notes", "skip"}


def markdown(source, kind=None):
    cell = nbformat.v4.new_markdown_cell(source)
    if kind:
        cell.metadata.slideshow = {"slide_type": kind}
    return cell


def code(source, text="", tags=()):
    outputs = [nbformat.v4.new_output("stream", text=text)] if text else []
    return nbformat.v4.new_code_cell(source, outputs=outputs, metadata={"tags": list(tags)})


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def lesson(tmp_path, *cells):
    book = notebook(*cells)
    path = tmp_path / "03_made_up.ipynb"
    nbformat.write(book, path)
    return publish.Lesson(path, book)


# ---------------------------------------------------------------- slides


def test_a_screen_takes_what_fits():
    book = notebook(markdown("# 03 · A"), code("1"), code("2\n" * 25), markdown("b"), code("3"))
    expected = ["slide", "fragment", "subslide", "subslide", "fragment"]
    assert slides.slide_types(book) == expected


def test_parts_open_a_slide_and_prose_follows_prose():
    book = notebook(markdown("# A"), markdown("b"), code("1"), markdown("**Check** it."))
    assert slides.slide_types(book) == ["slide", "fragment", "fragment", "slide"]


def test_notes_stay_notes_and_take_no_room():
    long = markdown("word " * 900, "notes")
    book = notebook(markdown("# A"), long, code("1"), markdown("x", "skip"))
    assert slides.slide_types(book) == ["slide", "notes", "fragment", "skip"]


def test_long_output_counts():
    book = notebook(markdown("# A"), code("1", "line\n" * 30))
    assert slides.slide_types(book) == ["slide", "subslide"]


def drawing(size):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'
    output = nbformat.v4.new_output("display_data", {"image/svg+xml": svg})
    return nbformat.v4.new_code_cell("draw()", outputs=[output])


def test_a_picture_is_measured_in_pixels_and_at_the_width_it_gets():
    by_itself = slides.least_height(code("draw()"))
    added = {
        'width="90pt" height="150pt"': 200,
        'width="90px" height="150px"': 150,
        f'width="{2 * slides.WIDTH}px" height="400px"': 200,
        'width="90px" height="900px"': slides.SMALLEST_PICTURE,
    }
    for size, height in added.items():
        expected = by_itself + height + slides.PICTURE_GAP
        assert slides.least_height(drawing(size)) == expected, size


def test_pictures_share_the_room_that_a_screen_leaves():
    book = notebook(markdown("# A"), drawing('width="90px" height="150px"'), code("1"))
    book.cells.append(drawing('width="90px" height="150px"'))
    spare = slides.HEIGHT - sum(map(slides.least_height, book.cells))
    assert spare > 0
    for heights in (
        slides.picture_heights(book, ["slide", "fragment", "fragment", "fragment"]),
        slides.picture_heights(book, ["slide", "fragment", "notes", "fragment"]),
    ):
        assert heights[1] == heights[3] >= slides.SMALLEST_PICTURE + spare // 2
    alone = slides.picture_heights(book, ["slide", "fragment", "fragment", "subslide"])
    assert alone[3] > alone[1] > heights[1]


@pytest.mark.parametrize("lesson", PUBLISHED, ids=lambda lesson: lesson.path.stem)
def test_slides_of_lesson(lesson):
    types = slides.slide_types(lesson.notebook)
    assert len(types) == len(lesson.notebook.cells)
    assert set(types) <= KINDS
    assert types[0] == "slide"


@pytest.mark.skipif(not find_spec("sphinx_revealjs"), reason="the extra `present` is missing")
def test_a_deck_holds_its_pictures_and_no_notes(tmp_path):
    cells = markdown("# A"), markdown("![Four](../figures/neuron.svg)"), markdown("psst", "notes")
    made_up = publish.Lesson(ROOT / "notebooks" / "03_made_up.ipynb", notebook(*cells))
    publish.write_slides([made_up], tmp_path / "slides")
    deck = (tmp_path / "slides" / "03_made_up.html").read_text(encoding="utf-8")
    assert 'alt="Four"' in deck
    assert "psst" not in deck
    markup = re.sub(r"<script.*?</script>", "", deck, flags=re.S)
    assert re.findall(r'(?:src|href)="(?!data:)[^"]*"', markup) == []


# ---------------------------------------------------------------- the site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("series") / "site"
    publish.write_site(PUBLISHED, folder)
    return {page.name: page.read_text(encoding="utf-8") for page in folder.glob("*.html")}, folder


def dead_links(pages, folder):
    """Return pairs: a page, and a link or picture of it that leads to no file or no place."""
    dead = []
    for name, text in pages.items():
        for element in BeautifulSoup(text, "html.parser").find_all(["a", "img"]):
            link = element.get("href") or element["src"]
            if re.match(r"https?:|data:", link):
                continue
            file, _, place = link.partition("#")
            there = pages.get(file or name, "")
            if not (folder / file).exists() or (place and f'id="{place}"' not in there):
                dead.append((name, link))
    return dead


def test_every_link_of_the_site_leads_somewhere(site):
    assert dead_links(*site) == []


def test_dead_links_are_found(tmp_path):
    pages = {"a.html": '<a href="b.html">b</a> <img src="c.svg"> <a href="#no"><p id="p">'}
    (tmp_path / "a.html").touch()
    found = dead_links(pages, tmp_path)
    assert found == [("a.html", "b.html"), ("a.html", "c.svg"), ("a.html", "#no")]


def test_every_result_of_a_search_is_a_place(site):
    pages, _ = site
    addresses = re.findall(r'"(\d\d_\w+\.html)#([^"]+)"', pages["index.html"])
    assert len(addresses) > 100
    assert [a for a in addresses if f'id="{a[1]}"' not in pages[a[0]]] == []


def test_pages_describe_their_pictures_and_fetch_nothing(site):
    for name, text in site[0].items():
        for image in re.findall(r"<img\b[^>]*>", text):
            assert re.search(r'alt="[^"]+"', image), name
            assert "No description" not in image, name
        assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="https?:', text), name
        assert "$$" not in text, name


def test_pages_are_read_without_scripts(site):
    for name, text in site[0].items():
        if name != "index.html":
            scripts = re.sub(r'<div class="micrograd-player.*?</script>', "", text, flags=re.S)
            assert "<script" not in scripts, name


def test_pages_lead_from_each_lesson_to_the_next(site):
    pages = {name: BeautifulSoup(text, "html.parser") for name, text in site[0].items()}
    names = [lesson.page for lesson in PUBLISHED]
    for name, following in zip(names, names[1:], strict=False):
        assert pages[name].find("a", rel="next")["href"] == following
        assert pages[following].find("a", rel="prev")["href"] == name


def test_the_index_lists_every_lesson(site):
    index = BeautifulSoup(site[0]["index.html"], "html.parser")
    linked = [link["href"] for link in index.select("td a") if "youtube" not in link["href"]]
    assert linked == [lesson.page for lesson in PUBLISHED]


def test_notes_are_folded(tmp_path):
    publish.write_site(
        [lesson(tmp_path, markdown("# A"), markdown("psst", "notes"))], tmp_path / "site"
    )
    page = (tmp_path / "site" / "03_made_up.html").read_text(encoding="utf-8")
    assert re.search(r'<details class="notes">.*psst.*</details>', page, re.S)


# ---------------------------------------------------------------- the run sheet


NOTES = """**Minutes.** 25

**Ask.** Who has seen `this`?

**Often heard.** It is 4. No,
it is 5.

**Expect.** Why? Because.

**Restart.** From step 02.
"""


def test_summary_of_a_lesson(tmp_path):
    cells = (
        markdown(
            f"# 03 · `A`\n\n[00:22:42]({'https://www.youtube.com/x'}) to "
            "[00:29:33](https://www.youtube.com/y)"
        ),
        markdown(NOTES, "notes"),
        code("1"),
        markdown("So.\n\n**Predict.** How\nmuch?\n\nMore."),
        code("def f():\n    pass", tags=["step"]),
        markdown("**Ask.** This is no note."),
    )
    found = runsheet.summary(lesson(tmp_path, *cells))
    assert (found["title"], found["minutes"]) == ("03 · A", 25)
    assert found["video"] == "00:22:42 to 00:29:33"
    assert found["typed"] == [{"number": 2, "names": "f", "lines": 2}]
    notes = {heading: [(n["cell"], n["html"]) for n in row] for heading, row in found["notes"]}
    assert notes == {
        "Predictions": [(2, "How\nmuch?")],
        "Ask": [(1, "Who has seen <code>this</code>?")],
        "Often heard": [(1, "It is 4. No,\nit is 5.")],
        "Expected questions": [(1, "Why? Because.")],
        "Restart": [(1, "From step 02.")],
    }


@pytest.mark.parametrize("lesson", PUBLISHED, ids=lambda lesson: lesson.path.stem)
def test_the_notes_stop_where_the_lesson_has_such_a_place(lesson):
    texts = [re.sub(r"[*`]", "", cell.source) for cell in lesson.notebook.cells]
    notes, *others = (" ".join(text.split()) for text in texts[1:])
    stops = re.findall('"(.+?)"', notes.partition("Restart.")[2])
    assert stops
    assert [stop for stop in stops if not any(stop in text for text in others)] == []


@pytest.mark.parametrize("lesson", PUBLISHED, ids=lambda lesson: lesson.path.stem)
def test_the_notes_say_all_that_a_teacher_needs(lesson):
    found = runsheet.summary(lesson)
    assert found["minutes"] > 0
    assert [heading for heading, _ in found["notes"]] == list(runsheet.SAID.values())


@pytest.mark.parametrize("length", runsheet.CUTS.values())
def test_cuts_fit(length):
    summaries = [runsheet.summary(lesson) for lesson in PUBLISHED]
    taken = runsheet.cut("", length, summaries)
    assert sum(row["minutes"] for row in taken["lessons"]) == taken["minutes"] <= length
    numbers = [row["number"] for row in taken["lessons"]]
    assert numbers == sorted(numbers)
    assert 4 in numbers


def test_a_cut_takes_what_matters_first_and_says_what_it_leaves_out():
    made_up = [{"number": number, "minutes": 20} for number in range(12)]
    for length, numbers in {19: [], 59: [4, 6], 60: [4, 5, 6], 80: [4, 5, 6, 7]}.items():
        taken = runsheet.cut("", length, made_up)
        assert [row["number"] for row in taken["lessons"]] == numbers
        assert taken["minutes"] == 20 * len(numbers)
    long_sixth = [row | {"minutes": 50 if row["number"] == 6 else 20} for row in made_up]
    assert [row["number"] for row in runsheet.cut("", 60, long_sixth)["lessons"]] == [4]
    said = [row["skipped"] for row in runsheet.cut("", 100, made_up)["lessons"]]  # with 11
    assert [bool(text) for text in said] == [True, False, False, False, True]
    for text, steps in ((said[0], (1, 2, 3)), (said[-1], (8, 9, 10))):
        start, brings = text.split(" brings: ")
        assert start == f"Before it, show what <code>step{steps[-1]:02}</code>"
        assert brings == "; ".join(publish.inline(STEPS[step]) for step in steps)


def test_priorities_name_every_lesson_once():
    assert sorted(runsheet.FIRST) == [lesson.number for lesson in LESSONS]


def test_the_sheet_names_steps_predictions_and_the_video(tmp_path):
    runsheet.write_runsheet(PUBLISHED, tmp_path / "sheet.html")
    sheet = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    for saved in LESSONS:
        part = sheet.partition(f'id="lesson-{saved.number}"')[2].partition("</section>")[0]
        asked = sum(cell.source.count("**Predict") for cell in saved.prose)
        shown = part.partition("<h3>Predictions")[2].partition("</ul>")[0].count("<li>")
        assert shown == asked, saved.name
        assert part.count("<li value=") == len(saved.step_cells)
        if saved.number in MOMENTS:
            assert re.search(r"video \d\d:\d\d:\d\d", part), saved.name


# ---------------------------------------------------------------- presenting


def test_copies_are_cleared_and_the_originals_left_alone(tmp_path):
    before = [path.read_bytes() for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    present.write_copies(publish.read_lessons(), tmp_path)
    present.write_copies(publish.read_lessons(), tmp_path)  # again, over the first
    assert before == [path.read_bytes() for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    for path in sorted((tmp_path / "notebooks").glob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        assert all(not cell.get("outputs") for cell in book.cells), path.name
        assert all(cell.metadata.slideshow.slide_type in KINDS for cell in book.cells), path.name
        for figure in re.findall(
            r"\]\((\.\./figures/[^)]*)\)", str([c.source for c in book.cells])
        ):
            assert (path.parent / figure).exists(), figure


def test_notes_are_plain_text_in_the_copies():
    cell = markdown("*For you.*\n\n**Ask.** Why is `a ** 2`, a ** b\nor 2 * a * b so?", "notes")
    plain = present.plain(cell)
    assert plain.source == "For you.\n\nAsk. Why is a ** 2, a ** b\nor 2 * a * b so?"
    assert (plain.cell_type, plain.id, plain.metadata) == ("raw", cell.id, cell.metadata)


@pytest.mark.parametrize("wanted", ["99", "", "five"])
def test_a_lesson_that_is_not_there_is_one_line(wanted):
    module = "micrograd_steps.classroom.publish"
    command = [sys.executable, "-m", module, "present", wanted]
    run = subprocess.run(
        command, cwd=ROOT, env=own_environment(), capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1
    assert run.stdout.startswith(f"there is no lesson {wanted!r}: LESSON is one of 00, 01, ")
    assert len(run.stdout.splitlines()) == 1
    assert run.stderr == ""
