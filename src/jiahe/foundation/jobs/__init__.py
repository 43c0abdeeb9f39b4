"""Jobs: work that outlives the request which asked for it. Each is a row that says what is to be done and how far it is.

A kind of job is declared by the app that does the work. Whoever serves pages runs what is due in a thread beside them;
`jiahe work` does the same without pages. A job that fails is tried again later and later; one whose process died is
taken up by another; work therefore begins where it stopped, and done twice changes nothing.
"""
