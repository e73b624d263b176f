"""Read, decide, plan, execute: every way to change an account.

`table` lists the workflows, `planning` says what one is, `planners` plan, `reading` reads what they need, `engine` executes.
`session` holds the connection, the journal and the clock; `surroundings` makes of it what a planner gets.
"""
