"""planthread: plans software with a team in a Slack thread and publishes the result to Notion.

Begin reading in `bot.planning` (the method, plain Python), then `bot.flow` (what happens with one event) and
`bot.app` (how the parts are put together). Who may import whom is in pyproject.toml and checked in CI.
"""

__version__ = "0.1.0"
