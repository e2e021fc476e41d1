"""When: what runs in which order; the only code that touches the outside world."""
