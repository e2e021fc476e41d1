"""How the tables of `value` are made: one file a table, named like it."""
