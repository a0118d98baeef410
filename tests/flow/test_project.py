"""What is published of a session says what changed, and only that: Notion is asked for no more than it takes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.flow.project import project_of
from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.publication import ProjectPublication
from bot.planning.specification import ProductSpecification
from bot.planning.sprints.plan import Estimate, SprintPlan
from storage import Database
from tests.crash.plan import whole_plan
from tests.notion.stage import Stage
from tests.storage.conftest import a_session

THREE = ("T-1", "T-2", "T-3")
"""Three tasks of the first sprint."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A session whose whole plan was approved."""
    database = Database(f"sqlite:///{tmp_path / 'planthread.db'}")
    await database.migrate()
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k1")
    for artefact in whole_plan("Report").values():
        await approve(database, artefact)
    yield database
    await database.close()


async def approve(database: Database, artefact: Artefact) -> None:
    """Ana approves another version."""
    kind = next(kind for kind, other in whole_plan("Report").items() if type(other) is type(artefact))
    async with database.unit_of_work() as work:
        version = await work.documents.add("s1", kind, artefact)
        stored = await work.documents.version("s1", kind, version)
        assert stored is not None
        await work.documents.approve("s1", stored, "UANA", "Ana")


async def project(database: Database) -> ProjectPublication:
    """What is to be published now."""
    async with database.reading() as work:
        session = await work.sessions.get("s1")
        assert session is not None
        found = await project_of(work, session, "https://acme.slack.com/", len)
    assert found is not None
    return found


def with_tasks(keys: tuple[str, ...], **changes: Any) -> SprintPlan:
    """The sprint plan with some of its tasks changed."""
    plan = whole_plan("Report")[ArtefactKind.SPRINTS]
    assert isinstance(plan, SprintPlan)
    tasks = (task.model_copy(update=changes) if task.id in keys else task for task in plan.tasks)
    return plan.model_copy(update={"tasks": tuple(tasks)})


async def test_a_new_specification_and_three_tasks_with_another_end_are_nine_requests_to_notion(
    database: Database,
) -> None:
    stage = Stage()
    assert await stage.requests_for(await project(database)) == 69
    product = whole_plan("Report")[ArtefactKind.PRODUCT_SPECIFICATION]
    assert isinstance(product, ProductSpecification)
    # What no module's context pack repeats: another outcome would rightly be written on every module's page, too.
    problem = product.problem.model_copy(update={"text": "Customers wait too long."})
    await approve(database, product.model_copy(update={"problem": problem}))
    await approve(database, with_tasks(THREE, done_when="Ana has seen it"))
    assert await stage.requests_for(await project(database)) == 9
    assert await stage.requests_for(await project(database)) == 3


async def test_three_tasks_that_take_longer_are_a_request_each_and_one_for_their_sprint(database: Database) -> None:
    stage = Stage()
    await stage.publish(await project(database))
    await approve(database, with_tasks(THREE, estimate=Estimate(optimistic=1, likely=2, pessimistic=3)))
    assert await stage.requests_for(await project(database)) == 3 + 3 + 1


@pytest.mark.parametrize(
    "changes",
    [{"owner": "Ben"}, {"module": "M-2"}, {"depends_on": ()}, {"title": "Another step"}, {"done_when": "it is seen"}],
    ids=lambda changes: next(iter(changes)),
)
async def test_whatever_changes_of_a_task_it_is_written_again(database: Database, changes: dict[str, Any]) -> None:
    before = await project(database)
    await approve(database, with_tasks(("T-3",), **changes))
    after = await project(database)
    pairs = zip(before.tasks, after.tasks, strict=True)
    assert {new.key for old, new in pairs if old.source_hash != new.source_hash} == {"T-3"}
