"""SCIM 2.0 (RFC 7643, 7644): a tenant's directory keeps its users and groups here."""
