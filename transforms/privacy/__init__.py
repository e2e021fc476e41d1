"""How the tables of `privacy` are made: one file a table, named like it."""
