"""How the tables of `segment` are made: one file a table, named like it."""
