"""The screen: a map, true counts by unit, and the way from every number into its rows."""
