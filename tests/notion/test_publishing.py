"""What a team finds in Notion after publishing, and after people touched it in between."""

from dataclasses import replace

import pytest

from bot.notion import NotionError, Progress, Publisher
from bot.notion.errors import NotShared, PageOutOfReach, RequestRefused, WrongToken
from bot.planning.document import Document, Paragraph, rich
from tests.notion.stage import Stage, project, second_version, specification, with_module

KEY = "S-7f3a/document/product-specification"
PROJECT = "S-7f3a"


async def test_a_first_publication_is_a_project_page_with_a_table_of_documents(contract_stage: Stage) -> None:
    stage = contract_stage
    result = await stage.publish(project())

    (page,) = stage.project_pages()
    assert page.title == "Weekly report"
    assert page.icon == "🧭"
    assert page.url == result.url
    assert page.markdown.index("Reports go out on Monday.") < page.markdown.index("<database ")

    (row,) = stage.rows()
    assert result.documents == {"product-specification": row.url}
    assert {**row.property_text, "Source hash": "…"} == {
        "Name": "Product specification",
        "Type": "Product specification",
        "Status": "Approved",
        "Version": "1",
        "Owner": "Ana",
        "Slack thread": "https://example.slack.com/archives/C1/p1",
        "Key": KEY,
        "Source hash": "…",
    }
    kinds = [block["type"] for block in stage.row("Product specification").blocks]
    assert kinds == [
        "table_of_contents",
        "heading_2",
        "callout",
        "paragraph",
        "numbered_list_item",
        "numbered_list_item",
        "table",
        "code",
        "paragraph",
    ]
    assert result.created == ("product-specification",)


async def test_readers_do_not_see_the_columns_that_only_we_need(contract_stage: Stage) -> None:
    await contract_stage.publish(project())
    (source,) = contract_stage.databases()[0].data_sources
    (view,) = contract_stage.store.views(source.id)
    assert view.name == "Documents"
    assert view.columns == ("Name", "Type", "Status", "Version", "Owner", "Slack thread")


async def test_publishing_the_same_again_changes_nothing_and_asks_once(contract_stage: Stage) -> None:
    stage = contract_stage
    first = await stage.publish(project())
    before = stage.row("Product specification")
    sent = stage.wire.sent
    again = await stage.publish(project())
    assert stage.wire.sent - sent == 1
    assert stage.row("Product specification") == before
    assert (again.url, again.documents) == (first.url, first.documents)
    assert again.unchanged == ("product-specification",)
    assert again.created == again.updated == ()


async def test_a_new_version_updates_the_same_page(contract_stage: Stage) -> None:
    stage = contract_stage
    first = await stage.publish(project())
    result = await stage.publish(second_version())
    assert result.updated == ("product-specification",)
    assert result.documents == first.documents
    page = stage.row("Product specification")
    assert "Managers get a copy." in page.markdown
    assert "version 1" not in page.markdown
    assert page.property_text["Version"] == "2"


async def test_a_new_decision_changes_the_summary_and_leaves_the_table_below_it(contract_stage: Stage) -> None:
    stage = contract_stage
    await stage.publish(project())
    row = stage.row("Product specification")
    await stage.publish(project(decision="Reports go out on Tuesday."))
    (page,) = stage.project_pages()
    assert "Tuesday" in page.markdown
    assert "Monday" not in page.markdown
    assert stage.row("Product specification") == row


async def test_another_document_joins_the_table(contract_stage: Stage) -> None:
    stage = contract_stage
    await stage.publish(project())
    result = await stage.publish(with_module(project()))
    assert result.created == ("module-1",)
    assert result.unchanged == ("product-specification",)
    assert sorted(row.title for row in stage.rows()) == ["Module: sending", "Product specification"]


async def test_two_projects_do_not_mix(stage: Stage) -> None:
    await stage.publish(project())
    await stage.publish(replace(project(), key="S-other"))
    assert len(stage.project_pages()) == 2
    assert [len(database.data_sources[0].rows) for database in stage.databases()] == [1, 1]


async def test_a_document_of_thousands_of_blocks_arrives_whole(contract_stage: Stage) -> None:
    stage = contract_stage
    long = Document("x", tuple(Paragraph(rich(f"paragraph {number}.")) for number in range(2100)))
    await stage.publish(project(replace(specification(), body=long)))
    assert len(stage.row("Product specification").blocks) == 2100
    longer = replace(long, parts=(*long.parts, Paragraph(rich("the end"))))
    await stage.publish(project(replace(specification(), body=longer, source_hash="longer")))
    blocks = stage.row("Product specification").blocks
    assert len(blocks) == 2101
    assert blocks[-1]["paragraph"]["rich_text"][0]["plain_text"] == "the end"


async def test_the_older_markdown_can_be_written_where_a_workspace_refuses_the_new_one(contract_stage: Stage) -> None:
    stage = contract_stage
    await stage.publisher(markdown_version="v1").publish(project())
    await stage.publisher(markdown_version="v1").publish(second_version())
    older = [block["type"] for block in stage.row("Product specification").blocks]
    newer = Stage()
    await newer.publish(second_version())
    assert older == [block["type"] for block in newer.row("Product specification").blocks]
    assert {(request.body or {}).get("markdown_version", "v1") for request in stage.store.requests} == {"v1"}


