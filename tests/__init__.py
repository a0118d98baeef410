"""The proof that planthread does what it says, sorted by what each test needs."""
