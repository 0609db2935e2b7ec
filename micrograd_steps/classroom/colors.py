"""The colours of every plot, graph and figure, each with one meaning.

Blue and orange stay apart for colour-blind readers, and as text on white each has a contrast
of more than 4.5 to 1 (WCAG 2.2, success criterion 1.4.3).
"""

VALUE = "#0069A8"  # values: data, functions, outputs
GRADIENT = "#BF4A00"  # gradients: slopes, tangents, what flows backward
INK = "#222222"  # text, axes, outlines
FAINT = "#767676"  # what is there only for orientation
SHADE = "#CFE3F1"  # an area of values
GRID = "#DDDDDD"  # lines to measure by, behind everything
