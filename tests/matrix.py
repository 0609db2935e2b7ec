"""Runs `make test` with every Python on this machine, 3.11 and newer: `make matrix`.

Each runs in a copy of this folder that is set up from nothing, and where much is unlike home: a
path with a space and letters beyond ASCII, no language, another time zone, files that nobody
else may read. With versions as arguments, such as 3.12, only those.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lessons import ROOT, own_environment

UNLIKE_HOME = {"LANG": "C", "LC_ALL": "C", "TZ": "Pacific/Chatham"}
TELL = "import sys, venv, ensurepip; print('.'.join(map(str, sys.version_info[:3])))"


def pythons():
    """Return {version: program} of every Python on the PATH or of pyenv that can set up."""
    folders = [*os.get_exec_path(), *Path.home().glob(".pyenv/versions/*/bin")]
    found = {}
    for program in [p for each in folders for p in Path(each).glob("python3.[1-9][0-9]")]:
        run = subprocess.run([program, "-c", TELL], capture_output=True, text=True)
        if run.returncode == 0 and int(run.stdout.split(".")[1]) > 10:
            found.setdefault(run.stdout.strip(), program)
    return found


def test(program):
    """Return whether all tests pass in a copy that a Python sets up."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "Größe und Maß"
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        command = ["make", "test", f"PYTHON={program}"]
        environment = own_environment() | UNLIKE_HOME
        return not subprocess.run(command, cwd=folder, env=environment, umask=0o077).returncode


def main(wanted):
    said = []
    for version, program in sorted(pythons().items()):
        if not wanted or version.startswith(wanted):
            began = time.monotonic()
            result = "passed" if test(program) else "FAILED"
            said.append(f"{version:8} {result} in {(time.monotonic() - began) / 60:.0f} minutes")
            print(said[-1], flush=True)
    print("\n".join(["", *said]))
    sys.exit(not said or "FAILED" in str(said))


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
