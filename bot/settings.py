"""Every setting, from the environment (or a `.env` file in the working folder): its name, its default, its meaning."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says where to get it."""


def default_data_dir() -> Path:
    """`~/.local/share/planthread`: where planthread keeps its SQLite file unless told otherwise."""
    return Path.home() / ".local" / "share" / "planthread"


class Settings(BaseSettings):
    """What the bot is told from outside. Tokens never appear in a log or a `repr`."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    slack_bot_token: SecretStr = Field(SecretStr(""), description="Bot token (xoxb-…)")
    slack_app_token: SecretStr = Field(SecretStr(""), description="App-level token (xapp-…) for Socket Mode")
    slack_api_url: str = Field("https://slack.com/api/", description="Where Slack's Web API is")

    notion_token: SecretStr = Field(SecretStr(""), description="Token of the Notion integration")
    notion_parent_page_id: str = Field("", description="The page that projects are published under")
    notion_api_url: str = Field("https://api.notion.com", description="Where Notion's API is")

    openai_api_key: SecretStr = Field(SecretStr(""), description="Key of the model's endpoint")
    openai_base_url: str = Field("", description="An OpenAI-compatible endpoint; empty: OpenAI's own")
    openai_model: str = Field("", description="The model's name; empty: the built-in writer, no model")

    openai_timeout_seconds: float = Field(180.0, gt=0, description="Longest time for one answer of the model")
    openai_retries: int = Field(2, ge=0, description="How often a failed call to the model is tried again in that time")
    openai_prompt_characters: int = Field(48_000, ge=2_000, description="How much of a conversation a prompt may hold")
    openai_answer_tokens: int = Field(8_000, ge=100, description="How long one answer of the model may be")

    database_url: str = Field("", description="sqlite:///file or postgresql://…; empty: SQLite in the data folder")
    planthread_data_dir: Path = Field(default_factory=default_data_dir, description="The data folder")
    planthread_executor_id: str = Field("local", description="Name of this process among several on one database")

    answer_quiet_seconds: float = Field(6.0, ge=0, description="Quiet time after which one person's answer counts")
    answer_quiet_seconds_team: float = Field(15.0, ge=0, description="The same once a second person joined in")
    checkpoint_answers: int = Field(10, ge=1, description="After how many answers the conversation is summarised")
    checkpoint_tokens: int = Field(3_000, ge=500, description="The same by the tokens of what was said since then")
    planthread_language: str = Field("en", description="Language of new sessions, as a tag such as en or pt-BR")
    planthread_allow_shared_channels: bool = Field(False, description="Work in channels shared with other companies")

    @property
    def resolved_database_url(self) -> str:
        """`DATABASE_URL`, or the SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.planthread_data_dir / 'planthread.db'}"

    @property
    def uses_model(self) -> bool:
        """Whether a model writes; without one the built-in writer does."""
        return bool(self.openai_model)

    @property
    def uses_notion(self) -> bool:
        """Whether approved documents go to Notion."""
        return bool(self.notion_token.get_secret_value() and self.notion_parent_page_id)

    def check(self) -> None:
        """Raise `SettingsError` with one plain sentence for the first setting that is missing or cannot be right."""
        for wrong, sentence in self._problems():
            if wrong:
                raise SettingsError(sentence)

    def _problems(self) -> tuple[tuple[bool, str], ...]:
        bot, app = self.slack_bot_token.get_secret_value(), self.slack_app_token.get_secret_value()
        notion, parent = self.notion_token.get_secret_value(), self.notion_parent_page_id
        model_named = bool(self.openai_model)
        model_reachable = bool(self.openai_api_key.get_secret_value() or self.openai_base_url)
        return (
            (
                not bot,
                "SLACK_BOT_TOKEN is not set. Copy the Bot User OAuth Token (xoxb-…) from your app's page at "
                "api.slack.com/apps under OAuth & Permissions.",
            ),
            (
                not bot.startswith("xoxb-"),
                "SLACK_BOT_TOKEN does not look like a bot token: it starts with xoxb-. You find it at "
                "api.slack.com/apps under OAuth & Permissions.",
            ),
            (
                not app,
                "SLACK_APP_TOKEN is not set. Create an app-level token (xapp-…) with the scope connections:write at "
                "api.slack.com/apps under Basic Information.",
            ),
            (
                not app.startswith("xapp-"),
                "SLACK_APP_TOKEN does not look like an app-level token: it starts with xapp-. You find it at "
                "api.slack.com/apps under Basic Information.",
            ),
            (
                bool(notion) and not parent,
                "NOTION_PARENT_PAGE_ID is not set, but NOTION_TOKEN is. Copy the link of the Notion page that "
                "projects go under; the 32 characters at its end are the id.",
            ),
            (
                bool(parent) and not notion,
                "NOTION_TOKEN is not set, but NOTION_PARENT_PAGE_ID is. Create an internal integration at "
                "notion.so/my-integrations and copy its secret.",
            ),
            (
                model_reachable and not model_named,
                "OPENAI_MODEL is not set, but an endpoint or key is. Name the model to use, or unset OPENAI_API_KEY "
                "and OPENAI_BASE_URL to write without a model.",
            ),
            (
                model_named and not model_reachable,
                "OPENAI_API_KEY is not set, but OPENAI_MODEL is. Set the key, or OPENAI_BASE_URL for an endpoint "
                "that needs none.",
            ),
        )
