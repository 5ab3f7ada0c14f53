"""All exceptions that folkhue raises on purpose.

::

    FolkhueError
    ├── ImageError          a file is not a photograph that can be decoded
    │   └── PixelsError     a photograph has more pixels than the limit
    ├── ManifestError       a list of photographs lacks a column or cannot be read
    ├── ArchiveError        an archive is damaged or unsafe to unpack
    ├── DownloadError       a service, a key, the network or the disk stops a download
    ├── GoldenError         a hand-labeled photograph is inconsistent
    ├── SurveyError         a survey of color names cannot be read, or holds too little
    ├── ColorError          a text or a triple is not a color
    ├── VocabularyError     a list of color names is invalid
    ├── ParamsError         a key or value of params.yaml is invalid
    ├── TrainingError       too little training data for a color term
    ├── TableError          a file of a table or classifier is damaged, altered or foreign
    ├── ExportError         a trained classifier cannot be exported
    ├── NameMapError        a file is not a name map, or a map cannot be encoded
    ├── PaletteFileError    a palette file cannot be read or written
    ├── PictureError        a picture cannot be drawn
    ├── BatchError          a table of results cannot be made
    ├── TaggingError        keywords cannot be read from a photograph, or written to it
    ├── QueryError          a search query is invalid
    └── MissingExtraError   optional packages are not installed
"""


class FolkhueError(Exception):
    """Base of all errors of folkhue; the message says what was expected and what to do."""


class ImageError(FolkhueError):
    """A file is not a photograph that can be decoded.

    Parameters
    ----------
    message : str
    code : str
        The kind of error, in lower case, for programs: "damaged", "empty", "missing",
        "not_an_image", "too_many_pixels", "transparent", "unsupported" or "web_page".
    """

    def __init__(self, message: str, code: str = "damaged") -> None:
        super().__init__(message)
        self.code = code


class PixelsError(ImageError):
    """A photograph has more pixels than the limit."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "too_many_pixels")


class ManifestError(FolkhueError):
    """A manifest lacks a column, or cannot be read."""


class ArchiveError(FolkhueError):
    """An archive is damaged, too large, or tries to write outside its folder."""


class DownloadError(FolkhueError):
    """A download cannot go on; what was fetched so far is kept."""


class GoldenError(FolkhueError):
    """A hand-labeled photograph is inconsistent."""


class SurveyError(FolkhueError):
    """A survey of color names cannot be read, or has too few answers to score."""


class ColorError(FolkhueError):
    """A text or a triple of numbers is not a color."""


class VocabularyError(FolkhueError):
    """A vocabulary is empty, repeats itself or holds an impossible name."""


class ParamsError(FolkhueError):
    """params.yaml has an unknown key or an unusable value."""


class TrainingError(FolkhueError):
    """There is too little training data for a color term."""


class TableError(FolkhueError):
    """A file of a color table or of a classifier is damaged, altered or foreign."""


class ExportError(FolkhueError):
    """A trained classifier has no equal in another format; nothing was written."""


class NameMapError(FolkhueError):
    """A file is not a name map, or is damaged or altered; or a map cannot be encoded."""


class PaletteFileError(FolkhueError):
    """A palette file is damaged, foreign or empty; or a palette cannot be written to it."""


class TaggingError(FolkhueError):
    """Keywords cannot be read from a photograph, or written to it, which is left as it was."""


class BatchError(FolkhueError):
    """Photographs cannot be classified into a table of results; what was done is kept."""


class PictureError(FolkhueError):
    """A picture is unknown or cannot be drawn; nothing was written."""


class QueryError(FolkhueError):
    """A query has an unknown word, amount or color name."""


class MissingExtraError(FolkhueError, ImportError):
    """Optional packages are not installed; the message names the extra that installs them."""
