"""How the tables of `satisfaction` are made: one file a table, named like it."""
