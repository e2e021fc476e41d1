"""Where it stays: the engine, one file behind one door, its tables, publication, views and dictionary."""
