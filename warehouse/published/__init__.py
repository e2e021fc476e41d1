"""What readers are given: queries, the analysts' file, views and the dictionary."""
