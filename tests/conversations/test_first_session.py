"""From `/plan` to a published specification, as the team lives it."""

from tests.conversations.conftest import World
from tests.people import pressable, visible


async def test_a_team_plans_from_the_idea_to_the_page_in_notion(world: World):
    await world.ana.types("/plan a weekly report that writes itself")
    await world.ana.sees_ephemeral("On it")
    thread = await world.planner.opens_a_thread("weekly report")
    question = await world.planner.asks(thread)
    assert "Q1" in visible(question)
    assert pressable(question)[-3:] == ["Skip", "We don't know", "That's enough"]

    answer = await world.ana.says(
        "Every Friday I copy numbers from four systems into a slide. It takes 3 hours.", thread
    )
    await world.planner.reacted("eyes", answer)
    second = await world.planner.asks(thread, "Q2")
    await world.ana.sees("Answered by Ana", question)

    await world.ben.presses("Skip", second)
    third = await world.planner.asks(thread, "Q3")
    await world.ben.sees("Skipped by Ben", second)
    await world.ben.says("Accountants read it first, they need the totals by Monday 9:00.", thread)
    await world.ben.reacts("white_check_mark", third)
    fourth = await world.planner.asks(thread, "Q4")
    await world.chen.presses("That's enough", fourth)

    review = await world.planner.says(thread, "may approve", timeout=20)
    await world.ben.presses("Approve", review)
    await world.ben.sees_ephemeral("Only Ana may approve")
    await world.ana.presses("Approve", review)
    published = await world.planner.says(thread, "is published in Notion", timeout=20)
    print(thread.transcript())
    assert "Project page" in visible(published)
