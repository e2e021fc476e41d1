"""The commands of `shopkeeper`, in the order that a newcomer meets them."""

from flows.command.argument import Argument, Command
from flows.command.developer import CHECK_PORTABLE, DICTIONARY, RENDER
from flows.command.folder import INIT, PLAN, VALIDATE
from flows.command.night import REPORT, RUN
from flows.command.privacy import ACCESS, ERASE, NECESSITY, PUSH, RELEASE
from flows.command.question import QUERY, SHOW, WHY
from flows.command.review import REVIEW
from flows.command.segments import SEGMENTS
from flows.command.train import TRAIN

COMMANDS: tuple[Command, ...] = (
    INIT,
    VALIDATE,
    PLAN,
    RUN,
    SHOW,
    QUERY,
    WHY,
    REVIEW,
    TRAIN,
    SEGMENTS,
    REPORT,
    RELEASE,
    PUSH,
    ACCESS,
    ERASE,
    NECESSITY,
    CHECK_PORTABLE,
    RENDER,
    DICTIONARY,
)

__all__ = ["COMMANDS", "Argument", "Command"]
