"""Damage to the code, one small piece at a time, and whether the tests notice."""
