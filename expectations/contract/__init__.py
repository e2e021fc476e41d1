"""What a source promises: read from its contract, column by column."""
