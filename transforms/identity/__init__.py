"""How the tables of `identity` are made: one file a table, named like it."""
