"""How: one file a table, and the functions that those files call. Nothing here reads, writes or looks at a clock."""
