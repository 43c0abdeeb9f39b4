"""The policy pages: what each benefit is, for whom, how much and where that is written; for everybody, without sign-in."""
