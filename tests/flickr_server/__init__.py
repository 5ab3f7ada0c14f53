"""A Flickr to test against: its search, its licenses and its photographs, on this machine.

It answers as https://www.flickr.com/services/api/flickr.photos.search.html and
flickr.photos.licenses.getInfo describe it, wants calls signed as OAuth 1.0a (RFC 5849)
says, and misbehaves on request, each time in the same order.
"""

from flickr_server.catalog import Catalog, Picture, sampler, synthetic
from flickr_server.server import Faults, FlickrServer

__all__ = ["Catalog", "Faults", "FlickrServer", "Picture", "sampler", "synthetic"]
