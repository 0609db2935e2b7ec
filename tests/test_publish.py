"""Slides, notes and the run sheet, as text. The site stands in test_site.py."""

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from itertools import pairwise

import nbformat
import pytest
from bs4 import BeautifulSoup
from lessons import EXERCISES, LESSONS, README, every_lesson, expect_none, own_environment
from moments import MOMENTS

import micrograd_steps
from micrograd_steps import STEPS
from micrograd_steps.classroom import colors
from micrograd_steps.publish import notes, pages, present, runsheet, slides
from micrograd_steps.publish.decks import for_deck, write_slides
from micrograd_steps.publish.lessons import (
    NOTEBOOKS,
    ROOT,
    Exercises,
    Lesson,
    flat,
)
from micrograd_steps.publish.workbook import workbook_copy

OWN = "micrograd_steps."
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


def made_up(tmp_path, *cells, notes=None):
    """Return a lesson in a folder of its own, with notes for whoever presents."""
    path = tmp_path / "notebooks" / "03_made_up.ipynb"
    (path.parent / "notes").mkdir(parents=True)
    if notes is not None:
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
    for write in (runsheet.write_runsheet, present.write_copies):
        with pytest.raises(ValueError, match=wrong):
            write([lesson], tmp_path / "out")
        assert not (tmp_path / "out").exists()


