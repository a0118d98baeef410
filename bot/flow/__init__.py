"""What happens with an event once it is accepted: durable workflows over planning, writing, Slack, Notion and storage.

Begin with `session.py` (one event, one workflow), then `interview.py` and `specification.py`. The workflow engine is
named in `engine.py` and nowhere else.
"""
