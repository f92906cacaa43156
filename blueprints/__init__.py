"""The rooms of the site, each a plugin found through the entry-point group ``privet.blueprints``."""
