"""What the rest of the site hears when the database can’t answer, or a sealed value doesn’t open."""

from privet.storage.errors import DoesNotOpen, StorageUnavailable

__all__ = ["DoesNotOpen", "StorageUnavailable"]
