"""Checks of a single write of the API, sent by hand: the same ones that the commands make. Pure."""
