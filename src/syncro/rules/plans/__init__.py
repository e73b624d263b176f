"""What a plan is, whatever it is about: steps, what it rests on, what proves it, how far it has come, how it is taken back.

Values and comparisons that hold for every workflow belong here. What knows tickets' or bills' own rules doesn't.
"""
