"""What planners read, in the same way wherever it is needed: an account's lists, a ticket's invoices, a tax rate, a named record.

Reads only. What is learned about an account is remembered through the memory that is passed in.
"""
