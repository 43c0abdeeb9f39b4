"""How help reaches people: the kinds of offers a programme is made of, each a room of its own."""
