"""What Slack accepts: blocks, views, messages and metadata, with its limits and its way to complain.

Limits: https://docs.slack.dev/reference/block-kit and `slack_sdk.models`. `message.py` and `view.py` are what the Web
API asks; `schema.py` is the small language in which `elements.py` and `blocks.py` state the rules.
"""
