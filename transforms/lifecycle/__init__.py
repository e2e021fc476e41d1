"""How the tables of `lifecycle` are made: one file a table, named like it."""
