"""Modals and Home tabs: opening, stacking, updating, closing."""

import secrets
from typing import Any

from bot.local.slack.errors import SlackError
from bot.local.slack.model import HomeView, Json, ModalView, Person
from bot.local.slack.rules.view import check_view
from bot.local.slack.triggers import Triggers
from bot.local.slack.world import APP_ID, BOT_ID, TEAM_ID, World, new_id

MAX_STACK = 3


class Views:
    """The open modals of each person, and their Home tabs."""

    def __init__(self, world: World, triggers: Triggers) -> None:
        self._world = world
        self._triggers = triggers

    def open(self, trigger_id: str, view: Any) -> ModalView:
        """Show a modal to whoever the trigger is of, instead of any other; raise `SlackError`."""
        checked = check_view(view, "modal")
        person_id = self._triggers.exchange(trigger_id)
        self._check_external_id(checked, None)
        return self._show(person_id, checked, [])

    def push(self, trigger_id: str, view: Any) -> ModalView:
        """Put a modal on top of the open ones; raise `SlackError`."""
        checked = check_view(view, "modal")
        return self.push_for(self._triggers.exchange(trigger_id), checked)

    def push_for(self, person_id: str, checked: Json) -> ModalView:
        """Put a checked view on top; raise `push_limit_reached` or `not_found`."""
        stack = self._world.modals.get(person_id, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        self._check_external_id(checked, None)
        return self._show(person_id, checked, stack)

    def update(self, view_id: str | None, external_id: str | None, view: Any, view_hash: str | None) -> ModalView:
        """Replace an open modal's content; raise `not_found`, `hash_conflict` or `invalid_arguments`."""
        checked = check_view(view, "modal")
        modal = self.find(view_id, external_id)
        if modal is None:
            raise SlackError("not_found")
        if view_hash and view_hash != modal.hash:
            raise SlackError("hash_conflict")
        self._check_external_id(checked, modal)
        return self.replace(modal, checked)

    def replace(self, modal: ModalView, checked: Json) -> ModalView:
        """Replace an open modal's content with a checked view; what was filled in stays where the ids stay."""
        modal.view, modal.hash, modal.errors = checked, self._hash(), {}
        modal.external_id = checked.get("external_id")
        self._world.tell("modal", person=modal.person)
        return modal

    def publish(self, person: Person, view: Any, view_hash: str | None) -> HomeView:
        """Set someone's Home tab; raise `hash_conflict` or `invalid_arguments`."""
        checked = check_view(view, "home")
        home = self.home(person)
        if view_hash and view_hash != home.hash:
            raise SlackError("hash_conflict")
        home.view, home.hash = checked, self._hash()
        self._world.save(home)
        self._world.tell("home", person=person.id)
        return home

    def home(self, person: Person) -> HomeView:
        """Return someone's Home tab, empty at first."""
        return self._world.homes.setdefault(person.id, HomeView(new_id("V"), person.id))

    def find(self, view_id: str | None, external_id: str | None = None) -> ModalView | None:
        """Return an open modal by either id."""
        for stack in self._world.modals.values():
            for modal in stack:
                if view_id == modal.id or (external_id and external_id == modal.external_id):
                    return modal
        return None

    def close(self, modal: ModalView, *, everything: bool = False) -> None:
        """Close one modal, or the whole stack that it is in."""
        stack = self._world.modals.get(modal.person, [])
        self._world.modals[modal.person] = [] if everything else [other for other in stack if other is not modal]
        self._world.tell("modal", person=modal.person)

    def _show(self, person_id: str, view: Json, below: list[ModalView]) -> ModalView:
        view_id = new_id("V")
        modal = ModalView(
            id=view_id,
            person=person_id,
            view=view,
            root_id=below[0].id if below else view_id,
            previous_id=below[-1].id if below else None,
            hash=self._hash(),
            external_id=view.get("external_id"),
        )
        self._world.modals[person_id] = [*below, modal]
        self._world.tell("modal", person=person_id)
        return modal

    def _check_external_id(self, view: Json, own: ModalView | None) -> None:
        external_id = view.get("external_id")
        other = self.find(None, external_id) if external_id else None
        if other is not None and other is not own:
            raise SlackError("duplicate_external_id")

    def _hash(self) -> str:
        return f"{int(self._world.clock())}.{secrets.token_hex(4)}"


def view_json(modal: ModalView | HomeView) -> Json:
    """Return a view as the Web API and payloads show it."""
    is_modal = isinstance(modal, ModalView)
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": None,
        "close": None,
        "submit": None,
        "clear_on_close": False,
        "notify_on_close": False,
        **(modal.view or {}),
        "id": modal.id,
        "team_id": TEAM_ID,
        "hash": modal.hash,
        "state": {"values": modal.values if isinstance(modal, ModalView) else {}},
        "previous_view_id": modal.previous_id if isinstance(modal, ModalView) else None,
        "root_view_id": modal.root_id if isinstance(modal, ModalView) else modal.id,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
        "type": "modal" if is_modal else "home",
    }
