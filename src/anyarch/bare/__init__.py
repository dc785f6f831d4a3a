"""Law: only this folder, and modules of Python that are written in C. Every intercepted command loads them."""
