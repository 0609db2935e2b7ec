"""Before anything runs: Matplotlib looks at its fonts, once.

On a machine where it never ran it says so on stderr, which no lesson saves.
"""


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # the first process, before it starts others
        import matplotlib.font_manager  # noqa: F401
