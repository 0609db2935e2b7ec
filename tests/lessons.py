"""The lessons as the checks see them, and what the checks share."""

import ast
import os
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]


class Lesson:
    """A notebook, with the number that its file's name begins with."""

    def __init__(self, name, notebook):
        self.name = name
        self.number = int(name[:2])
        self.notebook = notebook

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


def read(path):
    """Return a lesson as it is saved: `nbformat.read` would repair some of what we look for."""
    return Lesson(path.name, nbformat.v4.reads(path.read_text(encoding="utf-8")))


LESSONS = [read(path) for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))]


def imported(tree):
    """Return the dotted names that Python code imports: `from a import b` imports `a.b`."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            names += [f"{start}.{alias.name}" for alias in node.names]
    return names


def own_environment():
    """Return this process's environment without what pytest tells its own workers."""
    return {name: text for name, text in os.environ.items() if not name.startswith("PYTEST")}
