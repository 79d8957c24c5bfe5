"""Code sets as releases: every lookup takes the date of service."""
