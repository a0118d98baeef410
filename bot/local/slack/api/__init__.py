"""Slack's Web API: one module per family of methods, each with a table of its methods.

`methods.py` puts the tables together and says what happens around each call (token, scope, rate, faults);
`arguments.py` reads what the caller sent; `access.py` holds the rules that several methods share.
"""
