"""The one door: what a source delivered is typed, checked, and kept or refused."""
