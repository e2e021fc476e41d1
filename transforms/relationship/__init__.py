"""How the tables of `relationship` are made: one file a table, named like it."""
