"""The jobs that make something of the saved lessons: `python -m micrograd_steps.publish`."""
