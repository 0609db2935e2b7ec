"""The frame of all checks: blanks, exercises, their judges, and what `check` says.

A blank is a place in a lesson that is empty in the learner's copy; a tag of its cell names it,
such as `yours:__mul__._backward`. The lesson's module `lesson05.py` has a table BLANKS,
{name: Blank(…)}. To add one: tag the cell, add the row, and put a cell
`check("05.__mul__._backward", Value)` below it.

An exercise stands in `notebooks/exercises/`: a text, a cell to work in, and below that a cell that
ends in `check("05.2", …)`. The module `exercises05.py` has a table EXERCISES, {"2": Exercise(…)}.

A judge takes what the learner gives to `check`. It measures, and returns nothing if all is right;
it raises NotYet where something is still empty, and Wrong, with a reason in words, where a number
differs. Its reason shows the smallest example, both numbers, and the likely slip.
"""

import math
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from numbers import Real

SECONDS = 3.0  # for everything that one check runs; right answers took 0.6 at most
CLOSE = 1e-6  # how far a number may be from what nudging says, relative to its size


class NotYet(Exception):
    """It is still empty; the message, if there is one, says what."""


class Wrong(Exception):
    """It is filled, and not right: the message is the reason."""


@dataclass(frozen=True)
class Blank:
    """A place in a lesson for the learner's own lines.

    write: what to write there, in words
    judge: takes what the cell below gives to `check`
    right: what else may stand there, each as lines of code; the tests try them
    wrong: {typical mistake, as lines of code: what the answer has to say}, for the tests, too
    needs: ids of cells of the lesson that have to run before this one, beyond the frozen step
    """

    write: str
    judge: Callable
    right: tuple = ()
    wrong: dict = field(default_factory=dict)
    needs: tuple = ()


@dataclass(frozen=True)
class Exercise:
    """Something to work out in a cell of its own.

    judge: takes what the cell below gives to `check`
    hints: one after another, the first the vaguest; none holds the solution
    solution: what may stand in the cell, whole
    right: whole cells that are written differently, and right as well
    wrong: {a whole cell with a typical mistake: what the answer has to say}
    """

    judge: Callable
    hints: tuple
    solution: str
    right: tuple
    wrong: dict


class Verdict(str):
    """What `check` says; a notebook shows it as it is, without quotes."""

    def __repr__(self):
        return str(self)


def check(name, *made):
    """Return what there is to say of a learner's work, in words; it begins with ✓ if it is right.

    name: the lesson's number and that of an exercise, such as "05.2", or a blank's name, such as
        "05.__mul__._backward"
    made: what the cell hands over: a function, a class, or numbers
    Raises ValueError if there is no such exercise or blank.
    """
    task = _task(name)
    try:
        with time_limit(SECONDS):
            task.judge(*made)
    except NotYet as empty:
        write = str(empty) or getattr(task, "write", "there are dots left to replace")
        return Verdict(f"not yet: {write}")
    except Wrong as reason:
        return Verdict(f"✗ {reason}")
    except Exception as error:  # the learner's own code may raise anything
        return Verdict(f"✗ it stops with {type(error).__name__}: {error}")
    return Verdict("✓ right")


_hinted = Counter()


def hint(name):
    """Print the next hint of an exercise; name: such as "05.2". Raises ValueError as `check`."""
    hints = _exercise(name).hints
    number = _hinted[name] = min(_hinted[name] + 1, len(hints))
    print(f"Hint {number} of {len(hints)}: {hints[number - 1]}")
    if number == len(hints):
        print(f'That was the last one; solution("{name}") shows how it may be done.')


def solution(name):
    """Print what may stand in an exercise's cell. Raises ValueError as `check` does."""
    print(_exercise(name).solution)


def _exercise(name):
    task = _task(name)
    if not isinstance(task, Exercise):
        raise ValueError(f"{name} is a blank of the lesson: its answer is folded under it")
    return task


def _task(name):
    """Return an exercise or a blank by its name."""
    number, _, key = name.partition(".")
    tasks = exercises_of(number) if key.isdigit() else blanks_of(number)
    if key not in tasks:
        known = ", ".join([*blanks_of(number), *exercises_of(number)]) or "none"
        raise ValueError(f"there is no check {name!r}; lesson {number} has {known}")
    return tasks[key]


