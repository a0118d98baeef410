"""What the checks found in an artefact: in short, with *Fix it* and *Fine as it is* for each finding."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block

from bot.planning.artefact import ArtefactKind
from bot.planning.checks import Finding, Severity
from bot.slack.actions import Action, Press
from bot.slack.messages.message import SlackMessage, actions, button, context, counted, message, said, section
from bot.slack.text import line

SHOWN = 6
"""Findings with buttons; a message holds 50 blocks, and nobody decides about more than a handful at once."""

TOLD = 12
"""Further findings that are named in a line each."""


def findings_message(
    found: Sequence[Finding],
    *,
    kind: ArtefactKind,
    session: str,
    version: int,
    settled: Mapping[str, str] | None = None,
) -> SlackMessage:
    """The report in short. `settled` tells what became of findings, by key: "Fine as it is · Ana" (not escaped)."""
    known = settled or {}
    if not found:
        return said(f"🔎 I checked version {version} of the {kind.noun}: nothing to report.")
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    counts = [counted(errors, "error")] if errors else []
    counts += [counted(len(found) - errors, "remark")] if len(found) > errors else []
    title = f"🔎 I checked version {version} of the {kind.noun}: {' and '.join(counts)}."
    waiting = [finding for finding in found if finding.key not in known]
    blocks: list[Block] = [section(f"*{title}*")]
    for n, finding in enumerate(waiting[:SHOWN]):
        press = Press(session=session, kind=kind, version=version, operation=finding.key)
        blocks += [
            section(_line(finding)),
            actions(
                button("Fix it", Action.FIX, press, n=n),
                button("Fine as it is", Action.FINE, press, n=n),
            ),
        ]
    rest = waiting[SHOWN:]
    if rest:
        lines = [f"• {_line(finding)}" for finding in rest[:TOLD]]
        lines += [f"• and {len(rest) - TOLD} more"] if len(rest) > TOLD else []
        blocks.append(section("\n".join(lines)))
    done = [f"{_line(finding)} _{line(known[finding.key], limit=120)}_" for finding in found if finding.key in known]
    if done:
        blocks += [context(*done[:10])]
    return message(title, *blocks)


def fixing_message(finding: Finding, by: str) -> SlackMessage:
    """Somebody wants a finding mended: the writer is at it. `by` is a display name; neither is escaped."""
    return said(f"🔧 {line(by, limit=80)} asked me to fix: {_line(finding)}")


def _line(finding: Finding) -> str:
    sign = "⛔" if finding.severity is Severity.ERROR else "⚠️"
    return f"{sign} *{line(finding.place, limit=80)}:* {line(finding.message, limit=400)}"
