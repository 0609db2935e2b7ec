"""How long something takes. Only ratios of times measured in one run mean anything."""

import gc
import statistics
import time


def median_seconds(f, runs=5, collector=True):
    """Return the median time of a call of f, in seconds.

    runs: how often it is measured; collector: whether Python's cycle collector runs meanwhile
    A run is calls in a row, as in training: three or more, for a tenth of a second or more. So
    collecting what a call leaves behind counts. With the collector off one call may be enough;
    what it leaves is collected before the next run, and not counted.
    """
    fewest = 3 if collector else 1
    times = []
    gc_was_on = gc.isenabled()
    f()  # the first call is slower, and not counted
    try:
        for _ in range(runs):
            gc.collect()
            (gc.enable if collector else gc.disable)()
            calls, seconds, start = 0, 0.0, time.perf_counter()
            while calls < fewest or seconds < 0.1:
                f()
                calls += 1
                seconds = time.perf_counter() - start
            times.append(seconds / calls)
    finally:  # a call may fail, or be interrupted
        (gc.enable if gc_was_on else gc.disable)()
    return statistics.median(times)


def left_behind(f):
    """Return how many objects f leaves for Python's cycle collector."""
    gc.collect()
    f()
    return gc.collect()
