"""Releases: what leaves, through the gate, as files that a CRM takes."""
