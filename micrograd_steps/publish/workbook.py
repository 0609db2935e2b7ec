"""The learner's own copies of the lessons: nothing given away, decisive lines left blank.

A code cell of a lesson that is tagged `yours:NAME`, once for each blank, has a blank in the copy:

- NAME is a function of the cell, as a dotted path: `Value.__add__`, or `__mul__._backward` for
  the function `_backward` inside `__mul__`. Its body goes; signature and docstring stay;
- or NAME is what the cell assigns to, such as `a.grad`. The right-hand side goes; of `x += y`, the
  whole line, since nothing can be added to three dots;
- or NAME joins several of these, such as `d.grad+f.grad`, and the comment stands above the first.

In its place stand `...` and a comment that says what to write, by the table BLANKS in
`micrograd_steps/practice/lessonNN.py`. The answer, which is the lesson's own cell, is folded under
the blank. Made from the answer, the blank cannot part from it: nbgrader's ClearSolutions and
nbdev's export share that idea.
"""

import ast
import hashlib
import json
import textwrap

import nbformat

from micrograd_steps.practice.frame import blanks_of
from micrograd_steps.publish.lessons import with_exercises
from micrograd_steps.publish.saving import METADATA
from micrograd_steps.publish.steps import named

WIDTH = 79  # as wide as the lessons' code
MADE = ".made.json"  # in the workbook: {name of a copy: hash of what was written}
ANSWER = "<details><summary>The answer</summary>\n\n```python\n", "\n```\n\n</details>"


# ---------------------------------------------------------------- copies


def write_workbook(lessons, folder):
    """Write a copy of every lesson, exercises and project; leave alone what a learner has changed.

    Where a changed copy's lesson has a newer version since, a printed line says so.
    Raises ValueError as `workbook_copy` does; then nothing is written.
    """
    texts = {each.place: _text(each) for each in with_exercises(lessons)}
    folder.mkdir(parents=True, exist_ok=True)
    made = _read_made(folder / MADE)
    for name, text in texts.items():
        path, new = folder / name, _hash(text.encode())
        now = _hash(path.read_bytes()) if path.exists() else None
        if now in (None, made.get(name), new):
            if now != new:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            made[name] = new
        elif made.get(name) != new:
            print(
                f"{folder.name}/{name} is yours and stays as it is, but the lesson has a newer "
                "version: to get that, rename or delete yours, then do this again."
            )
    (folder / MADE).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def _text(lesson):
    return nbformat.writes(workbook_copy(lesson)) + "\n"


def _read_made(path):
    """Return what the record says; without one, every copy counts as changed."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _hash(data):
    return hashlib.sha256(data).hexdigest()


def clear(notebook):
    """Take all outputs and counts off a notebook."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def workbook_copy(lesson):
    """Return the notebook of a learner's copy: cleared, without marks and tags, with its blanks.

    Raises ValueError, with the lesson and the cell, for a tag that fits no blank.
    """
    notebook = nbformat.from_dict(lesson.notebook)
    clear(notebook)
    with_blanks(notebook, f"{lesson.number:02}")
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.clear()
    return notebook


# ---------------------------------------------------------------- blanks


def with_blanks(notebook, number):
    """Leave every tagged cell of a notebook blank, fold its answer under it, and return it.

    number: that of the lesson whose blanks these are, such as "05"
    Raises ValueError, with the lesson and the cell, for a tag that fits no blank.
    """
    cells, blanks = [], blanks_of(number)
    for i, cell in enumerate(notebook.cells):
        cells.append(cell)
        source = cell.source
        try:
            for name in named(cell, "yours"):
                if name not in blanks:
                    raise ValueError(f"practice/lesson{number}.py has no blank {name!r}")
                source = leave_blank(source, name, blanks[name].write)
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"lesson {number}, cell {i} ({cell.id}): {error}") from None
        if source != cell.source:
            answer = cell.source.join(ANSWER)
            cells.append(nbformat.v4.new_markdown_cell(answer, id=_answer_id(cell)))
            cell.source = source
    notebook.cells = cells
    return notebook


def with_answers(notebook):
    """Put every answer of a notebook with blanks back into the cell above it, and return it."""
    start, end = ANSWER
    cells = []
    for cell in notebook.cells:
        if cells and cell.id == _answer_id(cells[-1]):
            cells[-1].source = cell.source.removeprefix(start).removesuffix(end)
        else:
            cells.append(cell)
    notebook.cells = cells
    return notebook


def _answer_id(cell):
    return f"{cell.id}-answer"


def leave_blank(source, name, write):
    """Return a cell's code with one blank.

    name: a function, as a dotted path, or what is assigned to; or several, joined by "+"
    write: what to write there, in words
    Raises ValueError if the code has no such place, or more than one.
    """
    for part in reversed(name.split("+")):
        words = write if part == name.split("+")[0] else ""
        source = _leave_one(source, part, words)
    return source


def _leave_one(source, name, write):
    tree = ast.parse(source)
    places = _functions(tree, name.split(".")) or _assignments(tree, name)
    if len(places) != 1:
        raise ValueError(f"it defines or assigns {name} {len(places)} times, not once")
    [place] = places
    if isinstance(place, ast.FunctionDef):
        return _without_body(source, place, write)
    return _without_value(source, *place, write)


def _functions(node, path):
    """Return the functions at a path of names, through classes and functions."""
    inner = [
        each
        for each in node.body
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == path[0]
    ]
    if path[1:]:
        return [found for each in inner for found in _functions(each, path[1:])]
    return [each for each in inner if isinstance(each, ast.FunctionDef)]


def _assignments(tree, name):
    """Return pairs: a statement that assigns to a name, and the part of it that goes."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and ast.unparse(node.target) == name:
            found.append((node, node))
        for target in node.targets if isinstance(node, ast.Assign) else ():
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=False)
            found += [(node, value) for part, value in pairs if ast.unparse(part) == name]
    return found


def _without_body(source, function, write):
    """Return code with a function that says what to write, and does nothing."""
    lines = source.split("\n")
    documented = ast.get_docstring(function) is not None
    body = function.body[documented:]
    if not body or lines[body[0].lineno - 1][: body[0].col_offset].strip():
        raise ValueError(f"{function.name} has no body on lines of its own")
    start, end = body[0].lineno - 1, body[-1].end_lineno
    above = function.body[0].end_lineno if documented else function.lineno
    while start > above and lines[start - 1].strip()[:1] in ("", "#"):
        start -= 1
    indent = " " * body[0].col_offset
    while end < len(lines) and lines[end].startswith(f"{indent}#"):
        end += 1
    lines[start:end] = [*_comment(write, indent), f"{indent}..."]
    return "\n".join(lines)


def _without_value(source, statement, part, write):
    """Return code with dots in place of a part of a statement, and what to write above it."""
    lines = source.split("\n")
    line, first, last = statement.lineno - 1, part.lineno - 1, part.end_lineno - 1
    before = lines[first].encode()[: part.col_offset].decode()  # Python counts bytes
    after = lines[last].encode()[part.end_col_offset :].decode().partition("  #")[0]
    indent = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
    lines[first : last + 1] = [f"{before}...{after}"]
    lines[line:line] = _comment(write, indent)
    return "\n".join(lines)


def _comment(write, indent):
    if not write:
        return []
    start = f"{indent}# "
    return textwrap.wrap(f"Yours: {write}", WIDTH, initial_indent=start, subsequent_indent=start)
