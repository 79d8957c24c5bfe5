"""Double entry, append only: what every remittance did to the money."""
