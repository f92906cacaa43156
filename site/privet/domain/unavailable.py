"""What the rest of the site hears when the database can’t answer."""

from privet.storage.errors import StorageUnavailable

__all__ = ["StorageUnavailable"]
