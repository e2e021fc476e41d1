"""Statistics of customers from their purchases in arrays, and customers alike counted together.

Rows are not moved: what decides their order is packed with their place into one whole number, and numbers are sorted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.method.clv.history import Floats, Integers

BLOCK = 1 << 15  # purchases at a time: the work arrays stay in the cache, and memory does not grow with them
Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Summary:
    """One row a customer, by customer: repeat purchases, days, and their mean amount (NaN without any)."""

    customer: np.ndarray
    x: Places
    tx_days: Places
    t_days: Places
    mean_spend: Floats


@dataclass(frozen=True, slots=True)
class Alike:
    """Distinct rows of (x, tx_days, t_days) in order, customers in each, and the row of each customer."""

    x: Integers
    tx_days: Integers
    t_days: Integers
    customers: Integers
    place: Places


def summarise(customer: Any, day: Any, amount: Any, today: int) -> Summary:
    """One row a customer that bought up to `today`, from purchases in any order; those of one day are one purchase.

    Days are whole numbers. Raises ValueError when customers, days and purchases are too many for one packed number.
    """
    who, when, paid = np.asarray(customer), np.asarray(day), np.asarray(amount, dtype=np.float64)
    if len(when) and when.max() > today:
        known = when <= today
        who, when, paid = who[known], when[known], paid[known]
    decode, packed = coded(who)
    base = int(when.min(initial=today))
    of_day, of_row = (today - base).bit_length(), len(when).bit_length()
    if int(packed.max(initial=0)).bit_length() + of_day + of_row > 63:
        raise ValueError("too many customers, days and purchases for one number: summarise customers in parts")
    packed <<= of_day
    packed += when
    packed -= base
    packed <<= of_row
    for start in range(0, len(packed), BLOCK):
        packed[start : start + BLOCK] |= np.arange(start, min(start + BLOCK, len(packed)))
    packed.sort()

    # Pages of memory that are never written are never taken: room for every purchase costs what customers need.
    found: list[Any] = [np.empty(len(packed), kind) for kind in (np.int64, np.int32, np.int32, np.int32, np.float64)]
    row = 0
    start = 0
    while start < len(packed):
        last = int(packed[min(start + BLOCK, len(packed)) - 1]) >> of_row + of_day
        end = int(np.searchsorted(packed, last + 1 << of_row + of_day))
        part = packed[start:end]
        told = _of_block(part >> of_row, paid[part & (1 << of_row) - 1], of_day, today - base)
        for column, values in zip(found, told, strict=True):
            column[row : row + len(values)] = values
        row, start = row + len(told[0]), end
    code, x, tx, t, spend = (column[:row] for column in found)
    return Summary(decode(code), x, tx, t, spend)


def alike(x: Any, tx_days: Any, t_days: Any) -> Alike:
    """Customers grouped by their statistics, none of which is negative or greater than `t_days`."""
    size, count = int(np.max(t_days, initial=0)) + 1, len(x)
    bits = count.bit_length()
    packed = np.asarray(x, dtype=np.int64) * size
    for column in (tx_days, t_days):
        packed += column
        packed *= size if column is tx_days else 1
    packed <<= bits
    packed |= np.arange(count)
    packed.sort()
    who = (packed & (1 << bits) - 1).astype(np.int32)
    packed >>= bits
    is_new = np.empty(count, dtype=bool)
    is_new[:1] = True
    np.not_equal(packed[1:], packed[:-1], out=is_new[1:])
    start = np.flatnonzero(is_new)
    distinct = packed[start]
    place = np.empty(count, np.int32)
    place[who] = np.cumsum(is_new, dtype=np.int32) - 1
    columns = (distinct // size**2, distinct // size % size, distinct % size)
    return Alike(*columns, np.diff(start, append=count), place)


def coded(customer: np.ndarray) -> tuple[Callable[[Integers], np.ndarray], Integers]:
    """Customers as whole numbers of small range and of the same order, and the function that leads back to them."""
    if customer.dtype.kind in "iu" and len(customer):
        low = int(customer.min())
        if int(customer.max()) - low < 4 * len(customer):
            return lambda code: code + low, np.subtract(customer, low, dtype=np.int64)
    names, code = np.unique(customer, return_inverse=True)
    return lambda code: np.asarray(names[code]), code.ravel()


def _of_block(key: Integers, paid: Floats, of_day: int, today: int) -> tuple[np.ndarray, ...]:
    """Code, x, tx, t and mean repeat spend of the customers of a block, whose keys are code and day in order."""
    code, day = key >> of_day, (key & (1 << of_day) - 1).astype(np.int32)
    start = np.flatnonzero(np.diff(code, prepend=-1))
    end = np.append(start[1:], len(key))
    first = day[start]
    is_repeat = day != np.repeat(first, end - start)
    x = np.add.reduceat(is_repeat & (np.diff(key, prepend=-1) != 0), start, dtype=np.int32)
    spend = np.add.reduceat(np.where(is_repeat, paid, 0.0), start)
    with np.errstate(invalid="ignore"):
        return code[start], x, day[end - 1] - first, today - first, spend / x
