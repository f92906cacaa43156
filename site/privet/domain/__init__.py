"""What the organisation does; no Flask here, and nothing that knows of a request."""
