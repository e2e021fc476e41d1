"""The end of a test run: why tests were skipped, which files took longest, and last of all pytest's closing line."""

import atexit
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest

SLOWEST = 10  # files named
SESSION = pytest.StashKey[pytest.Session]()


def reasons(skipped: Iterable[pytest.TestReport | pytest.CollectReport]) -> list[str]:
    """One line a reason, the commonest first: how many tests were skipped, and why."""
    told = (report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr) for report in skipped)
    counted = Counter(reason.removeprefix("Skipped: ") for reason in told)
    return [f"{count:6}  {reason}" for reason, count in counted.most_common()]


def slowest(reports: Iterable[pytest.TestReport]) -> list[str]:
    """One line a file, the slowest first: seconds of its tests and of what they set up; from a second on."""
    seconds: dict[str, float] = defaultdict(float)
    for report in reports:
        seconds[report.nodeid.partition("::")[0]] += report.duration
    ranked = sorted(seconds.items(), key=lambda one: -one[1])[:SLOWEST]
    return [f"{spent:6.1f}  {file}" for file, spent in ranked if spent >= 1]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Two sections above pytest's closing line."""
    stats = terminalreporter.stats
    reports = [report for found in stats.values() for report in found if isinstance(report, pytest.TestReport)]
    for title, lines in (
        ("skipped tests by reason", reasons(stats.get("skipped", []))),
        ("slowest files, in seconds", slowest(reports)),
    ):
        if lines:
            terminalreporter.section(title)
            terminalreporter.write_line("\n".join(lines))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Keep the session, which knows its exit status."""
    session.config.stash[SESSION] = session


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave as the command does: tidy up, and do not tear the interpreter down.

    pytest, Hypothesis and Prefect keep what tests made until the interpreter ends, and DuckDB's binding prints a page
    of leaks at that moment, below the closing line. A worker has told its results when it comes here.
    """
    session = config.stash.get(SESSION, None)
    if session is not None:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(session.exitstatus))
