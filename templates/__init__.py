"""The pages and letters, as data of this package; one folder for each room."""
