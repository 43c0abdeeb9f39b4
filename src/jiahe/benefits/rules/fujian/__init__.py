"""The benefits whose rule is Fujian's."""
