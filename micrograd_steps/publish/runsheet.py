"""The run sheet: what a teacher needs beside the slides, taken from lessons and notes."""

import ast
import re

from nbconvert.filters import markdown2html

from micrograd_steps import STEPS
from micrograd_steps.publish.pages import ENVIRONMENT, for_site, inline, style_of

CUTS = {"One hour": 60, "Two hours": 120, "Half a day": 210}

# Which lessons a short session takes first: backpropagation by hand, then by itself, then a net
# that learns; what only prepares or refines comes after, and then all others, by number.
FIRST = (4, 6, 5, 7, 11, 10, 1, 3, 2, 0, 12, 8, 13)

SAID = {
    "Predict": "Predictions",
    "Answer": "Answers",
    "Ask": "Ask",
    "Often heard": "Often heard",
    "Expect": "Expected questions",
    "Restart": "Restart",
}
PARAGRAPH = re.compile(
    r"\*\*(" + "|".join(SAID) + r")\.?\*\*\s*(.+?)(?=\n\s*\n|\n\*\*[A-Z]|\Z)", re.S
)
MINUTES = re.compile(r"\*\*Minutes\.\*\*\s*(\d+)")
TIME = re.compile(r"\[(\d\d:\d\d:\d\d)\]\([^)]*youtube[^)]*\)")


def summary(lesson):
    """Return what the sheet says of a lesson, as a dictionary.

    Raises ValueError if its notes don't give the minutes, or fit no cell.
    """
    said = {heading: [] for heading in SAID.values()}
    typed, code = [], 0
    for cell in lesson.cells:
        about = code + 1  # the code cell that it is, or that comes next
        if cell.cell_type == "code":
            code += 1
            if "step" in cell.metadata.get("tags", []):
                lines = len(cell.source.splitlines())
                typed.append({"number": code, "names": _defined(cell.source), "lines": lines})
        else:
            asked = [text for kind, text in PARAGRAPH.findall(cell.source) if kind == "Predict"]
            said["Predictions"] += [{"cell": about, "html": _line(text)} for text in asked]
        if cell is not lesson.cells[0] and cell.id in lesson.notes:
            answer = markdown2html(for_site(lesson.notes[cell.id]))
            said["Answers"].append({"cell": about, "html": answer})
    general = lesson.notes.get(lesson.cells[0].id, "")
    for kind, text in PARAGRAPH.findall(general):
        said[SAID[kind]].append({"html": _line(text)})
    minutes = MINUTES.search(general)
    if not minutes:
        raise ValueError(f"notes/{lesson.path.stem}.md gives no **Minutes.** for {lesson.name}")
    times = TIME.findall(lesson.cells[0].source)
    tasks = lesson.exercises.tasks if lesson.exercises else []
    return {
        "number": lesson.number,
        "title": lesson.title,
        "minutes": int(minutes[1]),
        "video": " to ".join(times[:1] + times[-1:] if len(times) > 1 else times),
        "typed": typed,
        "exercises": tasks,
        "notes": [(heading, found) for heading, found in said.items() if found],
    }


def _line(markdown):
    return inline(for_site(markdown.strip()))


def _defined(source):
    """Return the names that code defines, in words."""
    kinds = (ast.ClassDef, ast.FunctionDef)
    return ", ".join(node.name for node in ast.parse(source).body if isinstance(node, kinds))


def cut(name, length, lessons):
    """Return the lessons that fit a session, the more important ones first to be taken.

    length: minutes; lessons: summaries, by number
    """
    rank = {number: place for place, number in enumerate(FIRST)}
    taken, minutes = [], 0
    for lesson in sorted(lessons, key=lambda lesson: rank.get(lesson["number"], len(rank))):
        if minutes + lesson["minutes"] > length:
            break
        taken.append(lesson)
        minutes += lesson["minutes"]
    taken.sort(key=lambda lesson: lesson["number"])
    befores = [-1, *(lesson["number"] for lesson in taken)]
    rows = [
        {**lesson, "skipped": _skipped(before, lesson["number"])}
        for before, lesson in zip(befores, taken, strict=False)
    ]
    return {"name": name, "length": length, "minutes": minutes, "lessons": rows}


def _skipped(before, number):
    """Return what to say before a lesson about those left out."""
    steps = [step for step in range(max(before, 0) + 1, number) if step in STEPS]
    if not steps:
        return ""
    brings = "; ".join(inline(STEPS[step]) for step in steps)
    return f"Before it, show what <code>step{number - 1:02}</code> brings: {brings}"


def write_runsheet(lessons, path):
    """Write the run sheet of the lessons as one page; raises as `summary` does."""
    summaries = [summary(lesson) for lesson in lessons]
    page = ENVIRONMENT.get_template("runsheet.html.j2")
    text = page.render(
        lessons=summaries,
        cuts=[cut(name, length, summaries) for name, length in CUTS.items()],
        total=sum(lesson["minutes"] for lesson in summaries),
        style=style_of("look.css", "page/page.css"),
    )
    path.write_text(text, encoding="utf-8")
