"""What every lesson keeps to. A rule takes a lesson and yields where and how it breaks it.

Some hold for a notebook of exercises, too: they are listed at the end.
"""

import ast
import re
import statistics
from collections import Counter
from inspect import isgeneratorfunction, signature

from lessons import imported
from moments import MOMENTS, VIDEO, clock
from nbformat.validator import iter_validate
from nbval.plugin import comment_markers, metadata_tags

from micrograd_steps.publish.saving import METADATA, kept_of
from micrograd_steps.publish.slides import slide_types

CODE_CELLS = range(12, 31)
CODE_LINES, CODE_MEDIAN, CODE_WIDTH, OUTPUT_LINES = 20, 6, 79, 12
CODE_UNASKED = 40  # lines between two predictions
PROSE_WORDS, PROSE_MEDIAN = 120, 40
ALT_WORDS = 3
PLAYING_KIB = 300  # of players and things to drag, in a lesson
DRAGGED_KIB = 120  # of one of them

TITLES = {"name", "title", "set_title", "suptitle"}  # of plots; `plots.name` takes one first
ALLOWED_MAGICS = ()  # whole lines, such as "%matplotlib inline"
SKIPPED_TAGS = {*metadata_tags, "skip-execution"}

LEAKS = {
    "an object's address": r"0x[0-9a-fA-F]{6,}",
    "a path of a machine": r"/(?:home|root|work|tmp|Users)/|[A-Za-z]:\\Users",
    "a traceback": r"Traceback \(most recent",
}
NOT_WORDS = r"<[^>]+>|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|https?://\S+|\$[^$]*\$"
RUN_AGAIN = re.compile(r"[Rr]un\s(?:the|this)\scell\s(?:above\s)?again")
TO_VIDEO = re.compile(r"\[([^\[\]]*)\]\(" + re.escape(VIDEO) + r"&t=(\d+)s\)")


# ---------------------------------------------------------------- saved as it should be


def is_a_valid_notebook(lesson):
    for error in iter_validate(lesson.notebook):
        place = "/".join(map(str, error.absolute_path))
        yield f"{place}: {error.message[:90]}; JupyterLab mends most of this when it saves"


def has_unique_cell_ids(lesson):
    for name, count in Counter(cell.get("id") for cell in lesson.cells).items():
        if count > 1:
            yield f"{count} cells have the id {name}; each needs one of its own"


def keeps_no_needless_metadata(lesson):
    if lesson.notebook.metadata != METADATA:
        yield f"the notebook's metadata: {lesson.notebook.metadata}; {again(lesson)} mends it"
    for cell in lesson.cells:
        if needless := set(cell.metadata) - kept_of(lesson):
            yield f"cell {cell.id} has the metadata {needless}; {again(lesson)} mends it"


def again(lesson):
    return f"`make notebooks LESSON={lesson.number:02}`"


def is_executed_from_top_to_bottom(lesson):
    for i, cell in enumerate(lesson.code, 1):
        if cell.execution_count != i:
            yield f"code cell {i} has the count {cell.execution_count}; {again(lesson)} mends it"


def saves_no_error(lesson):
    for i, cell in enumerate(lesson.code, 1):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                what = output.get("ename", "what it wrote to stderr")
                yield f"code cell {i} saves {what}; catch an expected error, print it in one line"


def is_plain_python(lesson):
    """No magics, no shell: an unknown `%magic` or a failing `!command` would pass nbval."""
    for i, cell in enumerate(lesson.code, 1):
        try:
            ast.parse(_without_magics(cell.source))
        except SyntaxError as error:
            yield f"code cell {i} is not Python: {error}; no magics, no shell"
        if "get_ipython" in cell.source:
            yield f"code cell {i} calls get_ipython; a lesson is plain Python"


def _without_magics(source):
    return "\n".join(line for line in source.splitlines() if line not in ALLOWED_MAGICS)


def leaks_nothing_of_a_machine(lesson):
    for cell in lesson.cells:
        for text in [cell.source, *map(_everything_in, cell.get("outputs", []))]:
            for what, pattern in LEAKS.items():
                for found in re.finditer(pattern, text):
                    line = text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
                    yield f"cell {cell.id} shows {what}, leave it out: {line.strip()[:90]}"


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
            yield f"code cell {i} is tagged {tag}, so it is not compared; take the tag off"
        for marker in comment_markers:
            if marker in cell.source:
                yield f"code cell {i} is marked {marker}, so it is not compared; take it out"


def says_what_running_again_changes(lesson):
    """A cell tagged `changes` may show something else when run again; its reader is told so."""
    for i, cell in enumerate(lesson.cells):
        around = "\n".join(near.source for near in lesson.cells[max(i - 1, 0) : i + 2])
        if "changes" in cell.metadata.get("tags", []) and not RUN_AGAIN.search(around):
            yield f'cell {cell.id} changes something; say so beside it: "Run the cell again …"'


