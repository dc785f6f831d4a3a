"""How long each thing is remembered or kept, in seconds: all ages in one place.

Two have a setting, ``catalog.lifetime`` and ``native.lifetime``. How long a refusal counts depends on what was said:
`REFUSED_BY_STATUS`. What is remembered of a refusal only ever leads to docker running as typed.
"""

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# What an engine says of itself, for the quick answer.
ENGINE_PLATFORM = DAY

# That an image is local and native: the default of the setting; and that an engine is too slow to be asked.
NATIVE = 10 * MINUTE
SLOW_ENGINE = 2 * MINUTE

# That an engine executes a platform. From here nothing shows that a machine elsewhere has rebooted or lost a handler.
EXECUTED_HERE = DAY
EXECUTED_ELSEWHERE = 10 * MINUTE

# Which handlers an engine's kernel has without the flag F.
HANDLERS = 10 * MINUTE

# That a pack's volume still holds what was read from it, if nothing shows that it does not.
PACK = DAY

# That the user does not want a handler for a platform on an engine.
DECLINED = DAY

# What a registry offers under a tag: the default of the setting, and how long it may change a command unconfirmed.
OFFERED = DAY
CONFIRMED = 5 * MINUTE

# That there was no answer, or a refusal.
SILENT = 2 * MINUTE
UNLISTED = 10 * MINUTE
UNREACHABLE_REGISTRY = 10 * MINUTE
SERVER_ERROR = MINUTE
REFUSED_BY_STATUS = {
    401: 2 * MINUTE,
    403: 2 * MINUTE,
    404: MINUTE,  # a missing image may be pushed at any moment
    429: 10 * MINUTE,
}
LONGEST_REFUSAL = HOUR  # however long a registry asks for with Retry-After

# What is remembered of an engine elsewhere: its platform, that it did not answer, that it could not pull an image.
ROUTE_PLATFORM = 10 * MINUTE
ROUTE_DOWN = 5 * MINUTE
ROUTE_PULL = 5 * MINUTE

# What processes of another machine have left on an engine, before it is taken for abandoned.
ABANDONED = HOUR
