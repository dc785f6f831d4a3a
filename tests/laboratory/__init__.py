"""What the tests and the demonstration need of the real world, brought up and cleared away again.

A private Docker engine, a private registry, programs of foreign CPUs, kernel handlers for them, and test images. Each
is a module of its own; nothing here is part of the installed product, and nothing of it imports the product.
"""