def blanks_of(number):
    """Return the table of blanks of a lesson, empty if it has none; number: such as "05"."""
    return _table(f"lesson{number}", "BLANKS")


def exercises_of(number):
    """Return the table of exercises of a lesson, empty if it has none; number: such as "05"."""
    return _table(f"exercises{number}", "EXERCISES")


def _table(module, name):
    if find_spec(f"micrograd_steps.practice.{module}") is None:
        return {}
    return getattr(import_module(f"micrograd_steps.practice.{module}"), name)


@contextmanager
def time_limit(seconds):
    """Raise TimeoutError in Python code that works for longer, such as a loop without an end.

    What counts is the processor's time, so that a busy machine makes nobody's code wrong; and
    ten times as much on the clock, for code that only waits.
    """
    began, end = time.monotonic(), time.thread_time() + seconds

    def watch(frame, event, argument):
        if event == "call":
            frame.f_trace_opcodes = True  # a loop in one line is a single line event
        passed = time.monotonic() - began  # asked first: it costs less than the processor's time
        over = passed > seconds and (time.thread_time() > end or passed > 10 * seconds)
        if over and not _in_finalizer(frame):
            raise TimeoutError(f"it runs for more than {seconds:g} s; does a loop never end?")
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)


def _in_finalizer(frame):
    """Return whether a `__del__` runs: an error there is lost, and the watch would be with it."""
    return any(each.f_code.co_name == "__del__" for each, _ in traceback.walk_stack(frame))


# ---------------------------------------------------------------- what judges share


def same(found, wanted):
    """Return whether two numbers, or lists of numbers, agree up to CLOSE; a text never does.

    Arrays agree if their shapes do, too.
    """
    if _shape(found) != _shape(wanted):
        return False
    found, wanted = _plain(found), _plain(wanted)
    if isinstance(wanted, list | tuple):
        many = isinstance(found, list | tuple) and len(found) == len(wanted)
        return many and all(map(same, found, wanted))
    try:
        return math.isclose(found, wanted, rel_tol=CLOSE, abs_tol=CLOSE)
    except TypeError:
        return False


def shown(numbers):
    """Return a number, or several, as a learner would write them; an array in its brackets."""
    if _shape(numbers):
        return f"[{', '.join(map(shown, numbers))}]"
    numbers = _plain(numbers)
    if isinstance(numbers, list | tuple):
        return ", ".join(map(shown, numbers)) or "an empty list"
    return f"{numbers + 0:.6g}" if isinstance(numbers, int | float) else repr(numbers)


def _shape(numbers):
    """Return an array's shape; that of a number, and of a list, is ()."""
    return getattr(numbers, "shape", ())


def _plain(numbers):
    """Return an array, or a number of NumPy's, as Python's own; anything else as it is."""
    return numbers.tolist() if hasattr(numbers, "tolist") else numbers


def _many(numbers):
    return numbers if isinstance(numbers, list) else [numbers]


def rounded(numbers, digits=2):
    """Return a number, or each of several, rounded, so that what is measured agrees as well."""
    if isinstance(numbers, list | tuple) or _shape(numbers):
        return [rounded(part, digits) for part in numbers]
    return round(numbers, digits) if hasattr(numbers, "__round__") else numbers


def which_slip(found, slips, otherwise=""):
    """Return the words of the first slip that gives what was found.

    slips: pairs (what a slip would give, the slip in words); otherwise: what to say if none fits
    """
    return next((words for number, words in slips if same(found, number)), otherwise)


def expect(found, wanted, example, slips=(), otherwise=""):
    """Raise Wrong unless two numbers, or lists or arrays of them, agree.

    example: what was computed, in words
    slips, otherwise: as `which_slip` takes them
    Raises NotYet where nothing was computed: None, or the dots of an empty blank.
    """
    if found is None or found is ...:
        raise NotYet
    if same(found, wanted):
        return
    differ = f"yours gives {shown(found)}, and it is {shown(wanted)}"
    if isinstance(found, list | tuple) and isinstance(wanted, int | float):
        differ = f"yours gives the list [{shown(found)}], and it is a number alone"
    if hasattr(found, "shape") and found.shape != _shape(wanted):
        differ = f"yours has the shape {found.shape}, and it is {_shape(wanted)}"
    raise Wrong(f"{example}: {differ}. {which_slip(found, slips, otherwise)}".rstrip())


