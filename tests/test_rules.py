"""Each rule lets a good lesson pass, and rejects one that breaks it."""

import copy

import pytest
import rules
from moments import VIDEO
from nbformat import v4 as nb

from micrograd_steps.publish.lessons import NOTEBOOKS, Exercises, Lesson
from micrograd_steps.publish.saving import METADATA
from micrograd_steps.publish.slides import mark_slides


def good():
    """Return a small lesson that keeps every rule: number 02, with 12 code cells."""
    link = f"[00:19:00]({VIDEO}&t=1140s)"
    cells = [nb.new_markdown_cell(f"# 02 · Small\n\nFollows the lecture, {link}.")]
    for i in range(1, 13):
        text = nb.new_output("execute_result", {"text/plain": str(i)}, execution_count=i)
        cells.append(nb.new_code_cell(str(i), execution_count=i, outputs=[text]))
        cells.append(nb.new_markdown_cell("![two words more](../figures/neuron.svg)"))
    book = nb.new_notebook(cells=cells, metadata=copy.deepcopy(METADATA))
    lesson = Lesson(NOTEBOOKS / "02_small.ipynb", book)
    plot = {"image/png": "", "image/svg+xml": "<svg/>", "text/plain": "Plot."}
    lesson.code[1].outputs = [nb.new_output("display_data", plot)]
    lesson.code[9].metadata.tags = ["step"]
    lesson.code[10].source = "show_diff(1, 2)"
    lesson.code[11].source = "from micrograd_steps import step02"
    mark_slides(lesson.notebook)
    return lesson


def typed(lesson, source):
    lesson.code[2].source = source


def predicted(lesson, source):
    lesson.prose[3].source = "**Predict.** How much?"
    lesson.code[3].source = source


def shown(lesson, text):
    lesson.code[2].outputs[0].data["text/plain"] = text


def printed(lesson, text):
    lesson.code[2].outputs.append(nb.new_output("stream", text=text))


def tagged(lesson, *tags):
    lesson.code[2].metadata.tags = tags


def said(lesson, text):
    lesson.prose[3].source = text


def opened(lesson, text):
    lesson.cells[0].source = text


BREAKS = [  # a rule, and how a good lesson comes to break it
    (rules.is_plain_python, typed, "%foo"),
    (rules.is_plain_python, typed, "%%bash\nls"),
    (rules.is_plain_python, typed, "!false"),
    (rules.is_plain_python, typed, "get_ipython().system('false')"),
    (rules.leaks_nothing_of_a_machine, typed, 'open("/home/ada/data.txt")'),
    (rules.leaks_nothing_of_a_machine, shown, "<Value object at 0x7f0c9a3d5e50>"),
    (rules.leaks_nothing_of_a_machine, printed, r"C:\Users\ada"),
    (rules.leaks_nothing_of_a_machine, printed, "Traceback (most recent call last):"),
    (rules.hides_nothing_from_the_comparison, typed, "# NBVAL_SKIP\n1"),
    (rules.hides_nothing_from_the_comparison, tagged, "nbval-skip"),
    (rules.hides_nothing_from_the_comparison, tagged, "nbval-ignore-output"),
    (rules.hides_nothing_from_the_comparison, tagged, "timing", "raises-exception"),
    (rules.says_what_running_again_changes, tagged, "changes"),
    (rules.has_code_that_fits_a_slide, typed, "1\n\n" * 21),
    (rules.has_no_long_line_of_code, typed, "1" * 80),
    (rules.has_outputs_that_fit_a_slide, shown, "1\n" * 13),
    (rules.has_no_long_prose, said, "word " * 121),
    (rules.is_marked_for_slides, opened, "# 02 · Small" + "\n\nword" * 20),
    (rules.describes_its_pictures, said, "![the neuron](../figures/neuron.svg)"),
    (rules.describes_its_pictures, said, '<img src="../figures/neuron.svg">'),
    (rules.opens_with_its_title, opened, "# 03 · Small"),
    (rules.opens_with_a_link_to_the_video, opened, "# 02 · Small"),
    (rules.links_its_moments_of_the_video, said, f"[00:19:01]({VIDEO}&t=1140s)"),
    (rules.links_its_moments_of_the_video, said, f"[00:08:37]({VIDEO}&t=517s)"),  # of lesson 01
    (rules.links_its_moments_of_the_video, said, "[00:19:00](https://youtu.be/VMj-3S1tku0?t=1140)"),
    (rules.imports_no_later_step, typed, "from micrograd_steps.step03 import Value"),
    (rules.spoils_no_prediction, predicted, "if True:\n    assert 1 + 1 == 2"),
    (rules.spoils_no_prediction, predicted, 'plots.name("f rises", "x", "y")'),
    (rules.spoils_no_prediction, predicted, 'axes.set_title(f"slope {slope}")'),
]


def breaks(rule):
    """Register a function that makes a good lesson break a rule."""

    def register(change):
        BREAKS.append((rule, change))
        return change

    return register


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_good_lesson_keeps(rule):
    assert list(rule(good())) == []


def test_every_rule_is_broken_below():
    assert {rule for rule, *_ in BREAKS} == set(rules.RULES)


@breaks(rules.is_a_valid_notebook)
def an_output_without_a_type(lesson):
    del lesson.code[0].outputs[0]["output_type"]


