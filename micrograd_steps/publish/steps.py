"""Writes every frozen step from the lessons: the whole library as it stood when a lesson ended.

The cells of a lesson that are tagged `step` hold what it adds or changes, and nothing else:

- a function or a class. It replaces the one of that name; a new one joins at the end, or, in a
  cell that is also tagged `before:NAME`, goes before NAME;
- a method, as a function and the line that attaches it. It replaces the method of that name; a
  new one says where it goes, in the comment on that line: `Value.exp = exp  # after tanh`.

All else is carried over to the letter. A class that is typed again has to bring all its methods
again, there or attached. Only a tag `drops:NAME`, on any cell, takes something out. A step imports
what it uses, by the lines with which the lessons so far import it.

One source, and every file written out whole from it: https://craftinginterpreters.com does so for
each of its chapters, https://nbdev.fast.ai for notebooks.
"""

import ast
import builtins
import re
import symtable
import sys
import textwrap

from micrograd_steps import STEPS
from micrograd_steps.classroom.diff import definitions_in, family, whole

WIDTH = 99
OWN = "micrograd_steps.classroom.digraph"  # all that a step may import from this package
PLACE = re.compile(r"# (before|after) (\w+)$")


def write_steps(lessons, folder):
    """Write stepNN.py for every lesson with a number above 0, and return the files' names.

    lessons: as `read_lessons` returns them, in order; folder: where the steps stand
    Raises ValueError, with the lesson and the cell, for what it does not understand; then nothing
    is written.
    """
    texts = step_texts(lessons)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def step_texts(lessons):
    """Return {file's name: text} of the steps of lessons. Raises as `write_steps` does."""
    library, imports, texts = {}, {}, {}
    for lesson in lessons:
        imports |= imports_of(lesson)
        library = library_after(lesson, library)
        if lesson.number:
            texts[f"step{lesson.number:02}.py"] = _text(lesson, library, imports)
    return texts


def step_cells(lesson):
    """Return the cells of a lesson that are tagged `step`, as pairs: its place, the cell."""
    return [(i, c) for i, c in enumerate(lesson.notebook.cells) if "step" in _tags(c)]


def library_after(lesson, before):
    """Return {name: source}, in order, of the library as it stands after a lesson.

    A method's name is `Value.exp`; `Value` is the head of the class.
    before: the same for the lesson before
    Raises ValueError, with the lesson and the cell, for what it does not understand.
    """
    library, typed, places = dict(before), {}, {}
    for i, cell in step_cells(lesson):
        try:
            found = read_cell(cell, places)
            for name, source in found.items():
                if name in typed:
                    raise ValueError(f"{name} stands in cell {typed[name]} too")
                typed[name] = i
                library = _with(library, name, source, places.get(name))
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"lesson {lesson.number:02}, cell {i}: {error}") from None
    for name in [name for cell in lesson.notebook.cells for name in named(cell, "drops")]:
        if name not in library:
            raise ValueError(f"lesson {lesson.number:02} drops {name}, which there is not")
        library = {n: library[n] for n in library if n not in (name, *family(name, library))}
    for owner in typed:
        lost = [name for name in family(owner, library) if name not in typed]
        if owner in before and lost:
            raise ValueError(
                f"lesson {lesson.number:02}, cell {typed[owner]}: {owner} is typed again without "
                f"{', '.join(lost)}; attach it again, or tag a cell drops:{lost[0]} if you mean it"
            )
    return library


def read_cell(cell, places):
    """Return {name: source} of what a tagged cell defines; put the places of it into `places`.

    A place is a pair: before, after or, for a method in its class, below; and the other's name.
    Raises ValueError for a line that neither belongs to a definition nor attaches a method.
    """
    lines = cell.source.splitlines()
    found, attached = definitions_in(cell.source), {}
    for node in ast.parse(cell.source).body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                members = family(node.name, found)
                places |= {b: ("below", a) for a, b in zip(members, members[1:], strict=False)}
                for other in named(cell, "before"):
                    places[node.name] = "before", other
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=owner), attr=method)],
                value=ast.Name(id=function),
            ) if function in found:
                attached[f"{owner}.{method}"] = function
                if place := PLACE.search(lines[node.lineno - 1]):
                    places[f"{owner}.{method}"] = place[1], f"{owner}.{place[2]}"
            case _:
                line = lines[node.lineno - 1]
                raise ValueError(f"neither a definition nor an attached method: {line}")
    if _lines(cell.source) != sum(map(_lines, found.values())) + len(attached):
        raise ValueError("a comment or a statement stands outside of every function and method")
    for name, function in attached.items():
        start, method = f"def {function}(", name.partition(".")[2]
        found[name] = found[function].replace(start, f"def {method}(", 1)
    return {name: source for name, source in found.items() if name not in attached.values()}


