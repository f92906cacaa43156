"""What somebody might put into a field, or send instead of a form, to break a site."""

import random
import sys
import unicodedata
from collections.abc import Iterator

KNOWN = [
    "", " ", "\0", "a\0b", "\r\n", "x\r\nBcc: evil@example.org", "x\nSet-Cookie: a=b", "%0d%0aX: y",
    "\x1b[31m",
    "'", '"', "' OR 1=1 --", '"; DROP TABLE contact; --', "{{ 7*7 }}", "{% raw %}", "${7*7}", "#{7*7}",
    "%s%s%s%n", "%(name)s", "{0.__class__}", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "]]>", "<!--", "--><b>", "<![CDATA[", "&#0;", "&#x110000;", "&" * 500, "&#" + "9" * 6000 + ";",
    "javascript:alert(1)", "../../../etc/passwd", "file:///etc/passwd", "C:\\nul", "|id", "`id`", "$(id)",
    "=1+1", "@SUM(1)", "-1", "0", "1e999", "NaN", "Infinity", "null", "undefined", "true", "[]", "{}", "()",
    "\ud800", "\udfff\ud800", "\ufffe", "\uffff", "\U0010ffff", "\ufeff", "\u202egnp.exe", "\u2028", "\u2029",
    "\u200b" * 500, "a" + "\u0301" * 3000, "\ufdfa" * 500, "ﷺ", "🏳️‍🌈" * 50, "Ω≈ç√∫", "ñandú",
    "日本語", "العربية",
    "a" * 5000, "a" * 60_000, "\n" * 5000, "=" * 5000, "%" * 5000, "%ff%fe", "%u0041", "=?utf-8?b?AAAA?=",
    "=?utf-8?q?=00=0d=0a?=", "MjE5LTA5LTk5OTk=", "AAAA" * 2000, "ana@example.org,evil@example.org",
    "ana@example.org\r\nCc: evil@example.org", "<ana@example.org>", "a@b", "@", "a@" + "b." * 200 + "c",
    "xn--a@xn--b.example", "ana@exämple.org", "614-555-0187;ext=1", "+" * 500, "1 " * 2000, "9" * 4500,
    "0" * 5000, "１２３", "٣٤٥", "-0", "1/0", "99999-99-99", "0000-00-00", "2/30/1984", "born 99/99/9999",
    "DE89 " * 500, "<" * 5000, "&lt;" * 500, "\\u0000", "\\", "\\\\server\\share", "a\tb", "a\vb\fc",
    "\x7f", "\x80\x9f",
]  # fmt: skip


def texts(count: int) -> Iterator[str]:
    """Give ``count`` texts: those that are known to break something, and random ones of every category."""
    yield from KNOWN[:count]
    chance = random.Random(6)  # noqa: S311 - the same ones in every run
    signs = _of_every_category()
    for number in range(count - len(KNOWN)):
        kinds = chance.sample(sorted(signs), 1 + number % 4)
        length = chance.choice((1, 3, 20, 200, 900))
        yield "".join(chance.choice(signs[chance.choice(kinds)]) for _ in range(length))


def bodies(name: str) -> Iterator[tuple[bytes, str]]:
    """Give bodies that are no proper form, each with the type that it is said to be of."""
    form, many = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
    field = name.encode()
    yield b"", form
    yield b"&&&===&", form
    yield field + b"=%ff%fe%00", form
    yield field + b"=\xff\xfe\x00", form
    yield b"&".join(field + b"=%d" % count for count in range(500)), form
    yield b"&".join(b"f%d=x" % count for count in range(5000)), form
    yield field + b"[]=a&" + field + b"[0]=b&" + field + b"[a][b]=c", form
    yield field + b"=" + b"a" * 250_000, form
    yield field + b"=" + b"a" * 400_000, form
    for charset in ("utf-16", "utf-7", "shift_jis", "nothing", "\xff"):
        yield field + b"=%FE%FFA", f"{form}; charset={charset}"
    yield b'{"a": [1]}', "application/json"
    yield b"<a/>", "text/xml"
    yield b"\0" * 5000, "application/octet-stream"
    yield b"x", ""
    yield b"x", "multipart/form-data"
    yield b"x", many
    yield b"--x\r\n\r\n--x--\r\n", many
    for disposition in (
        b'name="%s"',
        b'name="%s"; filename="a.png"',
        b'name="%s"; filename="../../a\0b"',
        b"name=%s",
    ):
        head = b"Content-Disposition: form-data; " + disposition % field
        for content in (b"219-09-9999", b"\xff\xfe\0", b"a" * 100_000):
            yield b"--x\r\n" + head + b"\r\n\r\n" + content + b"\r\n--x--\r\n", many
            yield b"--x\r\n" + head + b"\r\nContent-Type: text/plain; charset=utf-16\r\n\r\n" + content, many


def _of_every_category() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in range(0, sys.maxunicode + 1, 7):
        found.setdefault(unicodedata.category(chr(code)), []).append(chr(code))
    return found
