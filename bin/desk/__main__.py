"""`python3 -m desk COMMAND`, as the Makefile calls it."""

from .commands import main

main()
