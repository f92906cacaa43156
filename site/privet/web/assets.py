"""Static files under addresses that change with their content, and the organisation's colour."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from flask import Flask, Response, request, url_for

from privet.web.access import open_to_everyone
from privet.web.house import house

FOREVER = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Serve the colour, give templates ``asset()``, and let browsers keep what carries its digest."""
    app.add_url_rule("/colour.css", "colour", open_to_everyone(_colour))
    app.template_global("asset")(asset)
    app.after_request(_keep)


def asset(name: str) -> str:
    """Give the address of static file ``name`` with the digest of its content."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return sha256(files("privet").joinpath("static", name).read_bytes()).hexdigest()[:12]


def _version() -> str:
    """Give the digest under which what was asked for may be kept."""
    if request.endpoint == "colour":
        return house().settings.organisation.colour[1:]
    return _digest(request.view_args["filename"]) if request.view_args else ""


def _colour() -> Response:
    return Response(f":root{{--ours:{house().settings.organisation.colour}}}", mimetype="text/css")


def _keep(response: Response) -> Response:
    if request.endpoint in {"static", "colour"} and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = FOREVER if request.args.get("v") == _version() else "no-cache"
        response.headers.pop("Content-Disposition", None)
    return response
