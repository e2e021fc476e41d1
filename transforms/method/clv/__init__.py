"""Customer lifetime value as pure functions on arrays: models, fits, scores, intervals and holdouts.

A step reads grouped statistics (x repeat purchases, tx_days from first to last purchase, t_days from first
purchase to today), calls `fit` of one model module and scores distinct statistics with `score` and
`interval`.
"""
