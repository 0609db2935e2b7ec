"""Each step is what its lesson teaches, and nothing else."""

import ast
import re
import subprocess
import sys
from importlib import metadata

import pytest
from lessons import LESSONS, ROOT, imported
from packaging.requirements import Requirement
from syntax import DEFINITION, complaints, frozen

from micrograd_steps import STEPS

PACKAGE = ROOT / "micrograd_steps"
WITH_NUMPY = {13, 15, 16}  # the moons and their loss, and the tensors
SETTINGS = ("__slots__ = ", "__array_ufunc__ = ")  # what a class may assign
DROPPED = {  # {step: names of the step before that it gives up on purpose}
    15: {"Function", "LegendreP3", "Tanh"},  # made of closures, which step 15 does away with
    16: {"Neuron"},  # a layer of tensors is one product, not many neurons
}

CLASSROOM = sorted((PACKAGE / "classroom").glob("*.py"))
LESSON_OF = {lesson.number: lesson for lesson in LESSONS}
SOURCES = {
    int(path.stem[-2:]): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.glob("step*.py"))
}
every_step = pytest.mark.parametrize("step", SOURCES, ids="step{:02}".format)


def parse(step):
    return ast.parse(SOURCES[step])


def offered(step):
    """Return what a step's `__all__` lists; nothing before step 1."""
    for node in parse(step).body if step else ():
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            return ast.literal_eval(node.value)
    return []


def test_the_table_names_every_step():
    assert list(STEPS) == list(SOURCES)


def test_every_lesson_but_the_first_has_its_step():
    assert sorted({0} | set(SOURCES)) == sorted({0} | set(LESSON_OF))


@every_step
def test_step_equals_its_lesson(step):
    """What a step adds or changes stands in a cell tagged `step`, and the other way round."""
    assert not complaints(frozen(step - 1), frozen(step), LESSON_OF[step].step_cells)


@every_step
def test_step_holds_only_definitions(step):
    docstring, *body = parse(step).body
    for node in body:
        if isinstance(node, ast.ClassDef):
            assert ast.get_docstring(node), f"class {node.name} has no docstring"
            for child in node.body[1:]:
                said = ast.unparse(child)
                assert isinstance(child, ast.FunctionDef) or said.startswith(SETTINGS), said
        elif isinstance(node, ast.Assign):
            assert ast.unparse(node.targets[0]) == "__all__", ast.unparse(node)
        else:
            assert isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef), node


@every_step
def test_docstring_names_step_and_lesson(step):
    docstring = ast.get_docstring(parse(step))
    assert docstring.startswith(f"Step {step:02}: ")
    assert f"notebooks/{LESSON_OF[step].name}" in docstring


@every_step
def test_all_names_what_is_public(step):
    """`__all__` is sorted and lists the step's own definitions and those it passes on."""
    own = [node.name for node in parse(step).body if isinstance(node, DEFINITION)]
    passed_on = [
        name.rpartition(".")[2]
        for name in imported(parse(step))
        if name.startswith("micrograd_steps.step")
    ]
    public = {name for name in own + passed_on if not name.startswith("_")}
    assert offered(step) == sorted(public)


@every_step
def test_step_keeps_what_the_step_before_offers(step):
    assert set(offered(step - 1)) - DROPPED.get(step, set()) <= set(offered(step))


@every_step
def test_step_imports_what_it_leaves_alone(step):
    """A definition that is as it was in the step before is imported, not repeated.

    Unless it uses another one that this step holds: imported, it would use the older.
    """
    before, after = frozen(step - 1), frozen(step)
    own = {node.name: node for node in parse(step).body if isinstance(node, DEFINITION)}
    for name, node in own.items():
        used = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        same = family(name, before) == family(name, after)
        assert not same or used & (set(own) - {name}), f"{name} is as it was in the step before"


def family(name, trees):
    """Return a function, or a class's head and methods."""
    return {other: text for other, text in trees.items() if other.split(".")[0] == name}


@every_step
def test_step_imports_only_what_lies_below_it(step):
    for name in imported(parse(step)):
        earlier = re.fullmatch(r"micrograd_steps\.step(\d\d)\.\w+", name)
        assert (
            name.startswith("micrograd_steps.classroom.digraph.")
            or name.split(".")[0] in sys.stdlib_module_names
            or (name.split(".")[0] == "numpy" and step in WITH_NUMPY)
            or (earlier and int(earlier[1]) < step)
        ), f"step {step:02} imports {name}"


@pytest.mark.parametrize("path", CLASSROOM, ids=lambda path: path.name)
def test_classroom_imports_no_step(path):
    names = imported(ast.parse(path.read_text(encoding="utf-8")))
    assert not [name for name in names if re.search(r"\bstep\d\d\b|\.ipynb|notebooks", name)]


@every_step
def test_step_imports_alone(step):
    """In a fresh interpreter, without a warning; without NumPy before the moons need it."""
    module = f"micrograd_steps.step{step:02}"
    code = f"import sys; from {module} import *; print('numpy' in sys.modules)"
    command = [sys.executable, "-I", "-W", "error", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert step >= min(WITH_NUMPY) or run.stdout.split() == ["False"]


def brought_by(package, extras=("",)):
    """Return the names of the packages that pip installs with one, itself included."""
    names = {package}
    for text in metadata.requires(package) or ():
        needed = Requirement(text)
        if not needed.marker or any(needed.marker.evaluate({"extra": e}) for e in extras):
            names |= brought_by(needed.name, needed.extras or ("",))
    return names


def test_the_package_brings_what_its_steps_import():
    """The README's lines run, draw too, and import nothing that was not declared."""
    lines = re.search("```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)[1]
    last = max(SOURCES)
    code = (
        f"import sys\nbefore = set(sys.modules)\n{lines}\ndraw_dot(b).svg()\n"
        f"import micrograd_steps.step{last:02}\nprint(*set(sys.modules) - before)"
    )
    command = [sys.executable, "-I", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    printed, modules = run.stdout.splitlines()
    assert printed == re.search(r"print\(.*\)  # (.*)", lines)[1]
    sources = metadata.packages_distributions()
    used = {name for module in modules.split() for name in sources.get(module.split(".")[0], ())}
    assert {"numpy", "graphviz"} <= used <= brought_by("micrograd-steps")
