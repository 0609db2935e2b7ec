"""Before the tests: Matplotlib looks at its fonts, once. After them: what failed, and why.

On a machine where it never ran it says so on stderr, which no lesson saves.
"""


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # the first process, before it starts others
        import matplotlib.font_manager  # noqa: F401


def pytest_terminal_summary(terminalreporter):
    """List what failed, each with what is wrong in one line, however narrow the terminal is."""
    for report in terminalreporter.getreports("failed") + terminalreporter.getreports("error"):
        crash = getattr(report.longrepr, "reprcrash", None)
        wrong = crash.message if crash else str(report.longrepr)
        if ".ipynb::" in report.nodeid:  # nbval's own words come in colours, and name no mend
            number = report.nodeid.partition("/")[2][:2]
            wrong = f"not as saved, see above; `make notebooks LESSON={number}` saves it so"
        line = wrong.strip().partition("\n")[0]
        terminalreporter.write_line(f"FAILED {report.nodeid}: {line}")
