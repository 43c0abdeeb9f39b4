"""The library 内容: stories that families read, and the lectures at which they are told.

``kind`` is what a programme declares. A story is written by one, looked at by another, and read by everybody; what
stands in it names nobody (``anonymity``). A lecture is a plain record of where and when people met and how many of the
questions asked at its end were answered rightly: the awareness rate 知晓率 is made of these.
"""
