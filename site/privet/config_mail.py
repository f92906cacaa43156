"""How mail leaves, from the section ``[mail]`` of ``privet.toml``."""

import re
from typing import Annotated, Literal

from msgspec import Meta, Struct

from privet.domain.mail_address import is_address

LONGEST_NAME = 36  # So that 27 more characters, which tell mails apart, fit behind it.
HOST = r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"


class Mail(Struct, frozen=True, forbid_unknown_fields=True):
    """Which relay sends our mail, always over TLS; without a host, mails are written to a folder instead."""

    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    sender: str = ""
    bounce_address: str = ""
    dkim_key_file: str = ""
    dkim_selector: str = ""
    dkim_domain: str = ""

    def __post_init__(self) -> None:
        """Refuse what would show only when the first mail is sent."""
        if self.sender and not is_address(self.sender):
            raise ValueError(f"sender “{self.sender}” is no e-mail address")
        if self.host and not re.fullmatch(HOST, self.host):
            raise ValueError(f"host “{self.host}” is no host name such as mail.example.org")
        if bool(self.user) != bool(self.password_file):
            raise ValueError("user and password_file belong together; give both or neither")
        self._check_bounces()
        self._check_signing()

    def _check_bounces(self) -> None:
        name = self.bounce_address.partition("@")[0]
        if self.bounce_address and (not is_address(self.bounce_address) or len(name) > LONGEST_NAME):
            raise ValueError(
                f"bounce_address “{self.bounce_address}” is no e-mail address, or has a long name"
            )

    def _check_signing(self) -> None:
        given = (self.dkim_key_file, self.dkim_selector, self.dkim_domain)
        if any(given) and not all(given):
            raise ValueError("dkim_key_file, dkim_selector and dkim_domain belong together; give all or none")
        for key in ("dkim_selector", "dkim_domain"):
            if (value := getattr(self, key)) and not re.fullmatch(HOST, value):
                raise ValueError(f"{key} “{value}” is not written like mail.example.org")
