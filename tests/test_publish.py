"""Slides, pages and the run sheet, as text: what a browser sees of them is in test_browser.py."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from itertools import pairwise

import nbformat
import pytest
from bs4 import BeautifulSoup
from lessons import EXERCISES, LESSONS, README, every_lesson, expect_none, own_environment
from moments import MOMENTS
from nbconvert import HTMLExporter

from micrograd_steps import STEPS
from micrograd_steps.classroom import colors
from micrograd_steps.practice.frame import exercises_of
from micrograd_steps.publish import pages, present, runsheet, slides
from micrograd_steps.publish.decks import write_slides
from micrograd_steps.publish.lessons import NOTEBOOKS, ROOT, Exercises, Lesson, with_exercises
from micrograd_steps.publish.site import write_site

KINDS = {"slide", "subslide", "fragment", "notes"}
with_reveal = pytest.mark.skipif(
    not find_spec("sphinx_revealjs"), reason="the extra `present` is missing"
)


def markdown(source, name=None):
    return nbformat.v4.new_markdown_cell(source, **({"id": name} if name else {}))


def code(source, text="", tags=()):
    outputs = [nbformat.v4.new_output("stream", text=text)] if text else []
    return nbformat.v4.new_code_cell(source, outputs=outputs, metadata={"tags": list(tags)})


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def made_up(tmp_path, *cells, notes=""):
    """Return a lesson in a folder of its own, with notes for whoever presents."""
    path = tmp_path / "notebooks" / "03_made_up.ipynb"
    (path.parent / "notes").mkdir(parents=True)
    (path.parent / "notes" / "03_made_up.md").write_text(notes, encoding="utf-8")
    shutil.copytree(ROOT / "figures", tmp_path / "figures")
    return Lesson(path, notebook(*cells))


# ---------------------------------------------------------------- teachers' notes


def test_notes_are_for_the_lesson_and_for_single_cells(tmp_path):
    cells = markdown("# A", "title"), markdown("b", "03-02")
    lesson = made_up(tmp_path, *cells, notes="All.\n\nMore.\n\n## 03-02\n\nOne.\n")
    assert lesson.notes == {"title": "All.\n\nMore.", "03-02": "One."}
    assert Lesson(tmp_path / "04_other.ipynb", notebook(*cells)).notes == {}


@pytest.mark.parametrize(
    ("notes", "wrong"),
    [("## 9\nx", "has no cell '9'"), ("## b\n## b\n", "second note"), ("", "no [*]+Minutes")],
)
def test_wrong_notes_are_an_error_before_anything_is_written(notes, wrong, tmp_path):
    lesson = made_up(tmp_path, markdown("# A"), markdown("b", "b"), notes=notes)
    for write in (runsheet.write_runsheet, *[present.write_copies] * bool(notes)):
        with pytest.raises(ValueError, match=wrong):
            write([lesson], tmp_path / "out")
        assert not (tmp_path / "out").exists()


def test_without_reveal_js_slides_are_an_error_before_anything_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr("micrograd_steps.publish.decks.find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="reveal.js is missing; pip install"):
        write_slides(LESSONS[:1], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_file_of_notes_has_its_lesson():
    stems = {lesson.path.stem for lesson in LESSONS}
    left = [path.name for path in (NOTEBOOKS / "notes").iterdir() if path.stem not in stems]
    expect_none(f"notes/{name} belongs to no lesson; name it as its notebook" for name in left)


@every_lesson
def test_the_notes_say_all_that_a_teacher_needs(lesson):
    said = [heading for heading, _ in runsheet.summary(lesson)["notes"]]
    lacking = [kind for kind, heading in runsheet.SAID.items() if heading not in said]
    place = f"notes/{lesson.path.stem}.md"
    expect_none(f"{place} has no **{kind}.**; write it" for kind in lacking if kind != "Answer")


@every_lesson
def test_the_notes_stop_where_the_lesson_has_such_a_place(lesson):
    flat = [" ".join(re.sub(r"[*`]", "", cell.source).split()) for cell in lesson.cells]
    general = " ".join(lesson.notes.get(lesson.cells[0].id, "").split())
    stops = re.findall('"(.+?)"', general.partition("**Restart.**")[2].replace("`", ""))
    place = f"notes/{lesson.path.stem}.md, **Restart.**"
    expect_none([] if stops else [f"{place} quotes no place to stop at; quote one"])
    lost = [stop for stop in stops if not any(stop in text for text in flat)]
    expect_none(f"{place}: the lesson nowhere says {stop!r}; quote what it says" for stop in lost)


# ---------------------------------------------------------------- slides


def test_a_screen_takes_what_fits():
    book = notebook(markdown("# 03 · A"), code("1"), code("2\n" * 25), markdown("b"), code("3"))
    expected = ["slide", "fragment", "subslide", "subslide", "fragment"]
    assert slides.slide_types(book) == expected


def test_parts_open_a_slide_and_prose_follows_prose():
    book = notebook(markdown("# A"), markdown("b"), code("1"), markdown("**Check** it."))
    assert slides.slide_types(book) == ["slide", "fragment", "fragment", "slide"]


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
    heights = slides.picture_heights(book, ["slide", "fragment", "fragment", "fragment"])
    assert heights[1] == heights[3] >= slides.SMALLEST_PICTURE + spare // 2
    alone = slides.picture_heights(book, ["slide", "fragment", "fragment", "subslide"])
    assert alone[3] > alone[1] > heights[1]


@with_reveal
def test_a_deck_holds_its_pictures_and_the_notes_for_whoever_presents(tmp_path):
    cells = markdown("# A"), markdown("![Four](../figures/neuron.svg)", "b")
    lesson = made_up(tmp_path, *cells, notes="Psst, `all`.\n\n## b\n\nAnd here.")
    write_slides([lesson], tmp_path / "slides")
    deck = (tmp_path / "slides" / "03_made_up.html").read_text(encoding="utf-8")
    markup = re.sub(r"<script.*?</script>", "", deck, flags=re.S)
    assert 'alt="Four"' in markup
    asides = [aside.text.strip() for aside in BeautifulSoup(markup, "html.parser").select("aside")]
    assert asides == ["Psst, all.", "And here."]
    assert re.findall(r'(?:src|href)="(?!data:)[^"]*"', markup) == []


def test_style_sheets_take_colours_and_sizes_from_where_they_stand_once():
    sheets = {path.name: path.read_text("utf-8") for path in pages.TEMPLATES.rglob("*.css")}
    known = set(re.findall(r"(--[\w-]+):", pages.style_of("look.css")))
    for name, text in sheets.items():
        used = set(re.findall(r"var\((--[\w-]+)\)", text))
        unknown = used - known - set(re.findall(r"(--[\w-]+):", text))
        expect_none(f"{name}: nothing sets {each}; slides.SIZES does" for each in unknown)
    unused = {f"--{name}" for name in slides.SIZES} - set(re.findall(r"--[\w-]+", str(sheets)))
    expect_none(f"slides.SIZES has {each}, which no style sheet uses" for each in unused)


def test_no_colour_is_typed_twice():
    """White is no colour of ours; a shade that one file alone uses may stand there."""
    typed = {}
    for folder in ("micrograd_steps", "figures"):
        for path in sorted((ROOT / folder).rglob("*.*")):
            if path.suffix in {".py", ".js", ".css", ".j2"}:
                for color in set(re.findall(r"#[0-9a-f]{6}\b", path.read_text("utf-8").lower())):
                    typed.setdefault(color, []).append(path.name)
    named = {value.lower() for name, value in vars(colors).items() if name.isupper()}
    expect_none(
        f"{color} stands in {', '.join(places)}; name it in colors.py and use that name"
        for color, places in typed.items()
        if color != "#ffffff" and places != ["colors.py"] and (color in named or places[1:])
    )


# ---------------------------------------------------------------- the site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("series") / "site"
    write_site(LESSONS, folder)
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
    dead = dead_links(*site)
    expect_none(f"{page} links {link}, which is not there; mend the link" for page, link in dead)


def test_dead_links_are_found(tmp_path):
    pages = {"a.html": '<a href="b.html">b</a> <img src="c.svg"> <a href="#no"><p id="p">'}
    (tmp_path / "a.html").touch()
    found = dead_links(pages, tmp_path)
    assert found == [("a.html", "b.html"), ("a.html", "c.svg"), ("a.html", "#no")]


def test_every_result_of_a_search_is_a_place(site):
    pages, _ = site
    addresses = re.findall(r'"(\w+\.html)#([^"]+)"', pages["index.html"])
    assert {page for page, _ in addresses} == {each.page for each in with_exercises(LESSONS)}
    assert len(addresses) > 100
    assert [a for a in addresses if f'id="{a[1]}"' not in pages[a[0]]] == []


def test_pages_describe_their_pictures_and_fetch_nothing(site):
    for name, text in site[0].items():
        for image in re.findall(r"<img\b[^>]*>", text):
            assert re.search(r'alt="[^"]+"', image), name
            assert "No description" not in image, name
        assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="https?:', text), name
        assert "$$" not in text, name


def test_the_readme_warns_of_an_export_that_fetches_things():
    page, _ = HTMLExporter().from_notebook_node(notebook())
    fetched = re.findall(r'src="https://[^"]*/(mathjax|require)[/.][^"]*"', page)
    named = re.search(r"HTML\* writes pages that load (\w+) and (\w+)\.js", README)
    assert named and {name.lower() for name in named.groups()} == set(fetched)


def test_pages_are_read_without_scripts(site):
    for name, text in site[0].items():
        if name != "index.html":
            scripts = re.sub(r'<div class="micrograd-player.*?</script>', "", text, flags=re.S)
            assert "<script" not in scripts, name


def test_what_a_prediction_is_about_is_folded_and_nothing_else(site):
    for lesson in LESSONS:
        page = BeautifulSoup(site[0][lesson.page], "html.parser")
        folds = page.select("details.folded")
        assert all(fold.summary.text == "Show what it gives" for fold in folds)
        assert all(fold.parent.select(".jp-OutputArea") for fold in folds)
        asked = [
            cell.id
            for asking, cell in pairwise(lesson.cells)
            if "**Predict" in asking.source and cell.get("outputs")
        ]
        found = [fold.find_parent(class_="jp-CodeCell")["id"] for fold in folds]
        assert found == [f"cell-id={name}" for name in asked], lesson.name


def test_below_each_check_hints_and_solution_are_folded_each_by_itself(site):
    for exercises in EXERCISES:
        page = BeautifulSoup(site[0][exercises.page], "html.parser")
        rows = exercises_of(f"{exercises.number:02}")
        assert len(page.select("details")) == sum(len(row.hints) + 1 for row in rows.values())
        for task, row in zip(exercises.tasks, rows.values(), strict=True):
            check = page.find(id=f"cell-id={task.cells[-1].id}")
            folds = check.find_next_sibling(class_="jp-Cell").find_all("details")
            names = [f"Hint {i}" for i in range(1, len(row.hints) + 1)]
            assert [fold.summary.text for fold in folds] == [*names, "A solution"], task.name
            assert not any(fold.has_attr("open") for fold in folds)
            assert folds[-1].pre.text.strip() == row.solution


def test_links_of_the_course_become_those_of_the_site():
    text = "[a](05_a_b.ipynb#x) [b](exercises/05_b.ipynb) ![c](../figures/c.svg) [d](glossary.md)"
    site = "[a](05_a_b.html#x) [b](exercises_05_b.html) ![c](figures/c.svg) [d](glossary.html)"
    below = re.sub(r"\]\((?=[0e.g])", "](../", text).replace("../exercises/", "")
    readme = re.sub(r"\]\((?=[0eg])", "](notebooks/", text).replace("../", "")
    assert pages.for_site(text) == pages.for_site(below, "notebooks/exercises") == site
    assert pages.for_site(readme, "") == site
    other = "[e](https://example.org/05_b.ipynb) [f](#g) `h[0](x)` [i](other.md)"
    assert pages.for_site(other) == other


def test_the_site_shows_no_notes(site):
    said = [text for lesson in LESSONS for text in lesson.notes.values()]
    shown = " ".join(" ".join(site[0].values()).split())
    assert said and not any(" ".join(text.split())[:60] in shown for text in said)


# ---------------------------------------------------------------- the run sheet


NOTES = """**Minutes.** 25

