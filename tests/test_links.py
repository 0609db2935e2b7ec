"""Links and pictures of the lessons and the README lead somewhere."""

import re

from lessons import LESSONS, README, ROOT, every_notebook, expect_none
from moments import MOMENTS, VIDEO
from rules import wrong_moments

CODE = r"```.*?```|`[^`]*`"


def missing(text, folder):
    """Return the relative links and pictures that lead to no file."""
    text = re.sub(CODE, "", text, flags=re.DOTALL)
    links = re.findall(r"\]\(\s*<?([^)>\s]+)", text)
    links += re.findall(r"""(?:src|href)=["']([^"']+)""", text)
    relative = [link for link in links if not re.match(r"[a-z]+:|#", link)]
    return [link for link in relative if not (folder / link.partition("#")[0]).exists()]


@every_notebook
def test_links_of_lesson(lesson):
    for cell in lesson.prose:
        lost = missing(cell.source, lesson.path.parent)
        place = f"{lesson.place}, cell {cell.id}"
        expect_none(f"{place} links {link}, which is no file; mend the link" for link in lost)


def test_links_of_readme():
    expect_none(f"README.md links {link}, which is no file" for link in missing(README, ROOT))


def test_the_glossary_links_lessons_that_use_its_words():
    glossary = (ROOT / "notebooks" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| .+ \| \[(\d\d)\]\((\w+\.ipynb)\) \|$", glossary, re.M)
    said = {lesson.name: " ".join(c.source for c in lesson.cells).lower() for lesson in LESSONS}
    assert len(rows) == glossary.count(".ipynb)") > 20
    expect_none(
        f"notebooks/glossary.md: {name} does not speak of {word!r}; link the lesson that does"
        for words, _, name in rows
        for word in words.split(", ")
        if word.lower() not in " ".join(said.get(name, "").split())
    )
    assert [words.lower() for words, *_ in rows] == sorted(words.lower() for words, *_ in rows)


def test_moments_of_readme():
    """A line that links a lesson links only moments of this lesson."""
    for line in README.splitlines():
        numbers = [int(number) for number in re.findall(r"notebooks/(\d\d)_", line)]
        moments = [moment for n in numbers or MOMENTS for moment in MOMENTS.get(n, ())]
        wrong = wrong_moments(line.replace(f"({VIDEO})", ""), moments)
        expect_none(f"README.md, {line[:30]!r}: {what}" for what in wrong)


def test_missing_files_are_found(tmp_path):
    (tmp_path / "there.md").touch()
    text = """
        [no](a.md#part) [no](<b.md>) ![no](c.svg) [![no](d.svg)](e.md) <img src="f.svg">
        [yes](there.md#part) [yes](#part) [yes](https://example.org) `f[0](x)`
    """
    expected = ["a.md#part", "b.md", "c.svg", "d.svg", "e.md", "f.svg"]
    assert missing(text, tmp_path) == expected
