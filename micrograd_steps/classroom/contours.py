"""Contours: lines around where a function of two numbers lies below a level.

Each square of a grid is looked at by itself (marching squares), and the pieces are joined:
https://en.wikipedia.org/wiki/Marching_squares
"""

import math


def contours(rows, level):
    """Return the closed lines around all that is below a level.

    rows: lists of numbers, all of one length, as a function gives them on a grid
    A line is a list of points (x, y): where it crosses from column x to x + 1 in a row, or from
    row y to y + 1 in a column. It follows the rim of the grid where it would leave it.
    """
    following = {}  # {crossing: the next one}; a crossing: the place below the level, the other
    for y in range(-1, len(rows)):
        for x in range(-1, len(rows[0])):
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            below = [_number(rows, corner) < level for corner in corners]
            for i in range(4):
                if below[i] and not below[i - 3]:
                    j = next(j for j in range(i - 2, i + 1) if below[j])
                    following[corners[i], corners[i - 3]] = corners[j], corners[j - 1]
    lines = []
    while following:
        crossing, line = next(iter(following)), []
        while crossing in following:
            line.append(_point(rows, level, *crossing))
            crossing = following.pop(crossing)
        lines.append(line)
    return lines


def _number(rows, place):
    """Return the number at a place; around the grid all is high."""
    x, y = place
    inside = 0 <= y < len(rows) and 0 <= x < len(rows[0])
    return rows[y][x] if inside else math.inf


def _point(rows, level, low, high):
    """Return where the level lies on the way from a place to its neighbour."""
    start, end = _number(rows, low), _number(rows, high)
    share = 0.0 if end == math.inf else (level - start) / (end - start)
    return tuple(a + share * (b - a) for a, b in zip(low, high, strict=True))
