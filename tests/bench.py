"""How fast each engine is: one table of ratios, every ratio from times taken in this run.

`make bench` runs it, in about two minutes; it is no test, for times are not the same twice. The
engines take turns, round by round, and each figure is the median over the rounds. A step of the
moons is forward, zeros, backward and update of the net of lesson 13 on its 100 points. Why the
job has freed memory kept is said in the Makefile.

With the collector on, as Python sets it, steps follow each other as in training: clearing up the
garbage that closures leave is part of the cost. With it off, that is done between the steps, and
not counted.
"""

import gc
import os
import platform
import random
import statistics
import time
import tracemalloc

import numpy as np
import torch
from micrograd import nn as published  # has Value, too

from micrograd_steps import step12, step15, step17, step18
from micrograd_steps.classroom.examples import moons_net, moons_step, torch_moons, train

ROUNDS = 5
WIDTHS = [16, 64, 256, 1024]
CHAINS = [10_000, 100_000, 1_000_000]


# ---------------------------------------------------------------- the engines


def moons():
    """Return 100 points, (100, 2), and their labels, -1 or 1, (100,)."""
    X, y = step15.make_moons(100, 0.1, np.random.RandomState(1337))
    return X, 2 * y - 1


def scalar_step(library):
    """Return a function that does a step of the moons with a library's scalars, at rate 1."""
    X, y = moons()
    net = moons_net(library.MLP, library.Value)
    return lambda: moons_step(net, library.Value, X, y).data


def tensor_net(width):
    random.seed(1337)
    return step17.MLP(2, [width, width, 1])


def tensor_step(width=16, rate=0.1):
    """Return the same for the tensors of step 17."""
    X, y = moons()
    net = tensor_net(width)
    return lambda: train(net, lambda net: step17.max_margin_loss(net, X, y), [rate])[0]


def program_step(width=16, rate=0.1):
    """Return the same for the program that step 18 writes, with all its passes."""
    points, labels = moons()
    random.seed(1337)
    net = step18.MLP(2, [width, width, 1])
    inputs = [step18.Tensor(points), step18.Tensor(labels.reshape(-1, 1)), *net.parameters()]
    X, y, *parameters = inputs
    loss = (1 - y * net(X)).relu().mean() + 0.0001 * sum((p * p).sum() for p in parameters)
    program = step18.record(loss, inputs, parameters)
    program = step18.without_copies(step18.with_constants_once(program))
    text = step18.write(step18.without_dead_lines(program), room=True, train=True)
    step, given = step18.load(text), [v.data for v in inputs]
    return lambda: float(step(*given, rate))


def torch_step(width=16):
    """Return the same for PyTorch's tensors, at rate 0.1."""
    return torch_moons([p.data.copy() for p in tensor_net(width).parameters()], *moons())


def numpy_step(width=16, rate=0.1):
    """Return the same in NumPy, with the derivatives worked out by hand; rate: the usual one."""
    X, y = moons()
    y = y.reshape(-1, 1)
    parameters = [p.data.copy() for p in tensor_net(width).parameters()]
    w1, b1, w2, b2, w3, b3 = parameters

    def step(rate=rate):
        h1 = np.maximum(X @ w1 + b1, 0)
        h2 = np.maximum(h1 @ w2 + b2, 0)
        margins = 1 - y * (h2 @ w3 + b3)
        loss = np.maximum(margins, 0).mean() + 0.0001 * sum((p * p).sum() for p in parameters)
        g3 = -y * (margins > 0) / len(y)
        g2 = g3 @ w3.T * (h2 > 0)
        g1 = g2 @ w2.T * (h1 > 0)
        sums = [g1.sum(axis=0), g2.sum(axis=0), g3.sum(axis=0)]
        grads = [X.T @ g1, sums[0], h1.T @ g2, sums[1], h2.T @ g3, sums[2]]
        for p, grad in zip(parameters, grads, strict=True):
            p -= rate * (grad + 0.0002 * p)
        return loss

    return step


def largest_difference(steps):
    """Return how far the losses of several engines lie apart, over five steps."""
    losses = np.array([[step() for _ in range(5)] for step in steps])
    return np.ptp(losses, axis=0).max()


# ---------------------------------------------------------------- the clock


def seconds_per_call(f, calls, collector=True):
    """Return the mean time of calls in a row; what was left before them is collected first."""
    gc.collect()
    (gc.enable if collector else gc.disable)()
    start = time.perf_counter()
    for _ in range(calls):
        f()
    seconds = (time.perf_counter() - start) / calls
    gc.enable()
    return seconds


def take_turns(functions, collector=True, rounds=ROUNDS):
    """Return {name: seconds per call, one a round}; quick functions are called more often."""
    least = 3 if collector else 1  # a single call would leave its garbage to nobody
    calls = {}
    for name, f in functions.items():
        f()
        calls[name] = max(least, round(0.2 / seconds_per_call(f, 1, collector)))
    times = {name: [] for name in functions}
    for _ in range(rounds):
        for name, f in functions.items():
            times[name].append(seconds_per_call(f, calls[name], collector))
    return times


def ratio(some, others):
    """Return how many times as long `some` took as `others`: the median over the rounds."""
    return statistics.median(s / other for s, other in zip(some, others, strict=True))


