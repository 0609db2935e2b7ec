"""What the checks of graphs, of players and of things to drag share."""

import json
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

from lessons import own_environment

SVG = "{http://www.w3.org/2000/svg}"
PIXELS = 4 / 3  # in a point


def assert_fits_a_slide(svg):
    """1,200 × 600 px, and text of 12 px or more."""
    drawing = ElementTree.fromstring(svg)
    width, height = (float(drawing.get(side).removesuffix("pt")) for side in ("width", "height"))
    assert width * PIXELS <= 1200
    assert height * PIXELS <= 600
    unit = width / float(drawing.get("viewBox").split()[2]) * PIXELS
    sizes = {float(e.get("font-size")) for e in drawing.iter() if e.get("font-size")}
    assert min(sizes) * unit >= 12


def in_html(thing):
    """Return the elements of a live thing's HTML, and the data that its script is called with."""
    elements, scripts = [], []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: elements.append((tag, dict(attributes)))
    parser.handle_data = scripts.append
    parser.feed(thing._repr_mimebundle_()["text/html"])
    call = "".join(scripts).strip()
    return elements, json.loads(call[call.rindex("})({") + 3 : -2])


def printed_by_two_interpreters(code):
    """Return what code prints, as bytes, in each of two interpreters that hash in other ways."""
    return [
        subprocess.run(
            [sys.executable, "-c", code],
            env=own_environment() | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    ]
