"""A lesson that a second run changes is noticed, as CI runs it: see conftest.py.

Exercises run once.
"""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from lessons import ROOT, own_environment
from nbformat import v4 as nb

pytestmark = pytest.mark.in_ci

COUNTS = "n += 1\nprint(n)"
CASES = {  # lesson: (its cells, each with what it shows; which of its runs fail)
    "01_begins_afresh": ([("n = 0", ""), ("n = 0\n" + COUNTS, "1\n")], []),
    "02_counts": ([("n = 0", ""), (COUNTS, "1\n")], ["Cell 1, again"]),
    "03_counts_in_silence": ([("n = 0", ""), ("n += 1", ""), ("print(n)", "1\n")], ["Cell 2"]),
    "04_patches_what_it_imports": (
        [("import this_day", ""), ("print(this_day.n)", "0\n"), ("this_day.n = 1", "")],
        ["Cell 1, in a second Run All without timings"],
    ),
    "05_says_so": (
        [("n = 0", ""), (COUNTS, "1\n", "changes"), ("assert n == 1, 'again?'", "")],
        [],
    ),
    "06_says_so_but_asserts_without_a_word": (
        [("n = 0", ""), (COUNTS, "1\n", "changes"), ("assert n == 1", "")],
        ["Cell 2, after changes"],
    ),
    "07_says_so_but_a_cell_stops": (
        [("d = {1: 0}", ""), ("print(d.pop(1))", "0\n", "changes")],
        ["Cell 1, changing again"],
    ),
    "08_measures": (
        [("d = {1: 0}", ""), ("print(d.pop(1))", "9\n", "timing", "nbval-ignore-output")],
        [],
    ),
    "exercises/01_counts_once": ([("n = 0", ""), (COUNTS, "1\n")], []),
    "exercises/02_shows_something_else": ([("n = 0", ""), (COUNTS, "9\n")], ["Cell 1"]),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return what a run over all cases printed."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "pytest.ini").write_text("[pytest]\n")  # so that no settings from elsewhere hold
    shutil.copy(ROOT / "conftest.py", folder)
    (folder / "notebooks" / "exercises").mkdir(parents=True)
    (folder / "notebooks" / "this_day.py").write_text("n = 0\n")
    for name, (cells, _) in CASES.items():
        book = nb.new_notebook(cells=[executed(*cell) for cell in cells])
        nbformat.write(book, folder / "notebooks" / f"{name}.ipynb")
    options = "-p no:cacheprovider --nbval --nbval-cell-timeout=120 -n 2 --dist loadfile -rN"
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options.split()],
        cwd=folder,
        env=own_environment() | {"CI": "true"},  # which leaves no lesson out
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
    ).stdout


def executed(source, shows, *tags):
    outputs = [nb.new_output("stream", text=shows)] if shows else []
    metadata = {"tags": list(tags)}
    return nb.new_code_cell(source, execution_count=1, outputs=outputs, metadata=metadata)


@pytest.mark.parametrize("name", CASES)
def test_exactly_the_runs_that_show_something_else_fail(name, run):
    assert re.search(r"\d+ passed", run), run
    failed = re.findall(rf"^FAILED notebooks/{name}.ipynb::(.+?): ", run, re.MULTILINE)
    assert failed == CASES[name][1]


def test_a_failure_names_the_lesson_to_save_again(run):
    said = re.search("^FAILED notebooks/exercises/02_.*", run, re.MULTILINE)[0]
    assert "`make notebooks LESSON=02` saves it so" in said
