"""Pictures that a camera reads, drawn into a page."""

from io import BytesIO


def code(text: str, title: str) -> str:
    """Draw ``text`` as a QR code for a page; what it shows must stand beside it in writing, too."""
    import segno  # noqa: PLC0415 - few pages draw a picture

    made = BytesIO()
    segno.make(text, error="m").save(
        made,
        kind="svg",
        xmldecl=False,
        svgns=False,
        scale=4,
        svgclass="qr-code",
        lineclass=None,
        title=title,
        light="#fff",
    )
    return made.getvalue().decode()