def returned(function, *given):
    """Return what a learner's function returns, unless that is nothing.

    Raises NotYet if its body is empty, Wrong if it ends without a `return`.
    """
    out = function(*given)
    if out is None and not is_empty(function):
        raise Wrong("it returns nothing: is there a `return` before what it has computed?")
    if out is None or out is ...:
        raise NotYet
    return out


def filled(**made):
    """Raise NotYet for the first of several things that is still dots, or None, by its name."""
    for name, found in made.items():
        parts = found if isinstance(found, list | tuple) else [found]
        if any(part is None or part is ... for part in parts):
            raise NotYet(f"{name} is still open")


def numbers(**made):
    """Raise NotYet for what is still dots, and Wrong for what is no number."""
    filled(**made)
    for name, found in made.items():
        if isinstance(found, str):
            raise Wrong(f"{name}: {found!r} is a text. Write a number, without quotes.")
        if not isinstance(found, Real):
            raise Wrong(f"{name}: {found!r} is not a number. Write the number alone.")


def row_of(name, found, many):
    """Raise NotYet or Wrong unless it is a list of so many plain numbers."""
    filled(**{name: found})
    plain = isinstance(found, list | tuple) and all(isinstance(x, int | float) for x in found)
    if not plain or len(found) != many:
        raise Wrong(f"{name}: {many} plain numbers are wanted, not {found!r}.")


def named(found, *names):
    """Raise Wrong unless what was filled in is still a dictionary with these names."""
    if not isinstance(found, dict) or not set(names) <= set(found):
        wanted = ", ".join(f'"{name}": …' for name in names)
        raise Wrong(f"write it as it was, with all the names: {{{wanted}}}")


def one_of(name, found, *choices):
    """Raise NotYet or Wrong unless it is one of several texts, numbers, or True and False."""
    filled(**{name: found})
    if found not in choices:
        *others, last = [f'"{x}"' if isinstance(x, str) else repr(x) for x in choices]
        raise Wrong(f"{name}: write {', '.join(others)} or {last}; yours is {found!r}.")


def labels(order):
    """Return a list of labels, of a list of them, of a text that holds them, or of Values."""
    if isinstance(order, str):
        order = order.replace(",", " ").split() if len(order.split()) > 1 else list(order)
    filled(order=order)
    return [getattr(each, "label", each) for each in order]


def agree(name, found, wanted, slips, otherwise):
    """Raise Wrong unless numbers agree, without the right ones: they can still be worked out.

    slips, otherwise: as `which_slip` takes them; here there is always something to say
    """
    if not same(found, wanted):
        raise Wrong(f"{name}: not {shown(found)}. {which_slip(found, slips, otherwise)}")


STOPS = (ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError)


@contextmanager
def told(example, hints):
    """Raise Wrong for the error that a learner's code stops with, and name the example.

    hints: {part of the error's message: the slip in words}; the first that fits is named
    Raises NotYet for an error that the dots of an empty blank make.
    """
    try:
        yield
    except STOPS as error:
        if "ellipsis" in str(error).lower():
            raise NotYet from None
        likely = next((f" {words}" for part, words in hints.items() if part in str(error)), "")
        raise Wrong(f"{example}: it stops with “{error}”.{likely}") from None


def slopes(f, numbers, h=1e-6):
    """Return the slopes of a function of numbers, measured by nudging to both sides."""
    found = []
    for i, x in enumerate(numbers):
        above, below = list(numbers), list(numbers)
        above[i], below[i] = x + h, x - h
        found.append((f(*above) - f(*below)) / (2 * h))
    return found


def is_empty(function):
    """Return whether the body of a function does nothing: dots or `pass`, with no `return`."""
    code = getattr(function, "__code__", None)
    return code is not None and len(code.co_code) <= len((lambda: None).__code__.co_code)