def chained_additions(Value, n):
    """Return the last of n additions, each of which takes the result of the one before."""
    x = out = Value(0.5)
    for _ in range(n):
        out = out + x
    return out


def bytes_per_node(Value, n=10_000):
    """Return the memory that a chained addition takes."""
    gc.collect()
    tracemalloc.start()
    out = chained_additions(Value, n)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del out
    return size / n


# ---------------------------------------------------------------- the rows of the table


def row(what, figure, target="", unit="×"):
    """Print a line: what was measured, its figure, and the target beside it.

    target: such as "≥ 40" or "≤ 1.5"; nothing where there is none
    """
    shown = f"{figure:.0e}" if figure < 0.01 else f"{figure:.2f}"
    if figure >= 100:
        shown = f"{figure:,.0f}"
    reached = ""
    if target:
        bound = float(target[2:].replace(",", ""))
        reached = "yes" if (figure >= bound) == (target[0] == "≥") else "NO"
        target += unit
    print(f"{what:62}{shown + unit:>10}{target:>10}  {reached}", flush=True)


def heading(text):
    print(f"\n{text}")


def equal_losses():
    heading("Losses of five steps, largest difference")
    row(
        "published, 12, 15, 17, 18, NumPy by hand; learning rate 1",
        largest_difference([
            *map(scalar_step, (published, step12, step15)),
            tensor_step(rate=1.0),
            program_step(rate=1.0),
            numpy_step(rate=1.0),
        ]),
        "≤ 1e-12",
        unit="",
    )  # fmt: skip
    row(
        "17, 18, NumPy by hand, PyTorch; learning rate 0.1",
        largest_difference([tensor_step(), program_step(), numpy_step(), torch_step()]),
        "≤ 1e-12",
        unit="",
    )


def moons_rows(collector):
    """The step of the moons: how many times as fast as the published library."""
    times = take_turns(
        {
            "published": scalar_step(published),
            "step 12": scalar_step(step12),
            "step 15": scalar_step(step15),
            "step 17": tensor_step(),
            "step 18, its program": program_step(),
            "NumPy, derivatives by hand": numpy_step(),
            "PyTorch": torch_step(),
        },
        collector,
        rounds=ROUNDS if collector else 3 * ROUNDS,  # with it off a call is short
    )
    base = times["published"]
    state = "on, as Python sets it" if collector else "off"
    heading(
        f"A step of the moons, times as fast as published micrograd "
        f"({statistics.median(base):.2f} s); collector {state}"
    )
    targets = {"step 12": "≥ 1", "step 15": "≥ 40" if collector else "≥ 10"}
    if collector:
        targets["step 17"] = "≥ 3,000"
    for name, seconds in times.items():
        row(name, ratio(base, seconds), targets.get(name, ""))
    row("step 17, times as fast as PyTorch", ratio(times["PyTorch"], times["step 17"]), "≥ 1")
    program = times["step 18, its program"]
    row("the program, times as fast as step 17", ratio(times["step 17"], program), "≥ 2.5")
    row("the program, times as fast as PyTorch", ratio(times["PyTorch"], program), "≥ 3")
    by_hand = ratio(program, times["NumPy, derivatives by hand"])
    row("the program's time over NumPy's, derivatives by hand", by_hand, "≤ 1.3")


def chain_rows():
    """The time of a node must not grow with the depth."""
    heading("Chained additions in step 15, forward and backward, collector off: time per node")
    chains = {n: lambda n=n: chained_additions(step15.Value, n).backward() for n in CHAINS}
    times = take_turns(chains, collector=False)
    short = [seconds / CHAINS[0] for seconds in times[CHAINS[0]]]
    for n in CHAINS[1:]:
        per_node = [seconds / n for seconds in times[n]]
        row(f"{n:,} additions, against {CHAINS[0]:,}", ratio(per_node, short), "≤ 1.5")


def width_rows():
    heading("Step 17's time over PyTorch's, MLP(2, [w, w, 1]); the program's over step 17's")
    for width in WIDTHS:
        steps = {"ours": tensor_step(width), "theirs": torch_step(width)}
        times = take_turns(steps | {"program": program_step(width)})
        row(f"width {width}", ratio(times["ours"], times["theirs"]), "≤ 1.1")
        row(f"width {width}, the program", ratio(times["program"], times["ours"]), "≤ 1")


def memory_rows():
    heading("Memory of a chained addition")
    base = bytes_per_node(published.Value)
    for name, library in (("published", published), ("step 12", step12), ("step 15", step15)):
        size = bytes_per_node(library.Value)
        row(f"{name}, {size:.0f} bytes: part of the published", size / base)


def main():
    # NumPy's OpenBLAS takes as many threads as there are cores, unless told otherwise.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    threads = int(os.environ.get("OPENBLAS_NUM_THREADS", cores))
    torch.set_num_threads(threads)
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    print(f"{versions}, PyTorch {torch.__version__}; {cores} cores, {threads} threads each")
    print(f"{'':62}{'figure':>10}{'target':>10}  reached")
    equal_losses()
    moons_rows(collector=True)
    moons_rows(collector=False)
    chain_rows()
    width_rows()
    memory_rows()


if __name__ == "__main__":
    main()
