"""Serve synthetic or sampler photographs: ``python -m flickr_server``, in the tests folder."""

import argparse
from pathlib import Path

from flickr_server import Faults, FlickrServer, sampler, synthetic

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--photos", type=int, help="made-up photographs, instead of the sampler")
parser.add_argument("--terms", default="red,orange,yellow,green,blue,purple,black,white")
parser.add_argument("--faults", action="store_true", help="each thing goes wrong once or twice")
options = parser.parse_args()
manifest = Path(__file__).parent.parent.parent / "data/sampler/photos.csv"
pictures = (
    synthetic(options.photos, options.terms.split(",")) if options.photos else sampler(manifest)
)
kinds = ("429", "503", "html", "truncated", "short", "slow", "reset")
faults = Faults(
    calls=("503", "105: Service currently unavailable"),
    photos={p.id: (kinds[n % 7], kinds[(n + 3) % 7]) for n, p in enumerate(pictures[::2])},
    forever={p.id: ("placeholder", "404", "type")[n % 3] for n, p in enumerate(pictures[::9])},
    overlap=3,
)
server = FlickrServer(pictures, faults if options.faults else None, options.port)
print(server.url, flush=True)
server.serve_forever()
