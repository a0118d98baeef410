"""Handing a plan over to people and coding agents: a folder (or zip) of Markdown with a machine-readable `plan.json`.

Reads the record and changes nothing in it. Begin reading in `record` (what there is to hand over), then `files` (which
file holds what) and `plan` (what `plan.json` holds). May import `bot.planning`, `storage`, and of the other packages
what writes folders (`bot.folder`), links to Slack (`bot.slack.delivery`) and counts tokens (`bot.writing.tokens`).
"""
