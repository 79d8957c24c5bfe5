"""GraphQL and HTTP: shows the domain, says no politely."""
