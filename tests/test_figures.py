"""The pictures in figures/ are what draw.py draws, and none is left over."""

import runpy

import pytest
from lessons import LESSONS, ROOT

FIGURES = ROOT / "figures"
COMMITTED = sorted(FIGURES.glob("*.svg"))
every_figure = pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.name)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The folder into which draw.py has drawn everything again."""
    folder = tmp_path_factory.mktemp("figures")
    runpy.run_path(str(FIGURES / "draw.py"))["draw"](folder)
    return folder


def test_every_figure_is_committed_and_drawn(drawn):
    assert [path.name for path in COMMITTED] == sorted(path.name for path in drawn.iterdir())


@every_figure
def test_figure_is_drawn_the_same(path, drawn):
    """To the letter; line ends, which Windows writes its own way, are up to Git."""
    again = drawn / path.name
    assert path.read_text(encoding="utf-8") == again.read_text(encoding="utf-8")


@every_figure
def test_figure_is_used(path):
    pages = [(ROOT / "README.md").read_text(encoding="utf-8")]
    pages += [cell.source for lesson in LESSONS for cell in lesson.prose]
    assert any(f"figures/{path.name}" in page for page in pages)
