"""What others define: Slack and Notion, and whether we keep to it."""
