"""Pages, through the application."""
