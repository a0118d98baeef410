"""What a sentence thinks of each technology: a wrong stance would make a choice of what a team turned down."""

import pytest

from bot.planning.technical.stances import stances


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Kafka was considered and turned down because it needs its own operators.", [("Kafka", False)]),
        ("Redis was tried but finally dropped.", [("Redis", False)]),
        ("We considered Kafka and turned it down.", [("Kafka", False)]),
        ("We looked at MongoDB but decided against it.", [("MongoDB", False)]),
        ("PostgreSQL, not MongoDB, because finance already runs it.", [("PostgreSQL", True), ("MongoDB", False)]),
    ],
)
def test_what_was_turned_down_is_never_taken_for_chosen(sentence: str, expected: list[tuple[str, bool]]) -> None:
    assert [(stance.name, stance.wanted) for stance in stances(sentence)] == expected


def test_a_reason_that_names_a_technology_is_told_to_its_end() -> None:
    found = stances("Python instead of Node, because all our other tools are in Python.")
    assert found[1].name == "Node"
    assert found[1].reason == "because all our other tools are in Python"
