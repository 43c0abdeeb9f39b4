"""The ground floor: what any organisation that serves people needs, and nothing that knows what a family is."""
