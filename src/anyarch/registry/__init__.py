"""Law: one registry, asked directly by the OCI Distribution Specification; only for what the engine cannot say."""
