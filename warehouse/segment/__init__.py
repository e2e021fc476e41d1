"""Segments and plays: counted before they are saved, made into steps."""