def follows_each_timing_with_a_claim_that_is_compared(lesson):
    """After a timing, and before the next, a cell asserts something or saves what it shows."""
    open_timing = None
    for i, cell in enumerate(lesson.code, 1):
        if "timing" in cell.metadata.get("tags", []):
            if open_timing:
                yield f"after the timing in code cell {open_timing}, before {i}, assert something"
            open_timing = i
        elif cell.outputs or "assert " in cell.source:
            open_timing = None
    if open_timing:
        yield f"after the timing in code cell {open_timing}, assert something"


def saves_little_where_something_plays(lesson):
    outputs = [str(output) for cell in lesson.code for output in cell.outputs]
    sizes = [len(each.encode()) // 1024 for each in outputs if "micrograd-player" in each]
    for size, most in [(max(sizes, default=0), DRAGGED_KIB), (sum(sizes), PLAYING_KIB)]:
        if size > most:
            yield f"{size} KiB of what plays, and {most} is the most; play a smaller graph"


def shows_each_picture_in_two_forms(lesson):
    """nbval compares the SVG and skips the PNG; a lone SVG is hidden in an untrusted notebook."""
    for i, cell in enumerate(lesson.code, 1):
        for output in cell.outputs:
            forms = output.get("data", {})
            if "image/png" in forms and "image/svg+xml" not in forms:
                yield f"code cell {i} has a PNG without an SVG; call plots.use_style() first"
            if "image/svg+xml" in forms and not {"image/png", "text/html"} & set(forms):
                yield f"code cell {i} has a lone SVG, which hides; see classroom/digraph.py"


# ---------------------------------------------------------------- fit for a projected slide


def has_neither_few_nor_many_code_cells(lesson):
    if len(lesson.code) not in CODE_CELLS:
        fewest, most = CODE_CELLS[0], CODE_CELLS[-1]
        yield f"{len(lesson.code)} code cells, where {fewest} to {most} are wanted; split or join"


def has_no_long_line_of_code(lesson):
    for i, cell in enumerate(lesson.code, 1):
        width = max(map(len, lines_of(cell)), default=0)
        if width > CODE_WIDTH:
            yield f"code cell {i} is {width} columns wide; {CODE_WIDTH} fit a slide"


def has_code_that_fits_a_slide(lesson):
    counts = []
    for i, cell in enumerate(lesson.code, 1):
        counts.append(len(lines_of(cell)))
        if counts[-1] > CODE_LINES:
            yield f"code cell {i} has {counts[-1]} lines; split it, {CODE_LINES} are the most"
    if counts and statistics.median(counts) > CODE_MEDIAN:
        middle = statistics.median(counts)
        yield f"half of the code cells have {middle} lines or more; split some to {CODE_MEDIAN}"


def lines_of(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def has_outputs_that_fit_a_slide(lesson):
    for i, cell in enumerate(lesson.code, 1):
        lines = "".join(map(_shown, cell.outputs)).splitlines()
        if len(lines) > OUTPUT_LINES:
            yield f"code cell {i} prints {len(lines)} lines; {OUTPUT_LINES} fit a slide"


def _shown(output):
    """Return the plain text that a reader sees of an output: none where a picture stands."""
    data = output.get("data", {})
    if any(form.startswith("image/") or form == "text/html" for form in data):
        return ""
    return data.get("text/plain", "") + output.get("text", "")


def has_no_long_prose(lesson):
    for cell in lesson.prose:
        if (count := words_of(cell)) > PROSE_WORDS:
            yield f"cell {cell.id} has {count} words; cut it to {PROSE_WORDS} or split it"


def has_prose_that_fits_a_slide(lesson):
    counts = [words_of(cell) for cell in lesson.prose]
    if counts and statistics.median(counts) > PROSE_MEDIAN:
        middle = statistics.median(counts)
        yield f"half of the prose cells have {middle} words or more; cut some to {PROSE_MEDIAN}"


def words_of(cell):
    return len(re.sub(NOT_WORDS, " ", cell.source).split())


def says_a_word_every_two_code_cells(lesson):
    cells = [cell for cell in lesson.cells if cell.source.strip()]
    for triple in zip(cells, cells[1:], cells[2:], strict=False):
        if all(cell.cell_type == "code" for cell in triple):
            yield f"cell {triple[2].id} is the third code cell in a row; say a word before it"


def is_marked_for_slides(lesson):
    """Every cell has the slide type that the rules of `slides.py` give it."""
    for i, kind in enumerate(slide_types(lesson.notebook)):
        marked = lesson.cells[i].metadata.get("slideshow")
        if marked != {"slide_type": kind}:
            mend = f"{again(lesson)} marks it"
            yield f"cell {lesson.cells[i].get('id')} is marked {marked}, not {kind}; {mend}"


def holds_no_notes(lesson):
    for cell in lesson.cells:
        if cell.metadata.get("slideshow", {}).get("slide_type") in ("notes", "skip"):
            place = f"notebooks/notes/{lesson.path.stem}.md"
            yield f"cell {cell.id} is a note, which learners would read; it belongs into {place}"


def describes_its_pictures(lesson):
    for cell in lesson.prose:
        alts = re.findall(r"!\[([^\]]*)\]\(", cell.source)
        for image in re.findall(r"<img\b[^>]*>", cell.source):
            alts += re.findall(r'alt="([^"]*)"', image) or [""]
        for alt in alts:
            if len(alt.split()) < ALT_WORDS:
                yield f"cell {cell.id} shows a picture; describe it, not as {alt!r}: ![so](file)"


# ---------------------------------------------------------------- in the rhythm of the course


def opens_with_its_title(lesson):
    title = f"# {lesson.number:02} · "
    if not lesson.cells or not lesson.cells[0].source.startswith(title):
        yield f"the first cell does not begin with {title!r}; begin with it"


def opens_with_a_link_to_the_video(lesson):
    if lesson.number in MOMENTS and not TO_VIDEO.search(lesson.cells[0].source):
        yield f"the first cell does not link the video; [hh:mm:ss]({VIDEO}&t=SECONDSs) does"


def links_its_moments_of_the_video(lesson):
    for cell in lesson.prose:
        for wrong in wrong_moments(cell.source, MOMENTS.get(lesson.number, ())):
            yield f"cell {cell.id}: {wrong}"


def wrong_moments(text, moments):
    """Yield what is wrong with the links to the video: form, minute in words, or moment."""
    for label, seconds in TO_VIDEO.findall(text):
        moment = clock(int(seconds))
        if moment not in label:
            yield f"[{label}] leads to {moment}; make them agree"
        if moment not in moments:
            yield f"[{label}] leads to {moment}, which is no moment of it in moments.py"
    if "youtu" in TO_VIDEO.sub("", text):
        yield f"a link to the video that is not [hh:mm:ss]({VIDEO}&t=SECONDSs); write it so"


def imports_no_later_step(lesson):
    latest = lesson.number or 12  # lesson 00 shows the destination
    for step, i in _imported_steps(lesson):
        if step > latest:
            yield f"code cell {i + 1} imports step {step:02}, which is still to come"


def spoils_no_prediction(lesson):
    """A predicted cell, the one after the question, holds no assert and no title that tells."""
    for cell, after in zip(lesson.cells, lesson.cells[1:], strict=False):
        if asks(cell) and after.cell_type == "code":
            for what in dict.fromkeys(_spoilers(ast.parse(_without_magics(after.source)))):
                yield f"cell {after.id} is to be predicted, and holds {what}"


def asks(cell):
    return cell.cell_type == "markdown" and "**Predict" in cell.source


def _spoilers(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            yield "an assert; move it to a cell after the answer"
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            called = getattr(called, "id", called)
            title = ast.unparse(node.args[0]).strip("'\"")
            if called in TITLES and not title.endswith("?"):
                yield f"the title {title!r}; make it the question"


def asks_every_40_lines_of_code(lesson):
    lines, first = 0, None
    for cell in lesson.cells:
        if cell.cell_type == "code":
            lines, first = lines + len(lines_of(cell)), first or cell.id
            if lines > CODE_UNASKED:
                yield f"cells {first} to {cell.id} are {lines} code lines; ask **Predict** there"
                lines, first = 0, None
        elif asks(cell):
            lines, first = 0, None


def freezes_its_step(lesson):
    """Cells tagged `step`, then `show_diff` from the step before, then the frozen step itself."""
    if lesson.number == 0:
        return
    if not lesson.step_cells:
        yield "no cell is tagged step; tag those that hold what the step adds"
    call = f"show_diff({lesson.number - 1}, {lesson.number})"
    shown = [i for i, cell in enumerate(lesson.code) if call in cell.source]
    if not shown:
        yield f"{call} is not called; the lesson ends with it"
    elif not any(step == lesson.number and i >= shown[0] for step, i in _imported_steps(lesson)):
        yield f"step{lesson.number:02} is not imported after {call}; use it there"


def _imported_steps(lesson):
    """Return pairs: the number of an imported step, and of the code cell that imports it."""
    return [
        (int(step), i)
        for i, cell in enumerate(lesson.code)
        for name in imported(ast.parse(_without_magics(cell.source)))
        for step in re.findall(r"micrograd_steps\.step(\d\d)\b", name)
    ]


def links_its_exercises(lesson):
    """The last cell of prose does; there may be none as yet."""
    if lesson.exercises and f"]({lesson.exercises.place})" not in lesson.prose[-1].source:
        link = f"[exercises]({lesson.exercises.place})"
        yield f"cell {lesson.prose[-1].id}, the last of prose, does not link the {link}; add it"


# A rule is a generator of problems, and takes a lesson and nothing else.
RULES = [
    function
    for function in list(vars().values())
    if isgeneratorfunction(function) and list(signature(function).parameters) == ["lesson"]
]

FOR_EXERCISES_TOO = [
    is_a_valid_notebook,
    has_unique_cell_ids,
    keeps_no_needless_metadata,
    is_executed_from_top_to_bottom,
    saves_no_error,
    is_plain_python,
    leaks_nothing_of_a_machine,
    hides_nothing_from_the_comparison,
    shows_each_picture_in_two_forms,
    has_no_long_line_of_code,
    has_outputs_that_fit_a_slide,
    has_no_long_prose,
    describes_its_pictures,
    links_its_moments_of_the_video,
    imports_no_later_step,
]
