"""What the tests share that look at JupyterLab, and at live slides in it."""

import json
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.util import find_spec

import nbformat
import pytest
from browsing import PATIENCE, missing
from lessons import LESSONS, ROOT, own_environment
from nbformat.sign import NotebookNotary

from micrograd_steps.publish.lessons import NOTEBOOKS, Lesson
from micrograd_steps.publish.present import KEYS, write_copies
from micrograd_steps.publish.workbook import write_workbook

SCREEN_SHOWN = ".slides > .present > .present"
OWN_FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)
PRINTED = nbformat.v4.new_output("stream", name="stdout", text="one more line\n" * 20)
TOO_LONG = Lesson(
    NOTEBOOKS / "99_too_long.ipynb",
    nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# 99 · Too long"),
            nbformat.v4.new_code_cell("print()\n" * 15, outputs=[PRINTED]),
            nbformat.v4.new_code_cell("wide = " + "1 + " * 40 + "1"),
        ]
    ),
)


def write_trusted(lessons, folder, data):
    """Write the copies that are presented with the saved outputs in them, trusted.

    data: the folder where Jupyter notes what it trusts
    """
    write_copies(lessons, folder)
    data.mkdir()
    for lesson in lessons:
        path = folder / "notebooks" / lesson.path.name
        copy = nbformat.read(path, as_version=4)
        code = [cell for cell in copy.cells if cell.cell_type == "code"]
        for cell, saved in zip(code, lesson.code, strict=True):
            cell.outputs, cell.execution_count = saved.outputs, saved.execution_count
        nbformat.write(copy, path)
        NotebookNotary(data_dir=str(data)).sign(copy)


def make_folder(tmp_path_factory):
    """Return the folder that JupyterLab shows."""
    return tmp_path_factory.mktemp("lab")


def open_lab(lab_folder):
    """Yield a function that gives the address of a page of a JupyterLab, with make's options.

    The lessons in the folder "notebooks" have their outputs cleared, those in "seen/notebooks"
    have the saved ones, and "workbook" has the learner's copies.
    """
    if os.name != "posix":
        pytest.skip("JupyterLab was not started: `make lab` is for other systems")
    if not shutil.which("make"):
        missing("there is no make, so JupyterLab was not started")
    tmp_path = lab_folder
    write_copies(LESSONS, tmp_path)
    write_workbook(LESSONS, tmp_path / "workbook")
    write_trusted([*LESSONS, TOO_LONG], tmp_path / "seen", tmp_path / "jupyter_data_dir")
    environment = own_environment()
    dry = subprocess.run(["make", "-n", "lab"], cwd=ROOT, env=environment, capture_output=True)
    options = shlex.split(dry.stdout.decode().splitlines()[-1])[2:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex()
    options += [
        KEYS,
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    for name in OWN_FOLDERS:
        environment[name] = str(tmp_path / name.lower())
    environment["JUPYTER_TOKEN"] = token
    command = [sys.executable, "-m", "jupyterlab", *options]
    with open(tmp_path / "log", "wb") as log:
        server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server, tmp_path / "log")
        yield lambda path: f"http://127.0.0.1:{port}/{path}?token={token}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address, server, log):
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, log.read_text(errors="replace")
            time.sleep(0.25)
    pytest.fail("JupyterLab did not start within 30 seconds")


def wait_for_texts(page, elements, expected, seconds=PATIENCE):
    """Wait until elements have the expected texts, and fail if they haven't in time."""
    end = time.monotonic() + seconds
    while elements.all_text_contents() != expected and time.monotonic() < end:
        page.wait_for_timeout(200)
    assert elements.all_text_contents() == expected


def shut_down(lab):
    """End all kernels, so that the next one counts from 1."""
    with urllib.request.urlopen(lab("api/sessions")) as answer:
        sessions = json.load(answer)
    for session in sessions:
        address = lab(f"api/sessions/{session['id']}")
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE"))


def need_rise():
    if not find_spec("jupyterlab_rise"):
        missing("jupyterlab-rise is not installed: pip install -e '.[present]'")


def presented(page, lab, number, folder="", heading="h1"):
    """Open a lesson as slides, and return it."""
    need_rise()
    lesson = next(lesson for lesson in LESSONS if lesson.number == number)
    page.goto(lab(f"rise/{folder}notebooks/{lesson.name}"))
    page.locator(f"{SCREEN_SHOWN} {heading}").wait_for()
    while not page.locator("[data-lm-suppress-shortcuts]").count():  # until keys.js has begun
        page.keyboard.press("Shift")
        page.wait_for_timeout(100)
    return lesson


def press(page, keys):
    for key in keys.split():
        page.keyboard.press(key)


def state(page):
    """Return the slide that is shown, how many fragments of it are, and what every cell holds."""
    return page.evaluate(
        """() => {
      const shown = document.querySelector("SHOWN");
      const cells = [...document.querySelectorAll(".jp-Notebook .jp-Cell")];
      const held = cells.map((cell) => cell.querySelector(".cm-content")?.textContent);
      return [shown.id, shown.querySelectorAll(".fragment.visible").length, held];
    }""".replace("SHOWN", SCREEN_SHOWN)
    )
