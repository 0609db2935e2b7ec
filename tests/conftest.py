"""A browser, and pages in it, for the tests that ask for them."""

import pytest
from browsing import open_browser, open_page

browser = pytest.fixture(open_browser, scope="module")
page, second_page = pytest.fixture(open_page), pytest.fixture(open_page)
