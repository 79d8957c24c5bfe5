"""The database's history, one change a file; `tenancy.py` says once what tenancy means in SQL."""
