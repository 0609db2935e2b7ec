"""Checks of what a learner writes: `check("05.__mul__._backward", Value)`, `check("05.2", add)`.

Each lesson has two modules of its own: `lessonNN.py` with its table `BLANKS`, and `exercisesNN.py`
with `EXERCISES`. `frame.py` says how to add one.
"""

from micrograd_steps.practice.frame import check, hint, solution

__all__ = ["check", "hint", "solution"]
