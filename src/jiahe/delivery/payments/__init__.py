"""Money on its way to people: to whom, how much, in which batch, and what the bank said.

``payees`` is where somebody is paid; ``entering`` takes up what is due; ``batches`` puts it together for a second
person to look at; ``bank_file`` writes what the bank is given; ``results`` reads what it sends back and ``taking``
takes it in, chunk by chunk. ``queries`` is who sees what.
"""
