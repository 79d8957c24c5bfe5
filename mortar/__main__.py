"""`python -m mortar`: the command line."""

from mortar.cli import main

main()
