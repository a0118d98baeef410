"""Measurements, each with one door: `python -m tests.bench [NAME …] --json`. Begin with `__main__.py`."""