async def test_progress_is_told_step_by_step(stage: Stage) -> None:
    told: list[Progress] = []

    async def listen(progress: Progress) -> None:
        told.append(progress)

    await stage.publish(project(), on_progress=listen)
    assert [step.text for step in told] == [
        "the project page",
        "the table of documents",
        "Product specification",
        "the views",
    ]
    assert [step.done for step in told] == [1, 2, 3, 4]
    assert {step.total for step in told} == {4}


# people edit in Notion ------------------------------------------------------------------------------------------------


async def test_what_a_person_wrote_is_not_overwritten_but_brought_to_the_thread(stage: Stage) -> None:
    await stage.publish(project())
    edit(stage, "Written in version 1.", "Written in version 1, and checked by Ben.")
    result = await stage.publish(second_version())
    (conflict,) = result.conflicts
    assert conflict.key == KEY
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
    result = await stage.publish(second_version(), decisions={KEY: "replace"})
    assert result.conflicts == ()
    assert result.updated == ("product-specification",)
    assert "checked by Ben" not in stage.row("Product specification").markdown


async def test_the_thread_may_decide_to_leave_it_and_is_asked_again_at_the_next_version(stage: Stage) -> None:
    await stage.publish(project())
    edit(stage, "version 1", "version 1, checked by Ben")
    await stage.publish(second_version())
    result = await stage.publish(second_version(), decisions={KEY: "leave"})
    assert result.left == ("product-specification",)
    assert (await stage.publish(second_version())).unchanged == ("product-specification",)
    third = await stage.publish(project(specification(3)))
    assert [conflict.key for conflict in third.conflicts] == [KEY]
    assert "checked by Ben" in stage.row("Product specification").markdown


async def test_leaving_a_page_that_nobody_edited_still_updates_it(stage: Stage) -> None:
    await stage.publish(project())
    result = await stage.publish(second_version(), decisions={KEY: "leave", PROJECT: "leave"})
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
    await stage.publish(second_version(), decisions={KEY: "replace"})
    page = stage.row("Product specification")
    assert "Ben's sketches" in page.markdown
    assert "Managers get a copy." in page.markdown


async def test_a_name_and_an_owner_that_people_changed_stay(stage: Stage) -> None:
    await stage.publish(project())
    row = stage.row("Product specification")
    stage.store.person_edits(row.id, title="The plan", properties={"Owner": "Ben"})
    result = await stage.publish(second_version())
    assert result.conflicts == ()
    page = stage.row("The plan")
    assert page.property_text["Owner"] == "Ben"
    assert page.property_text["Version"] == "2"


# people move and delete in Notion -------------------------------------------------------------------------------------


async def test_a_document_in_the_trash_is_put_back(stage: Stage) -> None:
    first = await stage.publish(project())
    stage.store.person_trashes(stage.row("Product specification").id)
    result = await stage.publish(project())
    assert result.documents == first.documents
    assert len(stage.rows()) == 1
    assert result.notes == ("“Product specification” was in Notion's trash and was put back.",)


async def test_a_project_page_in_the_trash_is_put_back_with_all_below_it(stage: Stage) -> None:
    first = await stage.publish(project())
    stage.store.person_trashes(stage.project_pages()[0].id)
    result = await stage.publish(project())
    assert result.url == first.url
    assert [page.url for page in stage.project_pages()] == [first.url]
    assert len(stage.rows()) == 1
    assert "The project page was in Notion's trash and was put back." in result.notes


async def test_a_table_in_the_trash_is_put_back(stage: Stage) -> None:
    await stage.publish(project())
    stage.store.person_trashes(stage.databases()[0].id)
    result = await stage.publish(second_version())
    assert len(stage.databases()) == 1
    assert "Managers get a copy." in stage.row("Product specification").markdown
    assert "The database of documents was in Notion's trash and was put back." in result.notes


async def test_a_project_page_out_of_reach_is_asked_about_and_not_doubled(stage: Stage) -> None:
    first = await stage.publish(project())
    stage.store.person_moves(stage.project_pages()[0].id, "")
    with pytest.raises(PageOutOfReach, match="somebody moved it") as caught:
        await stage.publish(project())
    assert not caught.value.retryable
    assert stage.project_pages() == []
    result = await stage.publish(project(), decisions={PROJECT: "replace"})
    assert result.url != first.url
    assert len(stage.project_pages()) == 1
    assert len(stage.rows()) == 1
    assert (await stage.publish(project())).unchanged == ("product-specification",)


async def test_a_document_moved_elsewhere_is_kept_up_to_date_there(stage: Stage) -> None:
    first = await stage.publish(project())
    row = stage.row("Product specification")
    stage.store.person_moves(row.id, stage.store.root_page_id)
    result = await stage.publish(second_version())
    assert result.documents == first.documents
    assert "Managers get a copy." in stage.store.page(row.id).markdown
    assert stage.rows() == []
    assert any("was moved in Notion" in note for note in result.notes)