**Ask.** Who has seen `this`?

**Often heard.** It is 4. No,
it is 5.

**Expect.** Why? Because.

**Restart.** From step 02.

## asked

Nine: *three* threes.
"""


def test_summary_of_a_lesson(tmp_path):
    cells = (
        markdown(
            f"# 03 · `A`\n\n[00:22:42]({'https://www.youtube.com/x'}) to "
            "[00:29:33](https://www.youtube.com/y)"
        ),
        code("1"),
        markdown("So.\n\n**Predict.** How\nmuch?\n\nMore.", "asked"),
        code("def f():\n    pass", tags=["step"]),
        markdown("**Ask.** This is no note.", "told"),
    )
    found = runsheet.summary(made_up(tmp_path, *cells, notes=NOTES))
    assert (found["title"], found["minutes"]) == ("03 · A", 25)
    assert found["video"] == "00:22:42 to 00:29:33"
    assert found["typed"] == [{"number": 2, "names": "f", "lines": 2}]
    notes = {heading: [tuple(n.values()) for n in row] for heading, row in found["notes"]}
    assert notes == {
        "Predictions": [(2, "How\nmuch?")],
        "Answers": [(2, "<p>Nine: <em>three</em> threes.</p>\n")],
        "Ask": [("Who has seen <code>this</code>?",)],
        "Often heard": [("It is 4. No,\nit is 5.",)],
        "Expected questions": [("Why? Because.",)],
        "Restart": [("From step 02.",)],
    }


def test_the_sheet_lists_exercises_with_their_minutes(tmp_path):
    lesson = made_up(tmp_path, markdown("# 03 · A"), notes="**Minutes.** 5")
    cells = [markdown("# Exercises"), markdown("## 03.1 · `A` & b (4 minutes)\n\nDo."), code("2")]
    cells += [markdown("## 03.2 · C (1 minute)\n\nDo.")]
    lesson.exercises = Exercises(tmp_path / "exercises" / lesson.name, notebook(*cells))
    runsheet.write_runsheet([lesson], tmp_path / "sheet.html")
    sheet = BeautifulSoup((tmp_path / "sheet.html").read_text("utf-8"), "html.parser")
    [heading] = sheet.find_all("h3", string=re.compile("^Exercises"))
    assert heading.text == "Exercises, 5 minutes"
    items = [item.text for item in heading.find_next("ul").find_all("li")]
    assert items == ["03.1 · A & b, 4 minutes", "03.2 · C, 1 minute"]


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
        assert brings == "; ".join(pages.inline(STEPS[step]) for step in steps)


def test_priorities_name_lessons_that_exist():
    gone = set(runsheet.FIRST) - {lesson.number for lesson in LESSONS}
    expect_none(f"runsheet.FIRST names lesson {n:02}, which does not exist" for n in gone)


def test_the_sheet_names_steps_predictions_and_the_video(tmp_path):
    runsheet.write_runsheet(LESSONS, tmp_path / "sheet.html")
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
    before = [path.read_bytes() for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    present.write_copies(LESSONS, tmp_path)
    present.write_copies(LESSONS, tmp_path)  # again, over the first
    assert before == [path.read_bytes() for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    for exercises in EXERCISES:
        book = nbformat.read(tmp_path / "notebooks" / exercises.place, as_version=4)
        assert all(not cell.get("outputs") and not cell.metadata for cell in book.cells)
    for path in sorted((tmp_path / "notebooks").glob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        assert all(not cell.get("outputs") for cell in book.cells), path.name
        assert all(cell.metadata.slideshow.slide_type in KINDS for cell in book.cells), path.name
        for figure in re.findall(
            r"\]\((\.\./figures/[^)]*)\)", str([c.source for c in book.cells])
        ):
            assert (path.parent / figure).exists(), figure


def test_notes_are_plain_text_in_the_copies_behind_their_cells(tmp_path):
    notes = "*For you.*\n\n**Ask.** Why is `a ** 2`, a ** b\nor 2 * a * b so?\n\n## b\nHere."
    lesson = made_up(tmp_path, markdown("# A"), markdown("b", "b"), code("1"), notes=notes)
    present.write_copies([lesson], tmp_path / "copies")
    path = tmp_path / "copies" / "notebooks" / lesson.name
    copied = nbformat.read(path, as_version=4).cells
    assert [cell.cell_type for cell in copied] == ["markdown", "raw", "markdown", "raw", "code"]
    assert copied[1].source == "For you.\n\nAsk. Why is a ** 2, a ** b\nor 2 * a * b so?"
    assert copied[3].source == "Here."
    assert copied[3].metadata == {"slideshow": {"slide_type": "notes"}}


def test_a_copy_begins_at_words_or_at_the_number_of_a_slide(tmp_path):
    cells = markdown("# A"), code("1"), markdown("**Check** b."), code("2"), markdown("c\n`d`")
    lesson = made_up(tmp_path, *cells, notes="c d")
    present.write_copies([lesson], tmp_path / "copies")
    path = tmp_path / "copies" / "notebooks" / lesson.name
    for place, number in {"Check b": 3, "c d": 5, "1": 0, "2": 3, "3": 5, "": 0}.items():
        present.begin_at(path, place)
        assert nbformat.read(path, as_version=4).metadata.rise["from"] == number, place
    with pytest.raises(ValueError, match="nowhere says 'x': FROM is words of it, or the number"):
        present.begin_at(path, "x")


def test_what_was_typed_into_a_copy_can_be_kept(tmp_path):
    lesson = made_up(tmp_path, markdown("# A"), code("1", "shown"), notes="For you.")
    path = tmp_path / "copies" / "notebooks" / lesson.name
    for kept, typed in ((lesson.name, "2"), (None, "1")):
        present.write_copies([lesson], tmp_path / "copies", kept)
        copy = nbformat.read(path, as_version=4)
        copy.cells[2].source, copy.cells[2].outputs = "2", code("2", "shown").outputs
        nbformat.write(copy, path)
        present.write_copies([lesson], tmp_path / "copies", kept)
        copy = nbformat.read(path, as_version=4)
        assert (copy.cells[2].source, copy.cells[2].outputs) == (typed, [])


def publish(*arguments):
    command = [sys.executable, "-m", "micrograd_steps.publish", *arguments]
    run = subprocess.run(
        command, cwd=ROOT, env=own_environment(), capture_output=True, text=True, timeout=60
    )
    assert run.stdout == ""
    return run.returncode, run.stderr.splitlines()


@pytest.mark.parametrize("wanted", ["99", "", "five"])
def test_a_lesson_that_is_not_there_is_one_line(wanted):
    said = f"there is no lesson {wanted!r}: LESSON is one of 00, 01, "
    code, lines = publish("present", wanted, "--no-browser")
    assert (code, len(lines)) == (1, 1) and lines[0].startswith(said)


def test_a_job_that_does_not_exist_names_those_that_do():
    code, lines = publish("slide")
    assert code == 2
    assert all(job in lines[-1] for job in ("slides", "site", "runsheet", "steps", "present"))
