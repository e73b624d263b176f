"""The parts of bench/chaos.py: pieces of work, their injuries, the processes that do them, and the truth afterwards."""
