"""Commands, presses, shortcuts and submissions: asking the app, and doing what its acknowledgement says."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.local.slack import forms
from bot.local.slack.delivery import Dispatcher, NotAcknowledgedError, NotConnectedError
from bot.local.slack.errors import NoSuchElementError, NotAllowedError, SlackError
from bot.local.slack.events import LEGACY_VERIFICATION_TOKEN, Events, message_json, team_ref, user_ref
from bot.local.slack.model import Channel, HomeView, Json, Message, ModalView, Outcome, Person
from bot.local.slack.response_urls import ResponseUrls
from bot.local.slack.rules.view import check_view
from bot.local.slack.timeline import Timeline
from bot.local.slack.triggers import Triggers
from bot.local.slack.views import Views, view_json
from bot.local.slack.world import APP_ID, TEAM_DOMAIN, TEAM_ID, World

DISPATCH_FAILED, OPERATION_TIMEOUT = "dispatch_failed", "operation_timeout"
TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """What people do that the app must answer at once."""

    def __init__(
        self,
        world: World,
        dispatcher: Dispatcher,
        events: Events,
        timeline: Timeline,
        triggers: Triggers,
        views: Views,
        response_urls: ResponseUrls,
    ) -> None:
        self._world = world
        self._dispatcher = dispatcher
        self._events = events
        self._timeline = timeline
        self._triggers = triggers
        self._views = views
        self._response_urls = response_urls

    async def command(self, person: Person, channel: Channel, command: str, text: str) -> Outcome:
        """Run a slash command; failures are shown to the person as Slack shows them."""
        if command not in self._world.manifest.commands:
            return self._failed(person, channel, f"`{command}` is not a valid command.")
        labels = command in self._world.manifest.escaped_commands
        payload = {
            "token": LEGACY_VERIFICATION_TOKEN,
            "team_id": TEAM_ID,
            "team_domain": TEAM_DOMAIN,
            "channel_id": channel.id,
            "channel_name": "privategroup"
            if channel.is_private
            else "directmessage"
            if channel.is_im
            else channel.name,
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": self._world.stored(text.strip(), labels=True) if labels else text.strip(),
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._response_urls.issue(person, channel.id),
            "trigger_id": self._triggers.issue(person.id),
        }
        answer, error = await self._ask("slash_commands", payload, accepts_response=True)
        if error:
            return self._failed(person, channel, f"{command} failed because the app did not respond ({error}).")
        if answer and (answer.get("text") or answer.get("blocks")):
            try:
                self._response_urls.respond(person, channel.id, None, answer)
            except SlackError as refusal:
                return self._failed(person, channel, f"{command} failed with the error “{refusal.code}”.")
        return Outcome(True)

    async def press(
        self,
        person: Person,
        where: Message | ModalView | HomeView,
        action_id: str,
        block_id: str | None,
        value: str | Sequence[str] | None,
        values: Mapping[str, Mapping[str, Any]],
    ) -> Outcome:
        """Use an element in a message, modal or Home tab."""
        blocks = where.blocks if isinstance(where, Message) else (where.view or {}).get("blocks", [])
        block, element = forms.find(blocks, action_id, block_id)
        if isinstance(where, Message):
            place = self._in_message(person, where)
            state = forms.state_of(blocks, {}, values, self._resolve)
            place["state"] = {"values": state}
        else:
            state = forms.state_of(blocks, where.values if isinstance(where, ModalView) else {}, values, self._resolve)
            place = {}
        if element["type"] not in {"button", "overflow", "feedback_buttons", "icon_button"}:
            state[block["block_id"]][element["action_id"]] = forms.state_object(element, value, self._resolve)
        if isinstance(where, ModalView):
            where.values = state
        if not isinstance(where, Message):
            place["view"] = view_json(where)
            place["container"] = {"type": "view", "view_id": where.id}
        payload = {
            "type": "block_actions",
            **self._common(person),
            **place,
            "trigger_id": self._triggers.issue(person.id),
            "actions": [forms.action(block, element, value, self._world.next_ts(), self._resolve)],
        }
        _, error = await self._ask("interactive", payload, accepts_response=False)
        return Outcome(False, f"The app did not respond ({error}).") if error else Outcome(True)

    async def shortcut(self, person: Person, callback_id: str, message: Message) -> Outcome:
        """Use a message shortcut."""
        if callback_id not in {known for known, _ in self._world.manifest.shortcuts}:
            raise NoSuchElementError(f"The app has no message shortcut {callback_id!r}.")
        channel = self._world.channels[message.channel]
        payload = {
            "type": "message_action",
            **self._common(person),
            "action_ts": self._world.next_ts(),
            "callback_id": callback_id,
            "trigger_id": self._triggers.issue(person.id),
            "response_url": self._response_urls.issue(person, channel.id, message),
            "channel": {"id": channel.id, "name": channel.name},
            "message_ts": message.ts,
            "message": message_json(self._world, message),
        }
        _, error = await self._ask("interactive", payload, accepts_response=False)
        if error:
            return self._failed(person, channel, f"The shortcut failed because the app did not respond ({error}).")
        return Outcome(True)

    async def submit(self, person: Person, view_id: str, values: Mapping[str, Mapping[str, Any]]) -> Outcome:
        """Send a modal."""
        modal = self._own_modal(person, view_id)
        blocks = modal.view["blocks"]
        modal.values = forms.state_of(blocks, modal.values, values, self._resolve)
        modal.errors = forms.client_errors(blocks, modal.values)
        if modal.errors:
            self._world.tell("modal", person=person.id)
            return Outcome(False, errors=modal.errors)
        payload = {
            "type": "view_submission",
            **self._common(person),
            "trigger_id": self._triggers.issue(person.id),
            "view": view_json(modal),
            "response_urls": self._urls_asked_for(person, modal),
        }
        answer, error = await self._ask("interactive", payload, accepts_response=True)
        if error:
            return Outcome(False, TROUBLE)
        try:
            return self._do_response_action(person, modal, answer or {})
        except SlackError:
            # Slack's client tells people nothing more about an answer that it cannot use.
            return Outcome(False, TROUBLE)

    async def close(self, person: Person, view_id: str) -> None:
        """Close a modal as the person's click on Cancel does."""
        modal = self._own_modal(person, view_id)
        everything = bool(modal.view.get("clear_on_close"))
        self._views.close(modal, everything=everything)
        if modal.view.get("notify_on_close"):
            payload = {
                "type": "view_closed",
                **self._common(person),
                "view": view_json(modal),
                "is_cleared": everything,
            }
            await self._ask("interactive", payload, accepts_response=False)

    def _do_response_action(self, person: Person, modal: ModalView, answer: Json) -> Outcome:
        match answer.get("response_action"):
            case None:
                self._views.close(modal)
            case "clear":
                self._views.close(modal, everything=True)
            case "update":
                self._views.replace(modal, check_view(answer.get("view"), "modal"))
            case "push":
                self._views.push_for(person.id, check_view(answer.get("view"), "modal"))
            case "errors":
                inputs = {block["block_id"] for block in modal.view["blocks"] if block["type"] == "input"}
                errors = answer.get("errors")
                if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
                    raise SlackError("invalid_arguments")
                modal.errors = {block_id: str(problem) for block_id, problem in errors.items()}
                self._world.tell("modal", person=person.id)
                return Outcome(False, errors=modal.errors)
            case _:
                raise SlackError("invalid_arguments")
        return Outcome(True)

    async def _ask(self, envelope: str, payload: Json, *, accepts_response: bool) -> tuple[Json | None, str | None]:
        try:
            return await self._dispatcher.ask(envelope, payload, accepts_response=accepts_response), None
        except NotConnectedError:
            return None, DISPATCH_FAILED
        except NotAcknowledgedError:
            return None, OPERATION_TIMEOUT

    def _failed(self, person: Person, channel: Channel, problem: str) -> Outcome:
        self._timeline.notice(person, channel.id, problem)
        return Outcome(False, problem)

    def _own_modal(self, person: Person, view_id: str) -> ModalView:
        modal = self._views.find(view_id)
        if modal is None or modal.person != person.id:
            raise NotAllowedError(f"{person.name} has no open modal {view_id}.")
        return modal

    def _common(self, person: Person) -> Json:
        return {
            "user": user_ref(person),
            "api_app_id": APP_ID,
            "token": LEGACY_VERIFICATION_TOKEN,
            "team": team_ref(),
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _in_message(self, person: Person, message: Message) -> Json:
        channel = self._world.channels[message.channel]
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_for is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        place: Json = {
            "container": container,
            "channel": {"id": channel.id, "name": "privategroup" if channel.is_private else channel.name},
            "response_url": self._response_urls.issue(person, channel.id, message),
        }
        if message.ephemeral_for is None:
            place["message"] = message_json(self._world, message)
        return place

    def _urls_asked_for(self, person: Person, modal: ModalView) -> list[Json]:
        urls = []
        for block in modal.view["blocks"]:
            element = block.get("element", {})
            if element.get("response_url_enabled"):
                state = modal.values[block["block_id"]][element["action_id"]]
                channel_id = str(state.get("selected_channel") or state.get("selected_conversation"))
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel_id,
                        "response_url": self._response_urls.issue(person, channel_id),
                    }
                )
        return urls

    def _resolve(self, what: str, name: str) -> str:
        return self._world.person(name).id if what == "user" else self._world.channel(name).id
