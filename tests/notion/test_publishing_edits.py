"""What a person wrote on a page stays, is brought to the thread, and is decided there."""

from dataclasses import replace

import pytest

from bot.notion import Progress
from tests.notion.stage import PROJECT, SPECIFICATION, Stage, project, second_version, specification, with_module
from tests.notion.whole_project import (
    TASK,
    a_plan,
    everything_rewritten,
    says,
    small_change,
    whole_project,
    with_task,
)


async def test_what_a_person_wrote_is_not_overwritten_but_brought_to_the_thread(stage: Stage) -> None:
    await stage.publish(project())
    edit(stage, "Written in version 1.", "Written in version 1, and checked by Ben.")
    result = await stage.publish(second_version())
    (conflict,) = result.conflicts
    assert conflict.key == SPECIFICATION
    assert conflict.url == result.documents["product-specification"]
    assert "+Written in version 1, and checked by Ben." in conflict.their_diff
    assert "-Written in version 1, and checked by Ben." in conflict.our_diff
    assert "+Written in version 2. Managers get a copy." in conflict.our_diff
    page = stage.row("Product specification")
    assert "checked by Ben" in page.markdown
    assert page.property_text["Version"] == "1"
    assert (await stage.publish(second_version())).conflicts == result.conflicts


async def test_a_person_may_only_have_made_something_bold(stage: Stage) -> None:
    await stage.publish(project())
    edit(stage, "version 1", "**version 1**")
    assert (await stage.publish(second_version())).conflicts


async def test_the_thread_may_decide_to_replace_it(stage: Stage) -> None:
    await stage.publish(project())
    edit(stage, "version 1", "version 1, checked by Ben")
    await stage.publish(second_version())
    result = await stage.publish(second_version(), decisions={SPECIFICATION: "replace"})
    assert result.conflicts == ()
    assert result.updated == ("product-specification",)
    assert "checked by Ben" not in stage.row("Product specification").markdown


async def test_the_thread_may_decide_to_leave_it_and_is_asked_again_at_the_next_version(stage: Stage) -> None:
    await stage.publish(project())
    edit(stage, "version 1", "version 1, checked by Ben")
    await stage.publish(second_version())
    result = await stage.publish(second_version(), decisions={SPECIFICATION: "leave"})
    assert result.left == ("product-specification",)
    assert (await stage.publish(second_version())).unchanged == ("product-specification",)
    third = await stage.publish(project(specification(3)))
    assert [conflict.key for conflict in third.conflicts] == [SPECIFICATION]
    assert "checked by Ben" in stage.row("Product specification").markdown


async def test_leaving_a_page_that_nobody_edited_still_updates_it(stage: Stage) -> None:
    await stage.publish(project())
    result = await stage.publish(second_version(), decisions={SPECIFICATION: "leave", PROJECT: "leave"})
    assert result.updated == ("product-specification",)
    assert result.left == ()


async def test_one_conflict_does_not_keep_the_other_documents_back(stage: Stage) -> None:
    await stage.publish(with_module(project()))
    edit(stage, "version 1", "version 1, checked by Ben")
    changed = with_module(second_version())
    module = replace(changed.documents[1], source_hash="changed", status="Out of date")
    result = await stage.publish(replace(changed, documents=(changed.documents[0], module)))
    assert len(result.conflicts) == 1
    assert result.updated == ("module-1",)


async def test_an_edit_of_the_second_version_is_noticed_too(stage: Stage) -> None:
    await stage.publish(project())
    await stage.publish(second_version())
    edit(stage, "Managers", "All managers")
    assert (await stage.publish(project(specification(3)))).conflicts


async def test_an_edited_summary_is_asked_about_and_the_documents_go_on(stage: Stage) -> None:
    await stage.publish(project())
    (page,) = stage.project_pages()
    stage.store.person_edits(page.id, markdown=page.markdown.replace("on Monday", "on Mondays at nine"))
    changed = replace(second_version(), summary=project(decision="Reports go out on Tuesday.").summary)
    result = await stage.publish(changed)
    assert [conflict.key for conflict in result.conflicts] == [PROJECT]
    assert result.updated == ("product-specification",)
    await stage.publish(changed, decisions={PROJECT: "replace"})
    assert "on Tuesday" in stage.project_pages()[0].markdown
    assert len(stage.rows()) == 1


async def test_what_somebody_added_below_the_summary_stays_when_the_summary_changes(stage: Stage) -> None:
    await stage.publish(a_plan())
    (page,) = stage.project_pages()
    note = page.markdown.replace("\n\n<database", "\n\nBen: see also the wiki.\n\n<database", 1)
    stage.store.person_edits(page.id, markdown=note, person="Ben")
    await stage.publish(small_change(a_plan()))
    text = stage.project_pages()[0].markdown
    assert "on Tuesday" in text
    assert "Ben: see also the wiki." in text
    third = replace(small_change(a_plan()), summary=project(decision="Reports go out on Friday.").summary)
    result = await stage.publish(third)
    assert [conflict.key for conflict in result.conflicts] == ["S-7f3a"]
    assert "Ben: see also the wiki." in stage.project_pages()[0].markdown


