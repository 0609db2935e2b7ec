"""Each frozen step is written from the lessons, is whole, and works alone."""

import ast
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from lessons import LESSONS, ROOT, imported
from packaging.requirements import Requirement

from micrograd_steps import STEPS
from micrograd_steps.classroom.diff import definitions, family
from micrograd_steps.publish import steps
from micrograd_steps.publish.steps import OWN, read_cell, step_cells, step_texts, write_steps

PACKAGE = ROOT / "micrograd_steps"
WITH_NUMPY = 13  # the moons are the first to need it
FILES = {int(path.stem[-2:]): path for path in sorted(PACKAGE.glob("step*.py"))}
LESSON_OF = {lesson.number: lesson for lesson in LESSONS}
every_step = pytest.mark.parametrize("step", FILES, ids="step{:02}".format)


def text_of(step):
    return FILES[step].read_text(encoding="utf-8")


def test_every_lesson_but_the_first_has_a_step_and_its_line_in_the_table():
    numbers = sorted(set(LESSON_OF) - {0})
    assert list(FILES) == numbers, "`make steps` writes a step for every lesson; remove others"
    assert list(STEPS) == numbers, "STEPS in micrograd_steps/__init__.py has a line for each step"


@pytest.fixture(scope="module")
def written():
    return step_texts(LESSONS)


@every_step
def test_writing_a_step_again_leaves_no_diff(step, written):
    name = FILES[step].name
    if text_of(step) != written[name]:
        pytest.fail(f"{name} is not what its lesson's tagged cells say: `make steps` writes it")


@every_step
def test_a_step_differs_from_the_one_before_in_what_its_lesson_tags(step):
    before, after = definitions(step - 1), definitions(step)
    found = {}
    for _, cell in step_cells(LESSON_OF[step]):
        found |= read_cell(cell, {})
    drops = {name for cell in LESSON_OF[step].cells for name in steps.named(cell, "drops")}
    dropped = {each for name in drops for each in (name, *family(name, before))}
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    tagged = {name for name, source in found.items() if before.get(name) != source}
    wrong = sorted(changed ^ (tagged | dropped))
    assert not wrong, f"differs, or is tagged, but not both: {', '.join(wrong)}"


@every_step
def test_a_step_imports_no_other_and_only_what_a_copy_of_it_may(step):
    for name in imported(ast.parse(text_of(step))):
        top = name.split(".")[0]
        fine = name.startswith(f"{OWN}.") or top in {*sys.stdlib_module_names, "numpy"}
        assert fine, f"step {step:02} imports {name}"


@every_step
def test_a_copy_of_a_step_works_alone(step, tmp_path):
    """In a fresh interpreter, without a warning; without NumPy before the moons need it."""
    copy = tmp_path / "copied.py"
    copy.write_text(text_of(step), encoding="utf-8")
    code = f"import runpy, sys; runpy.run_path({str(copy)!r}); print('numpy' in sys.modules)"
    command = [sys.executable, "-I", "-W", "error", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [str(step >= WITH_NUMPY)]


@every_step
def test_what_is_public_in_a_step_is_described(step):
    for node in ast.parse(text_of(step)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert ast.get_docstring(node), f"step {step:02}: {node.name} has no docstring"


# ---------------------------------------------------------------- the writer, on made-up lessons

VALUE = 'class Value:\n    """One."""\n\n    def __init__(self):\n        self.data = 1'
ADD_AGAIN = "def add(self, other):\n    return self  # itself\n\n\nValue.__add__ = add"
ADD = ADD_AGAIN + "  # after __init__"
MODULE = "# What is shared.\ndef shared():\n    return math.pi"


def lesson(number, *cells, imports="import math"):
    """Return a made-up lesson. cells: code, or pairs of code and further tags"""
    cells = [(cell, "") if isinstance(cell, str) else cell for cell in cells]
    tagged = [
        nbformat.v4.new_code_cell(source, metadata={"tags": ["step", *tags.split()]})
        for source, tags in cells
    ]
    return SimpleNamespace(
        number=number,
        title=f"{number:02} · Made up",
        path=Path(f"{number:02}_made_up.ipynb"),
        notebook=nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(imports), *tagged]),
    )


def last(*lessons):
    return list(step_texts(lessons).values())[-1]


