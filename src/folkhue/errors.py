"""Everything that folkhue raises on purpose.

::

    FolkhueError
    ├── ImageError          a file that is not a photograph we can read
    │   └── PixelsError     a photograph of more pixels than may be decoded
    ├── ManifestError       a list of photographs that does not say what we need
    ├── ArchiveError        an archive that is damaged, or would harm whoever unpacks it
    ├── DownloadError       a service, a key, the network or the disk stops a download
    ├── GoldenError         a hand-labeled photograph that contradicts itself
    ├── VocabularyError     a list of color names that cannot be used
    ├── ParamsError         a key or value of params.yaml that means nothing
    ├── TrainingError       too little data to learn from
    ├── TableError          a table or classifier file that is truncated, altered or foreign
    ├── NameMapError        a name map that is none, is damaged or altered, or cannot be written
    ├── PaletteFileError    a file of a palette that cannot be read, or not be written
    ├── PictureError        a picture that cannot be drawn of what is there
    ├── BatchError          a table of results that cannot be made
    └── QueryError          a search for photographs that means nothing
"""


class FolkhueError(Exception):
    """Base of all errors raised by folkhue; its text says what to do."""


class ImageError(FolkhueError):
    """A file is not a photograph that can be decoded."""


class PixelsError(ImageError):
    """A photograph has more pixels than may be decoded."""


class ManifestError(FolkhueError):
    """A manifest lacks a column, or cannot be read."""


class ArchiveError(FolkhueError):
    """An archive is damaged, too large, or tries to write where it must not."""


class DownloadError(FolkhueError):
    """A download cannot go on; what it brought so far is kept."""


class GoldenError(FolkhueError):
    """A hand-labeled photograph is inconsistent."""


class VocabularyError(FolkhueError):
    """A vocabulary is empty, repeats itself or holds an impossible name."""


class ParamsError(FolkhueError):
    """params.yaml has an unknown key or an unusable value."""


class TrainingError(FolkhueError):
    """There is too little data for a color term."""


class TableError(FolkhueError):
    """A file of a color table or of a classifier cannot be used."""


class NameMapError(FolkhueError):
    """A file is no name map, or a damaged or altered one; or a map cannot be encoded."""


class PaletteFileError(FolkhueError):
    """A file of a palette is damaged, foreign or empty; or a palette cannot be written to it."""


class BatchError(FolkhueError):
    """Photographs cannot be classified into a table of results; what was done is kept."""


class PictureError(FolkhueError):
    """There is no such picture, or not of this; nothing was written."""


class QueryError(FolkhueError):
    """A query has a word or an amount that means nothing, or names a color of no table."""
