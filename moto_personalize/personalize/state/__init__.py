"""Everything that Personalize remembers, of all accounts and regions, as a file and back.

`file` is the outside: a magic number, a checksum, sizes. `writing` and `reading` go between objects and nodes, plain
lists that JSON can say; `kinds` says which classes there are. `moment` takes the state of all backends and puts it
back. Nothing of it knows a noun or a model by name: a snapshot holds the fields of dataclasses.
"""

from .moment import restore, snapshot

__all__ = ["restore", "snapshot"]
