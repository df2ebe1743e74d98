"""Signing in through an OpenID provider (authorization code with PKCE), where the settings name one.

The provider says who somebody is; whether they have an account, and which role, stays with SSELEX: an account must
exist, its address must be one that the provider has verified; from then on the provider's name for the person counts.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, request, session, url_for

from kb.errors import Forbidden, NotFound, SselexError
from kb.services import linking
from web import entering, here
from web.languages import PREFIX
from web.messages import _
from web.presenting import go

pages = Blueprint("oidc", __name__, url_prefix=f"{PREFIX}/account/openid")
CLIENT = "sselex.oidc"
SECONDS = 15


class ProviderUnavailable(SselexError):
    """The OpenID provider does not answer, or not as it should."""

    status = 503
    code = "provider-unavailable"
    advice = "Sign in with your password, or try again later."


@pages.post("/")
def leave() -> Response:
    """To the provider."""
    session["back"] = entering.inside(request.form.get("next", ""))
    try:
        answer = _client().authorize_redirect(here.address(url_for("oidc.arrive", ui="fr")))
    except (SselexError, NotFound):
        raise
    except Exception as error:
        raise ProviderUnavailable(f"The OpenID provider does not answer: {type(error).__name__}.") from error
    return go(answer.headers["Location"], 303)


@pages.get("/back")
def arrive() -> Response:
    """Back from the provider with a code: the account is found and a session begins."""
    from authlib.integrations.base_client.errors import OAuthError
    from joserfc.errors import JoseError

    back = session.get("back", "")
    try:
        token = _client().authorize_access_token()
    except (OAuthError, JoseError) as error:
        flash(_("Le fournisseur d’identité n’a pas confirmé qui vous êtes."))
        current_app.logger.warning("sign-in by OpenID refused: %s", type(error).__name__)
        return go(url_for("account.sign_in"), 303)
    except Exception as error:
        raise ProviderUnavailable(f"The OpenID provider does not answer: {type(error).__name__}.") from error
    told = token.get("userinfo") or {}
    try:
        person = linking.person_of(
            here.kb(), issuer=here.kb().settings.oidc_issuer, subject=str(told.get("sub", "")),
            email=str(told.get("email", "")), verified=told.get("email_verified") is True,
        )  # fmt: skip
    except Forbidden:
        flash(_("Aucun compte ouvert n’a cette adresse : demandez une invitation au secrétariat."))
        return go(url_for("account.sign_in"), 303)
    return entering.enter(person, back)


def _client() -> Any:
    """The client of the provider, made once; raises `NotFound` where the settings name none."""
    settings = here.kb().settings
    if not settings.oidc_issuer:
        raise NotFound("No OpenID provider is set.", advice="Set SSELEX_OIDC_ISSUER.")
    found = current_app.extensions.get(CLIENT)
    if found is None:
        from authlib.integrations.flask_client import OAuth

        registry: Any = OAuth(current_app)
        found = registry.register(
            "provider", client_id=settings.oidc_client_id, client_secret=settings.oidc_client_secret,
            server_metadata_url=settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": SECONDS},
        )  # fmt: skip
        current_app.extensions[CLIENT] = found
    return found
