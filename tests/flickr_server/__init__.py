"""A local stand-in for Flickr: its search, its licenses and its photographs.

It answers as https://www.flickr.com/services/api/flickr.photos.search.html and
flickr.photos.licenses.getInfo describe it, requires calls signed with OAuth 1.0a
(RFC 5849), and makes faults on request, each time in the same order.
"""

from flickr_server.catalog import Catalog, Picture, sampler, synthetic
from flickr_server.server import Faults, FlickrServer

__all__ = ["Catalog", "Faults", "FlickrServer", "Picture", "sampler", "synthetic"]
