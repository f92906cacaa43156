"""A rotation in a process of its own, to be killed."""

import sys
from datetime import date
from pathlib import Path

from privet.storage import rotation
from privet.storage.opening import open_store
from privet.storage.place import Place
from tests.storage.test_sealed import Sample

folder, keys, url = sys.argv[1:]
store = open_store(Place(Path(folder), Path(keys), url), date(2026, 11, 23))
sys.stdout.write("ready\n")
sys.stdout.flush()
rotation.BATCH = 20
while True:
    rotation.rotate(store, date(2026, 11, 23), records=(Sample,))
