"""Tickets and what hangs on them: new ones, changes, comments, appointments, sites, session logs, and what is there already.

Rules about a ticket that decide nothing about money belong here.
"""
