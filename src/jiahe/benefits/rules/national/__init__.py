"""The benefits whose rule is the nation's; their amounts may still be a province's, a city's or a county's."""
