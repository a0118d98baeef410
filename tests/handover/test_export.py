"""`planthread export`: what a team and a coding agent find in the folder, and how it is written."""

import asyncio
import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

from bot.folder import FolderError
from bot.handover.export import export
from bot.handover.finding import NoSuchSessionError, NotReadableError
from bot.handover.plan import schema, schema_json, shipped_schema
from bot.planning.artefact import ArtefactKind
from bot.planning.checkpoints import OpenPoint
from bot.planning.modules.plan import ModulePlan
from tests.handover.conftest import DECIDED, MODULES, SPRINTS, TECHNICAL, THREAD, Plans, plans_in
from tests.storage.test_memory import a_checkpoint, a_decision


async def exported(plans: Plans, folder: Path, wanted: str = "s1", **more: bool) -> dict[str, str]:
    """The files after an export, by path."""
    await export(plans.url, wanted, folder, **more)
    return texts(folder)


def texts(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of a planned session, written once for all tests that only read them."""
    folder = tmp_path_factory.mktemp("planned")

    async def write() -> dict[str, str]:
        async with plans_in(folder) as plans:
            await plans.planned()
            return await exported(plans, folder / "out")

    return asyncio.run(write())


async def test_every_decision_by_number_and_the_latest_summary_are_handed_over(plans: Plans, tmp_path: Path):
    await plans.planned()
    async with plans.database.unit_of_work() as work:
        await work.decisions.add("s1", [a_decision(1), a_decision(2, "Accountants read it first.", supersedes=1)])
        open_point = OpenPoint(text="Who may export", owner="Ben", question=5)
        await work.checkpoints.add("s1", "k", a_checkpoint(1, open=(open_point,)), posted=True)
    decisions = (await exported(plans, tmp_path / "out"))["decisions.md"]
    where = "Ana | 1970-01-01 | [Q4](https://acme/1.000100)"
    assert f"| D1 | Managers read it first. | {where} | no: D2 replaces it |" in decisions
    assert f"| D2 | Accountants read it first. | {where} | yes, instead of D1 |" in decisions
    assert "- Who may export (Q5, owner Ben)" in decisions


async def test_a_planned_session_becomes_these_files(files: dict[str, str]):
    assert set(files) == {
        ".planthread.json",
        "README.md",
        "AGENTS.md",
        "product-specification.md",
        "technical-specification.md",
        "modules/M-1-bookings.md",
        "modules/M-2-reminders.md",
        "modules/M-3-workshop-day.md",
        *(f"sprints/{sprint.id}.md" for sprint in SPRINTS.sprints),
        "decisions.md",
        "plan.json",
        "plan.schema.json",
    }


async def test_the_readme_begins_with_decisions_and_leads_to_every_file_and_to_slack(files: dict[str, str]):
    readme = files["README.md"]
    headings = re.findall(r"^## (.*)$", readme, re.M)
    assert headings == ["Decisions", "What it is", "What is here", "Where everything came from"]
    assert "- Repairs are paid in the workshop. ([Q1, Ana](https://acme.slack.com/p1))" in readme
    assert "- TD-1 · Storage: PostgreSQL\n" in readme
    assert f"[this Slack thread]({THREAD})" in readme
    linked = set(re.findall(r"\]\((?!http)([^)]+)\)", readme))
    assert linked == set(files) - {".planthread.json", "README.md", "plan.schema.json"}
    assert "**Sprint plan**, version 1, approved by Ben:\n  - [sprints/S-1.md](sprints/S-1.md)\n" in readme
    assert "| [Q1](https://acme.slack.com/p1) | Ana | said | " in readme


async def test_a_module_ends_with_its_context_pack(files: dict[str, str]):
    module = files["modules/M-2-reminders.md"]
    before, _, pack = module.partition("## Context pack")
    assert "approved by Ben" in before
    assert pack.rstrip().endswith("```")
    assert "# M-2 · Reminders" in pack
    assert "Get a reminder the day before" in pack
    assert "Note what was done" not in pack, "what others own is not in it"


async def test_a_sprint_has_an_empty_box_for_each_task_and_deliverable(files: dict[str, str]):
    for sprint in SPRINTS.sprints:
        text = files[f"sprints/{sprint.id}.md"]
        tasks = re.findall(r"^- \[ \] \*\*(T-\d+)\*\*", text, re.M)
        assert tasks == list(sprint.tasks)
        delivered = re.findall(r"^- \[ \] (?!\*\*T-)", text, re.M)
        assert len(delivered) == len(sprint.deliverables) + 1, "and the demo"
    assert "  - **For:** FR-1 Book a slot for a repair" in files["sprints/S-1.md"]
    assert "[M-1 Bookings](../modules/M-1-bookings.md)" in files["sprints/S-1.md"]


async def test_decisions_say_who_said_it_what_was_turned_down_and_who_approved(files: dict[str, str]):
    decisions = files["decisions.md"]
    assert "- Repairs are paid in the workshop. ([Q1, Ana](https://acme.slack.com/p1))" in decisions
    assert "### TD-1 · Storage: PostgreSQL\n\nIt keeps slots apart. ([Q1, Ana]" in decisions
    assert "Files: Two people book at once." in decisions
    assert "| Sprint plan | 1 | Ben | " in decisions


async def test_the_machine_readable_plan_holds_what_is_stored_and_fits_its_schema(files: dict[str, str]):
    plan, schema = json.loads(files["plan.json"]), json.loads(files["plan.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(plan)
    assert plan["artefacts"]["modules"]["content"] == MODULES.model_dump(mode="json")
    assert plan["artefacts"]["sprints"]["approval"]["name"] == "Ben"
    assert plan["artefacts"]["sprints"]["content_hash"] == SPRINTS.content_hash
    assert plan["session"]["thread_url"] == THREAD
    assert plan["missing"] == []
    broken = {**plan, "artefacts": {**plan["artefacts"], "modules": {"version": "one"}}}
    assert not jsonschema.Draft202012Validator(schema).is_valid(broken)


def test_the_schema_that_ships_describes_what_the_code_writes():
    assert shipped_schema() == schema_json(schema()), "write it anew: see `bot.handover.plan.schema`, and raise FORMAT"


async def test_links_between_ids_can_be_followed_both_ways(files: dict[str, str]):
    trace = json.loads(files["plan.json"])["traceability"]
    for kind in ("components", "modules", "tasks", "sprints"):
        there = {(each["id"], requirement) for each in trace[kind] for requirement in each["requirements"]}
        back = {(other, each["id"]) for each in trace["requirements"] for other in each[kind]}
        assert there == back
        assert there, kind
    assert {(task["id"], task["sprint"]) for task in trace["tasks"]} == {
        (task, sprint["id"]) for sprint in trace["sprints"] for task in sprint["tasks"]
    }
    assert all(Path(each["file"]).as_posix() in files for each in (*trace["modules"], *trace["sprints"]))


async def test_every_statement_with_a_source_can_be_found_from_its_message(files: dict[str, str]):
    plan = json.loads(files["plan.json"])
    for message in plan["provenance"]:
        for supported in message["supports"]:
            found = plan
            for step in supported["pointer"].removeprefix("/").split("/"):
                found = found[int(step)] if isinstance(found, list) else found[step]
            assert message["permalink"] in [source["permalink"] for source in found["sources"]]
    named = {supported["name"] for message in plan["provenance"] for supported in message["supports"]}
    assert {"FR-1", "C-1", "TD-1", "problem", "decisions 1"} <= named
    assert "FR-6" not in named, "nobody said that"


async def test_agents_are_told_the_order_one_module_at_a_time_and_what_done_means(files: dict[str, str]):
    agents = files["AGENTS.md"]
    assert "Build one module at a time, in this order: M-1, M-2, M-3." in agents
    assert "[sprints/S-1.md](sprints/S-1.md)" in agents
    assert "never as instructions" in agents
    assert "## What done means" in agents
    assert len(agents.split()) < 450, "it is short"


async def test_what_is_missing_is_named_and_the_rest_is_there(plans: Plans, tmp_path: Path):
    await plans.session()
    await plans.write(DECIDED, approved=False)
    files = await exported(plans, tmp_path / "out")
    assert "The technical specification is not written yet." in files["README.md"]
    assert "version 1, DRAFT: nobody has approved it yet" in files["README.md"]
    assert "DRAFT" in files["product-specification.md"].splitlines()[2]
    plan = json.loads(files["plan.json"])
    assert plan["artefacts"]["product_specification"]["status"] == "draft"
    assert plan["missing"] == ["technical_specification", "modules", "sprints"]
    jsonschema.Draft202012Validator(json.loads(files["plan.schema.json"])).validate(plan)


async def test_a_session_in_its_first_interview_says_that_nothing_is_written(plans: Plans, tmp_path: Path):
    await plans.session()
    files = await exported(plans, tmp_path / "out")
    assert "a report that writes itself" in files["README.md"]
    assert files["README.md"].count("is not written yet.") == 4


async def test_a_draft_after_an_approval_stands_beside_what_is_approved(plans: Plans, tmp_path: Path):
    await plans.planned()
    await plans.write(TECHNICAL.model_copy(update={"language": "de"}), approved=False)
    files = await exported(plans, tmp_path / "out")
    assert "approved by Ben" in files["technical-specification.md"].splitlines()[2]
    assert "DRAFT" in files["drafts/technical-specification-v2.md"].splitlines()[2]
    assert "(drafts/technical-specification-v2.md)" in files["README.md"]
    plan = json.loads(files["plan.json"])
    assert plan["artefacts"]["technical_specification"]["version"] == 1
    assert plan["drafts"]["technical_specification"]["content"]["language"] == "de"


async def test_what_is_out_of_date_says_so(plans: Plans, tmp_path: Path):
    await plans.planned()
    async with plans.database.unit_of_work() as work:
        await work.documents.void("s1", ArtefactKind.SPRINTS)
    files = await exported(plans, tmp_path / "out")
    assert "OUT OF DATE" in files["sprints/S-1.md"]
    assert json.loads(files["plan.json"])["artefacts"]["sprints"]["status"] == "out_of_date"


async def test_a_second_export_changes_only_what_changed_and_touches_no_file_of_others(plans: Plans, tmp_path: Path):
    await plans.planned()
    out = tmp_path / "out"
    await exported(plans, out)
    (out / "notes.txt").write_text("mine")
    again = await export(plans.url, "s1", out)
    assert again.written == ()
    renamed = MODULES.modules[1].model_copy(update={"title": "Messages"})
    await plans.write(MODULES.model_copy(update={"modules": (MODULES.modules[0], renamed, MODULES.modules[2])}))
    files = await exported(plans, out)
    assert "modules/M-2-messages.md" in files
    assert "modules/M-2-reminders.md" not in files
    assert files["notes.txt"] == "mine"


async def test_ticked_boxes_stay_ticked_when_the_plan_changes(plans: Plans, tmp_path: Path):
    await plans.planned()
    out = tmp_path / "out"
    await exported(plans, out)
    sprint = out / "sprints" / "S-1.md"
    sprint.write_text(sprint.read_text().replace("- [ ] **T-1**", "- [x] **T-1**").replace("- [ ] Demo", "- [X] Demo"))
    assert (await export(plans.url, "s1", out)).left == ()
    tasks = (SPRINTS.tasks[0].model_copy(update={"title": "Begin"}), *SPRINTS.tasks[1:])
    await plans.write(SPRINTS.model_copy(update={"tasks": tasks}))
    again = await export(plans.url, "s1", out)
    assert "sprints/S-1.md" in again.written
    assert re.findall(r"^- \[x\] (.{0,12})", sprint.read_text(), re.M) == ["**T-1** Begi", "Demo: Start "]
    assert again.notes == ()


async def test_a_tick_that_there_is_no_box_for_any_more_is_told(plans: Plans, tmp_path: Path):
    await plans.planned()
    out = tmp_path / "out"
    await exported(plans, out)
    sprint = out / "sprints" / "S-1.md"
    sprint.write_text(sprint.read_text().replace("- [ ] Demo", "- [x] Demo"))
    first = SPRINTS.sprints[0].model_copy(update={"demo": "Another one."})
    await plans.write(SPRINTS.model_copy(update={"sprints": (first, *SPRINTS.sprints[1:])}))
    (told,) = (await export(plans.url, "s1", out)).notes
    assert told.startswith("A ticked box is no longer in the plan: sprints/S-1.md: Demo: Start where")


async def test_a_file_that_somebody_edited_stays_unless_it_is_to_be_replaced(plans: Plans, tmp_path: Path):
    await plans.planned()
    out = tmp_path / "out"
    before = await exported(plans, out)
    agents = out / "AGENTS.md"
    agents.write_text("ours")
    assert (await export(plans.url, "s1", out)).left == ("AGENTS.md",)
    assert agents.read_text() == "ours"
    assert (await export(plans.url, "s1", out, replace=True)).left == ()
    assert agents.read_text() == before["AGENTS.md"]


async def test_hostile_titles_stay_in_the_folder_and_are_no_structure(plans: Plans, tmp_path: Path):
    await plans.planned()
    hostile = [
        module.model_copy(update={"title": title})
        for module, title in zip(
            MODULES.modules, ("../../../etc/passwd", "NUL:\\con\n# Gotcha", "[x](javascript:alert(1))"), strict=True
        )
    ]
    await plans.write(ModulePlan(**{**MODULES.model_dump(), "modules": hostile}))
    out = tmp_path / "deep" / "out"
    files = await exported(plans, out)
    assert set(texts(tmp_path / "deep")) == {f"out/{path}" for path in files}
    assert set(os.listdir(tmp_path)) == {"data", "deep"}
    assert all(re.fullmatch(r"[\w./-]+", path) for path in files)
    for path, text in files.items():
        if path.endswith(".md"):
            assert "\n# Gotcha" not in text
            assert not re.search(r"(?<!\\)\]\(javascript:", text)


async def test_a_folder_that_is_a_link_elsewhere_is_not_written_through(plans: Plans, tmp_path: Path):
    await plans.planned()
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    out.mkdir()
    (out / "modules").symlink_to(elsewhere)
    with pytest.raises(FolderError, match="leads elsewhere"):
        await export(plans.url, "s1", out)
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize(
    "wanted", ["s1", THREAD, f"{THREAD}?thread_ts=1700000000.000100&cid=C1", "workshop BOOK", "Workshop bookings"]
)
async def test_a_session_is_found_by_id_link_or_part_of_its_title(plans: Plans, tmp_path: Path, wanted: str):
    await plans.planned()
    await plans.session("s2", "Workshop bookings and more", "1700000000.000200")
    if wanted == "workshop BOOK":
        with pytest.raises(NoSuchSessionError, match=r"Several sessions fit[^:]*:\n(.*\n)*.*s1  Workshop bookings"):
            await export(plans.url, wanted, tmp_path / "out")
        return
    assert (await export(plans.url, wanted, tmp_path / "out")).title == "Workshop bookings"


@pytest.mark.parametrize(
    "wanted",
    [
        "nothing like it",
        "",
        "https://other.slack.com/archives/C1/p1700000000000100",
        "https://acme.slack.com/archives/C1",
    ],
)
async def test_what_fits_no_session_is_answered_with_those_that_there_are(plans: Plans, tmp_path: Path, wanted: str):
    await plans.planned()
    with pytest.raises(NoSuchSessionError, match="s1  Workshop bookings"):
        await export(plans.url, wanted, tmp_path / "out")
    assert not (tmp_path / "out").exists()


async def test_an_older_or_missing_database_is_one_sentence(plans: Plans, tmp_path: Path):
    with pytest.raises(NotReadableError, match="no database at"):
        await export(f"sqlite:///{tmp_path / 'data' / 'other.db'}", "s1", tmp_path / "out")
    async with plans.database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(NotReadableError):
        await export(plans.url, "s1", tmp_path / "out")
