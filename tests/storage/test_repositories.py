"""What is put in comes out as the planning core knows it; what comes twice counts once."""

from dataclasses import replace

from bot.planning import outline
from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding, Rule, Severity
from bot.planning.interview import Evidence, QuestionState
from bot.planning.modules.plan import Module, ModulePlan
from bot.planning.session import Participant
from bot.planning.sprints.plan import Capacity
from bot.planning.stages import Stage
from bot.planning.topics import Side
from storage import Database
from storage.inbox import StoredEvent
from storage.interviews import Role
from storage.outbox import Sending
from storage.publications import PublicationRecord
from tests.storage.conftest import a_question, a_session, said

SPECIFICATION = ArtefactKind.PRODUCT_SPECIFICATION
MODULES = ArtefactKind.MODULES


async def started(database: Database) -> None:
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k1")
        await work.interviews.add_question("s1", Side.PRODUCT, a_question(1))


async def test_a_session_comes_back_as_it_was_with_its_people(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        session = await work.sessions.get("s1")
    assert session == a_session()
    assert session.may_approve("UBEN")
    assert not session.may_approve("UANA")
    assert replace(session, participants=()).may_approve("UANA")


async def test_a_start_key_starts_one_session(database: Database):
    async with database.unit_of_work() as work:
        assert await work.sessions.start(a_session("s1"), "same")
        assert not await work.sessions.start(a_session("s2"), "same")
        assert await work.sessions.get("s2") is None


async def test_joining_twice_keeps_the_right_to_approve_and_learns_the_name(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.sessions.join("s1", [Participant("UBEN", "Ben Carter"), Participant("UCHEN", "")])
        await work.sessions.join("s1", [Participant("UBEN", "")])
        session = await work.sessions.get("s1")
    assert {p.user_id: (p.name, p.approver) for p in session.participants} == {
        "UANA": ("Ana", False),
        "UBEN": ("Ben Carter", True),
        "UCHEN": ("", False),
    }


async def test_a_thread_and_each_of_its_messages_lead_to_the_session(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.sessions.change("s1", thread_ts="100.1", stage=Stage.PRODUCT_REVIEW)
        await work.interviews.contribute("s1", "s1.1", said("Managers", "100.3"))
        await work.outbox.add("s1", "question:s1.1:1", "post", {})
        await work.outbox.sent("question:s1.1:1", "100.2")
    async with database.unit_of_work() as work:
        assert (await work.sessions.in_thread("T1", "C1", "100.1")).stage is Stage.PRODUCT_REVIEW
        assert await work.sessions.in_thread("T1", "C2", "100.1") is None
        assert await work.sessions.in_thread("T1", "C1", "") is None
        assert (await work.sessions.with_message("T1", "C1", "100.2")).id == "s1"
        assert (await work.sessions.with_message("T1", "C1", "100.3")).id == "s1"
        assert await work.sessions.with_message("T2", "C1", "100.3") is None


async def test_all_sessions_with_a_thread_are_listed_with_where_their_workspace_is(database: Database):
    async with database.unit_of_work() as work:
        await work.sessions.remember_workspace("T1", "Acme", "https://acme.slack.com")
        for name, ts in (("s1", "100.1"), ("s2", ""), ("s3", "100.3")):
            await work.sessions.start(a_session(name, thread_ts=ts), name)
        await work.sessions.change("s1", title="Changed last")
        assert [session.id for session in await work.sessions.all()] == ["s1", "s3"]
        assert await work.sessions.workspace_url("T1") == "https://acme.slack.com"
        assert await work.sessions.workspace_url("T9") == ""


async def test_an_answer_is_recorded_once_and_edits_keep_the_earlier_words(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        assert await work.interviews.contribute("s1", "s1.1", said("Manegers", "100.3"))
        assert not await work.interviews.contribute("s1", "s1.1", said("Manegers", "100.3"))
        await work.interviews.edit("s1", "100.3", "Managers")
        interview = await work.interviews.load(await work.sessions.get("s1"), Side.PRODUCT)
    assert interview.question(1).answer_text == "Managers"
    async with database.unit_of_work() as work:
        await work.interviews.delete("s1", "100.3")
        assert await work.interviews.voices("s1.1") == 0
        interview = await work.interviews.load(await work.sessions.get("s1"), Side.PRODUCT)
    assert interview.question(1).answer == ()


async def test_a_reopened_question_is_answered_anew_and_the_old_answer_stays_in_the_record(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.interviews.contribute("s1", "s1.1", said("Managers", "100.3"))
        await work.interviews.change_question("s1.1", state=QuestionState.ANSWERED)
        assert await work.interviews.reopen("s1.1") == 2
        before = (await work.interviews.load(await work.sessions.get("s1"), Side.PRODUCT)).question(1)
        await work.interviews.contribute("s1", "s1.1", said("Accountants", "100.5", "UBEN"))
        after = (await work.interviews.load(await work.sessions.get("s1"), Side.PRODUCT)).question(1)
    assert before.answer_text == "Managers"
    assert after.answer_text == "Accountants"
    assert [c.superseded for c in after.contributions] == [True, False]


async def test_what_turned_out_to_be_talk_does_not_count_as_an_answer(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.interviews.contribute("s1", "s1.1", said("lunch?", "100.3"))
        await work.interviews.contribute("s1", "s1.1", said("Managers", "100.4", "UBEN"))
        await work.interviews.classify(["s1:100.3"], Role.SIDE_TALK)
        interview = await work.interviews.load(await work.sessions.get("s1"), Side.PRODUCT)
    assert interview.question(1).answer_text == "Managers"


async def test_evidence_counts_while_its_words_stand(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.interviews.contribute("s1", "s1.1", said("Managers, within our 5,000 budget", "100.3"))
        await work.interviews.add_evidence("s1", [Evidence("constraints.hard", 1, "within our 5,000 budget")] * 2)
        interview = await work.interviews.load(await work.sessions.get("s1"), Side.PRODUCT)
        facet = next(f for f in interview.facets() if f.key == "constraints.hard")
        assert interview.is_covered(facet)
        await work.interviews.edit("s1", "100.3", "Managers")
        interview = await work.interviews.load(await work.sessions.get("s1"), Side.PRODUCT)
        assert not interview.is_covered(facet)


async def test_versions_count_up_and_an_approval_holds_for_its_content_only(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        interview = await work.interviews.load(await work.sessions.get("s1"), Side.PRODUCT)
        draft = outline.begin(interview, "written without a model")
        assert await work.documents.add("s1", SPECIFICATION, draft) == 1
        first = await work.documents.latest("s1", SPECIFICATION)
        assert first.artefact == draft
        assert await work.documents.approve("s1", first, "UBEN", "Ben")
        assert not await work.documents.approve("s1", first, "UANA", "Ana")
        other = draft.model_copy(update={"title": "Other"})
        assert await work.documents.add("s1", SPECIFICATION, other, "rename", "Ben") == 2
        second = await work.documents.latest("s1", SPECIFICATION)
        assert await work.documents.approval("s1", second) is None
        assert await work.documents.approval("s1", replace(first, content_hash="0" * 64)) is None
        assert (await work.documents.approval("s1", first)).approved_by_name == "Ben"


async def test_each_kind_of_artefact_has_versions_of_its_own_and_comes_back_as_it_was(database: Database):
    await started(database)
    plan = ModulePlan(title="Report", modules=(Module(id="M-1", title="Mail", scope="Sends it."),))
    async with database.unit_of_work() as work:
        assert await work.documents.add("s1", MODULES, plan) == 1
        assert (await work.documents.version("s1", MODULES, 1)).artefact == plan
        assert await work.documents.latest("s1", SPECIFICATION) is None


async def test_an_approval_that_was_taken_back_no_longer_counts_and_is_not_forgotten(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        for title in ("First", "Second"):
            await work.documents.add("s1", MODULES, ModulePlan(title=title))
        first = await work.documents.version("s1", MODULES, 1)
        await work.documents.approve("s1", first, "UBEN", "Ben")
        assert (await work.documents.newest_approved("s1", MODULES)).version == 1
        await work.documents.void("s1", MODULES)
        assert await work.documents.newest_approved("s1", MODULES) is None
        assert await work.documents.approval("s1", first) is None
        assert (await work.documents.newest_approved("s1", MODULES, even_void=True)).version == 1


async def test_the_two_sides_of_an_interview_are_read_apart_and_numbered_through(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.interviews.change_question("s1.1", state=QuestionState.ANSWERED)
        technical = replace(a_question(2), facet="data.model")
        await work.interviews.add_question("s1", Side.TECHNICAL, technical)
        evidence = [Evidence("deployment.where", 1, "Managers"), Evidence("audience.others", 1, "Managers")]
        await work.interviews.add_evidence("s1", evidence)
        session = await work.sessions.get("s1")
        product = await work.interviews.load(session, Side.PRODUCT)
        built = await work.interviews.load(session, Side.TECHNICAL)
    assert [q.number for q in product.questions] == [1]
    assert [q.number for q in built.questions] == [2]
    assert [q.number for q in built.earlier] == [1]
    assert built.next_number == product.next_number == 3
    assert [e.facet for e in product.evidence] == ["audience.others"]
    assert [e.facet for e in built.evidence] == ["deployment.where"]


async def test_a_stage_advances_only_from_the_one_it_was_seen_in(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.sessions.change("s1", stage=Stage.TECHNICAL_INTERVIEW)
        await work.sessions.advance("s1", Stage.PRODUCT_APPROVED, Stage.PRODUCT_PUBLISHED)
        assert (await work.sessions.get("s1")).stage is Stage.TECHNICAL_INTERVIEW
        await work.sessions.change("s1", stage=Stage.PRODUCT_APPROVED)
        await work.sessions.advance("s1", Stage.PRODUCT_APPROVED, Stage.PRODUCT_PUBLISHED)
        assert (await work.sessions.get("s1")).stage is Stage.PRODUCT_PUBLISHED


async def test_what_the_team_can_do_is_kept(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        assert (await work.sessions.get("s1")).capacity is None
        await work.sessions.change("s1", capacity=Capacity(people=3))
        assert (await work.sessions.get("s1")).capacity == Capacity(people=3)


async def test_a_finding_that_was_accepted_stays_accepted_in_the_next_version(database: Database):
    await started(database)
    vague = Finding(Rule.VAGUE, "FR-1", "“fast” can be read in two ways.", Severity.WARNING)
    lost = Finding(Rule.ANSWER_LOST, "Q4", "Nothing cites it.")
    async with database.unit_of_work() as work:
        await work.findings.store("s1", SPECIFICATION, 1, (vague, lost), stays="Fine")
        await work.findings.settle("s1", SPECIFICATION, 1, vague.key, "Fine", "Ana")
        await work.findings.settle("s1", SPECIFICATION, 1, lost.key, "Being fixed", "Ben")
        await work.findings.store("s1", SPECIFICATION, 2, (lost, vague), stays="Fine")
        assert await work.findings.of("s1", SPECIFICATION, 2) == (lost, vague)
        assert await work.findings.settled("s1", SPECIFICATION, 1) == {
            vague.key: "Fine · Ana",
            lost.key: "Being fixed · Ben",
        }
        assert await work.findings.settled("s1", SPECIFICATION, 2) == {vague.key: "Fine · Ana"}


async def test_an_event_is_accepted_once(database: Database):
    await started(database)
    event = StoredEvent("T1:Ev1", "s1", 1, "message_posted", {"text": "hi"})
    async with database.unit_of_work() as work:
        assert await work.inbox.accept(event)
        assert not await work.inbox.accept(event)
        assert await work.inbox.get("T1:Ev1") == event
        assert await work.inbox.waiting("s1", "message_posted") == 1
        await work.inbox.failed("T1:Ev1", "abcd")
        assert await work.inbox.waiting("s1", "message_posted") == 0
        await work.inbox.handled("T1:Ev1")
        assert await work.inbox.waiting("s1", "message_posted") == 0


async def test_the_outbox_keeps_order_says_things_once_and_remembers_what_was_begun(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        for name in ("a", "b", "a", "draw:1", "draw:2"):
            await work.outbox.add("s1", name, "post", {"text": name})
        await work.outbox.drop_pending("s1", "draw:")
        assert [o.operation for o in await work.outbox.unsent("s1")] == ["a", "b"]
        assert await work.outbox.begin("a") is Sending.PENDING
        assert await work.outbox.begin("a") is Sending.SENDING
        await work.outbox.sent("a", "100.9")
        assert await work.outbox.ref("a") == "100.9"
        await work.outbox.refused("b", "invalid_blocks")
        assert await work.outbox.unsent("s1") == ()
        assert await work.outbox.sessions_with_unsent(9e12) == ()


async def test_what_is_due_next_knows_its_place_and_the_message_that_it_changes(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.sessions.change("s1", thread_ts="100.1")
        await work.outbox.add("s1", "root:s1", "root", {})
        await work.outbox.add("s1", "draw:1", "update", {"target": "root:s1"})
        first = await work.outbox.next("s1")
        assert (first.operation.operation, first.channel_id, first.thread_ts, first.target) == (
            "root:s1",
            "C1",
            "100.1",
            "",
        )
        assert await work.outbox.begin("root:s1") is Sending.PENDING
        assert (await work.outbox.next("s1")).operation.state is Sending.SENDING
        await work.outbox.sent("root:s1", "100.1")
        second = await work.outbox.next("s1")
        assert (second.operation.operation, second.target) == ("draw:1", "100.1")
        await work.outbox.refused("draw:1", "message_not_found")
        assert await work.outbox.next("s1") is None


async def test_the_question_that_people_had_before_them_is_found_by_time_reopened_ones_included(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        for name, ref in (
            ("question:s1.1:1", "100.000001"),
            ("question:s1.2:1", "100.000005"),
            ("other:1", "100.000006"),
        ):
            await work.outbox.add("s1", name, "post", {})
            await work.outbox.sent(name, ref)
        await work.outbox.add("s1", "question:s1.1:2", "post", {})
        assert await work.outbox.newest_before("s1", "question:", "100.000001") == ""
        assert await work.outbox.newest_before("s1", "question:", "100.000003") == "question:s1.1:1"
        assert await work.outbox.newest_before("s1", "question:", "100.000009") == "question:s1.2:1"


async def test_a_publication_that_was_intended_and_never_recorded_is_noticed(database: Database):
    await started(database)
    record = PublicationRecord("s1/page", "page", "n1", "https://notion/n1", "h1", "text")
    async with database.unit_of_work() as work:
        assert not await work.publications.intend("s1", "s1/page")
        assert await work.publications.find("s1", "s1/page") is None
        assert await work.publications.intend("s1", "s1/page")
        await work.publications.record("s1", record)
        await work.publications.record("s1", replace(record, source_hash="h2"))
        assert (await work.publications.find("s1", "s1/page")).source_hash == "h2"


async def test_the_newest_line_of_the_audit_trail_is_found_by_its_details(database: Database):
    await started(database)
    async with database.unit_of_work() as work:
        await work.sessions.note("s1", "UANA", "notion_edit", key="a", change="old")
        await work.sessions.note("s1", "UANA", "notion_edit", key="a", change="new")
        await work.sessions.note("s1", "UANA", "notion_edit", key="b", change="other")
        assert (await work.sessions.latest_note("s1", "notion_edit", key="a"))["change"] == "new"
        assert await work.sessions.latest_note("s1", "notion_edit", key="c") is None
