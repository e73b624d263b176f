"""Texts and typed words: what may go out and to whom, secrets and card numbers, times, zones, names of files, which choice is meant.

Only what looks at words belongs here: nothing in this room knows a plan.
"""
