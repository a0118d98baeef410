"""The method: what is asked, when a topic is clear, what a specification holds, which checks it must pass.

Plain Python. No Slack, no Notion, no SQL, no HTTP, no clock; imports nothing else of ours. Begin reading in
`interview` (the discipline of one question), then `specification` (what the answers become) and `checks`.
"""
