"""The prompts, one file each, versioned in their first line: `<!-- version: 3 -->`. Prose lives there, not in code."""
