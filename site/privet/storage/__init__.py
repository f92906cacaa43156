"""What is kept: the database, its records and migrations, the keys, and the chain of events."""
