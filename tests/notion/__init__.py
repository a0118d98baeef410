"""Publishing to Notion, told from the reader's side: what is in the workspace after what was asked and went wrong."""
