"""Checks of what a learner writes: `check("05.__mul__", Value)` says whether it is right, or why not.

Each lesson has a module of its own, `lessonNN.py`, with its table `BLANKS`; `frame.py` says how
to add one.
"""

from micrograd_steps.practice.frame import check

__all__ = ["check"]
