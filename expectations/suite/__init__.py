"""The promises as suites of Great Expectations; nobody else imports it."""
