"""Crash campaigns: the bot is killed (-9) again and again while a made-up team plans; nothing may be lost or doubled.

Begin with `campaign.py`. `python -m tests.crash interview --kills 30 --json` runs one from the command line.
"""
