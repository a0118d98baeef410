"""The local workspace of `planthread try` and of the tests: what is on the other side of the bot.

It speaks Slack's protocols (Web API, Socket Mode) and Notion's (REST) strictly: what the real ones would refuse, it
refuses with the same error. It imports nothing else of `bot`: the bot reaches it by URL, exactly as it reaches
slack.com. Begin with `server.py` (what is served where), then `slack/workspace.py` (what people can do).
"""