def passes_back(Value, make, numbers, example, arriving=5.0, there=0.0, slips=()):
    """Judge what an operation's `_backward` passes on, against slopes measured by nudging.

    make: applies the operation to Values, or to other objects with `data`, made of the numbers
    example: the operation on these numbers, in words
    arriving: the gradient that arrives; there: what every input has already
    slips: pairs (wrong local derivatives, as many as inputs, or the only one; the slip in words)
    """
    leaves = [Value(x) for x in numbers]
    out = make(*leaves)
    if out is None or out is ...:
        raise NotYet
    if not isinstance(out, Value):
        raise Wrong(f"{example}: the result has to be a Value, and is {out!r}.")
    if not callable(out._backward):
        raise Wrong(
            f"{example}: `_backward` of the result is {out._backward!r}. Was the function called, "
            "with parentheses, where it should have been pinned on?"
        )
    out.grad = arriving
    for leaf in leaves:
        leaf.grad = there
    out._backward()
    if [leaf.data for leaf in leaves] != list(numbers):
        raise Wrong(f"{example}: it changes the data of an input. Gradients belong into grad.")
    if out.grad != arriving:
        raise Wrong(
            f"{example}: it changes the gradient of the result. What arrives there is to be "
            "handed on to the inputs."
        )
    local = slopes(lambda *xs: make(*map(Value, xs)).data, numbers)
    passed = [arriving * slope for slope in local]
    found = [leaf.grad for leaf in leaves]
    nothing = found == [there] * len(found) and any(local)
    if any(grad is ... for grad in found) or (nothing and is_empty(out._backward)):
        raise NotYet
    if nothing:
        raise Wrong(
            f"{example}: {shown(arriving)} arrives, and no input gets anything. Is it `out.grad` "
            "that is passed on, and does it get into the `grad` of the inputs?"
        )
    for grad in found:
        if isinstance(grad, Value):
            raise Wrong(
                f"{example}: the gradient becomes {grad!r}. It has to be a plain number, made of "
                "`.data` and `.grad`."
            )
    wanted = [there + grad for grad in passed]
    slips = [
        *[([there + arriving * x for x in _many(wrong)], words) for wrong, words in slips],
        (passed, "It was assigned: what had arrived by another path is lost."),
        ([there + grad for grad in reversed(passed)], "The two inputs have changed places."),
        ([there + slope for slope in local], "The gradient that arrives is not multiplied in."),
        ([there - grad for grad in passed], "The sign is the other way round."),
        ([there + arriving for _ in passed], "The local derivative is not multiplied in."),
        ([there + arriving + slope for slope in local], "They are added, not multiplied."),
        ([there + arriving * out.data for _ in passed], "The result's data is multiplied in."),
        *[
            (wanted[:i] + [there] + wanted[i + 1 :], f"Input {i + 1} gets nothing.")
            for i in range(len(wanted))
        ],
    ]
    given = f"{example}, where {shown(arriving)} arrives"
    if there:
        slips += [
            (wanted[:i] + [passed[i]] + wanted[i + 1 :], f"Input {i + 1} was assigned, not added.")
            for i in range(len(wanted))
        ]
        slips.append(([there + grad for grad in wanted], "What was there is counted twice."))
        given += f" and each input has {shown(there)} already"
    expect(found, wanted, given, slips)


def goes_back(Value, make, plain, numbers, example, slips=(), lost=(), there=0.0):
    """Judge what is made of Values: its number, and what `backward` gives the inputs.

    make: makes a Value of as many Values; plain: the same on numbers, to be nudged
    slips: pairs (a number that a slip would give, the slip in words); lost: the same of gradients
    there: the gradient that every input has already
    """
    leaves = [Value(x) for x in numbers]
    for leaf in leaves:
        leaf.grad = there
    out = returned(make, *leaves)
    if isinstance(out, list | tuple):
        raise Wrong(f"{example}: the result has to be one Value, and is {len(out)} of them.")
    if not isinstance(out, Value):
        raise Wrong(
            f"{example}: the result has to be a Value, and is {out!r}. A plain number has "
            "forgotten where it came from."
        )
    if [leaf.data for leaf in leaves] != list(numbers):
        raise Wrong(f"{example}: it changes the data of an input. Make new Values.")
    expect(out.data, plain(*numbers), example, slips)
    out.backward()
    passed = slopes(plain, numbers)
    forgets = (
        "Made of `.data` alone, or with no note, it forgets its inputs. The operations of Values "
        "know the way back."
    )
    slips = [([0.0] * len(passed), forgets), *lost]
    slips = [([there + x for x in wrong], words) for wrong, words in slips]
    given = f"{example}, the gradients after `backward`"
    if there:
        given += f", if each input has {shown(there)} already"
        slips.append((passed, "It was assigned: what had arrived by another path is lost."))
    expect([leaf.grad for leaf in leaves], [there + x for x in passed], given, slips)
