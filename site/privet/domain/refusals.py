"""What is refused to somebody who is signed in, said so that it tells nothing."""


class NotYours(LookupError):
    """There is no such thing, or it is somebody else’s; which of the two is told to nobody."""


class ChangedMeanwhile(Exception):
    """Somebody else changed it after the page was made; nothing was written, and the page shows both."""
