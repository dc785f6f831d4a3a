"""Law: built-in modules and this folder only. Every intercepted command loads it, and pays for what it loads."""
