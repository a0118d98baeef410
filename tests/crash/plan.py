"""A whole plan before its last approval: three artefacts approved, the sprint plan in review, nothing in Notion yet.

It is put into the bot's database beside the bot, as if the method had been gone through; only the interview's first
question was really asked.
"""

from datetime import date

from bot.flow import speaking
from bot.flow.versions import version_key
from bot.planning.artefact import Artefact, ArtefactKind
from bot.planning.interview import QuestionState
from bot.planning.sprints.plan import Capacity, Sprint, SprintPlan
from bot.planning.stages import Stage
from bot.slack.messages import Person
from bot.slack.messages.in_short import sprints_in_short
from bot.slack.messages.review import review_message
from storage import UnitOfWork
from tests.planning.plans import task
from tests.planning.workshops import larger

MODULES, SPRINTS, TASKS = 8, 4, 40
"""The size of the plan, as issue 3 has it; with it come two specifications."""


def whole_plan(title: str) -> dict[ArtefactKind, Artefact]:
    """The four artefacts; each task waits for the two before it."""
    product, technical, modules = larger(6 * MODULES)
    tasks = tuple(
        task(
            number,
            *range(max(1, number - 2), number),
            days=(0.5, 1.0, 1.5),
            module=1 + (number - 1) * MODULES // TASKS,
            requirement=number,
        )
        for number in range(1, TASKS + 1)
    )
    share = TASKS // SPRINTS
    sprints = tuple(
        Sprint(
            id=f"S-{number}",
            goal=f"Slice {number} works from the button to the table",
            tasks=tuple(one.id for one in tasks[(number - 1) * share : number * share]),
            milestone=f"Customers see slice {number}",
            deliverables=("ten customers tried it",),
            demo="Ana shows it",
        )
        for number in range(1, SPRINTS + 1)
    )
    plan = SprintPlan(
        title=title,
        capacity=Capacity(people=3, start=date(2027, 1, 4)),
        tasks=tasks,
        sprints=sprints,
        next_task=TASKS + 1,
        next_sprint=SPRINTS + 1,
    )
    return {
        ArtefactKind.PRODUCT_SPECIFICATION: product.model_copy(update={"title": title}),
        ArtefactKind.TECHNICAL_SPECIFICATION: technical.model_copy(update={"title": title}),
        ArtefactKind.MODULES: modules.model_copy(update={"title": title}),
        ArtefactKind.SPRINTS: plan,
    }


async def bring_to_its_last_review(work: UnitOfWork, session_id: str) -> None:
    """Give the session such a plan. The review stands in the outbox: the bot posts it once something happens there.

    Raises `KeyError` for an unknown session.
    """
    session = await work.sessions.get(session_id)
    if session is None:
        raise KeyError(session_id)
    for question in (await work.interviews.load(session, session.stage.side)).questions:
        await work.interviews.change_question(question.id, state=QuestionState.SET_ASIDE)
    owner = Person(session.owner, session.owner_name)
    for kind, artefact in whole_plan(session.title).items():
        version = await work.documents.add(session_id, kind, artefact)
        stored = await work.documents.version(session_id, kind, version)
        if isinstance(artefact, SprintPlan):
            review = review_message(sprints_in_short(artefact), session=session_id, version=version, approvers=[owner])
            await speaking.post(work, session_id, f"review:{version_key(session_id, kind, version)}", review)
        elif stored is not None:
            await work.documents.approve(session_id, stored, session.owner, session.owner_name)
    await work.sessions.change(session_id, stage=Stage.SPRINTS_REVIEW)
