"""The commands: `jiahe …`. ``main`` finds and runs one; ``commands`` holds one module for each noun.

A command is a thin face: it asks the clock, names the actor, calls an action and says what came of it. Errors go to
stderr in one plain sentence; 0 means done, 1 that the work failed, 2 that the command or its input was wrong.
"""
