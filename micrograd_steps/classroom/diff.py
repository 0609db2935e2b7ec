"""What a step adds, removes or changes, definition by definition.

A definition is a function, a method, or the head of a class: its first line and its docstring.
It is known by the name it has in the step: `trace`, `Value.__add__`, `Value`.
"""

import ast
import difflib
import html
import textwrap
from pathlib import Path

from micrograd_steps.classroom.colors import FAINT

STEPS = Path(__file__).resolve().parents[1]
FITS = 24  # rows of a slide, one for each place and each line; what is more is folded

# Inline styles: a notebook that isn't trusted drops style sheets, and keeps these.
FONT = "font-family:monospace"
LOOK = {
    "+": ("ins", f"{FONT};background:#e2f2e2;color:#0b3d0b;font-weight:600;text-decoration:none"),
    "-": ("del", f"{FONT};background:#f8e4e4;color:#6b1010;text-decoration:none"),
    " ": ("span", f"{FONT};color:{FAINT}"),
}
BLOCK = f"margin:0 0 0.8em;padding:0.4em 0.6em;border-left:4px solid {FAINT};background:#ffffff"


def definitions(step):
    """Return {name: source} of a step.

    step: its number; step 0 is the blank page and defines nothing.
    Raises TypeError if it is no whole number, ValueError if there is no such step.
    """
    if not isinstance(step, int):
        raise TypeError(f"a step is a whole number, not {step!r}")
    if step == 0:
        return {}
    path = STEPS / f"step{step:02}.py"
    if not path.exists():
        raise ValueError(f"there is no step {step}: {path.name} is missing")
    return definitions_in(path.read_text(encoding="utf-8"))


def definitions_in(code):
    """Return {name: source} of the definitions in Python code, comments right above them included.

    Raises SyntaxError if it is not Python.
    """
    found = {}
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = _source_of(node, code)
        elif isinstance(node, ast.ClassDef):
            found |= _definitions_of_class(node, code)
    return found


def _definitions_of_class(node, code):
    methods = [child for child in node.body if isinstance(child, ast.FunctionDef)]
    found = {f"{node.name}.{method.name}": _source_of(method, code) for method in methods}
    if methods:
        node.end_lineno = _first_line(methods[0], code.splitlines()) - 1
    return {node.name: _source_of(node, code).rstrip()} | found


def _source_of(node, code):
    """Return the source of a definition, moved to the left margin."""
    lines = code.splitlines()
    lines = lines[_first_line(node, lines) - 1 : node.end_lineno]
    return "\n".join(line[node.col_offset :] for line in lines)


def _first_line(node, lines):
    """Return the number of the line that a definition begins on: a decorator's, or a comment's."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return first


def family(name, names):
    """Return a name and, if it is a class's, those of its methods."""
    return [other for other in names if other.partition(".")[0] == name]


def show_diff(old, new):
    """Show what step `new` adds, removes and changes since step `old`.

    old, new: numbers of steps; 0 is the blank page before step 1.
    Raises ValueError if there is no such step.
    """
    return Diff(definitions(old), definitions(new), f"From step {old:02} to step {new:02}")


class Diff:
    """The difference between two sets of definitions; shows itself in a notebook and as text."""

    def __init__(self, before, after, title):
        """Compare.

        before, after: {name: source}, as `definitions` returns them
        title: the line above it all
        """
        self.title = title
        self.parts = []  # pairs: the place in words; lines, each with its sign in front
        for name in after:
            owner = name.partition(".")[0]
            if name not in before and name == owner:
                self._add(f"new {_kind(name, after)} {name}", "", whole(name, after))
            elif name not in before and owner in before:
                self._add(f"in {owner}, {_neighbour(name, after)}: new method", "", after[name])
            elif name in before and before[name] != after[name]:
                self._add(f"in {_place(name, after)}", before[name], after[name])
        for name in before:
            owner = name.partition(".")[0]
            if name not in after and name == owner:
                self._add(f"gone: {_kind(name, before)} {name}", whole(name, before), "")
            elif name not in after and owner in after:
                self._add(f"gone: in {_place(name, before)}", before[name], "")

    def _add(self, place, old, new):
        lines = difflib.ndiff(old.splitlines(), new.splitlines())
        self.parts.append((place, [line for line in lines if line[0] != "?"]))

    def __repr__(self):
        parts = ["\n".join([f"{place}:", *lines]) for place, lines in self.parts]
        return "\n\n".join([self.title, *parts])

    def _repr_html_(self):
        page = [f"<p><strong>{html.escape(self.title)}</strong></p>"]
        room = FITS - len(self.parts)
        for place, lines in self.parts:
            room -= len(lines)
            fits = room >= 0  # and so did all before it
            rows = "\n".join(map(_row, lines))
            page.append(
                f"<details{' open' * fits}><summary>{html.escape(place)}</summary>"
                f'<pre style="{BLOCK}">{rows}</pre></details>'
            )
        return "\n".join(page)


def _row(line):
    element, style = LOOK[line[0]]
    return f'<{element} style="{style}">{html.escape(line)}</{element}>'


def whole(name, names):
    """Return the source of a function, or of a class with its methods."""
    head, *methods = [names[other] for other in family(name, names)]
    return "\n\n".join([head, *(textwrap.indent(method, "    ") for method in methods)])


def _kind(name, names):
    return "class" if names[name].startswith("class") else "function"


def _place(name, names):
    owner, _, method = name.partition(".")
    return f"{owner}, method {method}" if method else f"{_kind(name, names)} {name}"


def _neighbour(name, names):
    """Return where a method stands, by the one before it."""
    methods = family(name.partition(".")[0], names)[1:]
    before = methods.index(name) - 1
    return f"after {methods[before].partition('.')[2]}" if before >= 0 else "at the top"
