"""A browser, pages in it, and a JupyterLab, for the tests that ask for them."""

import pytest
from browsing import open_browser, open_page
from labs import make_folder, open_lab

browser = pytest.fixture(open_browser, scope="module")
page, second_page = pytest.fixture(open_page), pytest.fixture(open_page)
lab_folder = pytest.fixture(make_folder, scope="module")
lab = pytest.fixture(open_lab, scope="module")
