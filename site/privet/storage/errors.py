"""What can go wrong with what is kept."""


class CannotOpen(Exception):
    """The store can't be opened; one line that says which file or setting to mend."""


class StorageUnavailable(Exception):
    """The database is locked, full or gone; nothing was changed, and a later try may succeed."""


class DoesNotOpen(Exception):
    """A sealed value that was changed or moved, or whose key isn't in the ring."""
