"""Law: types alone: what each command prints with `--json`. The schemas in docs/reference/schemas are made from them.

Null stands for what is not known, or for nothing; an empty list for none. A platform is `os/architecture/variant`. A
command that fails prints `failure.Error` instead. Later versions may add keys.
"""
