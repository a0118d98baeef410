"""Step 6: sprints that a team can start on Monday: tasks, estimates, dates, the critical path.

Begin in `plan` (the typed content), then `breakdown`, `scheduling`, `checks`, `document`.
"""
