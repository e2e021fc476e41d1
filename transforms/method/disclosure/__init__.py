"""What a file must pass before it leaves: keyed ids, safe cells, scanned text, standing consent, a chained ledger."""
