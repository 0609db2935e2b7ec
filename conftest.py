"""Before the tests: Matplotlib looks at its fonts, once. After them: what failed, and why.

On a machine where it never ran it says so on stderr, which no lesson saves. In between, where
nothing is left out, lessons are executed as learners do it: cells twice, and all of it once more.
"""

import os
import re
from itertools import groupby

from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

# After the notebooks these files come first, or one process would end long after the others.
LONGEST = """test_live_slides.py test_lab.py test_site.py test_browser.py
    test_drag.py test_exercises.py""".split()


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # the first process, before it starts others
        import matplotlib.font_manager  # noqa: F401


def pytest_collection_modifyitems(config, items):
    """Put what takes longest first; leave out what seldom finds anything, or else repeat cells.

    With CI=true nothing is left out, nor where -k chooses, as `make test LESSON=05` does. Each
    time that a cell runs nbval compares with what is saved.
    """
    items.sort(key=lambda item: (item.path.suffix == ".py", item.path.name not in LONGEST))
    if not os.environ.get("CI") and not config.option.keyword:
        left = [item for item in items if item.get_closest_marker("in_ci")]
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
        return
    repeated = []
    for parent, found in groupby(items, key=lambda item: item.parent):
        cells = list(found)
        lesson = isinstance(parent, IPyNbFile) and parent.path.parent.name == "notebooks"
        repeated += repeat(cells) if lesson else cells
    items[:] = repeated


def repeat(cells):
    """Return a lesson's cells, each twice in a row, then all of them once more; no timing again.

    A cell tagged `changes` says in words what running it again changes, so at first it runs once.
    In the end it does run twice, to see which assertions after it fail.
    """
    timed, changing = tagged(cells, "timing"), tagged(cells, "changes")
    untimed = [cell for cell in cells if cell not in timed]
    each = []
    for cell in cells:
        each.append(cell)
        if cell in untimed and cell not in changing:
            each.append(again(cell, "again"))
    each += [again(cell, "in a second Run All without timings") for cell in untimed]
    for cell in untimed if changing else []:
        each.append(again(cell, "after changes", Changed))
        if cell in changing:
            each.append(again(cell, "changing again", Changed))
    return each


def tagged(cells, tag):
    return [cell for cell in cells if tag in cell.cell.metadata.get("tags", [])]


def again(cell, when, kind=IPyNbCell):
    known = {"cell_num": cell.cell_num, "cell": cell.cell, "options": cell.options}
    return kind.from_parent(cell.parent, name=f"{cell.name}, {when}", **known)


class Changed(IPyNbCell):
    """A cell of a lesson where some ran too often: it may stop, if an assertion says why."""

    def runtest(self):
        self.options = self.options | {"check": False}
        try:
            super().runtest()
        except NbCellError:
            error = self.test_outputs[-1]
            if error.ename != "AssertionError" or "again" not in error.evalue:
                raise


def pytest_terminal_summary(terminalreporter):
    """List what failed, each with what is wrong in one line, however narrow the terminal is."""
    reports = terminalreporter.getreports("failed") + terminalreporter.getreports("error")
    failed = {report.nodeid for report in reports}
    for report in reports:
        crash = getattr(report.longrepr, "reprcrash", None)
        wrong = crash.message if crash else str(report.longrepr)
        if ".ipynb::" in report.nodeid:  # nbval's own words come in colours, and name no mend
            first, _, when = report.nodeid.partition(", ")
            if when and first in failed:
                continue  # it was not as saved the first time
            number = re.search(r"/(\d\d)_", first)[1]
            wrong = f"not as saved, see above; `make notebooks LESSON={number}` saves it so"
            wrong += ", or else a cell above changes something when it runs twice"
            if when:
                wrong = "it shows something else when run again; let it begin afresh, or say so:"
                wrong += " see says_what_running_again_changes in tests/rules.py"
        line = wrong.strip().partition("\n")[0]
        terminalreporter.write_line(f"FAILED {report.nodeid}: {line}")
