"""Benchmarks: commands that print figures, each beside what it is compared with."""
