"""One person's rights: to be shown everything, and to be forgotten."""
