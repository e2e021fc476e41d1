"""What people decide about two records, and what they are shown to decide it."""
