"""From work to an invoice: policy, charges, forecast, tax, the steps of a bill and of its repair, and estimates.

Whatever decides about money belongs here. Amounts are Decimal, and `syncro.money` alone rounds.
"""
