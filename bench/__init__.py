"""Benchmarks: one for each promise. Each measures a baseline in the same run and prints a ratio against it."""
