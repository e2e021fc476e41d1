"""What is promised: every table declared once, as data, and the contracts of sources."""
