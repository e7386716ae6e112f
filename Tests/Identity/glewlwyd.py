"""Glewlwyd as a peer of the tests: a full provider, with its own database, users, clients and keys in a folder."""

import gzip
import json
import pathlib
import sqlite3
import subprocess
import sys
import urllib.parse

import peer

FOLDER = pathlib.Path(sys.argv[1])
PORT = peer.free_port()
ADDRESS = f"http://127.0.0.1:{PORT}"
SCHEMA = pathlib.Path("/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz")
PLUGIN = "oidc"
# Letters and digits: it does not decode what RFC 6749 (2.3.1) says to encode.
CLIENT = {"client_id": "luohu", "client_secret": "notArealSecret7"}
CALLBACK = "https://luohu.example/sign-in/person/callback"
USER = {"username": "jia", "password": "invented-password", "name": "甲某", "id_number": "990000199003070013"}


def configuration():
    return f"""
port={PORT}
bind_address="127.0.0.1"
external_url="{ADDRESS}"
api_prefix="api"
login_url="login.html"
static_files_path="/usr/share/glewlwyd/webapp/"
log_mode="console"
log_level="WARNING"
cookie_secure=0
session_expiration=86400
session_key="session"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
user_middleware_module_path="/usr/lib/glewlwyd/user_middleware"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = {{ type = "sqlite3" path = "{FOLDER}/glewlwyd.db" }};
"""


def key():
    private = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        capture_output=True, check=True, text=True).stdout
    public = subprocess.run(
        ["openssl", "pkey", "-pubout"], input=private, capture_output=True, check=True, text=True).stdout
    return private, public


class Session:
    """Somebody's browser at Glewlwyd."""

    def __init__(self, username, password):
        self.cookie = None
        self.call("POST", "/auth/", {"username": username, "password": password})

    def call(self, method, path, value=None):
        headers = {"Content-Type": "application/json"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        status, answer, body = peer.ask(
            method, f"{ADDRESS}/api{path}", None if value is None else json.dumps(value), headers)
        if answer["Set-Cookie"]:
            self.cookie = answer["Set-Cookie"].split(";")[0]
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status}: {body[:300]!r}")
        return json.loads(body) if body else None


def furnish():
    """Everything that an administrator would click together once."""
    admin = Session("admin", "password")
    users = admin.call("GET", "/mod/user/database")
    users["parameters"]["data-format"]["id_number"] = {
        "multiple": False, "read": True, "write": True, "profile-read": True, "profile-write": False}
    admin.call("PUT", "/mod/user/database", users)
    admin.call("PUT", "/mod/user/database/reset")
    # A password for each sign-in, so that the token says when it was typed.
    admin.call("PUT", "/scope/openid", {
        "display_name": "OpenID", "password_required": True, "password_max_age": 0,
        "scheme": {}, "scheme_required": {}})
    private, public = key()
    admin.call("POST", "/mod/plugin/", {
        "module": "oidc", "name": PLUGIN, "display_name": "OpenID Connect", "parameters": {
            "iss": ADDRESS + "/api/" + PLUGIN, "subject-type": "public", "jwt-type": "rsa", "jwt-key-size": "256",
            "key": private, "cert": public, "access-token-duration": 600, "refresh-token-duration": 3600,
            "code-duration": 60, "refresh-token-rolling": True, "refresh-token-one-use": "always",
            "allow-non-oidc": False, "auth-type-code-enabled": True, "auth-type-code-revoke-replayed": True,
            "auth-type-token-enabled": False, "auth-type-id-token-enabled": True,
            "auth-type-none-enabled": False, "auth-type-password-enabled": False,
            "auth-type-client-enabled": False, "auth-type-device-enabled": False,
            "auth-type-refresh-enabled": True, "jwks-show": True, "pkce-allowed": True, "pkce-required": True,
            "pkce-method-plain-allowed": False, "session-management-allowed": True,
            "session-cookie-name": "luohu_oidc", "session-cookie-expiration": 3600,
            "name-claim": "mandatory", "name-claim-scope": [], "email-claim": "no", "scope-claim": "no",
            "allowed-scope": ["openid"],
            "claims": [{"name": "id_number", "user-property": "id_number", "type": "string",
                        "mandatory": True, "on-demand": False, "scope": []}]}})
    admin.call("POST", "/client/", CLIENT | {
        "name": "Luohu", "confidential": True, "enabled": True, "redirect_uri": [CALLBACK],
        "authorization_type": ["code", "refresh_token"], "scope": [],
        "token_endpoint_auth_method": ["client_secret_basic"],
        "post_logout_redirect_uri": "https://luohu.example/signed-out"})
    admin.call("POST", "/user/", USER | {"email": "", "enabled": True, "scope": ["g_profile", "openid"]})


def sign_in(address, user):
    browser = Session(USER["username"], USER["password"])
    granted = ["openid"] if user else []
    browser.call("PUT", "/auth/grant/" + CLIENT["client_id"], {"scope": " ".join(granted)})
    status, headers, body = peer.ask("GET", address + "&g_continue", None, {"Cookie": browser.cookie})
    if status != 302:
        raise RuntimeError(f"{status}: {body[:300]!r}")
    return headers["Location"]


def main():
    database = sqlite3.connect(FOLDER / "glewlwyd.db")
    database.executescript(gzip.decompress(SCHEMA.read_bytes()).decode())
    database.close()
    settings = FOLDER / "glewlwyd.conf"
    settings.write_text(configuration())
    process = subprocess.Popen(
        ["glewlwyd", "--config-file", str(settings)],
        stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr)
    try:
        peer.until_listening(PORT, process)
        furnish()
        peer.talk({"issuer": f"{ADDRESS}/api/{PLUGIN}"} | CLIENT, sign_in)
    finally:
        # Not terminate(): the test's process may have handed on that this signal waits.
        process.kill()
        process.wait()


main()
