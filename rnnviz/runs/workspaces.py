"""What the runs of a browser are filed under: never the secret by which it is known."""

import hashlib

# Of a browser on a shared server; without one everybody's runs are those of DEFAULT_WORKSPACE.
OF_A_BROWSER = "browser-"


def workspace_of(secret: str) -> str:
    """Return the workspace of the browser that has this cookie.

    Who reads the database learns no cookie from it: it holds 256 bits of SHA-256 of a secret
    that was drawn at random, which leads back to nothing.
    """
    return OF_A_BROWSER + hashlib.sha256(secret.encode()).hexdigest()
