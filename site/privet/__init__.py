"""Privet: a website for a small organisation that holds sensitive records and keeps its word."""

import os
from pathlib import Path

from flask import Flask

__all__ = ["create_app", "serving_app"]


def create_app(instance: Path | str | None = None) -> Flask:
    """Build the site that the folder ``instance`` describes (``PRIVET_INSTANCE``, else ``./instance``).

    :raises privet.domain.datafiles.CannotStart: with one line that says which file or room to mend.
    """
    from privet import plugins
    from privet.web import (
        access,
        assets,
        counting,
        errors,
        headers,
        house,
        language,
        origin,
        pages,
        sessions,
        templating,
    )
    from privet.web import site as sites

    folder = Path(instance or os.environ.get("PRIVET_INSTANCE") or "instance").absolute()
    app = sites.Site(folder)
    house.open_house(app, folder)
    headers.init_app(app)
    origin.init_app(app)
    sessions.init_app(app)
    access.init_app(app)
    language.init_app(app)
    templating.init_app(app)
    assets.init_app(app)
    errors.init_app(app)
    pages.init_app(app)
    counting.init_app(app)
    plugins.install(app)
    return app


def serving_app(instance: Path | str | None = None, *, prepared: bool = False) -> Flask:
    """Build the site for a process that serves it: what is kept is opened, and visits are counted.

    ``prepared`` says that another process sees to the opening, as ``privet serve`` does.

    :raises privet.domain.datafiles.CannotStart: as :func:`create_app`, and when what is kept can’t be opened.
    """
    from privet.web import counting, house, posting, tidying

    app = create_app(instance)
    opened: house.House = app.extensions["privet"]
    if not prepared:
        opened.store.close()
    counting.start(app)
    posting.start(app)
    tidying.start(app)
    return app
