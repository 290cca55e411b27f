# SPDX-License-Identifier: Apache-2.0
"""Ways to log in to a private Dovecot: passwords of users of their own, tokens, client certificates."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path

from process import run

V23 = """
auth_mechanisms = plain login xoauth2 oauthbearer external
auth_username_chars =
auth_ssl_username_from_cert = yes
ssl_ca = <{folder}/imap/tls/ca.pem
ssl_verify_client_cert = yes
ssl_require_crl = no
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = {folder}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = external
  args = nopassword=y
}}
"""
V23_OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = sub
"""
# Written by its documentation, not yet tried; 2.4 checks tokens in the mechanism, not in a passdb.
V24 = """
auth_mechanisms = plain login xoauth2 oauthbearer external
auth_username_chars =
auth_ssl_username_from_cert = yes
ssl_server {{
  ca_file = {folder}/imap/tls/ca.pem
  request_client_cert = yes
  require_crl = no
}}
passdb passwd-file {{
  mechanisms_filter = plain login
  passwd_file_path = {folder}/users
}}
passdb static-external {{
  driver = static
  mechanisms_filter = external
  fields {{
    nopassword = yes
  }}
}}
oauth2 {{
  introspection_mode = local
  username_attribute = sub
  oauth2_local_validation {{
    dict fs {{
      fs posix {{
        prefix = {folder}/keys/
      }}
    }}
  }}
}}
"""
KEY = b'k9' * 16


def login_settings(folder: Path, users: dict[str, str]) -> str:
    """Further lines of dovecot.conf; writes the files beside them. The server is in folder/imap."""
    (folder / 'users').write_text(''.join(f'{user}:{{PLAIN}}{password}\n' for user, password in users.items()))
    key = folder / 'keys/default/HS256/default'
    key.parent.mkdir(parents=True, exist_ok=True)
    key.write_text(base64.b64encode(KEY).decode())
    (folder / 'oauth2.conf').write_text(V23_OAUTH2.format(folder=folder))
    old = run(['/usr/sbin/dovecot', '--version']).startswith('2.3.')
    return (V23 if old else V24).format(folder=folder)


def make_token(user: str, *, key: bytes = KEY, valid_seconds: int = 3600, **claims: str) -> str:
    """A JSON Web Token signed by HS256 (RFC 7519)."""
    end = int(time.time()) + valid_seconds
    claims_set = {'sub': user, 'iat': end - 7200, 'exp': end} | claims
    parts = [_part(json.dumps(part).encode()) for part in ({'typ': 'JWT', 'alg': 'HS256'}, claims_set)]
    signature = hmac.digest(key, '.'.join(parts).encode(), hashlib.sha256)
    return '.'.join([*parts, _part(signature)])


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip('=')
