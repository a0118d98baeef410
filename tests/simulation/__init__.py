"""Months of summaries, reminders and sleep in minutes: the real workflows and database under a clock that jumps.

Begin with `quarter.py`. `python -m tests.simulation --json` runs it at full length from the command line.
"""
