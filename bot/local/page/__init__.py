"""The page in the browser of `planthread try`: a chat client and a reader of pages over the two local workspaces.

It may import `bot.local` only. Pure functions turn Slack's and Notion's JSON into HTML (`blocks.py`, `messages.py`,
`notion_blocks.py` …, all through `markup.py`, where text is escaped); the panes (`slack_pane.py`, `notion_pane.py`)
hold what one browser tab shows and update only what changed. Begin with `try_page.py`.
"""

from bot.local.page.mounting import mount

__all__ = ["mount"]
