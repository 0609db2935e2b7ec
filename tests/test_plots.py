"""The style of the plots, their description in words, and their bytes."""

import io

import matplotlib.pyplot as plt
import pytest

from micrograd_steps.classroom import plots
from micrograd_steps.classroom.colors import GRADIENT, VALUE


@pytest.fixture(autouse=True)
def styled():
    """Plots in the lessons' style, on no screen; afterwards all is as it was."""
    with plt.rc_context():
        plt.switch_backend("agg")
        plots.use_style()
        yield
        plt.close("all")


def parabola():
    plt.plot([-1, 0, 1], [1, 0, 1], label="f")
    plots.draw_tangent(lambda x: x * x, 1.0, 2.0)
    plots.name("f turns at 0", "x", "f(x)")
    plt.legend()
    return plt.gcf()


def saved(figure):
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata=plots.NO_DATE)
    return file.getvalue()


def test_plots_are_large_and_values_blue():
    assert plt.rcParams["font.size"] >= 13
    assert list(parabola().get_size_inches()) == [8, 4.5]
    colors = [line.get_color() for line in plt.gca().lines]
    assert colors == [VALUE, GRADIENT, GRADIENT]  # the curve, its tangent, their point


def test_tangent_has_its_slope():
    parabola()
    tangent = plt.gca().lines[1]
    assert list(zip(*tangent.get_data(), strict=True)) == [(0.0, -1.0), (2.0, 3.0)]


def test_description_names_title_axes_and_curves():
    assert plots.in_words(parabola()) == "Plot. f turns at 0 (f(x) against x; curves: f)"


def test_the_same_plot_has_the_same_bytes_and_another_has_others():
    first = saved(parabola())
    plt.close("all")
    assert saved(parabola()) == first
    plt.plot([0, 1], [0, 1])
    assert saved(plt.gcf()) != first
