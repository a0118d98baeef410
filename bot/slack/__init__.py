"""Slack, thinly: `listeners` parse and hand over, `messages` build blocks, `delivery` is the one place that posts.

Begin with `listeners/__init__.py`, which reads as a table of what the app listens to. May import `bot.planning`.
"""
