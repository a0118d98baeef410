"""What the bot says in Slack, as pure builders: typed records in, a `SlackMessage` or a view out. No I/O.

Text from people and models is escaped here and nowhere later. Begin with `message` (the vocabulary of blocks), then
`question` (what a team sees most). May import `bot.planning` and its neighbours `bot.slack.actions` and `.text`.
"""

from bot.slack.messages.message import Link, Person, SlackMessage

__all__ = ["Link", "Person", "SlackMessage"]