async def test_a_document_out_of_reach_is_created_again(stage: Stage) -> None:
    await stage.publish(project())
    stage.store.person_moves(stage.row("Product specification").id, "")
    result = await stage.publish(project())
    assert len(stage.rows()) == 1
    assert result.created == ("product-specification",)
    assert any("was deleted in Notion" in note for note in result.notes)


async def test_a_lost_column_is_put_back(stage: Stage) -> None:
    await stage.publish(project())
    await change_columns(stage, {"Owner": None})
    result = await stage.publish(second_version())
    assert any("“Owner”" in note for note in result.notes)
    assert stage.row("Product specification").property_text["Version"] == "2"
    assert "Owner" in stage.row("Product specification").property_text


async def test_a_column_of_another_type_is_left_alone(stage: Stage) -> None:
    await stage.publish(project())
    await change_columns(stage, {"Version": None})
    await change_columns(stage, {"Version": {"type": "rich_text", "rich_text": {}}})
    result = await stage.publish(second_version())
    assert any("“Version”" in note for note in result.notes)
    assert "Managers get a copy." in stage.row("Product specification").markdown


async def test_a_renamed_title_column_is_still_the_title(stage: Stage) -> None:
    await stage.publish(project())
    await change_columns(stage, {"Name": {"name": "Document"}})
    await stage.publish(with_module(second_version()))
    assert sorted(row.title for row in stage.rows()) == ["Module: sending", "Product specification"]


async def test_a_table_whose_ledger_was_lost_is_taken_over_by_its_keys(stage: Stage) -> None:
    await stage.publish(project())
    kept = {key: entry for key, entry in stage.ledger.entries.items() if entry.kind != "row"}
    stage.ledger.entries = kept
    await stage.publish(second_version())
    assert len(stage.rows()) == 1
    assert "Managers get a copy." in stage.row("Product specification").markdown


# refusals -------------------------------------------------------------------------------------------------------------


async def test_a_parent_that_is_not_shared_says_how_to_share_it(stage: Stage) -> None:
    stranger = Publisher(stage.client(), "00000000-0000-4000-8000-00000000ffff", stage.ledger)
    with pytest.raises(NotShared, match="Connections, and add the integration"):
        await stranger.publish(project())
    await stage.publish(project())
    assert len(stage.project_pages()) == 1


async def test_a_wrong_token_says_where_to_get_the_right_one(stage: Stage) -> None:
    wrong = Publisher(stage.client(token="ntn_wrong"), stage.store.root_page_id, stage.ledger)
    with pytest.raises(WrongToken, match="NOTION_TOKEN") as caught:
        await wrong.publish(project())
    assert "ntn_wrong" not in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
async def test_after_a_refusal_at_any_request_publishing_again_finishes_it(stage: Stage, status: int, nth: int) -> None:
    stage.store.faults.next("*", "*", delay=0.0, times=nth - 1)
    stage.store.faults.next("*", "*", status=status)
    with pytest.raises(NotionError):
        await stage.publish(project())
    await stage.publish(project())
    assert len(stage.project_pages()) == 1
    assert len(stage.databases()) == 1
    assert len(stage.rows()) == 1


async def test_a_view_that_cannot_be_arranged_does_not_stop_the_publication(stage: Stage) -> None:
    stage.store.faults.next("GET", "/v1/views*", status=400)
    result = await stage.publish(project())
    assert result.created == ("product-specification",)
    assert any("hide them by hand" in note for note in result.notes)
    assert (await stage.publish(project())).notes == ()


async def test_hostile_names_are_names_and_nothing_else(contract_stage: Stage) -> None:
    stage = contract_stage
    nasty = '<database url="x">gone</database> **b** ' + "x" * 3000
    document = replace(specification(), name=nasty, owner=nasty, status="a, b, c", thread_url="javascript:alert(1)")
    await stage.publish(replace(project(document), title=nasty))
    assert len(stage.project_pages()) == 1
    (row,) = stage.rows()
    assert row.title == nasty[:1000]
    assert row.property_text["Slack thread"] == ""


async def test_an_edit_conflicting_with_notion_itself_says_so(stage: Stage) -> None:
    stage.store.faults.next("POST", "/v1/pages", status=400)
    with pytest.raises(RequestRefused, match="creating the project page"):
        await stage.publish(project())


def edit(stage: Stage, old: str, new: str) -> None:
    page = stage.row("Product specification")
    assert old in page.markdown
    stage.store.person_edits(page.id, markdown=page.markdown.replace(old, new), person="Ben")


async def change_columns(stage: Stage, properties: dict[str, object]) -> None:
    """What somebody does to the table's columns by hand (the local Notion takes it through its API)."""
    (source,) = stage.databases()[0].data_sources
    await stage.client().put(f"data_sources/{source.id}", {"properties": properties}, "changing columns")
