"""What every lesson keeps to. A rule takes a lesson and yields what breaks it, in words."""

import ast
import re
import statistics
from collections import Counter

from lessons import imported
from moments import MOMENTS, VIDEO, clock
from nbformat.validator import iter_validate
from nbval.plugin import comment_markers, metadata_tags

from micrograd_steps.classroom.saving import KERNEL
from micrograd_steps.classroom.slides import slide_types

CODE_CELLS = range(12, 26)
CODE_LINES, CODE_MEDIAN, CODE_WIDTH, OUTPUT_LINES = 20, 6, 79, 12
PROSE_WORDS, PROSE_MEDIAN = 80, 40
ALT_WORDS = 3
PLAYING_KIB = 300  # of saved outputs, in a lesson with a player

ALLOWED_MAGICS = ()  # whole lines, such as "%matplotlib inline"
KEPT = {"tags", "slideshow"}  # what `make notebooks` keeps of a cell's metadata
SKIPPED_TAGS = {*metadata_tags, "skip-execution"}

LEAKS = {
    "an object's address": r"0x[0-9a-fA-F]{6,}",
    "a path of a machine": r"/(?:home|root|work|tmp|Users)/|[A-Za-z]:\\Users",
    "a traceback": r"Traceback \(most recent",
}
NOT_WORDS = r"<[^>]+>|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|https?://\S+|\$[^$]*\$"
TO_VIDEO = re.compile(r"\[([^\[\]]*)\]\(" + re.escape(VIDEO) + r"&t=(\d+)s\)")


# ---------------------------------------------------------------- saved as it should be


def is_a_valid_notebook(lesson):
    for error in iter_validate(lesson.notebook):
        yield error.message


def has_unique_cell_ids(lesson):
    for name, count in Counter(cell.get("id") for cell in lesson.cells).items():
        if count > 1:
            yield f"{count} cells have the id {name}"


def keeps_no_needless_metadata(lesson):
    kept = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if lesson.notebook.metadata != kept:
        yield f"the notebook's metadata: {lesson.notebook.metadata}; `make notebooks` mends it"
    for cell in lesson.cells:
        if not set(cell.metadata) <= KEPT:
            yield f"a cell's metadata: {cell.metadata}; `make notebooks` mends it"


def is_executed_from_top_to_bottom(lesson):
    counts = [cell.execution_count for cell in lesson.code]
    if counts != list(range(1, len(counts) + 1)):
        yield f"the counts are {counts}"


def saves_no_error(lesson):
    for i, cell in enumerate(lesson.code, 1):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"code cell {i} saves {output.get('ename', 'what it wrote to stderr')}"


def is_plain_python(lesson):
    """No magics, no shell: an unknown `%magic` or a failing `!command` would pass nbval."""
    for i, cell in enumerate(lesson.code, 1):
        try:
            ast.parse(_without_magics(cell.source))
        except SyntaxError as error:
            yield f"code cell {i} is not Python: {error}"
        if "get_ipython" in cell.source:
            yield f"code cell {i} calls get_ipython"


def _without_magics(source):
    return "\n".join(line for line in source.splitlines() if line not in ALLOWED_MAGICS)


def leaks_nothing_of_a_machine(lesson):
    for cell in lesson.cells:
        for text in [cell.source, *map(_everything_in, cell.get("outputs", []))]:
            for what, pattern in LEAKS.items():
                for found in re.findall(f".*(?:{pattern}).*", text):
                    yield f"{what}: {found.strip()[:90]}"


def _everything_in(output):
    """Return an output's text, SVG and HTML, but not what is encoded in base64."""
    texts = [data for form, data in output.get("data", {}).items() if form != "image/png"]
    text = "\n".join([*map(str, texts), output.get("text", "")])
    return re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)


