# SPDX-License-Identifier: Apache-2.0
"""`python -m machikata` is the command `machikata`."""

from machikata.cli.main import main

if __name__ == "__main__":
    main()
