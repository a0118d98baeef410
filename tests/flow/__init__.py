"""Parts of the flow that need neither Slack nor a database."""
