"""The run sheet: what a teacher needs beside the slides, taken from lessons and notes."""

import ast
import re
from typing import NamedTuple

from nbconvert.filters import markdown2html

from micrograd_steps import STEPS
from micrograd_steps.publish.lessons import flat
from micrograd_steps.publish.notes import PAIRS, TYPED, clock, parts_of, typed_lines
from micrograd_steps.publish.pages import ENVIRONMENT, PICTURE, for_site, inline, style_of


class Part(NamedTuple):
    """A stretch of a lesson, by its number and words: from `start`, up to `stop`."""

    lesson: int
    start: str = ""
    stop: str = ""


OPENING = [
    Part(0, stop="Why care?"),
    Part(4, "Nets are made of", "The step gains a place"),
]
TRAINING = Part(11, "All 41 slopes agree. Now we use them", "In the video the author says")

# Sessions: the minutes there are, and parts of lessons, between them the minutes of breaks. Each
# ends in something that learns.
CUTS = {
    "One hour": (
        60,
        [
            *OPENING,
            Part(5, "Now seed it", "Four methods have changed"),
            Part(6, "Now hide the sort in a method", "They agree as well as"),
            Part(0, "Why care?"),
        ],
    ),
    "Two hours": (
        120,
        [
            *OPENING,
            Part(5),
            10,
            Part(6, "Now hide the sort in a method"),
            Part(7, stop="So the cure is one character"),
            TRAINING,
        ],
    ),
    "Half a day": (
        240,
        [
            *OPENING,
            Part(5),
            10,
            Part(6, "How can a program keep this rule"),
            Part(7, stop="Now that gradients add"),
            20,
            Part(10, stop="Now the lecture's net"),
            TRAINING,
            Part(13, stop="Take one of them away"),
        ],
    ),
}

# The line for a learner who has fallen behind, in the middle of a lesson: here of 07.
BEHIND = "from micrograd_steps.step07 import *"

GENERAL = {  # parts of a lesson's general note: the heading on the sheet
    "Goals": "Goals",
    "Know": "They need",
    "Ask": "Ask",
    "Often heard": "Often heard",
    "Expect": "Expected questions",
    "Restart": "Where to stop",
}
ANSWER = "Often heard", "Board"  # parts that follow the answer in the note of a prediction
QUOTED = re.compile(r'"(.+?)"', re.S)
PREDICT = re.compile(r"(.*?)\*\*Predict\.?\*\*\s*(.+?)(?=\n\s*\n|\Z)", re.S)
TO_VIDEO = re.compile(r"\s*\(\[[\d:]+\]\([^)]*youtube[^)]*\)\)")
CODE_LINES = 4  # of a cell to be predicted that fit the sheet; a longer one is named by its number
TIME = re.compile(r"\[(\d\d:\d\d:\d\d)\]\([^)]*youtube[^)]*\)")


def summary(lesson):
    """Return what the sheet says of a lesson, as a dictionary.

    Raises ValueError if its notes don't give the minutes, fit no cell, or quote what isn't there.
    """
    clocks = clock(lesson)
    general = parts_of(lesson.notes[lesson.cells[0].id])
    times = TIME.findall(lesson.cells[0].source)
    return {
        "number": lesson.number,
        "title": lesson.title,
        "minutes": clocks[-1],
        "video": " to ".join(times[:1] + times[-1:] if len(times) > 1 else times),
        "rows": _rows(lesson, clocks, stops(general.get("Restart", ""))),
        "exercises": lesson.exercises.tasks if lesson.exercises else [],
        "said": {name: _html(general[part]) for part, name in GENERAL.items() if part in general},
    }


def stops(restart):
    """Return the words that a general note quotes as places to stop before."""
    return [flat(words) for words in QUOTED.findall(restart)]


def place(lesson, words):
    """Return the number of the first cell that says words; raises ValueError if none does."""
    for i, cell in enumerate(lesson.cells):
        if words in flat(cell.source):
            return i
    raise ValueError(f"{lesson.name} nowhere says {words!r}")


