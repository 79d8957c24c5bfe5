"""The chain over each tenant's audit events: sealed in blocks, anchored by heads kept elsewhere."""
