"""HTTPS only, known host names only, and the same security headers on every answer."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, abort, redirect, request
from flask_talisman import Talisman
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from privet.config import Settings

LOCAL_NAMES = ("localhost", "127.0.0.1")  # Werkzeug can’t compare names with colons, so ::1 is left out.
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
PERMISSIONS = dict.fromkeys(
    ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics"), "()"
)
CONSTANT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class Headers(Talisman):  # type: ignore[misc]
    """Flask-Talisman with its known faults mended.

    It keeps the options of views apart for each application, believes no client's ``X-Forwarded-Proto``,
    refuses what isn't GET over plain HTTP instead of redirecting it, adds the headers that it lacks, and
    works out each endpoint's headers once, since they never change.
    """

    def __init__(self, app: Flask, public: Iterable[str], **options: Any) -> None:
        """Put the headers on every answer of ``app``; browsers shall remember HTTPS for ``public`` names."""
        self._known: dict[tuple[str | None, bool], list[tuple[str, str]]] = {}
        self._public = frozenset(public)
        super().__init__(app, **options)
        # No page of ours holds a script or a style of its own, so none needs a nonce.
        app.before_request_funcs[None].remove(self._make_nonce)

    def _get_local_options(self) -> dict[str, Any]:
        names = ("force_https", "frame_options", "frame_options_allow_from", "content_security_policy")
        more = ("content_security_policy_nonce_in", "permissions_policy", "document_policy", "feature_policy")
        view = self.app.view_functions.get(request.endpoint)
        return {name: getattr(self, name) for name in names + more} | getattr(
            view, "talisman_view_options", {}
        )

    def _force_https(self) -> Response | None:
        if request.is_secure or not self._get_local_options()["force_https"]:
            return None
        if request.method not in {"GET", "HEAD"}:
            abort(403)
        return redirect(request.url.replace("http://", "https://", 1), code=308)

    def _set_hsts_headers(self, headers: Any) -> None:
        if self._is_public():
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    def _is_public(self) -> bool:
        if not self._public:
            return False
        # An untrusted host has been refused by now; asking for it again would raise again.
        known = not isinstance(request.routing_exception, SecurityError)
        return request.is_secure and known and request.host.partition(":")[0] in self._public

    def _set_response_headers(self, response: Response) -> Response:
        key = (request.endpoint, self._is_public())
        if key not in self._known:
            fresh = super()._set_response_headers(Response())
            del fresh.headers["Content-Type"], fresh.headers["Content-Length"]
            self._known[key] = [*fresh.headers, *CONSTANT.items()]
        # They were checked when they were worked out; to check them for each answer costs a tenth of a page.
        response.headers._list.extend(self._known[key])
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def init_app(app: Flask) -> None:
    """Make ``app`` answer over HTTPS only, for its own names only, with the same headers everywhere."""
    settings: Settings = app.extensions["privet"].settings
    names = settings.site.host_names
    app.config["TRUSTED_HOSTS"] = [*names, *LOCAL_NAMES]
    if settings.site.proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    Headers(
        app,
        public=names,
        content_security_policy=POLICY,
        permissions_policy=PERMISSIONS,
        frame_options="DENY",
        referrer_policy="same-origin",
    )
