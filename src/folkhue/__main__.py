"""The command line as ``python -m folkhue``."""

from folkhue.cli import main

if __name__ == "__main__":
    main()
