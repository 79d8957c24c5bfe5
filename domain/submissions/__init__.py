"""Claims on their way: interchanges, transmissions, acknowledgements."""
