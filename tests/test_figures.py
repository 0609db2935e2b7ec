"""The pictures in figures/ are what draw.py draws, and none is left over."""

import runpy

import pytest
from lessons import LESSONS, README, ROOT, expect_none

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
    both = {path.name for path in COMMITTED}, {path.name for path in drawn.iterdir()}
    expect_none(f"figures/{name} is not drawn; draw or delete it" for name in both[0] - both[1])
    expect_none(f"figures/{name} is missing; `make figures`" for name in both[1] - both[0])


@every_figure
def test_figure_is_drawn_the_same(path, drawn):
    """To the letter; line ends, which Windows writes its own way, are up to Git."""
    again = drawn / path.name
    same = path.read_text(encoding="utf-8") == again.read_text(encoding="utf-8")
    expect_none([] if same else [f"{path.name} is drawn differently now; `make figures`, look"])


@every_figure
def test_figure_is_used(path):
    pages = [README, *(cell.source for lesson in LESSONS for cell in lesson.prose)]
    used = any(f"figures/{path.name}" in page for page in pages)
    expect_none([] if used else [f"figures/{path.name} is shown nowhere; show or delete it"])
