"""What a session calls its browser, so that its owner knows it again: a family and a system, no more."""

from flask import Request

FAMILIES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def family(asked: Request) -> str:
    """Give for example “Firefox, Windows”; empty where the browser says nothing that we know."""
    agent = asked.headers.get("User-Agent", "")[:512]
    found = (next((name for mark, name in known if mark in agent), "") for known in (FAMILIES, SYSTEMS))
    return ", ".join(name for name in found if name)
