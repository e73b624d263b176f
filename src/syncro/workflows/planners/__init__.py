"""One module for each thing that can be planned: its request as plain data, its planner, its row of the table.

Planners read and let the rules decide. None of them writes, and none asks anybody but through its surroundings.
"""
