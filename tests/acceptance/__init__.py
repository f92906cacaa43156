"""The whole product, installed and run as its users do."""
