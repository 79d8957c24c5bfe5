"""The tenant's catalogue of services and its versioned templates."""
