"""Temporary tables of a release on its way through the gate, each by its name, with grain and columns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relations:
    """Names that one function gives to the next.

    At the gate. `selected`: one row a customer that the release asks for: its agreed columns. `held`: one row a
    customer and a reason to hold the row back: customer_id, code, reason. `cleared`: the rows of `selected` that may
    leave.

    Against the last sending. `compared`: one row a customer here or there: the agreed columns, _key and _digest of now
    (NULL for who is not here), _gone, _sent_key, _sent, _first and _last of what was sent (NULL for who is not there),
    _theirs (the recipient's own id), _is_waiting (for that id). `create`, `update`, `remove`, `keep`: rows of
    `compared` by what the recipient is to do. `merge`: one row an id removed for a merge: customer_id, _old_key,
    _new_key.
    """

    selected: str = "selected"
    held: str = "held"
    cleared: str = "cleared"
    compared: str = "compared"
    create: str = "to_create"
    update: str = "to_update"
    remove: str = "to_remove"
    keep: str = "to_keep"
    merge: str = "to_merge"
