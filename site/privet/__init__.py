"""Privet: a website for a small organisation that holds sensitive records and keeps its word."""

import os
from pathlib import Path

from flask import Flask

__all__ = ["create_app"]


def create_app(instance: Path | str | None = None) -> Flask:
    """Build the site that the folder ``instance`` describes (``PRIVET_INSTANCE``, else ``./instance``).

    :raises privet.domain.datafiles.CannotStart: with one line that says which file or room to mend.
    """
    from privet import plugins
    from privet.web import access, assets, errors, headers, house, language, origin, site, templating

    folder = Path(instance or os.environ.get("PRIVET_INSTANCE") or "instance").absolute()
    app = site.Site(folder)
    house.open_house(app, folder)
    headers.init_app(app)
    origin.init_app(app)
    access.init_app(app)
    language.init_app(app)
    templating.init_app(app)
    assets.init_app(app)
    errors.init_app(app)
    plugins.install(app)
    return app
