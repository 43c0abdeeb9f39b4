"""婚育支持: help to marry, to have children, and to have one's rights kept."""
