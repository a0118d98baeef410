"""Months of summaries in seconds: the real schedules, job store and database under a clock that jumps.

Begin with `quarter.py`. `python -m tests.simulation --json` runs it at full length from the command line.
"""
