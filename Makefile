# Every job by name. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
READY_TORCH := .venv/ready-torch
READY_TEST := .venv/ready-test
READY_PRESENT := .venv/ready-present
PIP := $(BIN)/python -m pip install --disable-pip-version-check

# A .venv fits if its Python runs, is new enough, and finds the steps of this very folder: that of
# a copied or moved folder finds those of the old one.
FITS := LC_ALL= $(BIN)/python -Ic 'import os, sys, micrograd_steps as found; sys.exit( \
	sys.version_info < (3, 11) or not os.path.samefile(found.__path__[0], "micrograd_steps"))'
FITTING := $(shell $(FITS) 2> /dev/null && echo yes)

# Before 3.13 Python finds no packages below a folder with letters beyond ASCII where LC_ALL is C.
ifneq ($(filter C POSIX,$(LC_ALL)),)
unexport LC_ALL
endif

WRITABLE := test -w . || { echo "This folder is read-only. Copy it to a place of your own."; exit 1; }

# Jupyter, Matplotlib and pip note things at home. Where there is no such place, .venv has one.
ifneq ($(shell test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.venv/home
endif

# Localhost with its token is Jupyter's default. These switch off what calls home.
LAB := --LabApp.news_url=None --LabApp.extension_manager=readonly \
	--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
ifeq ($(shell id -u),0)
LAB += --allow-root
endif

# The lessons link figures, so this folder is the root, and a lesson the page to begin with: the
# learner's own copy of it.
LESSONS := --LabApp.default_url=/lab/tree/workbook/00_where_this_goes.ipynb
PUBLISH := $(BIN)/python -m micrograd_steps.publish

# Saved notebooks keep tags, slide marks and timings; what a machine adds about itself goes.
EXECUTE := --to notebook --execute --inplace --ExecutePreprocessor.timeout=600 \
	--NotebookExporter.preprocessors=micrograd_steps.publish.saving.Saving

# Of large arrays Linux' allocator gives freed memory back, after each step of one engine and never
# of another, as chance will have it; fetching it again is a seventh of a step. Here it keeps all.
KEEP_MEMORY := MALLOC_TRIM_THRESHOLD_=1000000000 MALLOC_MMAP_THRESHOLD_=33554432

# With LESSON=12, `notebooks` and `test` do only that lesson: its notebooks, its step, its rules.
ifneq ($(filter notebooks test,$(MAKECMDGOALS)),)
ONE := $(if $(LESSON),$(firstword $(wildcard notebooks/$(LESSON)_*.ipynb notebooks/0$(LESSON)_*.ipynb)))
ifneq ($(LESSON),$(if $(ONE),$(LESSON)))
$(error there is no lesson $(LESSON): LESSON is the number of one in notebooks/, such as 05)
endif
NUMBER := $(firstword $(subst _, ,$(notdir $(ONE))))
BOTH := $(if $(ONE),$(ONE) $(wildcard notebooks/exercises/$(NUMBER)_*.ipynb))
endif

.DEFAULT_GOAL := help
.PHONY: help lab torch test notebooks steps figures bench present slides site runsheet chromium mutation matrix lint clean

# list these jobs
help:
	@echo "usage: make JOB"
	@awk '/^# /{about = substr($$0, 3)} /^[a-z]+:/{sub(":.*", ""); printf "  %-10s %s\n", $$0, about}' Makefile

# open your copies of the lessons in JupyterLab, in workbook/; pass options with ARGS="--no-browser --port 8899"
lab: $(READY)
	@$(PUBLISH) workbook
	$(BIN)/jupyter lab $(LESSONS) $(LAB) $(ARGS)

# add PyTorch, which some lessons compare with; it is large
torch: $(READY_TORCH)

# check style, steps, figures, code, and every notebook, executed again; or one LESSON=05
test: $(READY_TEST) lint
	$(BIN)/python -m pytest $(if $(NUMBER),-k '$(NUMBER)_ or step$(NUMBER)') $(ARGS)

# execute every notebook again, in place; or only those of one LESSON=05
notebooks: $(READY_TORCH)
	$(BIN)/jupyter nbconvert $(EXECUTE) $(or $(BOTH),notebooks/*.ipynb notebooks/exercises/*.ipynb)

# write every frozen step from the lessons' tagged cells
steps: $(READY)
	@$(PUBLISH) steps

# draw every picture again
figures: $(READY)
	$(BIN)/python figures/draw.py

# show a copy of a lesson as slides over live cells, answers cleared: make present LESSON=05 FROM="Freeze"
present: $(READY_PRESENT)
	@$(PUBLISH) present --from="$$FROM" $(if $(KEEP),--keep) '$(LESSON)' $(LAB) $(ARGS)

# write the slides of every lesson to slides/, one HTML file each, to hand out
slides: $(READY_PRESENT)
	@$(PUBLISH) slides

# write the series as web pages to site/, to read without Jupyter
site: $(READY)
	@$(PUBLISH) site

# write what a teacher needs beside the slides to runsheet.html
runsheet: $(READY)
	@$(PUBLISH) runsheet

# add a Chromium, for the tests that look at all this in a browser
chromium: $(READY_TEST)
	@command -v chromium chromium-browser google-chrome > /dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; \
		then apt-get update && apt-get install --yes chromium; \
		else $(BIN)/playwright install --only-shell chromium; fi

# measure how fast the engines are, as ratios in one table
bench: $(READY_TEST)
	OPENBLAS_NUM_THREADS=1 $(KEEP_MEMORY) $(BIN)/python tests/bench.py

# change the code in one place at a time and list what no test notices; or ARGS="step08 plots"
mutation: $(READY_TEST)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/mutation.py $(ARGS)

# run `make test` with every Python on this machine, in copies set up anew; or ARGS=3.12
matrix: $(READY)
	$(BIN)/python tests/matrix.py $(ARGS)

# check the style of all code, notebooks included
lint: $(READY)
	$(BIN)/ruff check --no-cache

# remove what the jobs made, .venv included; workbook/ stays, for it is yours
clean:
	rm -rf .venv .pytest_cache .ruff_cache .present site slides runsheet.html
	@test ! -d workbook || echo "workbook/ stays: what you wrote is in there. Delete it yourself."
	find . -path ./workbook -prune -o -name __pycache__ -prune -exec rm -rf {} +
	find . -path ./workbook -prune -o -name .ipynb_checkpoints -prune -exec rm -rf {} +

# Jobs that write into this folder.
lab notebooks steps figures present slides site runsheet: | _writable
.PHONY: _writable
_writable:
	@$(WRITABLE)

ifneq ($(FITTING),yes)
.PHONY: $(READY)
endif
$(READY): requirements.txt pyproject.toml
$(READY_TORCH) $(READY_PRESENT) $(READY_TEST): $(READY)

# Of two jobs begun at once one sets up, and the other waits for it: then it finds all in place.
ifndef LOCKED
LOCK := $(if $(shell command -v flock),flock requirements.txt)
$(READY) $(READY_TORCH) $(READY_PRESENT) $(READY_TEST):
	@$(LOCK) $(MAKE) --no-print-directory LOCKED=yes $@
else

$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not. Install it from python.org or your" \
		"package manager; if it has another name, say so: make lab PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(WRITABLE)
	@echo "Setting up .venv: a minute or two, once, and again when requirements.txt or pyproject.toml" \
		"changed, or when this folder or the Python it was made with is another one."
	$(PYTHON) -m venv $(if $(FITTING),,--clear) .venv
	$(PIP) -r requirements.txt
	@$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements
	@echo "Letting Matplotlib look at its fonts, once."
	@$(BIN)/python -c 'import matplotlib.pyplot'
	@touch $@

$(READY_TORCH):
	$(PIP) -e '.[torch]'
	@touch $@

$(READY_PRESENT):
	$(PIP) -e '.[present]'
	@touch $@

# This extra holds the two others.
$(READY_TEST):
	$(PIP) -e '.[test]'
	@touch $(READY_TORCH) $(READY_PRESENT) $@

endif
