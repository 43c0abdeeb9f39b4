"""Insight: the formulas of measures, and how fresh the numbers are. Reads everything, decides nothing about anybody."""
