"""The command `shopkeeper`. Everything heavy is imported by the command that needs it."""

import argparse
import atexit
import os
import sys
from collections.abc import Sequence

from flows.command import COMMANDS

EPILOG = """\
example:
  shopkeeper run --company examples/corner_shop --today 2026-06-30
  shopkeeper query "select stage, count(*) as customers from lifecycle.lifecycle group by stage"

exit codes: 0 done, 1 a fault of the engine, 2 the company folder or the command is wrong,
3 the data were refused and last night stands, 4 a source is down, 5 another night is running
"""


def main() -> None:
    """Run one command and leave with an exit code that a scheduler can use.

    Prefect keeps errors and contexts until the interpreter ends, and what they hold of DuckDB makes its binding print
    a page of leaks at that moment; so what must be tidied is tidied here, and the interpreter is not torn down.
    """
    code = command(None)
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def command(arguments: Sequence[str] | None) -> int:
    """Run one command and return its exit code."""
    os.umask(0o077)
    options = parser().parse_args(arguments)
    try:
        code = options.run(options)
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        code = _explained(error)
    return int(code or 0)


def parser() -> argparse.ArgumentParser:
    """The parser with every command, its help and an example."""
    top = argparse.ArgumentParser(
        prog="shopkeeper",
        description="Know each customer as the keeper of a corner shop does.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=_Version)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        one = commands.add_parser(
            command.name,
            help=command.help,
            description=command.help,
            epilog=f"example:\n  {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for argument in command.arguments:
            one.add_argument(*argument.flags, **argument.said)
        one.set_defaults(run=command.run)
    return top


def _explained(error: Exception) -> int:
    """Print the sentence of an error and return its exit code; never a traceback, never a value."""
    from flows.refusal import Unexpected, exit_code

    code = exit_code(error)
    if code == 1 and not isinstance(error, Unexpected):
        from flows.refusal import described

        print(f"shopkeeper: {described(error)}", file=sys.stderr)
    else:
        print(f"shopkeeper: {error}", file=sys.stderr)
    return code


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and leave")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"shopkeeper {version('shopkeeper')}")
        parser.exit()
