"""What the tests and the demonstration need and no user does: engines, registries and images to try anyarch on."""
