"""The jobs of the Makefile: listed, described, and clear where a machine lacks something."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from lessons import README, ROOT, own_environment

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
JOBS = re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)
WRITING = ("lab", "notebooks", "steps", "figures", "present", "slides", "site", "runsheet")
needs_make = pytest.mark.skipif(
    os.name != "posix" or not shutil.which("make"), reason="there is no make on this machine"
)

# A stand-in for Python and all that it installs, which fails where its code holds a certain word.
FAKE = """#!/bin/sh
echo "$HOME: $*" >> calls
case "$*" in
    *{word}*) exit 1 ;;
    "-m venv"*) sleep 0.3; mkdir -p .venv/bin
        for it in python jupyter ruff; do cp "$0" .venv/bin/$it; done
esac
"""


def make(*arguments, folder=ROOT, user=None, **environment):
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=own_environment() | environment,
        user=user,
        capture_output=True,
        text=True,
    )


def course(folder):
    """Write into a new folder what a set-up reads of the course, and return the folder."""
    (folder / "micrograd_steps").mkdir(parents=True)
    for name in ("Makefile", "requirements.txt", "pyproject.toml", "micrograd_steps/__init__.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def fake_course(folder, word="nothing"):
    """The same with the stand-in for Python, which fails at a word."""
    (course(folder) / "python").write_text(FAKE.format(word=word))
    (folder / "python").chmod(0o755)
    return folder


def calls(folder, *arguments, **environment):
    """Return what a job asks of the stand-in for Python."""
    (folder / "calls").unlink(missing_ok=True)
    make(*arguments, "PYTHON=./python", folder=folder, **environment)
    return (folder / "calls").read_text()


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
def test_lab_writes_the_learners_copies_and_opens_the_first():
    *_, write, command = make("-n", "lab").stdout.splitlines()
    assert write.endswith("python -m micrograd_steps.publish workbook")
    assert " --LabApp.default_url=/lab/tree/workbook/00_where_this_goes.ipynb " in command


@needs_make
def test_clean_says_that_it_leaves_a_learners_work_alone(tmp_path):
    folder = course(tmp_path / "course")
    gone, kept = folder / "site", folder / "workbook" / ".ipynb_checkpoints"
    for made in (gone, kept):
        made.mkdir(parents=True)
    assert "workbook/ stays" in make("-s", "clean", folder=folder).stdout
    assert kept.exists() and not gone.exists()
    shutil.rmtree(folder / "workbook")
    assert make("-s", "clean", folder=folder).stdout == ""


@needs_make
def test_one_lesson_is_done_by_its_number():
    for number in ("5", "05"):
        commands = [make("-n", job, f"LESSON={number}").stdout for job in ("notebooks", "test")]
        name = "05_backward_closures.ipynb"
        assert commands[0].endswith(f" notebooks/{name} notebooks/exercises/{name}\n")
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
    folder = fake_course(tmp_path / "course", word)
    run = make("lab", "PYTHON=./python", folder=folder)
    assert run.returncode != 0
    assert len(run.stdout.splitlines()) == 1
    assert message in run.stdout
    assert "-m venv" not in (folder / "calls").read_text()
    assert not (folder / ".venv").exists()


@needs_make
def test_what_is_installed_is_not_installed_again(tmp_path):
    folder = fake_course(tmp_path / "course")
    assert "-e .[test]" in calls(folder, "test")
    for job in ("lab", "torch", "present", "slides", "notebooks", "test"):
        assert "pip" not in calls(folder, job), job


@needs_make
@pytest.mark.skipif(not shutil.which("flock"), reason="there is no flock on this machine")
def test_two_jobs_begun_at_once_set_up_once(tmp_path):
    folder = fake_course(tmp_path / "course")
    jobs = [["make", job, "PYTHON=./python"] for job in ("lab", "slides", "lab")]
    for run in [subprocess.Popen(job, cwd=folder, env=own_environment()) for job in jobs]:
        assert run.wait() == 0
    said = (folder / "calls").read_text()
    assert (said.count("-m venv"), said.count("pip install"), said.count("lab ")) == (1, 2, 2)


@pytest.fixture
def installed(tmp_path):
    """A course with a .venv of its own, in a folder with a space and a letter beyond ASCII."""
    folder = course(tmp_path / "mein Gerät")
    venv.create(folder / ".venv", symlinks=True)
    packages = next(folder.glob(".venv/lib/python*/site-packages"))
    (packages / "micrograd_steps.pth").write_text(f"{folder}\n", encoding="utf-8")
    (folder / ".venv" / "ready").touch()
    assert "-m venv" not in make("-n", "lab", folder=folder).stdout
    return folder


def old(folder, python):
    python.unlink()
    python.write_text('#!/bin/sh\ncase "$*" in *version_info*) exit 1 ;; esac\n')
    python.chmod(0o755)
    return folder


SPOIL = {  # what happens to a course and the Python of its .venv; each returns the course's place
    "copied": lambda folder, _: shutil.copytree(folder, folder.parent / "copy", symlinks=True),
    "moved": lambda folder, _: folder.rename(folder.parent / "moved"),
    "python_is_old": old,
    "python_is_gone": lambda folder, python: python.unlink() or folder,
}


@needs_make
@pytest.mark.parametrize("spoil", SPOIL.values(), ids=SPOIL)
def test_a_venv_that_does_not_fit_is_made_again(spoil, installed):
    folder = spoil(installed, installed / ".venv" / "bin" / "python")
    assert "-m venv --clear .venv" in make("-n", "lab", folder=folder).stdout


@needs_make
def test_a_path_beyond_ascii_works_without_a_language(installed):
    (installed / "figures").mkdir()
    (installed / "figures" / "draw.py").write_text("print('drawn')")
    run = make("figures", folder=installed, LC_ALL="C")
    assert run.stdout.endswith("drawn\n") and "-m venv" not in run.stdout


@pytest.fixture
def readable():
    """Let others read what is written meanwhile, whatever the umask was."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@needs_make
def test_jobs_that_write_say_that_a_folder_is_read_only(readable):
    user = 65534 if os.getuid() == 0 else None  # root may write anywhere, nobody may not
    with TemporaryDirectory() as place:
        folder = fake_course(Path(place) / "course")
        calls(folder, "test")
        Path(place).chmod(0o755)
        folder.chmod(0o555)
        for job in WRITING:
            run = make(job, folder=folder, user=user)
            assert (run.returncode, len(run.stdout.splitlines())) == (2, 1), job
            assert "This folder is read-only." in run.stdout
        assert make("lint", folder=folder, user=user).returncode == 0
        folder.chmod(0o755)


@needs_make
def test_without_a_home_the_jobs_have_one(tmp_path):
    folder = fake_course(tmp_path / "course")
    for home, expected in {"/nonexistent": folder / ".venv" / "home", tmp_path: tmp_path}.items():
        said = calls(folder, "lab", HOME=str(home)).splitlines()
        assert [line.partition(": ")[0] for line in said] == [str(expected)] * len(said)


@needs_make
def test_options_of_the_make_that_runs_the_tests_stay_with_it(tmp_path):
    inner = f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); from test_jobs import make"
    (tmp_path / "inner.py").write_text(f"{inner}\nprint(make('-n', 'lab').stdout)\n")
    (tmp_path / "Makefile").write_text(f'outer:\n\t@"{sys.executable}" inner.py\n')
    for option in ("ARGS=--leaked", "LESSON=leaked", "PYTHON=leaked"):
        run = make("outer", option, folder=tmp_path)
        assert "jupyter lab" in run.stdout and "leaked" not in run.stdout
