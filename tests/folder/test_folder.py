"""What a team without Notion finds in the folder, and after people edited files in it."""

import csv
import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.folder import FolderError, FolderPublisher, folder_name
from bot.folder.names import distinct, numbered_name, safe_name
from bot.planning.document import Document, Heading, Paragraph, rich
from bot.planning.publication import Choice, Progress, ProjectPublication, PublicationResult
from tests.notion.stage import project, specification
from tests.notion.whole_project import larger, module, small_change, whole_project


def a_plan() -> ProjectPublication:
    return whole_project(modules=2, sprints=2, tasks=4)


async def publish(
    root: Path, plan: ProjectPublication | None = None, decisions: dict[str, Choice] | None = None
) -> PublicationResult:
    """Publish as a fresh process would."""
    return await FolderPublisher(root).publish(plan or a_plan(), decisions=decisions)


def files(root: Path) -> dict[str, str]:
    """All files that people see, with what is in them."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(root).as_posix(): path.read_text() for path in found}


def everything_in(root: Path) -> list[Path]:
    return list(root.rglob("*"))


def with_module(plan: ProjectPublication, **changes: Any) -> ProjectPublication:
    """The plan with its first module changed."""
    documents = tuple(replace(one, **changes) if one.key == "M-1" else one for one in plan.documents)
    return replace(plan, documents=documents)


# what readers find ----------------------------------------------------------------------------------------------------


async def test_a_plan_is_a_folder_of_markdown_and_one_table(tmp_path: Path) -> None:
    result = await publish(tmp_path)
    assert list(files(tmp_path)) == [
        "README.md",
        "modules/M-1-part.md",
        "modules/M-2-part.md",
        "product-specification.md",
        "sprints/S-1.md",
        "sprints/S-2.md",
        "tasks.csv",
        "technical-specification.md",
    ]
    assert result.url == (tmp_path / "README.md").as_uri()
    assert result.documents["M-1"] == (tmp_path / "modules/M-1-part.md").as_uri()
    assert result.tasks["T-2"] == result.sprints["S-2"]
    assert result.created == ("product-specification", "technical-specification", "M-1", "M-2", "S-1", "S-2")


async def test_the_readme_has_decisions_first_and_then_says_where_everything_is(tmp_path: Path) -> None:
    await publish(tmp_path)
    readme = files(tmp_path)["README.md"]
    places = [readme.index(text) for text in ("# Weekly report", "Reports go out on Monday.", "## What is here")]
    assert places == sorted(places)
    assert "- [Product specification](product-specification.md): Approved, version 1" in readme
    assert "- [M-1 Part](modules/M-1-part.md)" in readme
    assert "- [S-1 Slice](sprints/S-1.md) (2026-11-30 to 2026-12-11): Slice 1 works" in readme


async def test_every_link_of_the_readme_leads_to_a_file(tmp_path: Path) -> None:
    odd = with_module(a_plan(), name="M-1 Überweisung (SEPA) & more")
    await publish(tmp_path, odd)
    targets = [line.split("](")[1].split(")")[0] for line in files(tmp_path)["README.md"].splitlines() if "](" in line]
    local = [unquote(target) for target in targets if not target.startswith("http")]
    assert set(local) == set(files(tmp_path)) - {"README.md"}


async def test_a_sprint_holds_its_tasks_with_what_each_is_about(tmp_path: Path) -> None:
    await publish(tmp_path)
    sprint = files(tmp_path)["sprints/S-1.md"]
    assert "| T-3 Step | To do | 1.5 |  | [M-1 Part](../modules/M-1-part.md) | T-2, T-1 |" in sprint
    assert "### T-3 Step\n\nIt is done when it is seen." in sprint
    assert "T-2 Step" not in sprint


async def test_the_tasks_are_a_table_for_a_spreadsheet(tmp_path: Path) -> None:
    await publish(tmp_path)
    with (tmp_path / "tasks.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert rows[2] == {
        "Key": "T-3",
        "Name": "T-3 Step",
        "Status": "To do",
        "Estimate (days)": "1.5",
        "Owner": "",
        "Sprint": "S-1",
        "Module": "M-1",
        "Depends on": "T-2 T-1",
    }


async def test_a_task_without_a_sprint_is_not_lost(tmp_path: Path) -> None:
    loose = replace(a_plan().tasks[0], sprint="S-9")
    await publish(tmp_path, replace(a_plan(), tasks=(loose, *a_plan().tasks[1:])))
    assert "### T-1 Step" in files(tmp_path)["sprints/unplanned.md"]


async def test_a_project_without_a_plan_is_its_page_and_its_specification(tmp_path: Path) -> None:
    await publish(tmp_path, project())
    assert list(files(tmp_path)) == ["README.md", "product-specification.md"]


async def test_progress_names_each_file(tmp_path: Path) -> None:
    told: list[Progress] = []

    async def listen(progress: Progress) -> None:
        told.append(progress)

    await FolderPublisher(tmp_path).publish(a_plan(), listen)
    assert [str(step) for step in told][2:5] == [
        "3 of 8 · Technical specification",
        "4 of 8 · Module M-1 Part",
        "5 of 8 · Module M-2 Part",
    ]


# again and again ------------------------------------------------------------------------------------------------------


async def test_publishing_the_same_again_touches_no_file(tmp_path: Path) -> None:
    await publish(tmp_path)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    every = [path for path in everything_in(tmp_path) if path.is_file()]
    for path in every:
        os.utime(path, (long_ago, long_ago))
    result = await publish(tmp_path)
    assert {path.stat().st_mtime for path in every} == {long_ago}
    assert len(result.unchanged) == 6
    assert result.created == result.updated == ()


async def test_a_change_rewrites_the_files_that_it_is_in(tmp_path: Path) -> None:
    await publish(tmp_path)
    before = files(tmp_path)
    result = await publish(tmp_path, larger(a_plan()))
    after = files(tmp_path)
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {"README.md", "product-specification.md", "sprints/S-1.md", "sprints/S-2.md", "tasks.csv"}
    assert result.updated == ("product-specification", "S-1", "S-2")


async def test_a_renamed_module_moves_to_its_new_name(tmp_path: Path) -> None:
    await publish(tmp_path)
    await publish(tmp_path, with_module(a_plan(), name="M-1 Sending"))
    assert [path for path in files(tmp_path) if "M-1" in path] == ["modules/M-1-sending.md"]


async def test_a_renamed_module_that_somebody_edited_leaves_the_edited_file(tmp_path: Path) -> None:
    await publish(tmp_path)
    (tmp_path / "modules/M-1-part.md").write_text("Ben knows better.\n")
    result = await publish(tmp_path, with_module(a_plan(), name="M-1 Sending"))
    assert files(tmp_path)["modules/M-1-part.md"] == "Ben knows better.\n"
    assert result.notes == ("“modules/M-1-part.md” is no longer part of the plan; somebody edited it, so it stays.",)
    assert (await publish(tmp_path, with_module(a_plan(), name="M-1 Sending"))).notes == ()


async def test_a_module_that_left_the_plan_is_removed_and_without_any_modules_all_stay(tmp_path: Path) -> None:
    await publish(tmp_path)
    await publish(tmp_path, replace(a_plan(), documents=a_plan().documents[:3]))
    assert [path for path in files(tmp_path) if "modules/" in path] == ["modules/M-1-part.md"]
    await publish(tmp_path, project(specification(2)))
    assert set(files(tmp_path)) >= {"modules/M-1-part.md", "sprints/S-1.md", "technical-specification.md"}


async def test_a_deleted_file_is_written_again_and_that_is_said(tmp_path: Path) -> None:
    await publish(tmp_path)
    (tmp_path / "sprints/S-1.md").unlink()
    result = await publish(tmp_path)
    assert result.notes == ("“sprints/S-1.md” had been deleted and was written again.",)
    assert "sprints/S-1.md" in files(tmp_path)


# people edit files ----------------------------------------------------------------------------------------------------

MODULE_KEY = "S-7f3a/document/M-1"


async def test_a_file_that_somebody_edited_is_asked_about_and_not_overwritten(tmp_path: Path) -> None:
    await publish(tmp_path)
    edited = tmp_path / "modules/M-1-part.md"
    edited.write_text(edited.read_text().replace("number 1", "number one"))
    changed = with_module(a_plan(), body=Document("M-1", (Paragraph(rich("New.")),)))
    result = await publish(tmp_path, changed)
    (conflict,) = result.conflicts
    assert (conflict.key, conflict.name, conflict.url) == (MODULE_KEY, "M-1 Part", edited.as_uri())
    assert "+Everything that is number one." in conflict.their_diff
    assert "+New." in conflict.our_diff
    assert "number one" in edited.read_text()
    assert (await publish(tmp_path, changed)).conflicts == result.conflicts
    replaced = await publish(tmp_path, changed, {MODULE_KEY: "replace"})
    assert replaced.conflicts == ()
    assert "New." in edited.read_text()


async def test_a_file_that_is_left_alone_is_asked_about_again_at_the_next_version(tmp_path: Path) -> None:
    await publish(tmp_path)
    edited = tmp_path / "modules/M-1-part.md"
    edited.write_text("Ben knows better.\n")
    changed = with_module(a_plan(), status="Out of date")
    result = await publish(tmp_path, changed, {MODULE_KEY: "leave"})
    assert result.left == ("M-1",)
    assert (await publish(tmp_path, changed)).conflicts == ()
    third = await publish(tmp_path, with_module(a_plan(), status="Draft"))
    assert [conflict.key for conflict in third.conflicts] == [MODULE_KEY]
    assert edited.read_text() == "Ben knows better.\n"


async def test_a_file_that_was_there_before_us_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# My own project\n")
    result = await publish(tmp_path)
    assert [conflict.key for conflict in result.conflicts] == ["S-7f3a"]
    assert files(tmp_path)["README.md"] == "# My own project\n"


async def test_line_ends_that_git_changed_are_no_edit(tmp_path: Path) -> None:
    await publish(tmp_path)
    path = tmp_path / "modules/M-1-part.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert (await publish(tmp_path, with_module(a_plan(), status="Draft"))).conflicts == ()
    assert "Draft" in path.read_text()


async def test_what_somebody_added_to_the_folder_stays(tmp_path: Path) -> None:
    await publish(tmp_path)
    (tmp_path / "modules/notes.md").write_text("mine")
    await publish(tmp_path, small_change(a_plan()))
    assert files(tmp_path)["modules/notes.md"] == "mine"


# crashes --------------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("nth", range(1, 11))
@pytest.mark.parametrize("renamed", [False, True])
@pytest.mark.parametrize("before", [None, a_plan()], ids=["first publication", "a change"])
async def test_dying_at_any_file_leaves_no_half_file_and_no_false_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int, renamed: bool, before: ProjectPublication | None
) -> None:
    if before is not None:
        await publish(tmp_path, before)
    left = nth
    really = Path.replace

    def replace_and_die(self: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left == 0:
            if renamed:
                really(self, target)
            raise Killed
        return really(self, target)

    monkeypatch.setattr(Path, "replace", replace_and_die)
    with suppress(Killed):
        await publish(tmp_path, small_change(a_plan()))
    monkeypatch.undo()
    third = with_module(small_change(a_plan()), status="Draft")
    result = await publish(tmp_path, third)
    assert result.conflicts == result.notes == ()
    fresh = tmp_path / "fresh"
    await publish(fresh, third)
    everything = {path: text for path, text in files(tmp_path).items() if not path.startswith("fresh/")}
    assert everything == files(fresh)
    assert not [path for path in everything_in(tmp_path) if path.name.endswith(".unfinished")]


# names and places -----------------------------------------------------------------------------------------------------


@given(st.text(max_size=300))
def test_a_name_is_one_that_every_file_system_takes(text: str) -> None:
    for name in (safe_name(text), numbered_name("M-1", text), folder_name(text, "S-1")):
        assert 0 < len(name.encode()) <= 130
        assert not set(name) & set('<>:"/\\|?*. ')
        assert name.isprintable()
    for name in (safe_name(text), numbered_name("M-1", text)):
        assert safe_name(name).casefold() == name.casefold() or name.endswith("-file")


@pytest.mark.parametrize("device", ["CON", "nul", "Com1", "LPT9"])
def test_a_device_of_windows_is_no_name(device: str) -> None:
    assert safe_name(device) == f"{device}-file"


@given(st.lists(st.sampled_from(["a", "A", "a-2", "b"]), max_size=8))
def test_names_stay_apart_where_capitals_do_not_count(names: list[str]) -> None:
    apart = distinct(names)
    assert len({name.casefold() for name in apart}) == len(names)


def test_an_id_is_not_taken_for_the_beginning_of_another() -> None:
    assert numbered_name("M-1", "M-10 Sending") == "M-1-m-10-sending"
    assert numbered_name("M-1", "M-1: Sending!") == "M-1-sending"
    assert numbered_name("M-1", "M-1") == "M-1"


async def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "plans"
    nasty = replace(specification(), key="../../outside", name="../../x")
    documents = (nasty, replace(module(1), key="..", name="/etc/passwd"), replace(nasty, key="README"))
    await publish(root, replace(a_plan(), documents=documents))
    assert {path.relative_to(tmp_path).parts[0] for path in everything_in(tmp_path)} == {"plans"}
    assert set(files(root)) >= {"outside.md", "README-2.md", "modules/untitled-etc-passwd.md"}


@pytest.mark.parametrize("link", ["modules", "README.md", "sprints/S-1.md"])
async def test_a_link_that_leads_elsewhere_is_neither_followed_nor_read(tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    root = tmp_path / "plans"
    (root / "sprints").mkdir(parents=True)
    (root / link).symlink_to(outside if link == "modules" else outside / "secret")
    with pytest.raises(FolderError, match="leads elsewhere") as caught:
        await publish(root)
    assert "secret" not in str(caught.value).replace("neither", "")
    assert files(outside) == {"secret": "secret"}


async def test_hostile_text_is_text(tmp_path: Path) -> None:
    nasty = "# x\n| a | <script>alert(1)</script> [x](javascript:1) \u202e"
    formula = replace(a_plan().tasks[0], name="=HYPERLINK(1)", owner=nasty, body=Document("x", (Heading(2, nasty),)))
    await publish(tmp_path, replace(a_plan(), title=nasty, tasks=(formula, *a_plan().tasks[1:])))
    written = files(tmp_path)
    assert "<script>" not in "".join(text for path, text in written.items() if path.endswith(".md"))
    assert "\n'T" not in written["tasks.csv"]
    assert "'=HYPERLINK(1)" in written["tasks.csv"]
    assert written["sprints/S-1.md"].count("\n| ") == 4


# trouble --------------------------------------------------------------------------------------------------------------


async def test_another_projects_folder_is_not_written_into(tmp_path: Path) -> None:
    await publish(tmp_path)
    before = files(tmp_path)
    with pytest.raises(FolderError, match="holds another project"):
        await publish(tmp_path, replace(a_plan(), key="S-other"))
    assert files(tmp_path) == before


async def test_a_damaged_memory_is_said_and_nothing_is_overwritten(tmp_path: Path) -> None:
    await publish(tmp_path)
    (tmp_path / ".planthread.json").write_text("{")
    with pytest.raises(FolderError, match="is damaged"):
        await publish(tmp_path, small_change(a_plan()))


async def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("a file, not a folder")
    with pytest.raises(FolderError, match="could not be written") as caught:
        await publish(tmp_path / "plans")
    assert caught.value.what_to_do
