"""Actions of the key lists: one file for an action, or for a few that belong together."""
