"""Reading what the sources deliver, and landing it untouched."""