async def test_notes_below_the_table_are_not_ours_and_stay(stage: Stage) -> None:
    await stage.publish(project())
    (page,) = stage.project_pages()
    stage.store.person_edits(page.id, markdown=page.markdown + "\n\nBen's notes")
    result = await stage.publish(project(decision="Reports go out on Tuesday."))
    assert result.conflicts == ()
    assert "Ben's notes" in stage.project_pages()[0].markdown
    assert "on Tuesday" in stage.project_pages()[0].markdown


async def test_a_page_that_a_person_put_into_a_document_survives_its_replacement(stage: Stage) -> None:
    await stage.publish(project())
    document = stage.row("Product specification")
    stage.store.person_creates(document.id, "Ben's sketches", "a sketch")
    await stage.publish(second_version(), decisions={SPECIFICATION: "replace"})
    page = stage.row("Product specification")
    assert "Ben's sketches" in page.markdown
    assert "Managers get a copy." in page.markdown


async def test_a_page_that_somebody_put_into_a_module_stays_when_the_module_changes(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_creates(stage.row("M-1 Part").id, "Ben's sketches", "a sketch")
    result = await stage.publish(everything_rewritten(a_plan()), decisions={"S-7f3a/document/M-1": "replace"})
    assert result.conflicts == ()
    assert "Ben's sketches" in stage.row("M-1 Part").markdown
    third = everything_rewritten(a_plan(), "Written a third time.")
    assert (await stage.publish(third)).conflicts == ()
    assert "Ben's sketches" in stage.row("M-1 Part").markdown
    assert "third time" in stage.row("M-1 Part").markdown


@pytest.mark.parametrize("name", ["M-1 Part", "S-1 Slice", "T-1 Step"])
async def test_a_body_that_somebody_edited_is_asked_about_and_not_overwritten(stage: Stage, name: str) -> None:
    await stage.publish(a_plan())
    stage.store.person_edits(stage.row(name).id, markdown="Ben knows better.", person="Ben")
    assert (await stage.publish(a_plan())).conflicts == ()
    result = await stage.publish(everything_rewritten(a_plan()))
    assert [(conflict.name, conflict.theirs) for conflict in result.conflicts] == [(name, "Ben knows better.")]
    assert stage.row(name).markdown == "Ben knows better."
    key = result.conflicts[0].key
    after = await stage.publish(everything_rewritten(a_plan()), decisions={key: "replace"})
    assert after.conflicts == ()
    assert "Rewritten" in stage.row(name).markdown


async def test_an_edited_body_is_still_known_as_edited_after_we_wrote_its_columns(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_edits(stage.row("T-1 Step").id, markdown="Ben knows better.", person="Ben")
    larger = with_task(a_plan(), "T-1", estimate=3.0)
    await stage.publish(larger)
    assert stage.row("T-1 Step").property_text["Estimate"] == "3"
    assert stage.row("T-1 Step").last_edited_by.kind == "bot"
    result = await stage.publish(with_task(larger, "T-1", body=says("New text."), source_hash="third"))
    assert [conflict.key for conflict in result.conflicts] == [TASK]
    assert stage.row("T-1 Step").markdown == "Ben knows better."


async def test_an_edited_body_is_still_known_as_edited_after_a_column_was_put_back(stage: Stage) -> None:
    await stage.publish(a_plan())
    stage.store.person_edits(
        stage.row("T-1 Step").id, markdown="Ben knows better.", properties={"Estimate": "40"}, person="Ben"
    )
    await stage.publish(a_plan())
    result = await stage.publish(with_task(a_plan(), "T-1", body=says("New text.")))
    assert [conflict.theirs for conflict in result.conflicts] == ["Ben knows better."]


async def test_an_edit_in_the_middle_of_a_long_publication_is_seen(stage: Stage) -> None:
    plan = whole_project()
    await stage.publish(plan)

    async def ben_edits(progress: Progress) -> None:
        if progress.text == "Task T-10 Step":
            stage.store.person_edits(stage.row("T-40 Step").id, markdown="Ben was here.", person="Ben")

    result = await stage.publisher().publish(everything_rewritten(plan), ben_edits)
    assert [conflict.theirs for conflict in result.conflicts] == ["Ben was here."]
    assert stage.row("T-40 Step").markdown == "Ben was here."


def edit(stage: Stage, old: str, new: str) -> None:
    page = stage.row("Product specification")
    assert old in page.markdown
    stage.store.person_edits(page.id, markdown=page.markdown.replace(old, new), person="Ben")
