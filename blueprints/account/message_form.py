"""The form for a message, and what it says of what can’t be sent."""

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField, RadioField, StringField, TextAreaField

from privet.domain.attachment_pdf import Busy, deadline
from privet.domain.attachments import LARGEST, MOST, Checked, NotTaken, check, clean_name
from privet.domain.message_drafts import LONGEST, LONGEST_SUBJECT, Draft, clean
from privet.web.forms import PlainForm
from privet.web.house import house
from privet.web.sessions import now, who

MEGABYTES = LARGEST // (1024 * 1024)
WHY = {
    "empty": _("This file is empty. Choose it again, or leave it out."),
    "large": _(
        "This file is larger than %(size)s MB. Send a smaller picture or fewer pages, or send it by post.",
        size=MEGABYTES,
    ),
    "kind": _("We take PDF, PNG and JPEG files. Save it as a PDF or take a picture of it, and send that."),
    "broken": _("We can’t read this file; part of it may be missing. Save it anew, and send that."),
    "locked": _("This PDF asks for a password. Save it without one; here, it is sent safely."),
    "active": _(
        "This PDF holds a program, a form that acts by itself, or another file. Print it into a new PDF, "
        "and send that."
    ),
    "many": _("A message takes %(count)s files. Send the others with another message.", count=MOST),
}
BUSY = _("We are looking at many files at this moment. Please choose yours again in a minute, and send them.")
OFTEN = _("Many files came from you that we could not take. Please send them in an hour, or by post.")


class AnswerForm(PlainForm):
    """A text, and files with it."""

    text = TextAreaField(_("Your message"), render_kw={"rows": 10})
    files = MultipleFileField(
        _("Files"),
        description=_(
            "At most %(count)s, each a PDF, PNG or JPEG of %(size)s MB or less. They are kept encrypted.",
            count=MOST,
            size=MEGABYTES,
        ),
    )

    def draft(self) -> Draft | None:
        """Give what is to be sent; nothing where a fault stands beside a field."""
        text = clean(self.text.data or "")
        if not text:
            self.text.errors = [gettext("Please write your message.")]
        elif len(text) > LONGEST:
            self.text.errors = [
                gettext(
                    "This has %(count)s characters; a message takes %(most)s. Send it in two.",
                    count=len(text),
                    most=LONGEST,
                )
            ]
        files = self._files()
        return None if self.text.errors or files is None else Draft(text, files, self.about())

    def about(self) -> str:
        """Give the subject; an answer has none of its own."""
        return ""

    def _files(self) -> tuple[Checked, ...] | None:
        sent = [file for file in self.files.data or [] if getattr(file, "filename", "")]
        if request.form.get("files"):  # It came too late and was carried through signing in; files are not.
            again = gettext("Signing in came in between. Please choose your files again.")
            self.files.errors = [again]
            return None
        if len(sent) > MOST:
            self.files.errors = [str(WHY["many"])]
            return None
        return self._checked(sent) if sent else ()

    def _checked(self, sent: list[Any]) -> tuple[Checked, ...] | None:
        """Look through each file; the first that we don’t take is named, with what to send instead."""
        from privet.domain import attempts  # noqa: PLC0415 - public pages do without

        taken, until = [], deadline()
        try:
            attempts.allow(house().store, "upload", (who().account,), now())  # Until the message is sent.
        except attempts.TooMany:
            self.files.errors = [str(OFTEN)]
            return None
        for file in sent:
            try:
                taken.append(check(file.filename, file.stream.read(LARGEST + 1), until))
            except Busy:
                self.files.errors = [str(BUSY)]
                return None
            except NotTaken as error:
                self.files.errors = [f"{clean_name(file.filename)}: {WHY[str(error)]}"]
                return None
        return tuple(taken)


class WriteForm(AnswerForm):
    """The beginning of a conversation: to whom, and about what."""

    to = RadioField(_("To"))
    subject = StringField(_("About"), description=_("A few words."))

    def draft(self) -> Draft | None:
        """Give what is to be sent; nothing where a fault stands beside a field."""
        made = super().draft()
        subject = self.about()
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            asked = gettext(
                "Please say in at most %(most)s characters what it is about.", most=LONGEST_SUBJECT
            )
            self.subject.errors = [asked]
        if self.to.data not in {value for value, _label in self.to.choices}:
            self.to.errors = [gettext("Please choose one of the answers that are offered.")]
        return None if self.subject.errors or self.to.errors else made

    def about(self) -> str:
        """Give the subject, on one line."""
        return " ".join(clean(self.subject.data or "").split())
