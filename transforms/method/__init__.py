"""The functions that the steps call: matching, lifetime value, anonymity, disclosure."""
