"""The vault: sealing personal values, finding them again without opening them, and the keys for both.

``crypto`` seals and opens values, ``streams`` whole files, ``keys`` keeps the keys in the data folder, ``masks`` says
what pages show instead.
"""
