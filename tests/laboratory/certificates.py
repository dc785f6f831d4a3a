"""Certificates for a server on 127.0.0.1 and for its clients, from an authority that nobody else trusts.

OpenSSL's own program makes them; they hold for a day. The files have the names that docker looks for.
"""

import os
import subprocess

from tests.laboratory.programs import find, provide

REQUEST = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 1"
SUBJECT_ALTERNATIVE = "subjectAltName=IP:127.0.0.1,DNS:localhost"


def write(folder: str) -> None:
    """Write `ca.pem`, `cert.pem` and `key.pem` for clients, `server-cert.pem` and `server-key.pem`, into a folder."""
    provide("openssl")
    os.makedirs(folder, exist_ok=True)
    authority = ["-CA", "ca.pem", "-CAkey", "ca-key.pem"]
    for name, certificate, key, extensions in (
        ("authority", "ca.pem", "ca-key.pem", []),
        ("server", "server-cert.pem", "server-key.pem", ["-addext", SUBJECT_ALTERNATIVE, *authority]),
        ("client", "cert.pem", "key.pem", authority),
    ):
        words = [find("openssl"), *REQUEST.split(), "-subj", f"/CN={name}", "-out", certificate, "-keyout", key]
        subprocess.run([*words, *extensions], cwd=folder, check=True, capture_output=True)
