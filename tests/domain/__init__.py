"""Rules and words, without a page."""
