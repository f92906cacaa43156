"""Headers that programs read: they go out as they are, on one line, or not at all."""

from email.policy import Policy

LONGEST = 998  # Characters of a line, RFC 5322, 2.1.1.


class BadHeader(ValueError):
    """What was to be a header would be read as something else; it isn’t repeated here."""


class Verbatim(str):
    """A header that no program folds or encodes on its way out, however long it is.

    The address behind “List-Unsubscribe” must arrive whole: several providers don’t unfold it (RFC 8058).
    """

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str, value: str) -> "Verbatim":
        """Make the header ``name``.

        :raises BadHeader: for a line break, or anything else but printable ASCII.
        """
        if not (name.replace("-", "").isalnum() and name.isascii()):
            raise BadHeader("the name")
        if not (value.isascii() and value.isprintable()) or len(name) + 2 + len(value) > LONGEST:
            raise BadHeader(name)
        made = super().__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: Policy) -> str:
        """Give the one line that goes out."""
        return f"{self.name}: {self}{policy.linesep}"
