"""The law as pure functions: what a plan may hold, what a bill comes to, what a text may say. Nothing here reads, writes or waits.

Rooms, each resting only on those after it: `by_hand` (single writes of the API), `billing`, `tickets`, `plans`, `words`. Beside
them `findings`, what a check says, `codes`, the list of all that can be said, and `doctor`, what a check-up says.
"""
