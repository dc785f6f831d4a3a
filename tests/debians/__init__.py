"""The tests in other Debians than this machine's, of its architecture: what they need there is what they install."""
