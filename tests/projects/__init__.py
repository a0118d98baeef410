"""Three real project ideas with about 8, 25 and 60 requirements, as made-up teams that know an answer to everything.

`play.py` takes one through the whole method in front of the real bot, `outcome.py` reads what came of it, `judging.py`
says what is wrong with that. `python -m tests.projects NAME` does all three and prints the figures.
"""

from pathlib import Path

from tests import teams

FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The projects there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(name: str) -> teams.Team:
    """The team of that project; it knows what to say to every facet of both interviews.

    Raises `FileNotFoundError` when there is none.
    """
    return teams.read(FOLDER / f"{name}.toml")
