"""What the server itself answers, before or instead of the application: one sentence of plain text."""

SENTENCES = {
    400: "This request could not be read.",
    408: "The request took too long to arrive. Nothing of it was kept.",
    411: "This request does not say how long it is. Nothing of it was kept.",
    500: "Something went wrong on our side.",
    503: "Too many people are asking at once. Please try again in a moment.",
}


class Refusal(Exception):
    """A request that the application never sees."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status

    @property
    def body(self) -> bytes:
        """Give the sentence."""
        return f"{SENTENCES[self.status]}\n".encode()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Give the headers, safe for whatever reads them; the rest of a refused request stays unread."""
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("connection", "close"),
        ]
        return [*headers, ("retry-after", "2")] if self.status == 503 else headers