def test_without_reveal_js_slides_are_an_error_before_anything_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr("micrograd_steps.publish.decks.find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="reveal.js is missing; pip install"):
        write_slides(LESSONS[:1], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_links_of_decks_lead_to_decks():
    left = []
    for lesson in LESSONS:
        for cell in lesson.prose:
            left += re.findall(r"\]\((?!https:|\.\./figures/)([^)]*)\)", for_deck(cell.source))
    assert set(left) <= {lesson.page for lesson in LESSONS} and len(left) > 10


def test_every_file_of_notes_has_its_lesson():
    stems = {lesson.path.stem for lesson in LESSONS}
    left = [path.name for path in (NOTEBOOKS / "notes").iterdir() if path.stem not in stems]
    expect_none(f"notes/{name} belongs to no lesson; name it as its notebook" for name in left)


def problems_of_notes(lesson):
    """Yield what the notes of a lesson lack."""
    place = f"notes/{lesson.path.stem}.md"
    general = notes.parts_of(lesson.notes.get(lesson.cells[0].id, ""))
    wanted = {"Minutes", *runsheet.GENERAL}
    yield from (f"{place} has no **{part}.**; write it" for part in sorted(wanted - set(general)))
    if not 2 <= general.get("Goals", "").count("\n- ") + 1 <= 3:
        yield f"{place}, **Goals.**: list two or three"
    if not runsheet.stops(general.get("Restart", "")):
        yield f"{place}, **Restart.**: quote a place to stop at"
    asked = [cell.id for cell in lesson.prose if "**Predict" in cell.source]
    for name in asked:
        parts = notes.parts_of(lesson.notes.get(name, ""))
        lacking = [part or "answer" for part in ("", *runsheet.ANSWER) if part not in parts]
        yield from (f"{place}, ## {name}: it has no {part}; write it" for part in lacking)
        if re.match(r"\d+\.(\s|$)", parts.get("", "")):
            yield f"{place}, ## {name}: it would begin a list; write 'It is 2.', not '2.'"
    strange = [name for name in lesson.notes if name not in asked and name != lesson.cells[0].id]
    yield from (f"{place}, ## {name}: that cell asks nothing; take it away" for name in strange)
    pairs = [name for name in asked if notes.PAIRS.search(lesson.notes.get(name, ""))]
    if len(pairs) not in (2, 3):
        yield f"{place}: {len(pairs)} predictions have **Pairs.** N minutes; choose two or three"


@every_lesson
def test_the_notes_say_all_that_a_teacher_needs(lesson):
    expect_none(problems_of_notes(lesson))


WHOLE = """**Minutes.** 20

**Goals.**
- One.
- Two.

**Know.** A.

**Ask.** B?

**Often heard.** C.

**Expect.** D? E.

**Restart.** Stop before "So".

## a

4, twice.

**Often heard.** 2.

**Board.** A box.

**Pairs.** 2 minutes

## b

5 of 6.

**Often heard.** 3.

**Board.** Two boxes.

**Pairs.** 1 minute
"""


@pytest.mark.parametrize(
    ("gone", "put", "said"),
    [
        ("**Minutes.** 20", "", "no **Minutes.**"),
        ("**Know.** A.", "", "no **Know.**"),
        ("- Two.", "", "two or three"),
        ('"So"', "it", "quote a place"),
        ("4, twice.", "", "## a: it has no answer"),
        ("4, twice.", "4.", "begin a list"),
        ("**Often heard.** 3.", "", "## b: it has no Often heard"),
        ("**Board.** A box.", "", "## a: it has no Board"),
        ("**Pairs.** 1 minute", "", "1 predictions"),
        ("## b", "## c", "## c: that cell asks nothing"),
    ],
)
def test_what_notes_lack_is_said(gone, put, said, tmp_path):
    cells = markdown("# A", "t"), markdown("So\n\n**Predict.** 1?", "a"), markdown("c", "c")
    lesson = made_up(tmp_path, *cells, markdown("**Predict.** 2?", "b"), notes=WHOLE)
    assert list(problems_of_notes(lesson)) == []
    del lesson.notes  # they are read once
    path = lesson.path.parent / "notes" / "03_made_up.md"
    path.write_text(WHOLE.replace(gone, put), encoding="utf-8")
    found = list(problems_of_notes(lesson))
    assert any(said in each for each in found), found


def test_the_clock_shares_out_the_minutes():
    """By words, lines, predictions and talk; whoever types is later by what was typed."""
    step = code("\n\n".join("abcdefgh"), tags=["step", "yours:f"])
    cells = [markdown("# A", "t"), markdown("word " * 128, "w"), code("1\n" * 15), step]
    cells += [markdown("**Predict.** Why?", "p"), markdown("**Predict.** Who?", "q")]
    lesson = Lesson(NOTEBOOKS / "99_none.ipynb", notebook(*cells))
    lesson.notes = {"t": "**Minutes.** 18", "q": "Me.\n\n**Pairs.** 4 minutes"}
    # A minute of words, one of lines, three of a blank, one to predict, four to talk: ten in all.
    assert notes.clock(lesson) == [(0, 0), (0, 0), (2, 2), (4, 4), (9, 10), (11, 12), (18, 19)]


@every_lesson
def test_the_clock_runs_up_to_the_minutes_of_the_lesson(lesson):
    clocks = notes.clock(lesson)
    for hand in zip(*clocks, strict=True):
        assert list(hand) == sorted(hand)
    assert clocks[0] == (0, 0) and clocks[-1][0] == notes.minutes_of(lesson)
    assert all(shown <= typed for shown, typed in clocks)
    typed = sum(len(notes.typed_lines(cell)) for cell in lesson.cells) / notes.TYPED
    assert abs(clocks[-1][1] - clocks[-1][0] - typed) <= 0.5


@every_lesson
def test_the_notes_stop_where_the_lesson_has_such_a_place(lesson):
    general = notes.parts_of(lesson.notes[lesson.cells[0].id])
    stops = runsheet.stops(general["Restart"])
    lost = [stop for stop in stops if not any(stop in flat(cell.source) for cell in lesson.cells)]
    where = f"notes/{lesson.path.stem}.md, **Restart.**"
    expect_none(f"{where}: the lesson nowhere says {stop!r}; quote what it says" for stop in lost)


@every_lesson
def test_every_screen_has_its_note_with_the_clock(lesson):
    book = nbformat.from_dict(lesson.notebook)
    slides.mark_slides(book)
    notes.insert_notes(lesson, book, nbformat.v4.new_raw_cell)
    kinds = [cell.metadata.slideshow.slide_type for cell in book.cells]
    starts = [i for i, kind in enumerate(kinds) if kind in ("slide", "subslide")]
    blank = [i for i, end in pairwise([*starts, None]) if "notes" not in kinds[i:end]]
    expect_none(f"{lesson.name}, cell {book.cells[i].id}: its screen has no note" for i in blank)
    said = [cell.source for cell in book.cells if cell.cell_type == "raw"]
    assert all(re.match(r"\*\*Clock\.\*\* \d+ of \d+ minutes[,.]", text) for text in said)
    again = re.compile(r"\n\n\*\*(From before|Ask)\.\*\*[^*]*")
    own = [text for text in said if not again.match(text, text.index("\n"))]
    told = [text.partition("\n\n")[2] for text in own]
    assert sorted(told) == sorted(lesson.notes.values())


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
    lesson = made_up(tmp_path, *cells, notes="**Minutes.** 5\n\n## b\n\nAnd `here`.")
    write_slides([lesson], tmp_path / "slides")
    deck = (tmp_path / "slides" / "03_made_up.html").read_text(encoding="utf-8")
    markup = re.sub(r"<script.*?</script>", "", deck, flags=re.S)
    assert 'alt="Four"' in markup
    asides = BeautifulSoup(markup, "html.parser").select("aside")
    said = [" ".join(aside.text.split()) for aside in asides]
    assert said == ["Clock. 0 of 5 minutes. Minutes. 5", "Clock. 3 of 5 minutes. And here."]
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


# ---------------------------------------------------------------- the run sheet


NOTES = """**Minutes.** 25

**Goals.**
- Say `this`.

**Expect.** Why? Because,
of course.

**Restart.** Stop before "So there".

## asked

Nine: *three* threes.

**Often heard.** Six.

**Board.** A square.

**Pairs.** 2 minutes
"""


def test_summary_of_a_lesson(tmp_path):
    cells = (
        markdown(
            f"# 03 · `A`\n\n[00:22:42]({'https://www.youtube.com/x'}) to "
            "[00:29:33](https://www.youtube.com/y)"
        ),
        code("1"),
        markdown(
            "So *there* ([00:23:03](https://www.youtube.com/z)).\n\n"
            "**Predict.** How\nmuch?\n\nMore.",
            "asked",
        ),
        code("2\n3"),
        code("def f():\n    pass", tags=["step"]),
        markdown("**Ask.** This is no note.", "told"),
    )
    lesson = made_up(tmp_path, *cells, notes=NOTES)
    found = runsheet.summary(lesson)
    assert (found["title"], found["minutes"]) == ("03 · A", (25, 25))
    assert found["video"] == "00:22:42 to 00:29:33"
    assert found["said"] == {
        "Goals": "<ul>\n<li>Say <code>this</code>.</li>\n</ul>\n",
        "Expected questions": "Why? Because,\nof course.",
        "Where to stop": "Stop before &quot;So there&quot;.",
    }
    stop, asked, typed = found["rows"]
    times = [row.pop("minutes") for row in (stop, asked, typed)]
    clocks = notes.clock(lesson)
    assert times == [clocks[2], clocks[2], clocks[4]]
    assert stop == {"cell": 2, "stop": "So there"}
    assert typed == {"cell": 3, "names": "f", "lines": 2}
    assert asked == {
        "cell": 2,
        "context": "So <em>there</em>.",
        "code": "2\n3",
        "question": "How\nmuch?",
        "answer": "Nine: <em>three</em> threes.",
        "said": {"Often heard": "Six.", "Board": "A square."},
        "pairs": 2,
    }


def test_the_sheet_lists_exercises_with_their_minutes(monkeypatch, tmp_path):
    monkeypatch.setattr(runsheet, "CUTS", {})
    lesson = made_up(tmp_path, markdown("# 03 · A"), notes="**Minutes.** 5")
    cells = [markdown("# Exercises"), markdown("## 03.1 · `A` & b (4 minutes)\n\nDo."), code("2")]
    cells += [markdown("## 03.2 · C (1 minute)\n\nDo.")]
    lesson.exercises = Exercises(tmp_path / "exercises" / lesson.name, notebook(*cells))
    runsheet.write_runsheet([lesson], tmp_path / "sheet.html")
    sheet = BeautifulSoup((tmp_path / "sheet.html").read_text("utf-8"), "html.parser")
    [heading] = sheet.find_all("strong", string=re.compile("^Exercises"))
    assert heading.text == "Exercises, 5 minutes."
    items = [item.text for item in heading.find_next_siblings("span")]
    assert items == ["03.1 · A & b, 4 minutes", "03.2 · C, 1 minute"]


@pytest.mark.parametrize("name", runsheet.CUTS)
def test_a_cut_fits_has_breaks_and_ends_in_something_that_learns(name):
    length, parts = runsheet.CUTS[name]
    found = runsheet.session(name, LESSONS)
    last = 0
    for row in found["rows"]:
        assert row["at"] == last and row["minutes"] > 0, row
        last += row["minutes"]
    fits = 0.75 * length <= last <= length
    expect_none([] if fits else [f"runsheet.CUTS, {name}: {last} minutes; take out or add a part"])
    sitting, longest = 0, 100
    for row in found["rows"]:
        sitting = sitting + row["minutes"] if "lesson" in row else 0
        assert sitting <= longest, f"{name}: {sitting} minutes without a break"
    lesson = found["rows"][-1]["lesson"]
    first, after = runsheet.cells_of(parts[-1], lesson)
    steps = [cell for cell in lesson.cells[first:after] if re.search(r"\.data [-+]=", cell.source)]
    assert steps, f"{name} ends where nothing learns"


def test_half_a_day_breaks_after_07_and_ends_on_the_border_of_13():
    _, parts = runsheet.CUTS["Half a day"]
    pause = max(part for part in parts if isinstance(part, int))
    assert parts[parts.index(pause) - 1].lesson == 7
    [lesson] = [lesson for lesson in LESSONS if lesson.number == parts[-1].lesson == 13]
    shown = lesson.cells[: runsheet.cells_of(parts[-1], lesson)[1]]
    assert any("draw_border(model)" in cell.source for cell in shown)


def test_a_cut_says_what_it_leaves_out_and_names_what_exists(monkeypatch):
    cut = {"A": (60, [runsheet.Part(0), runsheet.Part(4), 5, runsheet.Part(0, "Why care?")])}
    monkeypatch.setattr(runsheet, "CUTS", cut)
    rows = runsheet.session("A", LESSONS)["rows"]
    start, brings = rows[1]["skipped"].split(" brings: ")
    assert start == "Before it, show what <code>step03</code>"
    assert brings == "; ".join(pages.inline(STEPS[step]) for step in (1, 2, 3))
    assert [row.get("skipped") for row in rows] == ["", rows[1]["skipped"], None, ""]
    assert rows[3]["minutes"] < rows[0]["minutes"]
    for part, wrong in ((runsheet.Part(4, "Nowhere"), "nowhere says"), (runsheet.Part(77), "77")):
        cut["A"][1][0] = part
        with pytest.raises(ValueError, match=wrong):
            runsheet.session("A", LESSONS)


def test_the_sheet_names_steps_predictions_and_the_video(tmp_path):
    runsheet.write_runsheet(LESSONS, tmp_path / "sheet.html")
    sheet = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    for saved in LESSONS:
        part = sheet.partition(f'id="lesson-{saved.number}"')[2].partition("</section>")[0]
        asked = sum(cell.source.count("**Predict") for cell in saved.prose)
        assert part.count("<em>Board:</em>") == asked, saved.name
        assert part.count(">Type cell") == len(saved.step_cells)
        if saved.number in MOMENTS:
            assert re.search(r"video \d\d:\d\d:\d\d", part), saved.name


def test_the_checklist_says_what_stands_elsewhere():
    text = (pages.TEMPLATES / "checklist.html.j2").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    said = [*project["build-system"]["requires"], re.search("Lessons .*? with PyTorch", README)[0]]
    said += [re.search("## (Without make .*)", README)[1]]
    expect_none(f"checklist.html.j2 does not say {each!r}" for each in said if each not in text)


def goes_on(lesson, line, after):
    """Return the errors that a learner's copy gives below a blank, its blanks left as they are.

    line: what goes into a cell of its own below the check; after: the number of its code cell
    """
    copy = workbook_copy(lesson)
    blank = {cell.id.removesuffix("-answer") for cell in copy.cells if cell.id.endswith("-answer")}
    cells = [cell for cell in copy.cells if cell.cell_type == "code"]
    cells.insert(after, code(line))
    names, errors = {"display": print}, []
    for i, cell in enumerate(cells):
        if i <= after or not (cell.id in blank or cell.source.startswith("check(")):
            try:
                exec(cell.source, names)
            except Exception as error:
                errors += [error] * (i >= after)
    return errors


@pytest.fixture
def modules_of_its_own():
    """Let what runs import all of ours anew: lessons change classes, which other tests use."""

    def ours():
        return {name: sys.modules[name] for name in sys.modules if name.startswith(OWN)}

    def forget(modules):
        for name in modules:
            del sys.modules[name]
            vars(micrograd_steps).pop(name.removeprefix(OWN), None)

    before = ours()
    forget(before)
    yield
    forget(ours())
    sys.modules.update(before)
    for name in before:
        if "." not in name.removeprefix(OWN):
            setattr(micrograd_steps, name.removeprefix(OWN), before[name])


@pytest.mark.parametrize("number", [2, 3, 5, 6, 7, 8, 10, 12])
def test_who_has_fallen_behind_goes_on_with_the_frozen_step(number, modules_of_its_own, capsys):
    [lesson] = [lesson for lesson in LESSONS if lesson.number == number]
    checks = [i for i, cell in enumerate(lesson.code, 1) if cell.source.startswith("check(")]
    line = runsheet.BEHIND.replace("07", f"{number:02}")
    assert goes_on(lesson, line, checks[0]) == []
    assert goes_on(lesson, "", checks[0]) != []


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
    said = "**Minutes.** 5\n\n**Ask.** *Why* is `a ** 2`, a ** b\nor 2 * a * b so?\n\n## b\nHere."
    lesson = made_up(tmp_path, markdown("# A"), markdown("b", "b"), code("1"), notes=said)
    present.write_copies([lesson], tmp_path / "copies")
    path = tmp_path / "copies" / "notebooks" / lesson.name
    copied = nbformat.read(path, as_version=4).cells
    assert [cell.cell_type for cell in copied] == ["markdown", "raw", "markdown", "raw", "code"]
    where, *parts = copied[1].source.split("\n\n")
    assert where == "Clock. 0 of 5 minutes."
    assert parts == ["Minutes. 5", "Ask. Why is a ** 2, a ** b\nor 2 * a * b so?"]
    assert copied[3].source.split("\n\n")[1:] == ["Here."]
    assert copied[3].metadata == {"slideshow": {"slide_type": "notes"}}


def test_a_copy_begins_at_words_or_at_the_number_of_a_slide(tmp_path):
    cells = markdown("# A"), code("1"), markdown("**Check** b."), code("2"), markdown("c\n`d`")
    lesson = made_up(tmp_path, *cells, notes="**Minutes.** 5\n\nc d")
    present.write_copies([lesson], tmp_path / "copies")
    path = tmp_path / "copies" / "notebooks" / lesson.name
    for place, number in {"Check b": 3, "c d": 6, "1": 0, "2": 3, "3": 6, "": 0}.items():
        present.begin_at(path, place)
        assert nbformat.read(path, as_version=4).metadata.rise["from"] == number, place
    with pytest.raises(ValueError, match="nowhere says 'x': FROM is words of it, or the number"):
        present.begin_at(path, "x")


def test_a_copy_begins_at_a_fragment_and_regardless_of_case():
    book = notebook(markdown("# All of it"), markdown("An End"), code("1"), markdown("the end"))
    slides.mark_slides(book)
    book.cells.append(markdown("added by hand, without a mark"))
    assert book.cells[1].metadata.slideshow.slide_type == "fragment"
    places = {"End": 1, "END": 1, "end": 3, "The End": 3, "all": 0, "by Hand": 4}
    assert {place: present.cell_at(place, book, "") for place in places} == places


@pytest.mark.parametrize("keep", [False, True])
def test_a_place_that_is_not_there_leaves_the_copies_alone(keep, tmp_path, monkeypatch):
    monkeypatch.setattr(present, "FOLDER", tmp_path / "copies")
    monkeypatch.setattr(present, "find_spec", bool)
    lesson = made_up(tmp_path, markdown("# A"), code("1"), notes="**Minutes.** 5")
    with pytest.raises(ValueError, match="nowhere says 'mistyped'"):
        present.present([lesson], "3", [], "mistyped", keep)
    assert not present.FOLDER.exists()
    present.write_copies([lesson], present.FOLDER)
    path = present.FOLDER / "notebooks" / lesson.name
    path.write_text(path.read_text("utf-8").replace('"1"', '"typed"'), encoding="utf-8")
    left = path.read_bytes()
    with pytest.raises(ValueError, match="nowhere says 'mistyped'"):
        present.present([lesson], "3", [], "mistyped", keep)
    assert path.read_bytes() == left and b"typed" in left


def test_a_kept_copy_begins_at_what_was_typed_into_it(tmp_path, monkeypatch):
    monkeypatch.setattr(present, "FOLDER", tmp_path / "copies")
    monkeypatch.setattr(present, "find_spec", bool)
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(present.subprocess, "run", lambda *_, **__: done)
    lesson = made_up(tmp_path, markdown("# A"), code("1"), notes="**Minutes.** 5")
    present.write_copies([lesson], present.FOLDER)
    path = present.FOLDER / "notebooks" / lesson.name
    path.write_text(path.read_text("utf-8").replace('"1"', '"typed"'), encoding="utf-8")
    assert present.present([lesson], "3", [], "typed", keep=True) == 0
    assert nbformat.read(path, as_version=4).metadata.rise["from"] == 2


def test_what_was_typed_into_a_copy_can_be_kept(tmp_path):
    lesson = made_up(tmp_path, markdown("# A"), code("1", "shown"), notes="**Minutes.** 5")
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
