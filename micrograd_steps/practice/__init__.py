"""Checks of what a learner writes: `check("05.__mul__._backward", Value)`.

Each lesson has a module of its own, `lessonNN.py`, with its table `BLANKS`; `frame.py` says how
to add one.
"""

from micrograd_steps.practice.frame import check

__all__ = ["check"]
