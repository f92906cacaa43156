"""What ``privet.toml`` may say of the secure area."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct


class Secure(Struct, frozen=True, forbid_unknown_fields=True):
    """When sessions of the secure area end, whether full social security numbers are kept, and how long.

    The bounds are those of NIST SP 800-63B-4 for people who showed a second factor.
    """

    idle_minutes: Annotated[int, Meta(ge=2, le=60)] = 15
    overall_hours: Annotated[int, Meta(ge=1, le=24)] = 12
    fresh_minutes: Annotated[int, Meta(ge=1, le=60)] = 10
    full_ssn: bool = False
    former_years: Annotated[int, Meta(ge=1, le=30)] = 6

    @property
    def idle(self) -> timedelta:
        """Give how long a session may lie unused."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def overall(self) -> timedelta:
        """Give how long a session may last at most."""
        return timedelta(hours=self.overall_hours)

    @property
    def fresh(self) -> timedelta:
        """Give how long a factor, once shown, serves for what is sensitive."""
        return timedelta(minutes=self.fresh_minutes)

    @property
    def half(self) -> timedelta:
        """Give how long one may take between the password and the second factor."""
        return timedelta(minutes=10)

    @property
    def carry(self) -> timedelta:
        """Give how long a form that came too late can still go on after signing in again."""
        return timedelta(hours=1)
