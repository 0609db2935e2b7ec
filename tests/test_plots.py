"""The style of the plots, their description in words, and their bytes."""

import io
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from lessons import LESSONS
from matplotlib.colors import to_hex, to_rgb

from micrograd_steps.classroom import plots
from micrograd_steps.classroom.colors import FAINT, GRADIENT, INK, SHADE, VALUE


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


@pytest.mark.parametrize("name", ["01-19", "06-11", "10-31", "13-06"])
def test_a_plot_is_what_its_lesson_has_saved(name):
    """To the letter; so what changes the look is told here, before all lessons are executed."""
    names = {}
    for cell in LESSONS[int(name[:2])].code:
        plt.close("all")
        exec(cell.source, names)
        if cell.id == name:
            break
    assert saved(plt.gcf()).decode() == cell.outputs[-1].data["image/svg+xml"]


def luminance(color):
    """Return the relative luminance of WCAG 2.2, from 0 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("color", "behind"),
    [(VALUE, "white"), (GRADIENT, "white"), (INK, "white"), (FAINT, "white"), (INK, SHADE)],
)
def test_what_is_written_in_a_colour_can_be_read(color, behind):
    assert (luminance(behind) + 0.05) / (luminance(color) + 0.05) > 4.5


def test_plots_are_large_and_values_blue():
    assert plt.rcParams["font.size"] >= 13
    assert plt.rcParams["figure.dpi"] == 100  # 800 × 450 points of a PNG
    assert list(parabola().get_size_inches()) == [8, 4.5]
    colors = [line.get_color() for line in plt.gca().lines]
    assert colors == [VALUE, GRADIENT, GRADIENT]  # the curve, its tangent, their point


def test_tangent_has_its_slope():
    parabola()
    tangent = plt.gca().lines[1]
    assert list(zip(*tangent.get_data(), strict=True)) == [(0.0, -1.0), (2.0, 3.0)]
    plots.draw_tangent(lambda x: x * x, 1.0, 2.0, reach=0.5)
    shorter = plt.gca().lines[3]
    assert list(zip(*shorter.get_data(), strict=True)) == [(0.5, 0.0), (1.5, 2.0)]


def test_points_whose_label_is_not_positive_are_triangles():
    plots.draw_points(np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([0, 1]))
    circles, triangles = (each.get_offsets().tolist() for each in plt.gca().collections)
    assert (circles, triangles) == ([[2.0, 3.0]], [[0.0, 1.0]])


def test_a_surface_is_shaded_where_scores_are_positive_with_a_border_at_0():
    x, y = np.linspace(0, 4, 5), np.linspace(0, 2, 3)
    plots.draw_surface(x, y, np.tile(x - 1.5, (3, 1)))
    areas, border = plt.gca().collections
    assert [to_hex(color) for color in areas.get_facecolor()] == ["#ffffff", SHADE.lower()]
    ends = [path.get_extents().intervalx.tolist() for path in areas.get_paths()]
    assert ends == [[0.0, 1.5], [1.5, 4.0]]
    assert [path.get_extents().intervalx.tolist() for path in border.get_paths()] == [[1.5, 1.5]]
    assert [to_hex(color) for color in border.get_edgecolor()] == [INK.lower()]


def test_gains_are_bars_from_top_to_bottom():
    plots.draw_gains({"first": 2.0, "second": 99.0})
    axes = plt.gca()
    assert [bar.get_width() for bar in axes.patches] == [2.0, 99.0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["first", "second"]
    assert [text.get_text() for text in axes.texts] == ["2.0", "99.0"]
    assert axes.yaxis_inverted() and axes.get_xscale() == "linear" and not axes.get_legend()
    assert [bar.get_height() for bar in axes.patches] == [0.8, 0.8]
    assert axes.get_xlim() == pytest.approx((0, 1.1 * 99.0))  # so there is room for "99.0"
    assert {to_hex(bar.get_facecolor()).upper() for bar in axes.patches} == {VALUE}


def test_gains_with_the_collector_paused_are_fainter_bars_below():
    plots.draw_gains({"first": 2.0, "second": 3.0}, paused={"first": 10.0, "second": 100.0})
    axes = plt.gca()
    running, paused = axes.patches[:2], axes.patches[2:]
    assert [bar.get_width() for bar in paused] == [10.0, 100.0]
    assert {bar.get_height() for bar in axes.patches} == {0.4}
    assert {to_hex(bar.get_facecolor()).upper() for bar in paused} == {FAINT}
    for above, below, tick in zip(running, paused, axes.get_yticks(), strict=True):
        assert above.get_y() + above.get_height() == pytest.approx(below.get_y())
        assert tick == pytest.approx(below.get_y())
    assert axes.get_xscale() == "log"
    assert [text.get_text() for text in axes.texts] == ["2.0", "3.0", "10", "100"]
    assert {text.xyann for text in axes.texts} == {(4, 0)}  # a little to the right of its bar
    named = [text.get_text() for text in axes.get_legend().get_texts()]
    assert named == ["collector running", "collector paused"]


def test_description_names_title_axes_and_curves():
    assert plots.in_words(parabola()) == "Plot. f turns at 0 (f(x) against x; curves: f)"
    plt.plot([0], [0], label="g")
    plt.axes((0, 0, 1, 1))
    plots.name("g", "t", "g(t)")
    assert plots.in_words(plt.gcf()) == (
        "Plot. f turns at 0 (f(x) against x; curves: f, g) g (g(t) against t)"
    )


def test_in_a_notebook_plots_are_png_svg_and_words(monkeypatch):
    shell, formats = SimpleNamespace(display_formatter=DisplayFormatter()), []
    monkeypatch.setattr(plots, "get_ipython", lambda: shell)
    monkeypatch.setattr(
        plots, "set_matplotlib_formats", lambda *kinds, **others: formats.append((kinds, others))
    )
    plots.use_style()
    assert formats == [(("png", "svg"), {"bbox_inches": None, "metadata": plots.NO_DATE})]
    shown, _ = shell.display_formatter.format(parabola())
    assert shown == {"text/plain": "Plot. f turns at 0 (f(x) against x; curves: f)"}


def test_the_same_plot_has_the_same_bytes_and_another_has_others():
    first = saved(parabola())
    plt.close("all")
    assert saved(parabola()) == first
    plt.plot([0, 1], [0, 1])
    assert saved(plt.gcf()) != first
