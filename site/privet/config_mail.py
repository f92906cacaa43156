"""How mail leaves, from the section ``[mail]`` of ``privet.toml``."""

import re
from typing import Annotated, Literal

from msgspec import Meta, Struct

from privet.domain.mail_address import is_address

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

    def __post_init__(self) -> None:
        """Refuse what would show only when the first mail is sent."""
        if self.sender and not is_address(self.sender):
            raise ValueError(f"sender “{self.sender}” is no e-mail address")
        if self.host and not re.fullmatch(HOST, self.host):
            raise ValueError(f"host “{self.host}” is no host name such as mail.example.org")
        if bool(self.user) != bool(self.password_file):
            raise ValueError("user and password_file belong together; give both or neither")
