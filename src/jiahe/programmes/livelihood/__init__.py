"""民生保障: what helps families through hard times and over costs."""
