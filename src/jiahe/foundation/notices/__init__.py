"""Notices: what somebody is told, in the inbox of a post, a member of staff or a resident, and on his phone.

A kind of notice is declared by the app that has something to say, in plain Chinese. The inbox holds the words; what
goes out to a phone says only that there is something to read, because a screen is seen by whoever sits beside it.
"""
