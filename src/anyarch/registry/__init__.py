"""Law: one registry, asked directly, by the OCI Distribution Specification, for what the engine cannot say."""
