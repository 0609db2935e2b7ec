"""The one way to start a job: `python -m micrograd_steps.publish JOB`; `--help` lists them."""

import argparse
import sys

from micrograd_steps.publish.decks import write_slides
from micrograd_steps.publish.lessons import ROOT, read_lessons
from micrograd_steps.publish.present import present
from micrograd_steps.publish.runsheet import write_runsheet
from micrograd_steps.publish.site import write_site
from micrograd_steps.publish.steps import write_steps
from micrograd_steps.publish.workbook import write_workbook

WRITE = {  # job: what writes it, where to, what it makes, in words
    "slides": (write_slides, "slides", "slides to hand out, one HTML file a lesson"),
    "site": (write_site, "site", "web pages that need no network: open index.html"),
    "runsheet": (write_runsheet, "runsheet.html", "what a teacher needs beside the slides"),
    "workbook": (write_workbook, "workbook", "your own copies of the lessons, to fill in"),
    "steps": (write_steps, "micrograd_steps", "every frozen step, from the tagged cells"),
}


def parser():
    """Return what understands the command line."""
    named = "python -m micrograd_steps.publish"
    whole = argparse.ArgumentParser(prog=named, description="Make something of saved lessons.")
    jobs = whole.add_subparsers(dest="job", required=True, metavar="JOB")
    for job, (_, place, makes) in WRITE.items():
        jobs.add_parser(job, help=f"write to {place}: {makes}")
    show = jobs.add_parser("present", help="show a lesson as slides over live cells")
    show.add_argument("--from", dest="place", default="", help="a slide's number, or words on it")
    show.add_argument("--keep", action="store_true", help="keep what was typed into the copy")
    show.add_argument("lesson", metavar="LESSON", help="its number, such as 05")
    show.add_argument("options", nargs=argparse.REMAINDER, help="for JupyterLab")
    return whole


def main():
    """Do the job that the command line names; what is wrong with it is one line."""
    wanted = parser().parse_args()
    try:
        lessons = read_lessons()
        if wanted.job == "present":
            sys.exit(present(lessons, wanted.lesson, wanted.options, wanted.place, wanted.keep))
        write, place, makes = WRITE[wanted.job]
        write(lessons, ROOT / place)
        print(f"{place}: {makes}")
    except (OSError, RuntimeError, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
