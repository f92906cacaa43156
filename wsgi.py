"""The site for any WSGI server, and for ``flask --app wsgi``; PRIVET_INSTANCE names its folder."""

from privet import serving_app

app = serving_app()
