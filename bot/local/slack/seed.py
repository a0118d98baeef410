"""The world that a new workspace begins with: a small product team that everybody can imagine."""

from bot.local.slack.model import Channel, Person

ANA, BEN, CHEN, GUEST, BOT = "U0ANA00001", "U0BEN00001", "U0CHEN0001", "U0GUS00001", "U0PLANTHRD"
PRODUCT, RANDOM, LEADS, PARTNERS = "C0PRODUCT1", "C0RANDOM01", "C0LEADS001", "C0PARTNER1"


def people(bot_name: str) -> list[Person]:
    """Return three colleagues, a guest whose account is off, and the app's user."""
    return [
        Person(ANA, "ana", "Ana Duarte", "Europe/Lisbon", "Product", "c2410c"),
        Person(BEN, "ben", "Ben Carter", "America/New_York", "Engineering", "1d4ed8"),
        Person(CHEN, "chen", "Chen Wei", "Asia/Singapore", "Design", "047857"),
        Person(GUEST, "gus", "Gus Lindt", "Europe/Zurich", "Guest", "6b7280", is_restricted=True, active=False),
        Person(BOT, bot_name, bot_name, "Etc/UTC", "App", "2b3a55", is_bot=True),
    ]


def channels(created: int) -> list[Channel]:
    """Return a channel with the app, one without, a private one, and one that another company shares."""
    team = [ANA, BEN, CHEN]
    return [
        Channel(PRODUCT, "product", members=[*team, BOT], topic="What we build next", created=created),
        Channel(RANDOM, "random", members=[*team], topic="Everything else", created=created),
        Channel(
            LEADS, "leads", is_private=True, members=[ANA, BEN, BOT], topic="Private: Ana and Ben", created=created
        ),
        Channel(
            PARTNERS, "partners", is_ext_shared=True, members=[*team, BOT], topic="Shared with Globex", created=created
        ),
    ]
