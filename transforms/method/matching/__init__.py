"""Which records are one customer: comparison keys, candidate pairs, evidence, clusters, stable ids."""
