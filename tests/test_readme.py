"""The README says of the lessons what they say themselves."""

import ast
import re

from lessons import LESSONS, README, every_lesson, expect_none, imported
from rules import TO_VIDEO

from micrograd_steps import STEPS
from micrograd_steps.publish.slides import SCREEN

MINUTES = re.compile(r"\*\*Minutes\.\*\* (\d+)")
NUMBERS = "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen"
NUMBERS += " Fifteen Sixteen Seventeen Eighteen Nineteen Twenty"
COLUMNS = "number", "lesson", "question", "video", "adds"
ROWS = re.findall(r"^\| (\d\d) \| (.*?) \| (.*?) \| (.*?) \| (.*?) ?\|$", README, re.M)


def row(lesson):
    """Return what the README's row of a lesson has to be, but for the question."""
    heading = lesson.cells[0].source.partition("\n")[0].partition(" · ")[2]
    minute = TO_VIDEO.search(lesson.cells[0].source)
    return {
        "lesson": f"[{heading}](notebooks/{lesson.name})",
        "video": minute[0] if minute else "beyond it",
        "adds": STEPS.get(lesson.number, ""),
    }


def asked(lesson):
    """Return what a lesson says from its **Question** on, without links and line ends."""
    asking = [cell.source.partition("**Question.**")[2] for cell in lesson.prose]
    return re.sub(r"\s*\(?\[[^\]]*\]\([^)]*\)\)?", "", " ".join(" ".join(asking).split()))


@every_lesson
def test_row_of_lesson(lesson):
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    found = next((row for row in rows if int(row["number"]) == lesson.number), None)
    place = f"README.md, table of lessons, {lesson.number:02}"
    wanted = {"number": f"{lesson.number:02}", "question": "…"} | row(lesson)
    cells = " | ".join(wanted[column] for column in COLUMNS)
    expect_none([] if found else [f"{place}: add the row, with its question: | {cells} |"])
    expect_none(
        f"{place}: the column '{column}' has to be {text!r}, and is {found[column]!r}"
        for column, text in row(lesson).items()
        if found[column] != text
    )
    said = asked(lesson)
    strange = said and found["question"] not in said
    mend = f"the lesson's **Question** does not ask {found['question']!r} but: {said[:150]}"
    expect_none([f"{place}: {mend}; make them the same"] if strange else [])


def test_the_readme_says_how_long_a_lesson_takes():
    minutes = [int(MINUTES.match(lesson.notes[lesson.cells[0].id])[1]) for lesson in LESSONS]
    least, most = (5 * round(bound / 5) for bound in (min(minutes), max(minutes)))
    wanted = f"A lesson takes {least} to {most} minutes."
    expect_none([] if wanted in README else [f"README.md: by the notes it should say: {wanted}"])


def test_the_readme_counts_the_lessons():
    wanted = f"{NUMBERS.split()[len(LESSONS)]} short Jupyter notebooks"
    expect_none([] if wanted in README else [f"README.md: its first sentence should be: {wanted}"])
    rows = [int(number) for number, *_ in ROWS]
    numbers = [lesson.number for lesson in LESSONS]
    same = rows == numbers
    expect_none([] if same else [f"README.md: its table has the rows {rows}, not {numbers}"])


def test_the_readme_names_the_screen_that_slides_fit():
    size = " × ".join(map(str, SCREEN))
    expect_none([] if size in README else [f"README.md: slides are {size}; say so"])


def needs_torch(lesson):
    names = imported(ast.parse("\n".join(cell.source for cell in lesson.code)))
    return any(re.match(r"torch\b|.*\.torch_", name) for name in names)


def expect_named(sentence, lessons):
    """Fail unless the README has a sentence with the numbers of these lessons in place of {}."""
    wanted = [f"{lesson.number:02}" for lesson in lessons]
    right = sentence.format(" and ".join(filter(None, [", ".join(wanted[:-1]), wanted[-1]])))
    known = " ".join(README.split())
    expect_none([] if right in known else [f"README.md: write {right!r}"])


def test_the_readme_names_the_lessons_that_need_pytorch():
    needing = [lesson for lesson in LESSONS if needs_torch(lesson)]
    expect_named("Lessons {} compare with PyTorch", needing)


def test_the_readme_names_the_lessons_with_pictures_that_move():
    moving = [lesson for lesson in LESSONS if "data-player" in str(lesson.notebook)]
    expect_named("Lessons {} have pictures that move", moving)
