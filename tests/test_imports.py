"""Arrows between the modules of the package run one way, and in no circle."""

import ast
from graphlib import CycleError, TopologicalSorter

from lessons import ROOT, expect_none, imported

MAY = {  # what the modules of a place import of the package
    "step": {"classroom.digraph"},
    "classroom": {"classroom"},
    "practice": {"classroom", "practice", "step"},
    "publish": {"", "classroom", "practice", "publish"},  # "" is the package, with its table
}


def arrows(package):
    """Return {module: the modules of the package that it imports}, named from the package on."""
    trees = {}
    for path in package.rglob("*.py"):
        parts = path.relative_to(package).with_suffix("").parts
        trees[".".join(part for part in parts if part != "__init__")] = path.read_text("utf-8")
    found = {module: set() for module in trees}
    for module, source in trees.items():
        for name in imported(ast.parse(source)):
            top, _, name = name.partition(".")
            while top == package.name and name not in trees:
                name = name.rpartition(".")[0]
            found[module] |= {name} if top == package.name else set()
    return found


def place(module):
    return "step" if module.startswith("step") else module.partition(".")[0]


def wrong(arrows):
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        yield f"{' imports '.join(reversed(error.args[1]))}; move what they share below them"
    for module in filter(place, arrows):
        may = MAY[place(module)]
        for target in arrows[module]:
            if not {target, place(target)} & may:
                yield f"{module} imports {target}, and may import only {', '.join(sorted(may))}"


def test_no_import_runs_in_a_circle_or_the_wrong_way():
    expect_none(wrong(arrows(ROOT / "micrograd_steps")))


def test_circles_and_wrong_ways_are_found():
    assert "b imports" in next(wrong({"publish.a": {"publish.b"}, "publish.b": {"publish.a"}}))
    for module, target in ("classroom.a", "publish.b"), ("step02", "step01"):
        assert next(wrong({module: {target}})).startswith(f"{module} imports {target}, ")
