"""What stands in Slack and on record after a campaign, held against what the team did."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bot.local.slack.model import Message
from bot.local.slack.workspace import SlackWorkspace
from tests.crash.findings import Finding, Kind
from tests.crash.record import Record
from tests.crash.team import QUESTION, Said, Team
from tests.people import pressable, visible


def operation_of(message: Message) -> str:
    """Our id of what posted a message; empty for people's."""
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get("operation", ""))


class Watcher:
    """Looks at every change in the workspace for what would be gone again at the end."""

    def __init__(self, slack: SlackWorkspace) -> None:
        self._slack = slack
        self._told: set[str] = set()
        self.findings: list[Finding] = []

    async def watch(self) -> None:
        """Until cancelled: never may two questions of a thread be open at once."""
        async with self._slack.changes() as changes:
            while True:
                change = await changes.next()
                if change.kind == "message" and change.channel and change.thread_ts:
                    self._look(change.channel, change.thread_ts)

    def _look(self, channel: str, thread_ts: str) -> None:
        thread = self._slack.thread(channel, thread_ts)
        waiting = [operation_of(m) for m in thread[1:] if m.bot_id and QUESTION in pressable(m)]
        if len(waiting) > 1 and thread_ts not in self._told:
            self._told.add(thread_ts)
            self.findings.append(Finding(Kind.DUPLICATED, thread_ts, f"two questions open at once: {waiting}"))


def check_session(slack: SlackWorkspace, team: Team, record: Record) -> list[Finding]:
    """Everything that one team may complain of."""
    roots = [
        m
        for m in slack.world.in_channel(slack.channel("#product").id)
        if m.bot_id and not m.is_reply and team.idea.lower() in visible(m).lower()
    ]
    if team.root is None or not roots:
        return [Finding(Kind.LOST, team.idea, "no thread was opened")]
    session = operation_of(team.root).removeprefix("root:")
    thread = slack.thread(team.root.channel, team.root.ts)
    found = [
        *_one_thread(roots),
        *_answers(team, session, record),
        *_posts(thread, session, record),
        *_questions(thread, session, record),
        *_summaries(thread, session, record),
        *_documents(thread, team, session, record),
        *_order(thread, session, record),
        *_left_over(slack, thread, team, session, record),
    ]
    return [Finding(kind, f"{team.idea} ({session})", what) for kind, what in found]


def check_published_once(slack: SlackWorkspace, root: Message, session: str, record: Record) -> list[Finding]:
    """What people may complain of who only approved something: everything posted once, the publication among it."""
    thread = slack.thread(root.channel, root.ts)
    told = [operation for operation in map(operation_of, thread) if operation.startswith("published:")]
    found = [*_posts(thread, session, record), *_order(thread, session, record), *_errors(thread)]
    if len(told) != 1:
        found.append((Kind.DUPLICATED if told else Kind.LOST, f"{len(told)} publications told of one"))
    return [Finding(kind, f"{visible(root).splitlines()[0]} ({session})", what) for kind, what in found]


Found = Iterator[tuple[Kind, str]]


def _one_thread(roots: list[Message]) -> Found:
    if len(roots) > 1:
        yield Kind.DUPLICATED, f"{len(roots)} threads were opened"


def _answers(team: Team, session: str, record: Record) -> Found:
    """Each message stands on record once, as it stands in Slack now."""
    rows = {row.said_at: row for row in record.of(record.contributions, session)}
    for said in team.said:
        row = rows.get(said.ts)
        if row is None:
            if not said.deleted:
                yield Kind.LOST, f"what was said at {said.ts} is not on record: {said.text!r}"
        elif row.deleted != said.deleted:
            yield Kind.LOST, f"the deletion of {said.ts} is not on record"
        elif not said.deleted and row.text != said.text:
            yield Kind.LOST, f"the edit of {said.ts} is not on record: {row.text!r} instead of {said.text!r}"
    known = {said.ts for said in team.said}
    for ts in rows:
        if "#" not in ts and ts not in known:
            yield Kind.DUPLICATED, f"nobody said what is on record for {ts}"


def _posts(thread: list[Message], session: str, record: Record) -> Found:
    """Each message of ours was posted once, and everything that was to be posted was."""
    posted = Counter(operation_of(m) for m in thread if m.bot_id and operation_of(m))
    for operation, times in posted.items():
        if times > 1:
            yield Kind.DUPLICATED, f"posted {times} times: {operation}"
    for row in record.of(record.outbox, session):
        if row.kind in ("root", "post") and row.operation not in posted:
            yield Kind.LOST, f"never posted ({row.state} {row.error}): {row.operation}"
        elif row.state == "refused" and (row.kind, row.error) != ("react", "message_not_found"):
            yield Kind.OTHER, f"refused by Slack ({row.error}): {row.operation}"


def _questions(thread: list[Message], session: str, record: Record) -> Found:
    """Each round of each question stands there once, in the order of the numbers."""
    posted = Counter(operation_of(m) for m in thread)
    rows = record.of(record.questions, session)
    for row in rows:
        for turn in range(1, row.round + 1):
            if not posted[f"question:{row.id}:{turn}"]:
                yield Kind.LOST, f"Q{row.number} was never asked in round {turn}"
    shown = Counter(
        visible(m).partition(" ·")[0].strip("* ") for m in thread if operation_of(m).startswith("question:")
    )
    for row in rows:
        if shown[f"Q{row.number}"] != row.round:
            yield Kind.DUPLICATED, f"Q{row.number} was asked {shown[f'Q{row.number}']} times in {row.round} rounds"
    if [row.number for row in rows] != list(range(1, len(rows) + 1)):
        yield Kind.LOST, f"the questions' numbers have gaps: {[row.number for row in rows]}"
    texts = Counter(row.text for row in rows)
    for text, times in texts.items():
        if times > 1:
            yield Kind.DUPLICATED, f"asked as {times} questions: {text!r}"


