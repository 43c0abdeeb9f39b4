"""Sites 阵地: the places where families are served, from a 亲子小屋 in a village to a centre in a hospital.

A site stands in a village, which is its scope key. What is known of it, down to the name and the phone of who looks
after it, is its public face: ``queries.public_sites`` shows it to everybody. Who keeps it and who inspects it are not
the same: see ``rights``. ``checklist`` says what an inspection asks, ``parameters`` holds the numbers it compares with.
"""