def hides_nothing_from_the_comparison(lesson):
    """Only a cell tagged `timing` may have its output ignored."""
    for i, cell in enumerate(lesson.code, 1):
        tags = set(cell.metadata.get("tags", []))
        allowed = {"nbval-ignore-output"} if "timing" in tags else set()
        for tag in tags & (SKIPPED_TAGS - allowed):
            yield f"code cell {i} is tagged {tag}"
        for marker in comment_markers:
            if marker in cell.source:
                yield f"code cell {i} is marked {marker}"


def follows_each_timing_with_a_claim_that_is_compared(lesson):
    """After a timing, and before the next, a cell asserts something or saves what it shows."""
    open_timing = None
    for i, cell in enumerate(lesson.code, 1):
        if "timing" in cell.metadata.get("tags", []):
            if open_timing:
                yield f"no claim is compared between the timings of code cells {open_timing}, {i}"
            open_timing = i
        elif cell.outputs or "assert " in cell.source:
            open_timing = None
    if open_timing:
        yield f"no claim is compared after the timing in code cell {open_timing}"


def saves_little_where_something_plays(lesson):
    outputs = str([cell.outputs for cell in lesson.code])
    size = len(outputs.encode()) // 1024
    if "micrograd-player" in outputs and size > PLAYING_KIB:
        yield f"{size} KiB of outputs"


def shows_each_picture_in_two_forms(lesson):
    """nbval compares the SVG and skips the PNG; a lone SVG is hidden in an untrusted notebook."""
    for i, cell in enumerate(lesson.code, 1):
        for output in cell.outputs:
            forms = output.get("data", {})
            if "image/png" in forms and "image/svg+xml" not in forms:
                yield f"code cell {i} has a picture that is not compared: PNG without SVG"
            if "image/svg+xml" in forms and not {"image/png", "text/html"} & set(forms):
                yield f"code cell {i} has a picture that an untrusted notebook hides: a lone SVG"


# ---------------------------------------------------------------- fit for a projected slide


def has_12_to_25_code_cells(lesson):
    if len(lesson.code) not in CODE_CELLS:
        yield f"{len(lesson.code)} code cells"


def has_code_that_fits_a_slide(lesson):
    counts = [0]
    for i, cell in enumerate(lesson.code, 1):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        counts.append(len(lines))
        if len(lines) > CODE_LINES:
            yield f"code cell {i} has {len(lines)} lines"
        if max(map(len, lines), default=0) > CODE_WIDTH:
            yield f"code cell {i} is {max(map(len, lines))} columns wide"
    if statistics.median(counts[1:] or counts) > CODE_MEDIAN:
        yield f"the median of the code cells' lines is {statistics.median(counts[1:])}"


def has_outputs_that_fit_a_slide(lesson):
    for i, cell in enumerate(lesson.code, 1):
        lines = "".join(map(_shown, cell.outputs)).splitlines()
        if len(lines) > OUTPUT_LINES:
            yield f"code cell {i} prints {len(lines)} lines"


def _shown(output):
    """Return the plain text that a reader sees of an output: none where a picture stands."""
    data = output.get("data", {})
    if any(form.startswith("image/") or form == "text/html" for form in data):
        return ""
    return data.get("text/plain", "") + output.get("text", "")


def has_prose_that_fits_a_slide(lesson):
    counts = [len(re.sub(NOT_WORDS, " ", cell.source).split()) for cell in lesson.prose] or [0]
    for cell, count in zip(lesson.prose, counts, strict=False):
        if count > PROSE_WORDS:
            yield f"{count} words of prose: {cell.source[:50]!r}"
    if statistics.median(counts) > PROSE_MEDIAN:
        yield f"the median of the prose cells' words is {statistics.median(counts)}"


def says_a_word_every_two_code_cells(lesson):
    kinds = "".join(cell.cell_type[0] for cell in lesson.cells if cell.source.strip())
    if "ccc" in kinds:
        yield f"{max(map(len, kinds.split('m')))} code cells in a row"


