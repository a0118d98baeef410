"""Small questions to the person: are you sure, and what should the text be."""

from nicegui import ui

from bot.local.page.markup import tag


async def confirmed(title: str, body: str, yes: str, no: str = "Cancel", *, danger: bool = False) -> bool:
    """Ask; `body` is HTML that is safe already. True only when the person pressed `yes`."""
    with ui.dialog() as dialog, _card(title):
        ui.html(body, sanitize=False).classes("dialog-body")
        _buttons(dialog, yes, no, True, danger=danger)
    answer = await dialog
    dialog.delete()
    return answer is True


async def edited(title: str, label: str, text: str, yes: str = "Save", *, rows: int = 4) -> str | None:
    """Let the person change a text; None when they thought better of it."""
    with ui.dialog() as dialog, _card(title, wide=rows > 8):
        field = ui.textarea(value=text).props(
            f'outlined autofocus aria-label="{label}" input-style="min-height:{rows * 1.5}em"'
        )
        field.classes("mono" if rows > 8 else "")
        _buttons(dialog, yes, "Cancel", lambda: dialog.submit(str(field.value or "")))
    answer = await dialog
    dialog.delete()
    return answer if isinstance(answer, str) else None


def _card(title: str, *, wide: bool = False) -> ui.card:
    card = ui.card().classes("dialog wide-dialog" if wide else "dialog").props('role="dialog" aria-modal="true"')
    card.props["aria-label"] = title
    with card:
        ui.html(str(tag("h2", title)), sanitize=False)
    return card


def _buttons(dialog: ui.dialog, yes: str, no: str, answer: object, *, danger: bool = False) -> None:
    with ui.element("div").classes("dialog-buttons"):
        ui.button(no, on_click=dialog.close, color=None).props("no-caps outline")
        button = ui.button(yes, color="negative" if danger else "primary").props("unelevated no-caps")
        button.on_click(answer if callable(answer) else lambda: dialog.submit(answer))
