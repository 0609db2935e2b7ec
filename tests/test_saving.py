"""What `make notebooks` does after executing: slides are marked, and timings stay as saved."""

import nbformat
from nbconvert import NotebookExporter, ScriptExporter
from nbformat import v4 as nb

from micrograd_steps.publish.saving import METADATA, Saving


def lesson(*prints):
    """Return a lesson whose first two code cells are timings, with what its cells print."""
    cells = [nb.new_markdown_cell("# 02 · Small", id="title")]
    for i, text in enumerate(prints):
        outputs = [nb.new_output("stream", text=text)] if text else []
        cells.append(nb.new_code_cell(f"run({i})", id=f"cell{i}", outputs=outputs))
    for cell in cells[1:3]:
        cell.metadata.tags = ["timing"]
    return nb.new_notebook(cells=cells)


def saved(executed, before, folder):
    """Return what is saved of an executed lesson where the folder holds the one from before."""
    folder.mkdir(exist_ok=True)
    nbformat.write(before, folder / "02_small.ipynb")
    exporter = NotebookExporter(preprocessors=[Saving])
    resources = {"metadata": {"path": str(folder), "name": "02_small"}}
    text, _ = exporter.from_notebook_node(executed, resources)
    return nbformat.reads(text, as_version=4)


def printed(notebook):
    return [cell.outputs[0].text for cell in notebook.cells if cell.cell_type == "code"]


def test_timings_stay_as_saved_and_all_else_is_new(tmp_path):
    notebook = saved(lesson("1 s", "2 s", "new"), lesson("8 s", "9 s", "old"), tmp_path)
    assert printed(notebook) == ["8 s", "9 s", "new"]


def test_a_timing_is_new_where_its_code_changed_or_nothing_was_saved(tmp_path):
    before = lesson("8 s", "")
    before.cells[1].source = "run_more()"
    assert printed(saved(lesson("1 s", "2 s"), before, tmp_path)) == ["1 s", "2 s"]


def test_a_timing_in_a_new_cell_is_new(tmp_path):
    assert printed(saved(lesson("1 s", "2 s"), lesson(), tmp_path)) == ["1 s", "2 s"]


def test_what_is_printed_in_pieces_is_joined(tmp_path):
    executed = lesson("", "", "a\n")
    executed.cells[-1].outputs.append(nb.new_output("stream", text="b\n"))
    notebook = saved(executed, lesson(), tmp_path)
    assert [output.text for output in notebook.cells[-1].outputs] == ["a\nb\n"]


def test_slides_are_marked(tmp_path):
    notebook = saved(lesson("1 s", "2 s"), lesson(), tmp_path)
    kinds = [cell.metadata.slideshow.slide_type for cell in notebook.cells]
    assert kinds == ["slide", "fragment", "fragment"]


def test_exercises_have_no_slides(tmp_path):
    executed = lesson("1 s", "2 s")
    executed.cells[0].metadata.slideshow = {"slide_type": "slide"}
    notebook = saved(executed, lesson(), tmp_path / "exercises")
    assert [set(cell.metadata) for cell in notebook.cells] == [set(), {"tags"}, {"tags"}]
    assert notebook.metadata == METADATA


def test_no_other_metadata_stays(tmp_path):
    executed = lesson("1 s", "2 s")
    executed.metadata.kernelspec = METADATA["kernelspec"] | {"display_name": "Python 3 (mine)"}
    executed.metadata.language_info = {"name": "python", "version": "3.11.7"}
    executed.cells[1].metadata.execution = {"iopub.status.busy": "2024-01-01"}
    notebook = saved(executed, lesson(), tmp_path)
    assert notebook.metadata == METADATA
    assert set(notebook.cells[1].metadata) == {"tags", "slideshow"}


def test_a_lesson_as_a_program_is_named_as_one():
    _, resources = ScriptExporter().from_notebook_node(nb.new_notebook(metadata=METADATA))
    assert resources["output_extension"] == ".py"
