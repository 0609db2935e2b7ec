"""How long something takes. Only ratios of times measured in one run mean anything."""

import gc
import statistics
import time


def median_seconds(f, runs=5, collector=True):
    """Return the median time of calling f, in seconds.

    runs: how often; collector: whether Python's cycle collector runs meanwhile
    What f leaves behind is collected before each run, and not counted.
    """
    times = []
    gc_was_on = gc.isenabled()
    for _ in range(runs):
        gc.collect()
        (gc.enable if collector else gc.disable)()
        start = time.perf_counter()
        f()
        times.append(time.perf_counter() - start)
    (gc.enable if gc_was_on else gc.disable)()
    return statistics.median(times)