def _summaries(thread: list[Message], session: str, record: Record) -> Found:
    """Each checkpoint was made once and shown once, and quotes the question that was open, word for word."""
    rows = record.of(record.checkpoints, session)
    if [row.number for row in rows] != list(range(1, len(rows) + 1)):
        yield Kind.LOST, f"the summaries' numbers have gaps: {[row.number for row in rows]}"
    for earlier, later in pairwise(rows):
        if later.content["record"] == earlier.content["record"]:
            yield Kind.DUPLICATED, f"summary {later.number} tells nothing that {earlier.number} did not"
    shown = {operation_of(m): visible(m) for m in thread if operation_of(m).startswith("summary:")}
    if set(shown) != {f"summary:{session}:{row.number}" for row in rows}:
        yield Kind.LOST, f"{len(rows)} summaries on record, shown are {sorted(shown)}"
    texts = {row.number: row.text for row in record.of(record.questions, session)}
    for row in rows:
        number = row.content["open_question"]
        if number is not None and f"\n>{texts[number]}" not in shown.get(f"summary:{session}:{row.number}", ""):
            yield Kind.LOST, f"summary {row.number} does not quote Q{number}"


def _documents(thread: list[Message], team: Team, session: str, record: Record) -> Found:
    """Each version with one review and one file, each approval and each publication told once."""
    posted = Counter(operation_of(m) for m in thread)
    versions = [row.version for row in record.of(record.versions, session)]
    files = [m for m in thread if m.bot_id and m.files]
    if len(files) != len(versions):
        kind = Kind.DUPLICATED if len(files) > len(versions) else Kind.LOST
        yield kind, f"{len(files)} files for {len(versions)} versions"
    for version in versions:
        if not posted[f"review:{session}:{version}"]:
            yield Kind.LOST, f"version {version} was never put up for review"
    approvals = record.of(record.approvals, session)
    if len(approvals) != team.approved:
        kind = Kind.LOST if len(approvals) < team.approved else Kind.DUPLICATED
        yield kind, f"{len(approvals)} approvals on record, {team.approved} given"
    noted = Counter(row.details.get("version") for row in record.of(record.audit, session) if row.what == "approved")
    for row in approvals:
        if noted[row.version] != 1 or posted[f"approved:{session}:{row.version}"] != 1:
            yield Kind.DUPLICATED, f"the approval of version {row.version} was noted {noted[row.version]} times"
    told = sum(operation.startswith("published:") for operation in posted)
    if told != team.approved + team.conflicts and not (team.conflicts and told == team.approved):
        kind = Kind.LOST if told < team.approved else Kind.DUPLICATED
        yield kind, f"{told} publications told of {team.approved}"


def _order(thread: list[Message], session: str, record: Record) -> Found:
    """Questions ascend, messages stand as they were decided, events were handled as they came in."""
    first = [op for op in map(operation_of, thread) if op.startswith("question:") and op.endswith(":1")]
    numbers = [int(op.split(":")[1].rpartition(".")[2]) for op in first]
    if numbers != sorted(numbers):
        yield Kind.OUT_OF_ORDER, f"questions stand as {numbers}"
    posts = [row.operation for row in record.of(record.outbox, session) if row.kind in ("root", "post")]
    stand = [op for op in map(operation_of, thread) if op in set(posts)]
    if list(dict.fromkeys(stand)) != [op for op in posts if op in set(stand)]:
        yield Kind.OUT_OF_ORDER, f"decided as {posts}, posted as {stand}"
    handled = [row for row in record.of(record.inbox, session) if row.handled_at is not None]
    for earlier, later in pairwise(handled):
        if earlier.handled_at > later.handled_at:
            yield Kind.OUT_OF_ORDER, f"event {later.seq} ({later.kind}) was handled before {earlier.seq}"


def _left_over(slack: SlackWorkspace, thread: list[Message], team: Team, session: str, record: Record) -> Found:
    """Nothing half done stands in the thread."""
    for message in thread[1:]:
        operation = operation_of(message)
        if QUESTION in pressable(message) or (operation.startswith("review:") and "Approve" in pressable(message)):
            yield Kind.LOST, f"still has its buttons: {operation}"
    yield from _errors(thread)
    for said in team.said:
        current = slack.world.message(thread[0].channel, said.ts)
        if current is not None and slack.bot.id not in current.reactions.get("eyes", []):
            yield from _without_reaction(said, session, record)
    row = next(row for row in record.sessions if row.id == session)
    if row.notion_url not in str(thread[0].blocks):
        yield Kind.LOST, "the dashboard does not show the publication"


def _errors(thread: list[Message]) -> Found:
    for message in thread[1:]:
        if operation_of(message).startswith(("failed:", "unpublished:", "conflict:", "notion-note:")):
            yield Kind.OTHER, f"trouble was shown: {visible(message)!r}"


def _without_reaction(said: Said, session: str, record: Record) -> Found:
    if any(row.said_at == said.ts for row in record.of(record.contributions, session)):
        yield Kind.LOST, f"no reaction tells that {said.ts} was taken"
