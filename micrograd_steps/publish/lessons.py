"""The saved lessons, and what stands beside them: teachers' notes, and exercises."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
EXERCISES = "exercises"  # a folder beside the lessons
PROJECT = "engine_from_memory"  # the name of the final project, after its lesson's number
HEADING = re.compile(r"## (\d\d\.\d+) · (.+) \((\d+) minutes?\)\n")


@dataclass
class Lesson:
    """A saved lesson: its file, which need not be there, and the notebook in it."""

    path: Path
    notebook: nbformat.NotebookNode

    @property
    def name(self):
        return self.path.name

    @property
    def number(self):
        return int(self.name[:2])

    @property
    def place(self):
        """The path in the folder of lessons, and in every folder of their copies."""
        return self.name

    @property
    def page(self):
        return f"{self.path.stem}.html"

    @property
    def title(self):
        """The heading of the first cell, without its markup."""
        heading = self.cells[0].source.partition("\n")[0] if self.cells else ""
        return heading.lstrip("# ").replace("`", "")

    @property
    def cells(self):
        return self.notebook.cells

    @property
    def code(self):
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def prose(self):
        prose = [cell for cell in self.cells if cell.cell_type == "markdown"]
        return [cell for cell in prose if cell.source.strip()]

    @property
    def step_cells(self):
        """The sources of the cells whose definitions are frozen."""
        return [cell.source for cell in self.code if "step" in cell.metadata.get("tags", [])]

    @cached_property
    def notes(self):
        """The teachers' notes, {id of a cell: Markdown}; the general one is the first cell's.

        Raises ValueError where a note is for a cell that the lesson does not have.
        """
        path = self.path.parent / "notes" / f"{self.path.stem}.md"
        if not path.exists():
            return {}
        ids = [cell.id for cell in self.cells]
        general, *parts = re.split(r"^## (.*)\n", path.read_text(encoding="utf-8"), flags=re.M)
        found = {ids[0]: general.strip()}
        for name, text in zip(map(str.strip, parts[::2]), parts[1::2], strict=True):
            if name not in ids:
                raise ValueError(f"notes/{path.name}: {self.name} has no cell {name!r}")
            if name in found:
                raise ValueError(f"notes/{path.name}: a second note for the cell {name!r}")
            found[name] = text.strip()
        return found

    @cached_property
    def exercises(self):
        """The notebook of exercises, which has the lesson's name, or none."""
        path = self.path.parent / EXERCISES / self.name
        return read_lesson(path) if path.exists() else None

    @cached_property
    def project(self):
        """The notebook of the final project, which follows one of the lessons, or none."""
        path = self.path.parent / EXERCISES / f"{self.name[:2]}_{PROJECT}.ipynb"
        return read_lesson(path) if path.exists() else None


class Exercises(Lesson):
    """A saved notebook of exercises: it is read like a lesson, and is not shown as slides."""

    @property
    def place(self):
        return f"{EXERCISES}/{self.name}"

    @property
    def page(self):
        return f"{EXERCISES}_{self.path.stem}.html"

    @property
    def tasks(self):
        """The exercises, in order, each with all its cells."""
        found = []
        for cell in self.cells:
            heading = HEADING.match(cell.source) if cell.cell_type == "markdown" else None
            if heading:
                name, title, minutes = heading.groups()
                found.append(Task(name, title.replace("`", ""), int(minutes), []))
            if found:
                found[-1].cells.append(cell)
        return found


@dataclass
class Task:
    """An exercise in a notebook: "05.2", a title, minutes, and its cells.

    The cells are a text, what there may be to look at, one to work in, and last the check.
    """

    name: str
    title: str
    minutes: int
    cells: list


def read_lesson(path):
    """Return a lesson as it is saved: `nbformat.read` would repair some of what tests look for.

    Raises ValueError if the file is no notebook.
    """
    kind = Exercises if path.parent.name == EXERCISES else Lesson
    try:
        return kind(path, nbformat.v4.reads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path.name} is no notebook: {error}") from None


def read_lessons(folder=NOTEBOOKS):
    """Return the lessons of a folder, by number."""
    return [read_lesson(path) for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))]


def with_exercises(lessons):
    """Return lessons, after each its notebook of exercises, and after its lesson the project."""
    found = [each for it in lessons for each in (it, it.exercises, it.project)]
    return [each for each in found if each]


def flat(text):
    """Return Markdown without its marks, in one line: words on a screen are found in it."""
    return " ".join(re.sub(r"[*`]", "", text).split())