def test_a_step_is_written_out_whole():
    assert last(lesson(1, VALUE), lesson(2, ADD, (MODULE, "before:Value"))) == (
        f'"""Step 02: Made up.\n\nAdds {STEPS[2]}.\nTaught in notebooks/02_made_up.ipynb.\n"""\n\n'
        "import math\n\n\n"
        "# What is shared.\ndef shared():\n    return math.pi\n\n\n"
        'class Value:\n    """One."""\n\n    def __init__(self):\n        self.data = 1\n\n'
        "    def __add__(self, other):\n        return self  # itself\n"
    )


def test_what_is_changed_keeps_its_place_and_imports_are_those_in_use():
    again = ADD_AGAIN.replace("itself", "again")
    text = last(lesson(1, VALUE, ADD), lesson(2, MODULE), lesson(3, again))
    assert "itself" not in text
    assert text.index("# again") < text.index("def shared")
    assert "import" not in last(lesson(1, VALUE))


def test_imports_stand_in_paragraphs():
    code = "def f():\n    return math, np, Real, Integral, Digraph"
    numbers = "from numbers import Real, Integral"
    imports = f"import math\nimport numpy as np\n{numbers}\nfrom {OWN} import Digraph"
    head = last(lesson(1, code, imports=imports)).split('"""')[2].split("\n\n\n")[0].strip()
    assert head == (
        "import math\nfrom numbers import Integral, Real\n\nimport numpy as np\n\n"
        f"from {OWN} import Digraph"
    )


def test_a_lesson_can_drop_a_class_and_a_method():
    for name in ("Value", "Value.__add__"):
        assert "__add__" not in last(lesson(1, VALUE, ADD), lesson(2, (MODULE, f"drops:{name}")))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([VALUE, VALUE], "cell 2: Value stands in cell 1 too"),
        ([VALUE, ADD_AGAIN], "Value.__add__ is new: say where it goes"),
        ([VALUE, ADD_AGAIN + "  # after exp"], "goes after Value.exp, which there is not"),
        ([ADD], "Value.__add__ is attached to a class that there is not"),
        ([(MODULE, "before:Value")], "shared goes before Value, which there is not"),
        ([(VALUE, "drops:relu")], "lesson 02 drops relu, which there is not"),
        (["import math"], "neither a definition nor an attached method: import math"),
        (["print(1)"], "neither a definition nor an attached method: print(1)"),
        ([VALUE, "Value.f = shared"], "neither a definition nor an attached method"),
        ([MODULE + "\n\n# The end."], "stands outside of every function and method"),
        ([VALUE + "\n\n    one = 1"], "stands outside of every function and method"),
        (["def f(:"], "cell 1: invalid syntax"),
        (["def f():\n    return nothing"], "uses nothing, and no lesson so far imports it"),
    ],
)
def test_what_the_writer_does_not_understand_is_refused(cells, said, tmp_path):
    with pytest.raises(ValueError, match="^lesson 02") as refused:
        write_steps([lesson(1, "def zero():\n    return 0"), lesson(2, *cells)], tmp_path)
    assert said in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_an_operation_that_a_class_typed_again_forgets_is_named():
    with pytest.raises(ValueError, match=r"lesson 02, cell 1: Value .* without Value.__add__"):
        step_texts([lesson(1, VALUE, ADD), lesson(2, VALUE)])
    step_texts([lesson(1, VALUE, ADD), lesson(2, VALUE, ADD_AGAIN)])
    step_texts([lesson(1, VALUE, ADD), lesson(2, (VALUE, "drops:Value.__add__"))])


def test_a_place_for_what_has_one_already_is_refused():
    with pytest.raises(ValueError, match="Value.__add__ is not new and keeps its place"):
        step_texts([lesson(1, VALUE, ADD), lesson(2, ADD)])


def test_a_step_without_a_line_in_the_table_is_refused():
    with pytest.raises(ValueError, match="lesson 99: STEPS .* has to say what its step adds"):
        step_texts([lesson(99, VALUE)])


# ---------------------------------------------------------------- what comes with the package


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
    code = (
        f"import sys\nbefore = set(sys.modules)\n{lines}\ndraw_dot(b).svg()\n"
        f"import micrograd_steps.step{max(FILES):02}\nprint(*set(sys.modules) - before)"
    )
    command = [sys.executable, "-I", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    printed, modules = run.stdout.splitlines()
    assert printed == re.search(r"print\(.*\)  # (.*)", lines)[1]
    sources = metadata.packages_distributions()
    used = {name for module in modules.split() for name in sources.get(module.split(".")[0], ())}
    assert {"numpy", "graphviz"} <= used <= brought_by("micrograd-steps")
