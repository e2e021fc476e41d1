"""What was agreed with a recipient, and what each destination accepts."""