@breaks(rules.has_unique_cell_ids)
def a_repeated_id(lesson):
    lesson.cells[3].id = lesson.cells[5].id


@breaks(rules.keeps_no_needless_metadata)
def a_cell_that_remembers_its_time(lesson):
    lesson.code[0].metadata["execution"] = {"iopub.status.busy": "2024-01-01"}


@breaks(rules.keeps_no_needless_metadata)
def a_version_of_python(lesson):
    lesson.notebook.metadata.language_info["version"] = "3.11.7"


@breaks(rules.keeps_no_needless_metadata)
def a_kernel_as_jupyterlab_calls_it(lesson):
    lesson.notebook.metadata.kernelspec["display_name"] = "Python 3 (ipykernel)"


@breaks(rules.is_executed_from_top_to_bottom)
def a_null_count(lesson):
    lesson.code[3].execution_count = None


@breaks(rules.is_executed_from_top_to_bottom)
def a_cell_executed_twice(lesson):
    lesson.code[-1].execution_count += 1


@breaks(rules.saves_no_error)
def output_to_stderr(lesson):
    lesson.code[2].outputs.append(nb.new_output("stream", name="stderr", text="a warning"))


@breaks(rules.saves_no_error)
def a_saved_error(lesson):
    lesson.code[2].outputs.append(nb.new_output("error", ename="TypeError", evalue="no"))


@breaks(rules.follows_each_timing_with_a_claim_that_is_compared)
def two_timings_in_a_row(lesson):
    for cell in lesson.code[2:4]:
        cell.metadata.tags = ["timing", "nbval-ignore-output"]


@breaks(rules.follows_each_timing_with_a_claim_that_is_compared)
def a_timing_at_the_end(lesson):
    lesson.code[-1].metadata.tags = ["timing", "nbval-ignore-output"]


@breaks(rules.saves_little_where_something_plays)
def a_player_of_300_kib(lesson):
    data = {"text/html": '<div class="micrograd-player">' + 300 * 1024 * "x"}
    lesson.code[2].outputs = [nb.new_output("display_data", data)]


@breaks(rules.shows_each_picture_in_two_forms)
def a_plot_as_png_only(lesson):
    del lesson.code[1].outputs[0].data["image/svg+xml"]


@breaks(rules.shows_each_picture_in_two_forms)
def a_plot_as_svg_only(lesson):
    del lesson.code[1].outputs[0].data["image/png"]


@breaks(rules.has_neither_few_nor_many_code_cells)
def eleven_code_cells(lesson):
    lesson.cells.remove(lesson.code[0])


@breaks(rules.has_neither_few_nor_many_code_cells)
def thirty_one_code_cells(lesson):
    lesson.cells.extend(lesson.code[0] for _ in range(19))


@breaks(rules.has_code_that_fits_a_slide)
def many_cells_of_7_lines(lesson):
    for cell in lesson.code[:9]:
        cell.source = "1\n" * 7


@breaks(rules.has_prose_that_fits_a_slide)
def many_texts_of_41_words(lesson):
    for cell in lesson.prose[:9]:
        cell.source = "word " * 41


@breaks(rules.says_a_word_every_two_code_cells)
def three_code_cells_in_a_row(lesson):
    for cell in lesson.prose[2:4]:
        cell.source = " \n"


@breaks(rules.is_marked_for_slides)
def a_cell_without_a_mark(lesson):
    del lesson.cells[3].metadata["slideshow"]


@breaks(rules.holds_no_notes)
def a_note_for_teachers(lesson):
    lesson.cells[2].metadata.slideshow = {"slide_type": "notes"}


@breaks(rules.asks_every_40_lines_of_code)
def forty_one_lines_of_code(lesson):
    for cell in lesson.code[:3]:
        cell.source = "1\n" * 13


@breaks(rules.links_its_exercises)
def no_link_to_its_exercises(lesson):
    lesson.exercises = Exercises(lesson.path.parent / "exercises" / lesson.name, lesson.notebook)


@breaks(rules.freezes_its_step)
def no_cell_tagged_step(lesson):
    lesson.code[9].metadata.clear()


@breaks(rules.freezes_its_step)
def no_diff(lesson):
    lesson.code[10].source = "show_diff(0, 1)"


@breaks(rules.freezes_its_step)
def the_frozen_step_before_the_diff(lesson):
    lesson.code[8].source = lesson.code[11].source
    lesson.code[11].source = "12"


def test_a_title_may_ask_and_a_prediction_starts_the_count_again():
    lesson = good()
    predicted(lesson, 'plots.name("Left or right of 0?", "x", "y")')
    for cell in lesson.code[:6]:
        cell.source += "\n1" * 6
    assert list(rules.spoils_no_prediction(lesson)) == []
    assert list(rules.asks_every_40_lines_of_code(lesson)) == []


def test_a_cell_may_change_something_if_its_reader_is_told():
    lesson = good()
    tagged(lesson, "changes")
    said(lesson, "Run the cell again, and it will be 3.")
    assert list(rules.says_what_running_again_changes(lesson)) == []


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case[1].__name__}-{case[0].__name__}")
def test_a_broken_lesson_is_rejected(case):
    rule, change, *to = case
    lesson = good()
    change(lesson, *to)
    assert list(rule(lesson)) != []
