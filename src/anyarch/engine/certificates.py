"""Checking a server's certificate as docker does, which is Go's crypto/x509.

Python 3.13 and newer refuse authorities without a key usage, as docker's own instructions make them (Protect the Docker
daemon socket: `openssl req -new -x509`), and older ones an authority that another one has signed, unless that one is
known as well. Go accepts both: whatever is in the file of authorities is trusted (Certificate.Verify, `Roots`).

It does not say which authorities there are.
"""

import ssl


def check_as_docker(context: ssl.SSLContext) -> None:
    """Let connections of this context trust the certificates that docker would trust."""
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
