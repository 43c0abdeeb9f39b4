"""三说两访: cases told to teach the law, what is right and what is one's duty; people received, and people visited."""
