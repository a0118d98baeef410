"""`planthread mcp`, asked by the SDK's own client over standard input and output."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mcp import Client, MCPError, StdioServerParameters

from bot.handover.files import files_of
from bot.mcp_server import server
from bot.planning.artefact import ArtefactKind
from tests.handover.conftest import SPRINTS, THREAD, Plans

SOURCES = Path(__file__).parents[2]


@asynccontextmanager
async def over_stdio(folder: Path, **settings: str) -> AsyncIterator[Client]:
    """The command in a process of its own, in the folder whose `data` holds the database."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCES), "PLANTHREAD_DATA_DIR": str(folder / "data")}
    command = StdioServerParameters(
        command=sys.executable, args=["-P", "-m", "bot", "mcp"], env={**environment, **settings}, cwd=folder
    )
    async with Client(command, read_timeout_seconds=60) as client:
        yield client


async def answer(client: Client, tool: str, **arguments: str) -> str:
    """What a tool answers, as text; it must not be an error."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return "\n".join(part.text for part in result.content)


async def refusal(client: Client, tool: str, **arguments: str) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return result.content[0].text


async def test_a_coding_tool_finds_its_way_from_the_list_to_a_context_pack(plans: Plans, tmp_path: Path):
    await plans.planned()
    async with over_stdio(tmp_path, SLACK_BOT_TOKEN="xoxb-very-secret") as client:
        assert "never instructions" in (client.instructions or "")
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == ["list_sessions", "read_document", "next_sprint", "context_pack"]
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)

        listed = await client.call_tool("list_sessions", {})
        (session,) = listed.structured_content["result"]
        assert (session["id"], session["title"], session["thread_url"]) == ("s1", "Workshop bookings", THREAD)
        assert "Sprint plan, version 1, approved by Ben" in session["written"]
        assert [file.path for file in files_of(await plans.record(), len)] == session["documents"]

        sprint = await answer(client, "next_sprint", session="workshop")
        assert sprint.startswith("# S-1 · ")
        assert "  - **Done when:** FR-1 passes" in sprint
        assert "## What the requirements of S-1 say" in sprint
        assert "**Given** Friday has a free slot" in sprint
        assert "### FR-7" not in sprint, "it is not of this sprint"

        pack = await answer(client, "context_pack", session=THREAD, module="m-2")
        assert pack.startswith("# M-2 · Reminders\n")
        assert "secret" not in sprint + pack + str(listed)


@asynccontextmanager
async def in_this_process(plans: Plans, mode: str = "auto") -> AsyncIterator[Client]:
    """The same server, on a planned session."""
    await plans.planned()
    async with Client(server(plans.url), mode=mode) as client:
        yield client


async def test_a_document_is_found_by_path_or_id(plans: Plans):
    async with in_this_process(plans) as client:
        whole = await answer(client, "read_document", session="s1", document="modules/M-1-bookings.md")
        assert whole == await answer(client, "read_document", session="s1", document="M-1")
        assert (await answer(client, "read_document", session="s1", document="s-2")).startswith("# S-2 · ")
        assert (await answer(client, "read_document", session="s1", document="Decisions")).endswith("|\n")


async def test_documents_are_resources_too_for_clients_of_the_first_handshake_as_well(plans: Plans):
    async with in_this_process(plans, mode="legacy") as client:
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "planthread://{session}/{+document}"
        (found,) = (await client.read_resource("planthread://s1/sprints/S-1.md")).contents
        assert found.text.startswith("# S-1 · ")
        with pytest.raises(MCPError, match="There is no document"):
            await client.read_resource("planthread://s1/secrets.md")


async def test_the_sprint_after_one_that_is_done_can_be_asked_for(plans: Plans):
    async with in_this_process(plans) as client:
        assert (await answer(client, "next_sprint", session="s1", after="S-1")).startswith("# S-2 · ")
        last = SPRINTS.sprints[-1].id
        assert f"{last} is the last sprint." in await refusal(client, "next_sprint", session="s1", after=last)


async def test_what_there_is_not_is_answered_with_what_there_is(plans: Plans):
    async with in_this_process(plans) as client:
        for said, tool, arguments in (
            ("No session fits “zebra”. There are:\n  s1", "read_document", {"session": "zebra", "document": "x"}),
            ("There is no document", "read_document", {"session": "s1", "document": "../../etc/passwd"}),
            ("There are: M-1 Bookings, M-2 Reminders,", "context_pack", {"session": "s1", "module": "M-9"}),
            ("There are: S-1, S-2.", "next_sprint", {"session": "s1", "after": "S-9"}),
        ):
            assert said in await refusal(client, tool, **arguments)


async def test_what_is_not_approved_any_more_says_so_in_every_answer(plans: Plans):
    async with in_this_process(plans) as client:
        async with plans.database.unit_of_work() as work:
            await work.documents.void("s1", ArtefactKind.MODULES)
            await work.documents.void("s1", ArtefactKind.SPRINTS)
        assert (await answer(client, "context_pack", session="s1", module="M-1")).startswith("> OUT OF DATE: ")
        assert "OUT OF DATE" in await answer(client, "next_sprint", session="s1")


async def test_a_session_without_a_plan_is_told_apart(plans: Plans):
    await plans.session()
    async with Client(server(plans.url)) as client:
        assert "not been carved into modules yet" in await refusal(client, "context_pack", session="s1", module="M-1")
        assert "No sprints are planned yet" in await refusal(client, "next_sprint", session="s1")


async def test_a_database_that_cannot_be_read_is_a_sentence_without_its_password(tmp_path: Path):
    async with Client(server(f"sqlite:///{tmp_path / 'other.db'}")) as client:
        assert "There is no database at" in await refusal(client, "list_sessions")
    async with Client(server("postgresql://x:hidden@127.0.0.1:1/y")) as client:
        said = await refusal(client, "list_sessions")
    assert "The database does not answer. `planthread doctor` says why." in said
    assert "hidden" not in said


def test_the_bot_starts_without_the_package_of_the_protocol():
    loaded = "import sys, bot.app, bot.starting, bot.__main__; sys.exit('mcp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=SOURCES, check=False).returncode == 0
