"""Executes confirmed plans: what must be so before, one request at a time, proof after, and resuming after anything.

The only room with a client that can write. It knows no operation by name: what a step needs is on the step or in the catalog.
"""
