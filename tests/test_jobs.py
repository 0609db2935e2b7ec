"""The jobs of the Makefile: listed, described, and clear where a machine lacks something."""

import os
import re
import shutil
import subprocess

import pytest
from lessons import README, ROOT, own_environment

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
JOBS = re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)
needs_make = pytest.mark.skipif(
    os.name != "posix" or not shutil.which("make"), reason="there is no make on this machine"
)

# A stand-in for Python that fails where its code holds a certain word.
FAKE = """#!/bin/sh
echo "$*" >> calls
case "$*" in *{word}*) exit 1 ;; esac
"""


def make(*arguments, folder=ROOT):
    environment = own_environment()
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):  # of the make that may run this test
        environment.pop(name, None)
    command = ["make", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_every_job_has_a_comment_and_a_file_of_its_name_stops_none():
    assert JOBS == re.findall(r"^# .+\n([a-z]+):", MAKEFILE, re.MULTILINE)
    assert set(JOBS) == set(re.search(r"^\.PHONY: (.*)", MAKEFILE, re.MULTILINE)[1].split())


@needs_make
def test_make_alone_lists_every_job():
    listed = re.findall(r"^  ([a-z]+) +\w.+", make().stdout, re.MULTILINE)
    assert listed == JOBS


@needs_make
def test_lab_calls_nobody_and_passes_options_on():
    command = make("-n", "lab", "ARGS=--no-browser --port 8899").stdout.splitlines()[-1]
    assert "--LabApp.news_url=None" in command
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in command
    assert command.endswith("--no-browser --port 8899")
    assert ("--allow-root" in command) == (os.getuid() == 0)
    assert not re.search(r"token|password|--ip", command)


@needs_make
def test_one_lesson_is_done_by_its_number():
    for number in ("5", "05"):
        commands = [make("-n", job, f"LESSON={number}").stdout for job in ("notebooks", "test")]
        assert commands[0].endswith(" notebooks/05_backward_closures.ipynb\n")
        assert "-k '05_ or step05'" in commands[1]
    run = make("-n", "test", "LESSON=99")
    assert run.returncode != 0
    assert "there is no lesson 99: LESSON is the number of one" in run.stderr


def test_readme_names_jobs_that_exist():
    named = re.findall(r"(?:`|^[ $]*)make ([a-z]+)(?=`| *$| *#| +[A-Z]+=)", README, re.MULTILINE)
    assert {"lab", "test"} <= set(named) <= set(JOBS)


def test_ci_runs_the_command_of_the_readme():
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert run.splitlines()[-1] == "make test"


@needs_make
@pytest.mark.parametrize(
    ("word", "message"),
    [("version_info", "Python 3.11 or newer is needed"), ("ensurepip", "install python3-venv")],
    ids=["too_old", "without_venv"],
)
def test_lab_says_in_one_line_what_is_missing(word, message, tmp_path):
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "python").write_text(FAKE.format(word=word))
    (tmp_path / "python").chmod(0o755)
    run = make("lab", "PYTHON=./python", folder=tmp_path)
    assert run.returncode != 0
    assert len(run.stdout.splitlines()) == 1
    assert message in run.stdout
    assert "-m venv" not in (tmp_path / "calls").read_text()
    assert not (tmp_path / ".venv").exists()
