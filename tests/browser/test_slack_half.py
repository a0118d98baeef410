"""The chat half of the page, as people use it, with a scripted app behind Slack's own protocols."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage
from tests.browser.screen import NARROW, Screen
from tests.browser.showcase import CHOICES, HOSTILE, PROGRESS, QUESTION, RICH, SPECIFICATION

pytestmark = pytest.mark.asyncio(loop_scope="session")

IDEA = "a weekly report that writes itself"


async def test_a_newcomer_is_told_what_to_type_and_the_button_types_it(screen: Screen, stage: Stage) -> None:
    await expect(screen.page.get_by_role("heading", name="Plan something together")).to_be_visible()
    await screen.shot("first-visit")
    await screen.page.get_by_role("button", name="Fill it in for me").click()
    field = screen.page.get_by_role("textbox", name="Message #product")
    await expect(field).to_have_value(f"/plan {IDEA}")
    await field.press("Enter")
    await screen.channel.shows("Only visible to you")
    await screen.thread.open("A weekly report that writes itself")
    await screen.thread.shows("Who will read the weekly report first?")
    await screen.shot("question")
    assert screen.went_elsewhere() == []
    assert screen.complaints == []


async def test_three_people_talk_and_each_sees_their_own_side(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ana").types(f"/plan {IDEA}")
    await screen.thread.open("A weekly report")
    await screen.as_("Ben").replies("Accountants, *mostly*\n:tada:")
    said = await screen.thread.shows("Accountants, mostly")
    await expect(said.locator("strong", has_text="mostly")).to_be_visible()
    await expect(said).to_contain_text("🎉")
    await screen.as_("Chen").reacts("✅", to="Accountants")
    await expect(said.get_by_role("button", name="white_check_mark, 1: Chen")).to_have_attribute("aria-pressed", "true")
    await screen.be("Ben")
    await expect(said.get_by_role("button", name="white_check_mark, 1: Chen")).to_have_attribute(
        "aria-pressed", "false"
    )
    await screen.channel.shows_no("Only visible to you")
    assert stage.slack.thread("#product", stage.slack.history("#product", "Ana")[0].ts)[-1].reactions == {
        "white_check_mark": [stage.slack.person("Chen").id]
    }


async def test_times_are_in_the_zone_of_who_looks(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ana").types("What time is it?")
    message = await screen.channel.shows("What time is it?")
    titles = []
    for name in ("Ana", "Ben", "Chen"):
        await screen.be(name)
        zone = stage.slack.person(name).tz
        await expect(message.locator("header time")).to_have_attribute("title", re.compile(zone))
        titles.append(await message.locator("header time").inner_text())
    assert len(set(titles)) == 3


async def test_buttons_menus_and_boxes_reach_the_app(screen: Screen, stage: Stage) -> None:
    channel = await stage.in_product()
    await stage.app.says(channel, "Q4", QUESTION)
    await stage.app.says(channel, "Choices", CHOICES)
    await screen.be("Ben")
    await screen.channel.press("Accountants")
    await screen.channel.choose("Every week", menu="How often?")
    await screen.channel.choose("Chen Wei", menu="Choose a person")
    await screen.page.get_by_label("Large").check()
    await screen.page.get_by_label("Charts").check()
    await screen.page.get_by_label("More options").click()
    await screen.page.get_by_role("menuitem", name="Export").click()
    ben = stage.slack.person("Ben").id
    await stage.app.pressed("more")
    used = {action: (who, chosen) for action, who, chosen in stage.app.presses}
    assert used["answer:1"] == (ben, None)
    assert used["rhythm"][1]["value"] == "every-week"
    assert used["approver"][1] == stage.slack.person("Chen").id
    assert used["size"][1]["value"] == "large"
    assert [option["value"] for option in used["parts"][1]] == ["charts"]
    assert used["more"][1]["value"] == "export"


async def test_a_dangerous_button_asks_first_and_no_means_no(screen: Screen, stage: Stage) -> None:
    await stage.app.says(await stage.in_product(), "Q4", QUESTION)
    await screen.channel.press("Delete session")
    await screen.modal.shows("Everything in it is gone for good.")
    await screen.modal.press("Keep it")
    await screen.modal.is_gone()
    assert stage.app.presses == []
    await screen.channel.press("Delete session")
    await screen.modal.press("Delete it")
    await screen.modal.is_gone()
    await stage.app.pressed("delete")


async def test_a_modal_shows_what_is_wrong_beside_the_field_and_then_lets_one_through(
    screen: Screen, stage: Stage
) -> None:
    await screen.as_("Ana").types("/plan")
    await screen.modal.shows("A thread opens in this channel.")
    await screen.modal.press("Start")
    await screen.modal.shows("Please complete this required field.")
    await screen.modal.fill("Idea", "A report")
    await screen.modal.press("Start")
    await screen.modal.shows("Say a little more: ten letters at least.")
    await screen.modal.fill("Idea", "A report that writes itself")
    await screen.modal.choose("Teammates", "Ben Carter", "Chen Wei")
    await screen.modal.choose("Summaries", "Weekdays 17:00")
    await screen.modal.tick("English")
    await screen.modal.tick("Nudge us daily")
    await screen.shot("modal")
    await screen.modal.press("Start")
    await screen.modal.is_gone()
    values = stage.app.submitted[0]
    assert values["idea"]["text"]["value"] == "A report that writes itself"
    assert values["team"]["people"]["selected_users"] == [stage.slack.person(name).id for name in ("Ben", "Chen")]
    assert values["schedule"]["when"]["selected_option"]["value"] == "weekdays-17:00"
    assert values["tone"]["language"]["selected_option"]["value"] == "english"
    assert [option["value"] for option in values["extras"]["which"]["selected_options"]] == ["nudge-us-daily"]


async def test_a_slash_command_in_a_thread_is_refused_in_slacks_words(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ana").types("Shall we?")
    await screen.thread.open("Shall we?")
    await screen.thread.reply("/plan something")
    refusal = await screen.thread.shows("/plan is not supported in threads. Sorry!")
    await expect(refusal).to_contain_text("Only visible to you")
    assert len(stage.slack.thread("#product", stage.slack.history("#product", "Ana")[0].ts)) == 1


async def test_what_only_one_person_sees_can_be_dismissed(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ana").types(f"/plan {IDEA}")
    await screen.channel.press("Dismiss", in_message="Only visible to you")
    await screen.channel.shows_no("Only visible to you")
    await screen.channel.shows("A weekly report that writes itself")


async def test_typing_a_slash_offers_the_apps_commands(screen: Screen) -> None:
    field = screen.page.get_by_role("textbox", name="Message #product")
    await field.press_sequentially("/pl")
    await screen.page.get_by_role("listbox", name="Commands").get_by_text("/plan").click()
    await expect(field).to_have_value("/plan ")


async def test_own_messages_can_be_edited_and_deleted_others_can_not(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ana").types("Managers read it <b>first</b>")
    await screen.channel.menu("Edit message", of="Managers")
    await screen.modal.fill("Message", "Accountants read it first")
    await screen.modal.press("Save")
    await expect(await screen.channel.shows("Accountants read it first")).to_contain_text("(edited)")
    await screen.be("Ben")
    message = await screen.channel.shows("Accountants read it first")
    await message.hover()
    await message.get_by_label("More actions").last.click()
    await expect(message.get_by_role("menuitem", name="Delete message")).to_have_count(0)
    await screen.page.keyboard.press("Escape")
    await screen.be("Ana")
    await screen.channel.menu("Delete message", of="Accountants")
    await screen.modal.press("Delete")
    await screen.channel.shows_no("Accountants")
    assert stage.slack.history("#product", "Ana") == []


async def test_a_menu_stays_open_while_somebody_reacts_to_its_message(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ana").types("Managers read it first")
    message = await screen.channel.shows("Managers read it first")
    await message.hover()
    await message.get_by_label("More actions").last.click()
    posted = stage.slack.history("#product", "Ana")[0]
    await stage.slack.react("Ben", posted, "eyes")
    await expect(message.get_by_role("button", name="eyes, 1: Ben")).to_be_visible()
    await message.get_by_role("menuitem", name="Edit message").click()
    await screen.modal.shows("Edit message")


async def test_a_message_shortcut_starts_from_what_someone_wrote(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ben").types("We should stop copying sheets")
    await screen.as_("Chen").types("Yes")
    await screen.channel.menu("Plan this", of="copying sheets")
    chen = stage.slack.person("Chen").id
    assert await stage.app.pressed("plan_this") == (chen, "We should stop copying sheets")


async def test_everything_the_app_may_post_is_drawn(screen: Screen, stage: Stage) -> None:
    channel = await stage.in_product()
    await stage.app.says(channel, "Choices", CHOICES)
    await stage.app.says(channel, "Progress", PROGRESS)
    await stage.app.says(channel, "Rich", RICH)
    await stage.app.says(channel, "Spec", [{"type": "markdown", "text": SPECIFICATION}])
    spec = await screen.channel.shows("Written from the answers of")
    await expect(spec.get_by_role("cell", name="FR-2")).to_be_visible()
    await expect(spec.get_by_role("heading", name="Requirements")).to_be_visible()
    await expect(spec.locator("pre")).to_contain_text("now.weekday() == 4")
    progress = await screen.channel.shows("Writing the product specification")
    await expect(progress).to_contain_text("In progress")
    rich = await screen.channel.shows("Decided by @Ben in #product🎉")
    await expect(rich.get_by_role("row", name="Constraints 11")).to_be_visible()
    assert not [text for text in await screen.channel.texts() if "(a block of type" in text]
    await screen.shot("blocks")


async def test_hostile_text_stays_text_everywhere(screen: Screen, stage: Stage) -> None:
    channel = await stage.in_product()
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    await screen.as_("Ana").types(HOSTILE)
    await stage.app.says(channel, "plain", [{"type": "section", "text": {"type": "plain_text", "text": HOSTILE}}])
    await stage.app.says(channel, "raw mrkdwn", [{"type": "section", "text": {"type": "mrkdwn", "text": HOSTILE}}])
    await stage.app.says(channel, "mrkdwn", [{"type": "section", "text": {"type": "mrkdwn", "text": escaped}}])
    await stage.app.says(
        channel,
        "markdown",
        [{"type": "markdown", "text": HOSTILE + f"\n\n```\n{HOSTILE}\n```\n| a |\n|---|\n| {HOSTILE} |"}],
    )
    page = stage.notion.person_creates(
        stage.notion.root_page_id,
        HOSTILE[:60],
        f'# {HOSTILE}\n\n- {HOSTILE}\n\n```mermaid\nflowchart LR\n a["{HOSTILE.replace(chr(34), chr(39))}"]\n```',
    )
    stage.notion.person_comments(page.id, HOSTILE)
    await expect(screen.channel.root.get_by_role("article")).to_have_count(5)
    await screen.notion.shows("window.hacked = 1")
    await screen.as_("Ben").types("done")
    await screen.channel.shows("done")
    assert await screen.page.evaluate("window.hacked") is None
    assert await screen.page.locator(".app img[src='x'], .app a[href^='javascript']").count() == 0
    assert all("<script>" in text for text in (await screen.channel.texts())[:5])
    assert screen.went_elsewhere() == []


async def test_a_file_is_attached_shown_and_downloaded(screen: Screen, stage: Stage, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("# Notes\n\nFriday, **16:00**.", encoding="utf-8")
    await screen.as_("Ana").types("My notes", file=notes)
    message = await screen.channel.shows("My notes")
    await message.get_by_text("Preview").click()
    await expect(message.get_by_role("heading", name="Notes")).to_be_visible()
    async with screen.page.expect_download() as download:
        await message.get_by_role("link", name="Download notes.md").click()
    saved = await (await download.value).path()
    assert saved.read_bytes() == notes.read_bytes()


async def test_the_home_tab_shows_what_the_app_published(screen: Screen, stage: Stage) -> None:
    await screen.open_home()
    await expect(screen.page.get_by_role("heading", name="Your sessions")).to_be_visible()
    await screen.shot("home")
    await screen.page.get_by_role("button", name="Resume").click()
    assert (await stage.app.pressed("resume"))[0] == stage.slack.person("Ana").id


async def test_home_and_direct_messages_follow_who_one_is(screen: Screen, stage: Stage) -> None:
    await screen.open_home()
    await screen.be("Ben")
    await expect(screen.page.get_by_role("heading", name="Your sessions")).to_be_visible()
    await screen.page.get_by_role("tab", name="Messages").click()
    await stage.app.says(stage.slack.direct_messages("Ben").id, "A word with you, Ben")
    await screen.channel.shows("A word with you, Ben")
    await screen.be("Chen")
    await screen.channel.shows_no("A word with you")


async def test_the_thread_says_when_the_bot_is_writing(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ana").types("Shall we?")
    root = stage.slack.history("#product", "Ana")[0]
    await screen.thread.open("Shall we?")
    await stage.app.client.assistant_threads_setStatus(channel_id=root.channel, thread_ts=root.ts, status="is writing…")
    await expect(screen.thread.root.get_by_role("status")).to_contain_text("planthread is writing…")
    await stage.app.says(root.channel, "Written.", thread_ts=root.ts)
    await screen.thread.shows("Written.")
    await expect(screen.thread.root.get_by_role("status")).to_be_empty()


async def test_unread_channels_are_marked_until_they_are_opened(screen: Screen, stage: Stage) -> None:
    await screen.as_("Ben").types("anyone here?", in_="#random")
    await screen.go_to("#product")
    await screen.be("Chen")
    await screen.page.get_by_role("button", name="random, unread").click()
    await screen.channel.shows("anyone here?")
    await screen.go_to("#product")
    await expect(screen.page.get_by_role("button", name="random", exact=True)).to_be_visible()


async def test_a_channel_without_the_bot_offers_to_invite_it(screen: Screen, stage: Stage) -> None:
    await screen.go_to("#random")
    await screen.page.get_by_role("button", name="Invite planthread").click()
    await expect(screen.page.get_by_role("button", name="Invite planthread")).to_be_hidden()
    assert stage.slack.bot.id in stage.slack.channel("#random").members


async def test_a_private_channel_is_there_for_its_members_only(screen: Screen) -> None:
    await expect(screen.page.get_by_role("button", name="leads", exact=True)).to_be_visible()
    await screen.be("Chen")
    await expect(screen.page.get_by_role("button", name="leads", exact=True)).to_be_hidden()


async def test_a_new_message_leaves_the_other_two_hundred_alone(screen: Screen, stage: Stage) -> None:
    for number in range(200):
        await stage.slack.post("Ben", "#product", f"Message {number}")
    await screen.channel.shows("Message 199")
    await screen.page.evaluate("document.querySelectorAll('.channel .msg').forEach(e => e.kept = true)")
    await stage.slack.post("Ana", "#product", "One more")
    await screen.channel.shows("One more")
    drawn_again = await screen.page.evaluate(
        "[...document.querySelectorAll('.channel .msg')].filter(e => !e.kept).length"
    )
    assert drawn_again == 1
    await screen.page.get_by_role("button", name="Show earlier messages").click()
    await screen.channel.shows("Message 90")


async def test_on_a_phone_one_half_is_shown_at_a_time_and_nothing_overflows(screen: Screen, stage: Stage) -> None:
    await screen.resize(NARROW)
    await stage.app.says(await stage.in_product(), "Choices", CHOICES)
    await screen.as_("Ben").types(f"/plan {IDEA}")
    await screen.thread.open("A weekly report")
    await expect(screen.channel.root).to_be_hidden()
    assert not await screen.overflows()
    await screen.shot("phone-thread")
    await screen.as_("Chen").replies("Accountants, on the train")
    await screen.thread.shows("Accountants, on the train")
    await screen.thread.close()
    await screen.show("Notion")
    await expect(screen.page.get_by_role("heading", name="Nothing published yet")).to_be_visible()
    assert not await screen.overflows()
    await screen.shot("phone-notion")
