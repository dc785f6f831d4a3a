"""Law: pure. What the container specifications define: platforms, references, manifests. Nothing here does I/O."""
