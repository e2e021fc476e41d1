"""Why a delivery is not taken: sentences that name the source, the file and the cure, never a value."""


class SourceRefused(Exception):
    """What came cannot be used as a whole; the night stops unless somebody mends it."""

    def __init__(self, source: str, name: str, sentence: str) -> None:
        super().__init__(f"{source}.{name}: {sentence}")
        self.source, self.name, self.sentence = source, name, sentence


class SourceDown(SourceRefused):
    """Nothing came: the file is missing or the database does not answer. `may_be_absent` lets the night go on."""


class Refusal(Exception):
    """The sentence of a refusal, from a reader that does not know whose file it reads."""


class Absence(Refusal):
    """The sentence of a refusal because nothing came."""
