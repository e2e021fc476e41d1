"""Customer lifetime value as pure functions on arrays: models, fits, scores, intervals and holdouts.

A step reads grouped statistics, named here as in the papers: x is the column `repeat_purchases`, tx_days is
`recency_days` (first to last purchase), t_days is `observed_days` (first purchase to today). It calls `fit` of one
model module and scores distinct statistics with `score` and `interval`.
"""
