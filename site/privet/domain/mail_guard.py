"""The guard: a mail leaves only if it is its form and nothing else, and names nobody (P27).

The log learns which kinds of thing were found, never what.
"""

from collections.abc import Iterable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

from privet.domain import personal_text
from privet.domain.mail_form import Form, NotOfThisForm
from privet.domain.mail_headers import BadHeader
from privet.domain.mail_whole import Cover, Finished

__all__ = ["Finished", "Guarded", "check", "parts"]


class Guarded(ValueError):
    """A mail holds what it mustn’t, so it stays here; ``kinds`` says what, without repeating it."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self.kinds = frozenset(kinds)
        super().__init__(", ".join(sorted(self.kinds)))


def check(form: Form, finished: Finished, names: Sequence[str] = ()) -> None:
    """Hold what goes over the line against its form, byte by byte.

    What lies in the holes is looked at as well: a token says nothing, the number is drawn at random, and the
    address may stand in ``To``; what is left mustn’t hold anything about anybody.

    :raises Guarded: when anything else differs, with the kinds of thing that the difference holds.
    """
    try:
        Cover(finished.id, finished.recipient, finished.sender)
        inside = form.inside(finished)
    except (NotOfThisForm, BadHeader):
        raise Guarded({"text", *_found_in(_differs(form, finished), names)}) from None
    left = [value for name, value in inside.items() if name not in {"token", "id", "recipient"}]
    if kinds := _found_in([value.decode() for value in left], names):
        raise Guarded(kinds)


def parts(raw: bytes) -> list[str]:
    """Give all that can be read in a mail: headers, texts, names of attachments, decoded and as they are."""
    mail = message_from_bytes(raw, policy=policy.SMTP)
    found = []
    for part in mail.walk():
        found += [str(value) for value in part.values()]
        found.append(part.get_filename() or "")
        if isinstance(part, EmailMessage) and not part.is_multipart():
            content = part.get_content()
            found.append(content if isinstance(content, str) else repr(content))
    return [*found, raw.decode("utf-8", "replace").replace("=\r\n", "")]


def _found_in(texts: Iterable[str], names: Sequence[str]) -> set[str]:
    return {kind for text in texts for kind in personal_text.found(text, names)}


def _differs(form: Form, finished: Finished) -> list[str]:
    """Give the lines of a mail that the empty form hasn’t, however they are encoded."""
    empty = {line for part in parts(form.empty) for line in part.splitlines()}
    return [
        "\n".join(line for line in part.splitlines() if line not in empty) for part in parts(finished.raw)
    ]
