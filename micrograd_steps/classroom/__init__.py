"""What the lessons use besides the steps: drawing, plots, diffs."""