def _rows(lesson, clocks, stops):
    """Return what happens in a lesson, in order: typing, predictions, places to stop."""
    rows, code = [], 0
    halts = {place(lesson, words): words for words in stops}
    for i, cell in enumerate(lesson.cells):
        row = {"minutes": clocks[i], "cell": code + 1}
        if i in halts:
            rows.append(row | {"stop": halts[i]})
        if lines := len(typed_lines(cell)):
            rows.append(row | {"names": _defined(cell.source), "lines": lines})
        if cell.cell_type == "code":
            code += 1
        elif asked := PREDICT.match(cell.source):
            rows.append(row | _prediction(lesson, i, *asked.groups()))
    return rows


def _prediction(lesson, i, context, question):
    note = lesson.notes.get(lesson.cells[i].id, "")
    parts = parts_of(note)
    pairs = PAIRS.search(note)
    return {
        "context": _html(TO_VIDEO.sub("", PICTURE.sub("", context))),
        "code": _to_predict(lesson.cells[i + 1 : i + 2]),
        "question": _html(TO_VIDEO.sub("", question)),
        "answer": _html(parts.get("", "")),
        "said": {part: _html(parts[part]) for part in ANSWER if part in parts},
        "pairs": int(pairs[1]) if pairs else 0,
    }


def _to_predict(cells):
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    return "".join(text for text in sources if len(text.splitlines()) <= CODE_LINES)


def _html(markdown):
    html = markdown2html(for_site(markdown.strip()))
    return inline(html) if html.count("<p>") == 1 else html


def _defined(source):
    """Return the names that code defines, in words."""
    kinds = (ast.ClassDef, ast.FunctionDef)
    return ", ".join(node.name for node in ast.parse(source).body if isinstance(node, kinds))


def session(name, lessons):
    """Return what the sheet says of one of CUTS, as a dictionary.

    lessons: all of them; raises ValueError where words or a lesson are not there
    """
    length, parts = CUTS[name]
    rows, minutes, known = [], 0, 0
    for part in parts:
        row = {"at": minutes, "minutes": part}
        if isinstance(part, Part):
            row |= _stretch(part, lessons)
            row["skipped"] = _skipped(known, part.lesson)
            known = max(known, part.lesson)
        rows.append(row)
        minutes += row["minutes"]
    return {"name": name, "length": length, "minutes": minutes, "rows": rows}


def _stretch(part, lessons):
    """Return what a row says of a part of a lesson."""
    found = [lesson for lesson in lessons if lesson.number == part.lesson]
    if not found:
        raise ValueError(f"runsheet.CUTS names lesson {part.lesson:02}, which does not exist")
    first, last = cells_of(part, found[0])
    clocks = clock(found[0])
    return {
        "lesson": found[0],
        "start": part.start,
        "stop": part.stop,
        "minutes": clocks[last][0] - clocks[first][0],
    }


def cells_of(part, lesson):
    """Return the numbers of the first cell of a part, and of the first one after it."""
    last = place(lesson, part.stop) if part.stop else len(lesson.cells)
    return place(lesson, part.start), last


def _skipped(known, number):
    """Return what to say before a lesson about the steps left out since the last one shown."""
    steps = [step for step in range(known + 1, number) if step in STEPS]
    if not steps:
        return ""
    brings = "; ".join(inline(STEPS[step]) for step in steps)
    return f"Before it, show what <code>step{number - 1:02}</code> brings: {brings}"


def write_runsheet(lessons, path):
    """Write the run sheet of the lessons as one page; raises as `summary` and `session` do."""
    summaries = [summary(lesson) for lesson in lessons]
    page = ENVIRONMENT.get_template("runsheet.html.j2")
    text = page.render(
        lessons=summaries,
        cuts=[session(name, lessons) for name in CUTS],
        totals=[sum(each) for each in zip(*(it["minutes"] for it in summaries), strict=True)],
        typed=TYPED,
        behind=BEHIND,
        style=style_of("look.css", "page/page.css", "sheet.css"),
    )
    path.write_text(text, encoding="utf-8")
