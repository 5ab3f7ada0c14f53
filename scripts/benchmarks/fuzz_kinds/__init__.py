"""The kinds of files that folkhue reads: good ones of each, and how it is read."""

from __future__ import annotations

from functools import partial

from benchmarks.fuzz_kinds.answers import (
    FLICKR_PHOTO,
    OPENVERSE_PHOTO,
    flickr_page,
    make_answers,
    openverse_page,
    read_flickr,
    read_openverse,
)
from benchmarks.fuzz_kinds.archives import make_archives, make_shards, read_archive, read_shard
from benchmarks.fuzz_kinds.base import FileKind
from benchmarks.fuzz_kinds.images import IMAGES, make_images, read_image
from benchmarks.fuzz_kinds.lists import (
    make_golden_lists,
    make_labels,
    make_lists,
    make_parquet,
    other_columns,
    read_golden_list,
    read_labels,
    read_list,
)
from benchmarks.fuzz_kinds.own import (
    make_journals,
    make_models,
    make_name_maps,
    make_params,
    make_tables,
    other_outcome,
    other_table,
    read_journal,
    read_model,
    read_name_map,
    read_params,
    read_table,
)
from benchmarks.fuzz_kinds.palettes import make_palettes, palette_ways, read_palette
from benchmarks.mutations import (
    ANY,
    JSON,
    TEXT,
    ZIP,
    other_chunk,
    other_tar_header,
    other_word,
    other_zip_header,
    repacked_tar,
    repacked_zip,
)
from folkhue.palettes.formats import FORMATS

KINDS: dict[str, FileKind] = {
    **{
        f"image {kind}": FileKind(
            partial(make_images, kind), read_image, (other_chunk,) if kind == "PNG" else ()
        )
        for kind in IMAGES
    },
    "table": FileKind(make_tables, read_table, (other_table, *ZIP)),
    "model": FileKind(make_models, read_model, (repacked_zip(*JSON), *ZIP)),
    "name map": FileKind(make_name_maps, read_name_map, (other_chunk, other_word)),
    **{
        f"palette {suffix}": FileKind(
            partial(make_palettes, suffix), partial(read_palette, suffix), palette_ways(suffix)
        )
        for suffix in FORMATS
    },
    "list csv": FileKind(make_lists, partial(read_list, "a.csv"), TEXT),
    "list parquet": FileKind(make_parquet, partial(read_list, "a.parquet"), (other_columns,)),
    "answer Flickr": FileKind(partial(make_answers, FLICKR_PHOTO, flickr_page), read_flickr, JSON),
    "answer Openverse": FileKind(
        partial(make_answers, OPENVERSE_PHOTO, openverse_page), read_openverse, JSON
    ),
    "params.yaml": FileKind(make_params, read_params, TEXT),
    "journal": FileKind(make_journals, read_journal, (*TEXT, other_outcome, other_outcome)),
    "shard": FileKind(make_shards, read_shard, (other_tar_header,)),
    "archive": FileKind(
        make_archives, read_archive, (other_zip_header, repacked_zip(*ANY), repacked_tar)
    ),
    "golden labels": FileKind(make_labels, read_labels, JSON),
    "golden.csv": FileKind(make_golden_lists, read_golden_list, TEXT),
}