def _lines(source):
    return sum(1 for line in source.splitlines() if line.strip())


def _tags(cell):
    return cell.metadata.get("tags", [])


def named(cell, word):
    """Return the names in the tags `word:NAME` of a cell."""
    return [tag.removeprefix(f"{word}:") for tag in _tags(cell) if tag.startswith(f"{word}:")]


def _with(library, name, source, place):
    """Return the library with a definition: where the old one stands, or at its place."""
    side, other = place or ("", "")
    owner, _, method = name.partition(".")
    if name in library:
        if method and side in ("before", "after"):
            raise ValueError(f"{name} is not new and keeps its place: leave out '# {side} …'")
        return library | {name: source}
    if method and owner not in library:
        raise ValueError(f"{name} is attached to a class that there is not")
    if method and not place:
        raise ValueError(f"{name} is new: say where it goes, as in '{name} = …  # after __init__'")
    if place and other not in library:
        raise ValueError(f"{name} goes {side} {other}, which there is not")
    items = list(library.items())
    at = list(library).index(other) + (side != "before") if place else len(items)
    return dict([*items[:at], (name, source), *items[at:]])


def imports_of(lesson):
    """Return {name: import} of what the cells of a lesson import and a step may import too.

    An import is a pair: how the line begins, and what is imported, as in "from math import", "e".
    """
    found = {}
    for i, cell in enumerate(lesson.notebook.cells):
        try:
            body = ast.parse(cell.source).body if cell.cell_type == "code" else ()
        except SyntaxError as error:
            raise ValueError(f"lesson {lesson.number:02}, cell {i}: {error}") from None
        for node in body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = getattr(node, "module", None)
                for alias in node.names:
                    top = (module or alias.name).partition(".")[0]
                    if top != "micrograd_steps" or module == OWN:
                        start = f"from {module} import" if module else "import"
                        found[alias.asname or alias.name] = start, ast.unparse(alias)
    return found


def _text(lesson, library, imports):
    """Return the text of a step's file."""
    number, _, title = lesson.title.partition(" · ")
    blocks = [whole(name, library) for name in library if "." not in name]
    needed = _used("\n".join(blocks)) - set(library) - set(dir(builtins))
    for name in needed - set(imports):
        raise ValueError(f"lesson {number}: the step uses {name}, and no lesson so far imports it")
    if lesson.number not in STEPS:
        table = "STEPS of micrograd_steps/__init__.py"
        raise ValueError(f"lesson {number}: {table} has to say what its step adds")
    docstring = [
        f'"""Step {number}: {title}.',
        "",
        textwrap.fill(f"Adds {STEPS[lesson.number]}.", WIDTH),
        f"Taught in notebooks/{lesson.path.name}.",
        '"""',
    ]
    head = ["\n".join(docstring), *_paragraphs({imports[name] for name in needed})]
    return "\n\n".join(head) + "\n\n\n" + "\n\n\n".join(blocks) + "\n"


def _used(code):
    """Return the global names that code uses."""
    tables, names = [symtable.symtable(code, "step", "exec")], set()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
                names.add(symbol.get_name())
    return names


def _paragraphs(imports):
    """Return import lines in paragraphs: the standard library, what is installed, our own."""
    lines = {}
    for start, name in sorted(imports):
        lines.setdefault(start if start != "import" else f"import {name}", []).append(name)
    paragraphs = {}
    for start in sorted(lines, key=lambda start: (start.startswith("from"), start)):
        top = re.split(r"[ .]", start)[1]
        kind = 0 if top in sys.stdlib_module_names else 1 + (top == "micrograd_steps")
        names = ", ".join(lines[start])
        line = f"{start} {names}" if start.startswith("from") else start
        paragraphs.setdefault(kind, []).append(line)
    return ["\n".join(paragraphs[kind]) for kind in sorted(paragraphs)]
