"""Cases 事项: somebody asks, somebody answers, in declared steps with a clock.

``kind`` is what a programme declares; ``models`` holds what happened; ``actions`` are the deeds, each refused when the
case has moved since it was read; ``clock`` reminds and carries what is late to the level above. A case is never without
an owner: the post that was asked first has it until it hands it on and somebody else has it.
"""
