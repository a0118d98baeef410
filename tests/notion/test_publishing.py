"""What a team finds in Notion after publishing a specification, and after the next version of it."""

from dataclasses import replace

from bot.notion import Progress
from bot.planning.document import Document, Paragraph, rich
from tests.notion.stage import SPECIFICATION, Stage, project, second_version, specification, with_module


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
        "Key": SPECIFICATION,
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


async def test_hostile_names_are_names_and_nothing_else(contract_stage: Stage) -> None:
    stage = contract_stage
    nasty = '<database url="x">gone</database> **b** ' + "x" * 3000
    document = replace(specification(), name=nasty, owner=nasty, status="a, b, c", thread_url="javascript:alert(1)")
    await stage.publish(replace(project(document), title=nasty))
    assert len(stage.project_pages()) == 1
    (row,) = stage.rows()
    assert row.title == nasty[:1000]
    assert row.property_text["Slack thread"] == ""


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