def is_marked_for_slides(lesson):
    """Every cell has the slide type that the rules of `slides.py` give it."""
    for i, kind in enumerate(slide_types(lesson.notebook)):
        marked = lesson.cells[i].metadata.get("slideshow")
        if marked != {"slide_type": kind}:
            yield f"cell {i} is marked {marked}, not {kind}; `make notebooks` marks it"


def describes_its_pictures(lesson):
    for cell in lesson.prose:
        alts = re.findall(r"!\[([^\]]*)\]\(", cell.source)
        for image in re.findall(r"<img\b[^>]*>", cell.source):
            alts += re.findall(r'alt="([^"]*)"', image) or [""]
        for alt in alts:
            if len(alt.split()) < ALT_WORDS:
                yield f"a picture without a text that describes it: {alt!r}"


# ---------------------------------------------------------------- in the rhythm of the course


def opens_with_its_title(lesson):
    title = f"# {lesson.number:02} · "
    if not lesson.cells or not lesson.cells[0].source.startswith(title):
        yield f"the first cell does not begin with {title!r}"


def opens_with_a_link_to_the_video(lesson):
    if lesson.number in MOMENTS and not TO_VIDEO.search(lesson.cells[0].source):
        yield "the first cell does not link the video"


def links_its_moments_of_the_video(lesson):
    for cell in lesson.prose:
        yield from wrong_moments(cell.source, MOMENTS.get(lesson.number, ()))


def wrong_moments(text, moments):
    """Yield what is wrong with the links to the video: form, minute in words, or moment."""
    for label, seconds in TO_VIDEO.findall(text):
        moment = clock(int(seconds))
        if moment not in label:
            yield f"[{label}] leads to {moment}"
        if moment not in moments:
            yield f"[{label}] leads to {moment}, which is no moment of this lesson"
    if "youtu" in TO_VIDEO.sub("", text):
        yield f"a link to the video that is not [hh:mm:ss]({VIDEO}&t=SECONDSs)"


def imports_no_later_step(lesson):
    latest = lesson.number or 12  # lesson 00 shows the destination
    for step, _ in _imported_steps(lesson):
        if step > latest:
            yield f"imports step {step:02}"


def freezes_its_step(lesson):
    """Cells tagged `step`, then `show_diff` from the step before, then the frozen step itself."""
    if lesson.number == 0:
        return
    if not lesson.step_cells:
        yield "no cell is tagged step"
    call = f"show_diff({lesson.number - 1}, {lesson.number})"
    shown = [i for i, cell in enumerate(lesson.code) if call in cell.source]
    if not shown:
        yield f"{call} is not called"
    elif not any(step == lesson.number and i >= shown[0] for step, i in _imported_steps(lesson)):
        yield f"step{lesson.number:02} is not imported after {call}"


def _imported_steps(lesson):
    """Return pairs: the number of an imported step, and of the code cell that imports it."""
    return [
        (int(step), i)
        for i, cell in enumerate(lesson.code)
        for name in imported(ast.parse(_without_magics(cell.source)))
        for step in re.findall(r"micrograd_steps\.step(\d\d)\b", name)
    ]


RULES = [
    is_a_valid_notebook,
    has_unique_cell_ids,
    keeps_no_needless_metadata,
    is_executed_from_top_to_bottom,
    saves_no_error,
    is_plain_python,
    leaks_nothing_of_a_machine,
    hides_nothing_from_the_comparison,
    follows_each_timing_with_a_claim_that_is_compared,
    saves_little_where_something_plays,
    shows_each_picture_in_two_forms,
    has_12_to_25_code_cells,
    has_code_that_fits_a_slide,
    has_outputs_that_fit_a_slide,
    has_prose_that_fits_a_slide,
    says_a_word_every_two_code_cells,
    is_marked_for_slides,
    describes_its_pictures,
    opens_with_its_title,
    opens_with_a_link_to_the_video,
    links_its_moments_of_the_video,
    imports_no_later_step,
    freezes_its_step,
]
