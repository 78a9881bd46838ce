"""`python -m moto_personalize`: the command `moto-personalize` where no script is on the path."""

from __future__ import annotations

import sys

from .cli import main

sys.exit(main())
