"""The local Slack against the real slack_bolt and slack_sdk."""
