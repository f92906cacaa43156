"""The tests; each folder is a package so that no test shadows a room."""
