"""`python -m jiahe`: the same as the console script."""

import sys

from jiahe.faces.cli.main import main

sys.exit(main())
