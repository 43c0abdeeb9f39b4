"""金秋助学: a grant for the first year at university, for one-child and rural two-daughter families in need."""
