"""The site for any WSGI server, and for ``flask --app wsgi``; PRIVET_INSTANCE names its folder."""

from privet import create_app

app = create_app()
