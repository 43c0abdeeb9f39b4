"""The tests. They mirror src/, plus journeys/ (a real browser), contracts/ (the installed command) and inventory/."""
