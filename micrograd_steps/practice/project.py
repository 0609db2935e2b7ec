"""The final project: an engine typed from memory into a file, judged step by step.

`check_engine("my_engine.py")` reads the file anew and tries it, stage by stage: see stages.py. It
says which steps' tests the engine passes and, of the first that it doesn't, the smallest example
and why.
"""

import traceback
from pathlib import Path
from types import ModuleType

from micrograd_steps.practice.frame import Verdict, Wrong, time_limit
from micrograd_steps.practice.stages import LOSSES, STAGES, stopped, tried

READING, SECONDS = 20.0, 8.0  # for the file, which may import NumPy, and for each stage


def check_engine(path):
    """Return which steps' tests the engine in a file passes, and what is next, in words."""
    path = Path(path)
    if not path.exists():
        return Verdict(
            f"not yet: there is no {path.name} beside this notebook. Make an empty file of that "
            "name; in JupyterLab: File, New, Python File, and rename it."
        )
    if not path.read_bytes().strip():
        return Verdict(f"not yet: {path.name} is empty. Step 02 is the first: a class `Value`.")
    passed, made = [], ModuleType(path.stem)
    try:
        with time_limit(READING):
            read(path, made)
    except Wrong as reason:
        return Verdict(f"{reason}{line_of(reason, path)} With that mended, the tests begin.")
    try:
        for stage in STAGES:
            with tried(f"The tests of step {stage.step}"), time_limit(SECONDS):
                stage.judge(made)
            passed.append(stage)
    except Wrong as reason:
        said = f"Step {STAGES[len(passed)].step} is next. {reason}{line_of(reason, path)}"
    else:
        first, *_, last = LOSSES
        said = (
            "It has learned four points that no straight line separates: its loss went from "
            f"{first:.2f} to {last:.2f}, number for number as with step 12. The engine is yours."
        )
    ticks = [f"✓ step {stage.step}: {stage.brings}" for stage in passed]
    return Verdict("\n".join([*ticks, *counted(passed), said]))


def counted(passed):
    """Yield what has been passed, in one sentence, if there is anything."""
    if passed:
        kind = "all steps," if len(passed) == len(STAGES) else "steps" if passed[1:] else "step"
        join = " to " if passed[2:] else " and "
        steps = join.join(dict.fromkeys([passed[0].step, passed[-1].step]))
        yield f"Your engine passes the tests of {kind} {steps}."


def read(path, made):
    """Execute the file in a module of its own; raise Wrong where that stops."""
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), vars(made))
    except SyntaxError as error:
        where = f"In line {error.lineno} of {path.name}" if error.lineno else f"In {path.name}"
        raise Wrong(f"{where}, Python can't read on: {error.msg}.") from None
    except TimeoutError:
        raise Wrong(f"{path.name} itself runs on and on. Keep only the engine in it.") from None
    except Exception as error:
        raise Wrong(f"{path.name} {stopped(error)}") from error


def line_of(reason, path):
    """Return the last line of the file that ran before an error, in brackets, or nothing."""
    frames = traceback.extract_tb(getattr(reason.__cause__, "__traceback__", None))
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    return f" (Line {lines[-1]} of {path.name}.)" if lines else ""
