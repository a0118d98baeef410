"""Whose eyes see a message: names of people and channels, and times in that person's zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.local.slack import Channel, Person, SlackWorkspace


@dataclass(frozen=True)
class Viewpoint:
    """The person who looks, and how ids read to them; `*_name` return None for unknown ids."""

    me: Person
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
    person_name: Callable[[str], str | None]
    channel_name: Callable[[str], str | None]

    @classmethod
    def of(cls, slack: SlackWorkspace, me: Person) -> "Viewpoint":
        """The view of a person on a workspace as it is now."""
        people = (*slack.people(), slack.bot)
        channels = tuple(slack.channels(me))
        first_names = {person.id: person.real_name.split()[0] for person in people}
        channel_names = {channel.id: channel.name for channel in channels}
        return cls(me, people, channels, first_names.get, channel_names.get)

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone; UTC where this machine does not know it."""
        try:
            return ZoneInfo(self.me.tz)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    def when(self, ts: str) -> datetime:
        """A Slack `ts` as the person's local time."""
        return datetime.fromtimestamp(float(ts), UTC).astimezone(self.zone)

    def clock(self, ts: str) -> str:
        """ "14:05"."""
        return self.when(ts).strftime("%H:%M")

    def full(self, ts: str) -> str:
        """ "Monday, 23 November 2026, 14:05 (Europe/Lisbon)"."""
        moment = self.when(ts)
        return f"{moment:%A}, {moment.day} {moment:%B %Y, %H:%M} ({self.me.tz})"

    def day(self, ts: str) -> str:
        """ "Today", "Yesterday", or "Monday, 23 November"."""
        day = self.when(ts).date()
        ago = (self.today() - day).days
        if ago in {0, 1}:
            return ("Today", "Yesterday")[ago]
        return f"{day:%A}, {day.day} {day:%B}" + ("" if day.year == self.today().year else f" {day.year}")

    def today(self) -> date:
        """The person's date."""
        return datetime.now(self.zone).date()
