from collections.abc import Iterator

import pytest

from tests.notion import contract
from tests.notion.stage import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def contract_stage() -> Iterator[Stage]:
    """A stage on which every request must also satisfy Notion's own OpenAPI document."""
    strict = Stage(contract.checker())
    yield strict
    assert strict.store.violations == []
