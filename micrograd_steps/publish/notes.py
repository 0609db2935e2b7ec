"""Teachers' notes: the clock that a lesson is taught by, and a note on every screen."""

import re

from micrograd_steps.publish.steps import named

MINUTES = re.compile(r"\*\*Minutes\.\*\* (\d+)")
PAIRS = re.compile(r"\*\*Pairs\.\*\* (\d+) minutes?$", re.M)
LABEL = re.compile(r"^\*\*([A-Z][a-z ]+)\.\*\*\s*", re.M)

# A lesson's minutes are shared out among its cells by what a room needs for each of them.
WORDS, LINES = 130, 15  # to read aloud and to look at, a minute
PREDICTION, BLANK = 1, 2  # minutes; where neighbours talk, the note says how many
TYPED = 8  # lines a minute, by somebody who types fast and talks meanwhile


def parts_of(note):
    """Return {label: text} of a note: a part begins with its **Label.**, the first one needs none.

    The note of a prediction begins with the answer; **Often heard.** and **Board.** follow.
    """
    first, *parts = LABEL.split(note)
    labels, texts = ["", *parts[::2]], [first, *parts[1::2]]
    return {label: text.strip() for label, text in zip(labels, texts, strict=True) if text.strip()}


def minutes_of(lesson):
    """Return the minutes that a lesson takes; raises ValueError if its notes don't give them."""
    minutes = MINUTES.search(lesson.notes.get(lesson.cells[0].id, ""))
    if not minutes:
        raise ValueError(f"notes/{lesson.path.stem}.md gives no **Minutes.** for {lesson.name}")
    return int(minutes[1])


def clock(lesson):
    """Return the minutes gone as each cell begins, and at the end: pairs, shown and typed.

    typed: if the cells tagged `step` are typed before the room; all others are run either way
    Raises ValueError as `minutes_of` does.
    """
    needed, typed = [0], [0]
    for cell in lesson.cells:
        needed.append(needed[-1] + _needed(cell, lesson.notes.get(cell.id, "")))
        typed.append(typed[-1] + len(typed_lines(cell)) / TYPED)
    scale = minutes_of(lesson) / (needed[-1] or 1)
    gone = [each * scale for each in needed]
    return [(round(a), round(a + b)) for a, b in zip(gone, typed, strict=True)]


def typed_lines(cell):
    """Return the lines of a cell that a teacher may type: those of what the lesson freezes."""
    if "step" not in cell.metadata.get("tags", []):
        return []
    return [line for line in cell.source.splitlines() if line.strip()]


def _needed(cell, note):
    """Return the minutes that a cell takes, before they are made to fit the lesson's."""
    if cell.cell_type == "code":
        blanks = len(named(cell, "yours"))
        return len(cell.source.splitlines()) / LINES + blanks * BLANK
    pairs = PAIRS.search(note)
    asked = cell.source.count("**Predict") * PREDICTION
    return len(cell.source.split()) / WORDS + (int(pairs[1]) if pairs else asked)


def insert_notes(lesson, notebook, new_cell):
    """Put teachers' notes into a copy of a lesson whose slides are marked: one on every screen.

    A note follows the cell that it is for; a screen without one shows the last one again, or what
    to ask, if there was none but the general one. Each begins with the clock.
    new_cell: makes a cell of a note's text, as nbformat's functions do
    Raises ValueError as `minutes_of` does; a lesson without any notes stays as it is.
    """
    if not lesson.notes:
        return
    cells, last, clocks = [], "", clock(lesson)
    for screen in _screens(notebook.cells):
        noted = [i for i in screen if notebook.cells[i].id in lesson.notes] or screen[:1]
        for i in screen:
            cell = notebook.cells[i]
            cells.append(cell)
            if i in noted:
                said = lesson.notes.get(cell.id, "")
                text = f"{_where(clocks, i)}\n\n{said or last}"
                metadata = {"slideshow": {"slide_type": "notes"}}
                cells.append(new_cell(text, id=f"{cell.id}-note", metadata=metadata))
                if i == 0:  # before the first prediction, the general one would be long
                    last = f"**Ask.** {parts_of(said).get('Ask', '')}"
                elif said:
                    last = f"**From before.** {said}"
    notebook.cells = cells


def _screens(cells):
    """Return the numbers of cells, in lists: those on each screen."""
    screens = []
    for i, cell in enumerate(cells):
        if cell.metadata.slideshow.slide_type != "fragment":
            screens.append([])
        screens[-1].append(i)
    return screens


def _where(clocks, i):
    (shown, typed), (end, typed_end) = clocks[i], clocks[-1]
    where = f"**Clock.** {shown} of {end} minutes"
    return where + (f", or {typed} of {typed_end} if you type." if typed_end > end else ".")
