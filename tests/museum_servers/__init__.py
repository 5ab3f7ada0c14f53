"""Local stand-ins for the museums whose works are found by color.

They answer as the museums' documentation says, and make faults on request, each time in the same
order.
"""

from museum_servers.artic import ArticServer
from museum_servers.base import Faults, MuseumServer, Work
from museum_servers.rijksmuseum import RijksmuseumServer
from museum_servers.smk import SmkServer

__all__ = [
    "ArticServer",
    "Faults",
    "MuseumServer",
    "RijksmuseumServer",
    "SmkServer",
    "Work",
]
