"""A second person: what above a limit of the tenant one alone may not do."""
