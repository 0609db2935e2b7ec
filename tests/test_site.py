"""The site: its pages as text, and what only a browser can tell of them and of the run sheet."""

import base64
import re
from itertools import pairwise

import nbformat
import pytest
from browsing import PHONE, barriers, expect_dark
from bs4 import BeautifulSoup
from lessons import EXERCISES, LESSONS, README, expect_none, mostly_in_ci
from nbconvert import HTMLExporter

from micrograd_steps.practice.frame import exercises_of
from micrograd_steps.publish import pages
from micrograd_steps.publish.lessons import with_exercises
from micrograd_steps.publish.runsheet import write_runsheet
from micrograd_steps.publish.site import write_site

LIVE, PLAYER = (next(each for each in LESSONS if each.number == number) for number in (4, 5))
# Together they have each kind of thing that stands on a page.
KINDS = "index.html", "glossary.html", LIVE.page, PLAYER.exercises.page
PAGES = [*KINDS[:2], "runsheet.html", *(each.page for each in with_exercises(LESSONS))]
NEXT = "header a[rel='next']"
LESSON_PAGES = [lesson.page for lesson in LESSONS]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return {name: text of a page}, and the folder of the site, which has the run sheet, too."""
    folder = tmp_path_factory.mktemp("series") / "site"
    write_site(LESSONS, folder)
    texts = {page.name: page.read_text(encoding="utf-8") for page in folder.glob("*.html")}
    write_runsheet(LESSONS, folder / "runsheet.html")
    return texts, folder


# ---------------------------------------------------------------- as text


@pytest.fixture(scope="module")
def parsed(site):
    return {name: BeautifulSoup(text, "html.parser") for name, text in site[0].items()}


def dead_links(pages, folder):
    """Return pairs: a page, and a link or picture of it that leads to no file or no place.

    pages: {name: a page, parsed}
    """
    named = {name: page.find_all(id=True) for name, page in pages.items()}
    places = {name: {part["id"] for part in parts} for name, parts in named.items()}
    dead = []
    for name, page in pages.items():
        for element in page.find_all(["a", "img"]):
            link = element.get("href") or element["src"]
            if re.match(r"https?:|data:", link):
                continue
            file, _, place = link.partition("#")
            if not (folder / file).exists() or (place and place not in places[file or name]):
                dead.append((name, link))
    return dead


def test_every_link_of_the_site_leads_somewhere(site, parsed):
    dead = dead_links(parsed, site[1])
    expect_none(f"{page} links {link}, which is not there; mend the link" for page, link in dead)


def test_links_lead_from_lesson_to_lesson(parsed):
    following = [page.select(NEXT) for page in map(parsed.get, LESSON_PAGES)]
    expected = [*([page] for page in LESSON_PAGES[1:]), []]
    assert [[link["href"] for link in links] for links in following] == expected


def test_dead_links_are_found(tmp_path):
    page = '<a href="b.html">b</a> <img src="c.svg"> <a href="#no"><p id="p"> <a href="#p">'
    (tmp_path / "a.html").touch()
    found = dead_links({"a.html": BeautifulSoup(page, "html.parser")}, tmp_path)
    assert found == [("a.html", "b.html"), ("a.html", "c.svg"), ("a.html", "#no")]


def test_every_result_of_a_search_is_a_place(site):
    pages, _ = site
    addresses = re.findall(r'"(\w+\.html)#([^"]+)"', pages["index.html"])
    assert {page for page, _ in addresses} == {each.page for each in with_exercises(LESSONS)}
    assert len(addresses) > 100
    assert [a for a in addresses if f'id="{a[1]}"' not in pages[a[0]]] == []


def test_pages_describe_their_pictures_and_fetch_nothing(site):
    for name, text in site[0].items():
        for image in re.findall(r"<img\b[^>]*>", text):
            assert re.search(r'alt="[^"]+"', image), name
            assert "No description" not in image, name
        assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="https?:', text), name
        assert "$$" not in text, name


def test_the_readme_warns_of_an_export_that_fetches_things():
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook())
    fetched = re.findall(r'src="https://[^"]*/(mathjax|require)[/.][^"]*"', page)
    named = re.search(r"HTML\* writes pages that load (\w+) and (\w+)\.js", README)
    assert named and {name.lower() for name in named.groups()} == set(fetched)


def test_pages_are_read_without_scripts(site):
    for name, text in site[0].items():
        if name != "index.html":
            scripts = re.sub(r'<div class="micrograd-player.*?</script>', "", text, flags=re.S)
            assert "<script" not in scripts, name


def test_what_a_prediction_is_about_is_folded_and_nothing_else(parsed):
    for lesson in LESSONS:
        page = parsed[lesson.page]
        folds = page.select("details.folded")
        assert all(fold.summary.text == "Show what it gives" for fold in folds)
        assert all(fold.parent.select(".jp-OutputArea") for fold in folds)
        asked = [
            cell.id
            for asking, cell in pairwise(lesson.cells)
            if "**Predict" in asking.source and cell.get("outputs")
        ]
        found = [fold.find_parent(class_="jp-CodeCell")["id"] for fold in folds]
        assert found == [f"cell-id={name}" for name in asked], lesson.name


def test_below_each_check_hints_and_solution_are_folded_each_by_itself(parsed):
    for exercises in EXERCISES:
        page = parsed[exercises.page]
        rows = exercises_of(f"{exercises.number:02}")
        assert len(page.select("details")) == sum(len(row.hints) + 1 for row in rows.values())
        for task, row in zip(exercises.tasks, rows.values(), strict=True):
            check = page.find(id=f"cell-id={task.cells[-1].id}")
            folds = check.find_next_sibling(class_="jp-Cell").find_all("details")
            names = [f"Hint {i}" for i in range(1, len(row.hints) + 1)]
            assert [fold.summary.text for fold in folds] == [*names, "A solution"], task.name
            assert not any(fold.has_attr("open") for fold in folds)
            assert folds[-1].pre.text.strip() == row.solution.strip()


def test_links_of_the_course_become_those_of_the_site():
    text = "[a](05_a_b.ipynb#x) [b](exercises/05_b.ipynb) ![c](../figures/c.svg) [d](glossary.md)"
    site = "[a](05_a_b.html#x) [b](exercises_05_b.html) ![c](figures/c.svg) [d](glossary.html)"
    below = re.sub(r"\]\((?=[0e.g])", "](../", text).replace("../exercises/", "")
    readme = re.sub(r"\]\((?=[0eg])", "](notebooks/", text).replace("../", "")
    assert pages.for_site(text) == pages.for_site(below, "notebooks/exercises") == site
    assert pages.for_site(readme, "") == site
    other = "[e](https://example.org/05_b.ipynb) [f](#g) `h[0](x)` [i](other.md)"
    assert pages.for_site(other) == other


def test_a_formula_says_what_it_is_and_not_when_it_was_drawn():
    found = re.search(r'base64,([^"]+)" alt="([^"]+)"', pages.formula(r"\frac{a}{b}"))
    assert found[2] == r"\frac{a}{b}"
    drawing = base64.b64decode(found[1]).decode()
    assert "<path" in drawing and "date" not in drawing


def test_the_site_shows_no_notes(site):
    said = [text for lesson in LESSONS for text in lesson.notes.values()]
    shown = " ".join(" ".join(site[0].values()).split())
    assert said and not any(" ".join(text.split())[:60] in shown for text in said)


# ---------------------------------------------------------------- in a browser


@pytest.mark.parametrize("name", mostly_in_ci(PAGES, KINDS))
def test_a_page_fits_a_phone_and_fetches_nothing(name, site, page):
    page.set_viewport_size(PHONE)
    page.goto((site[1] / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    pictures = "[...document.images].filter((image) => !image.naturalWidth).length"
    assert page.evaluate(pictures) == 0


@pytest.mark.parametrize("name", mostly_in_ci(PAGES, KINDS))
def test_a_page_keeps_nobody_out(name, site, page):
    page.goto((site[1] / name).as_uri())
    expect_none(f"{name}: {wrong}" for wrong in barriers(page))


@pytest.mark.in_ci
def test_a_lesson_takes_two_sheets_of_the_run_sheet_at_most(site, page):
    page.goto((site[1] / "runsheet.html").as_uri())
    sections = page.locator("main > section")
    most = {"class": 1}  # the checklist
    for name in sections.evaluate_all("all => all.map((section) => section.id)"):
        alone = f"main > :not(#{name}) {{ display: none; }}"
        style = page.add_style_tag(content=alone)
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        style.evaluate("(tag) => tag.remove()")
        wrong = f"runsheet.html, {name}: {sheets} sheets; say less, or lower CODE_LINES"
        expect_none([wrong] if sheets > most.get(name, 2) else [])


def test_search_finds_and_leads_there(site, page):
    page.goto((site[1] / "index.html").as_uri())
    page.fill("#words", "topological")
    found = page.locator("#found a")
    titles = found.all_inner_texts()
    assert "06 · Topological sort" in titles
    found.nth(titles.index("06 · Topological sort")).click()
    assert "06_topological_sort.html#cell-id=" in page.url
    place = page.url.partition("#")[2]
    assert "topological" in page.locator(f'[id="{place}"]').inner_text().lower()


def test_clicks_lead_from_the_index_to_the_second_lesson(site, page):
    page.goto((site[1] / "index.html").as_uri())
    for lesson, link in zip(LESSONS, [f'a[href="{LESSON_PAGES[0]}"]', NEXT], strict=False):
        page.locator(link).first.click()
        page.wait_for_url(f"**/{lesson.page}")
        assert lesson.title in page.locator("h1").first.inner_text()


def test_a_fold_opens_when_asked_and_for_print(site, page):
    page.goto((site[1] / PLAYER.page).as_uri())
    folded = page.locator(".folded .jp-OutputArea")
    seen = "all => all.map(each => each.checkVisibility({contentVisibilityAuto: true}))"
    assert not any(folded.evaluate_all(seen))
    page.locator(".folded summary").first.click()
    assert [i for i, each in enumerate(folded.evaluate_all(seen)) if each] == [0]
    page.emulate_media(media="print")
    assert all(folded.evaluate_all(seen))
    assert all(folded.evaluate_all("all => all.map(each => each.offsetHeight > 9)"))
    assert not page.locator(".folded summary").first.is_visible()


def test_hints_and_solutions_stay_folded_one_by_one_and_for_print(site, page):
    page.goto((site[1] / PLAYER.exercises.page).as_uri())
    page.locator("summary:text-is('Hint 1')").first.click()
    page.emulate_media(media="print")
    seen = "all => all.map(each => each.lastElementChild.checkVisibility())"
    open_ones = page.locator("details").evaluate_all(seen)
    assert [i for i, each in enumerate(open_ones) if each] == [0]


@pytest.mark.in_ci
def test_the_dark_look_keeps_contrast(site, page):
    page.emulate_media(color_scheme="dark")
    page.goto((site[1] / PLAYER.page).as_uri())
    expect_dark(page)
