"""How the tables of `memory` are made: one file a table, named like it."""
