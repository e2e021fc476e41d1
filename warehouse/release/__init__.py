"""What leaves: through the gate, as files that a destination takes."""
