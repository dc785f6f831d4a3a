"""A registry asked directly, by the OCI Distribution Specification; for what the engine cannot say.

Loading it costs as much as asking: whoever may do without loads it late.
"""
