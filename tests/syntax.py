"""Definitions compared as syntax trees: neither layout nor comments count.

A definition is known by its name in the step: `trace`, `Value.__add__`. `Value` stands for the
head of the class: its name, bases, decorators, docstring, and what it assigns (`__slots__`).
"""

import ast

from micrograd_steps.classroom.diff import definitions

DEFINITION = (ast.FunctionDef, ast.ClassDef)


def frozen(step):
    """Return {name: tree} of a step, what it imports from earlier steps included."""
    sources = definitions(step)
    return {name: tree(ast.parse(source).body[0]) for name, source in sources.items()}


def taught(cell):
    """Return {name: tree} of what a cell tagged `step` defines.

    A method may stand in its class, or as a function that the same cell attaches:
    `Value.exp = exp`. Then it counts as the method `Value.exp`, whatever the function's name.
    Raises ValueError if the cell holds anything but definitions, such attachments and imports.
    """
    functions, found, attached = {}, {}, set()
    for node in ast.parse(cell).body:
        match node:
            case ast.Import() | ast.ImportFrom():
                pass
            case ast.FunctionDef(name=name):
                functions[name] = node
            case ast.ClassDef():
                found |= _trees_of_class(node)
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=owner), attr=method)],
                value=ast.Name(id=name),
            ) if name in functions:
                attached.add(name)
                found[f"{owner}.{method}"] = tree(functions[name], method)
            case _:
                raise ValueError(f"neither a definition nor an attachment: {ast.unparse(node)}")
    free = {name: tree(node) for name, node in functions.items() if name not in attached}
    return found | free


def _trees_of_class(node):
    found = {}
    for child in node.body[bool(ast.get_docstring(node)) :]:
        if isinstance(child, ast.FunctionDef):
            found[f"{node.name}.{child.name}"] = tree(child)
        elif not isinstance(child, ast.Assign):
            raise ValueError(f"neither a docstring nor a method: {ast.unparse(child)}")
    return {node.name: tree(node)} | found


def tree(node, name=None):
    """Return a definition's tree as text; under another name if one is given."""
    node.name = name or node.name
    if isinstance(node, ast.ClassDef):
        node.body = [child for child in node.body if not isinstance(child, ast.FunctionDef)]
    for inner in ast.walk(node):
        if isinstance(inner, DEFINITION) and ast.get_docstring(inner):
            inner.body[0].value.value = ast.get_docstring(inner)  # without its indentation
    return ast.dump(node)


def complaints(before, after, cells):
    """Return where a step and the cells of its lesson tagged `step` disagree.

    before, after: {name: tree} of the step before and of the step
    cells: the sources of the tagged cells
    """
    found, seen = [], set()
    for cell in cells:
        try:
            of_cell = taught(cell)
        except (SyntaxError, ValueError) as error:
            found.append(f"a cell tagged step holds what is {error}")
            continue
        seen |= set(of_cell)
        for name, text in of_cell.items():
            if name not in after:
                found.append(f"{name} is tagged step, but the step lacks it")
            elif text != after[name]:
                found.append(f"{name} is not the same in the lesson and in the step")
    for name in after:
        if after[name] != before.get(name) and name not in seen:
            found.append(f"{name} is new or changed in the step, but in no cell tagged step")
    return found
