"""What judges of arrays share, on top of what stands in frame.py."""

import numpy as np

from micrograd_steps.practice.frame import NotYet, Wrong, agree, same


def array_of(name, found):
    """Return what was worked out by hand as an array, if it is filled in, in rows of numbers."""
    if found is None or "Ellipsis" in repr(found):
        raise NotYet(f"{name} is still open")
    try:
        return np.array(found, dtype=float)
    except (TypeError, ValueError):
        raise Wrong(f"{name}: numbers in rows of equal length, please, not {found!r}.") from None


def agree_one_by_one(found, wanted, ways):
    """Judge numbers worked out by hand, and name the first that is off; ways: {its name: way}."""
    for (name, way), number, right in zip(ways.items(), found, wanted, strict=True):
        slips = [(-float(right), "The size is right. What about the sign?")]
        agree(name, float(number), float(right), slips, way)


def agree_in_shape(name, found, wanted, slips, otherwise):
    """Judge the gradient of a tensor, worked out by hand, which has to have its shape."""
    if found.shape != wanted.shape and not any(same(found, slip) for slip, _ in slips):
        right = " The numbers are right." if same(found.ravel(), wanted.ravel()) else ""
        raise Wrong(
            f"The gradient of {name}: {name} has the shape {wanted.shape}, and so has its "
            f"gradient. Yours has {found.shape}.{right}"
        )
    agree(f"the gradient of {name}", found, wanted, slips, otherwise)
