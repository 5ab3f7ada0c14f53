import io
import struct
import warnings
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps
from support.png_chunks import SIGNATURE, chunk

from folkhue._utils import extras
from folkhue.errors import ImageError
from folkhue.images import conversion, formats
from folkhue.images.photo import Photo, read_photo, read_strips

Encode = Callable[..., bytes]

RED, BLUE = (200, 30, 40), (20, 40, 180)


def half_red_half_blue(width: int = 40, height: int = 20) -> np.ndarray:
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:, : width // 2], pixels[:, width // 2 :] = RED, BLUE
    return pixels


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "WEBP"])
def test_lossless_formats_are_read_exactly(kind: str, encode: Encode) -> None:
    how = {"lossless": True} if kind == "WEBP" else {}
    photo = read_photo(encode(half_red_half_blue(), kind, **how))
    assert np.array_equal(photo.rgb, half_red_half_blue())
    assert photo.opaque.all()


def test_a_path_and_its_contents_give_the_same_photo(tmp_path: Path, encode: Encode) -> None:
    contents = encode(half_red_half_blue(), "JPEG", quality=95)
    (tmp_path / "photo.jpg").write_bytes(contents)
    assert np.array_equal(read_photo(tmp_path / "photo.jpg").rgb, read_photo(contents).rgb)


def noise(height: int = 30, width: int = 40, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, channels)).astype(np.uint8)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_the_photo_upright(orientation: int, encode: Encode) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    contents = encode(noise(channels=4), "PNG", exif=exif)
    photo = read_photo(contents)
    upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(contents))))
    assert np.array_equal(photo.rgb, upright[..., :3])
    assert np.array_equal(photo.opaque, upright[..., 3] >= 128)
    assert photo.rgb.flags.c_contiguous


def exchanging_primaries() -> bytes:
    """A profile in which what is stored as red means blue, and the other way round."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def in_many_modes() -> dict[str, bytes]:
    image = Image.fromarray(noise())
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    found = {}
    for name, (mode, kind, options) in {
        "gray": ("L", "PNG", {}),
        "palette": ("P", "PNG", {"transparency": 7}),
        "alpha": ("RGBA", "PNG", {}),
        "cmyk": ("CMYK", "TIFF", {}),
        "profile": ("RGB", "PNG", {"icc_profile": exchanging_primaries()}),
        "ill-fitting profile": ("RGB", "PNG", {"icc_profile": profile}),
    }.items():
        buffer = io.BytesIO()
        image.convert(mode).save(buffer, kind, **options)
        found[name] = buffer.getvalue()
    wide = np.random.default_rng(0).integers(0, 65536, (30, 40)).astype(np.uint16)
    buffer = io.BytesIO()
    Image.fromarray(wide).save(buffer, "PNG")
    return found | {"16 bit": buffer.getvalue()}


@pytest.mark.parametrize("name", in_many_modes())
def test_strips_are_parts_of_the_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = in_many_modes()[name]
    [whole] = read_strips(contents)
    monkeypatch.setattr(conversion, "STRIP_PIXELS", 280)  # pixels, or 7 rows
    strips = list(read_strips(contents))
    assert [len(strip.rgb) for strip in strips] == [7, 7, 7, 7, 2]
    photo = read_photo(contents)
    for part in ("rgb", "opaque"):
        together = np.concatenate([getattr(strip, part) for strip in strips])
        assert np.array_equal(together, getattr(whole, part))
        assert np.array_equal(together, getattr(photo, part))


@pytest.mark.parametrize("tag", [0x0100, 0x0128])
def test_broken_exif_is_ignored(tag: int, encode: Encode) -> None:
    number, text = (0x0112, 3, 1, 6), (tag, 2, 4, int.from_bytes(b"abc", "little"))
    entries = b"".join(struct.pack("<2H2I", *entry) for entry in sorted([number, text]))
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + bytes(4)
    photo = read_photo(encode(half_red_half_blue(), "JPEG", exif=exif))
    assert photo.rgb.shape == (40, 20, 3)
    assert read_photo(encode(half_red_half_blue(), "PNG", exif=b"garbage")).rgb.shape == (20, 40, 3)


def test_sixteen_bit_gray_is_scaled_not_clipped(encode: Encode) -> None:
    samples = np.array([[0, 257, 32896, 65535]], np.uint16)
    photo = read_photo(encode(samples))
    assert photo.rgb[0, :, 0].tolist() == [0, 1, 128, 255]


def test_sixteen_bit_rgb_is_scaled_not_clipped() -> None:
    """Pillow does not write these, so the PNG is put together here."""
    row = b"\0" + struct.pack(">6H", 65535, 32896, 0, 257, 0, 65535)
    header = struct.pack(">2I5B", 2, 1, 16, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(row)), chunk(b"IEND", b""))
    photo = read_photo(SIGNATURE + b"".join(parts))
    assert photo.rgb.tolist() == [[[255, 128, 0], [1, 0, 255]]]


def test_cmyk_becomes_rgb(encode: Encode) -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red, green, blue = read_photo(encode(image, "JPEG", quality=95)).rgb[4, 4]
    assert red > 240
    assert green < 15
    assert blue < 15


def test_the_first_frame_of_an_animation_is_read(encode: Encode) -> None:
    frames = [Image.new("RGB", (6, 6), color) for color in (RED, BLUE)]
    photo = read_photo(encode(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert np.array_equal(photo.rgb, np.full((6, 6, 3), RED))


def test_palette_with_transparency(encode: Encode) -> None:
    image = Image.new("P", (4, 2), 0)
    image.putpalette([*RED, *BLUE])
    image.putpixel((0, 0), 1)
    photo = read_photo(encode(image, "PNG", transparency=1))
    assert photo.opaque.sum() == 7
    assert np.array_equal(photo.rgb[1, 1], RED)


def test_a_damaged_palette_is_damage(encode: Encode) -> None:
    """Not a picture in black, as Pillow shows it."""
    image = Image.new("P", (4, 2), 0)
    image.putpalette([*RED, *BLUE])
    contents = bytearray(encode(image, "PNG"))
    contents[contents.index(b"PLTE") + 5] ^= 1
    with pytest.raises(ImageError, match="the palette is damaged, or missing"):
        read_photo(bytes(contents))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_alpha_is_a_mask(mode: str, encode: Encode) -> None:
    image = Image.new(mode, (4, 1))
    image.putalpha(Image.fromarray(np.array([[0, 127, 128, 255]], np.uint8)))
    assert read_photo(encode(image)).opaque.tolist() == [[False, False, True, True]]


def test_an_embedded_profile_is_converted_to_srgb(encode: Encode) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    same = encode(half_red_half_blue(), icc_profile=srgb.tobytes())
    assert np.abs(read_photo(same).rgb.astype(int) - half_red_half_blue()).max() <= 1
    # Samples tagged with a profile that does not fit them are shown as they are.
    unfit = encode(half_red_half_blue(), icc_profile=lab.tobytes())
    assert np.array_equal(read_photo(unfit).rgb, half_red_half_blue())
    broken = encode(half_red_half_blue(), icc_profile=b"no profile at all")
    assert np.array_equal(read_photo(broken).rgb, half_red_half_blue())


def test_a_profile_of_other_primaries_changes_the_colors(encode: Encode) -> None:
    photo = read_photo(encode(half_red_half_blue(), icc_profile=exchanging_primaries()))
    assert np.abs(photo.rgb[0, 0].astype(int) - np.array(RED)[::-1]).max() <= 2


def test_one_pixel(encode: Encode) -> None:
    assert read_photo(encode(np.array([[RED]], np.uint8))).rgb.tolist() == [[list(RED)]]


@pytest.mark.slow
def test_a_hundred_megapixels_are_read_and_thinned(encode: Encode) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        photo = read_photo(encode(Image.new("1", (10_000, 10_000), 1), "PNG"))
    assert photo.rgb.shape == (10_000, 10_000, 3)
    assert photo.thin(10_000).opaque.size <= 10_000


@pytest.mark.parametrize("limit", [399, 100])
def test_too_many_pixels_are_rejected_before_decoding(limit: int, encode: Encode) -> None:
    # Cut short: decoding it would fail with another error.
    contents = encode(half_red_half_blue(20, 20))[:60]
    with pytest.raises(ImageError, match="too many pixels"):
        read_photo(contents, max_pixels=limit)


@pytest.mark.slow
def test_a_decompression_bomb_is_rejected(encode: Encode) -> None:
    bomb = encode(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(ImageError, match="too many pixels"):
        read_photo(bomb)


def broken_files() -> dict[str, tuple[bytes, str]]:
    def encoded(kind: str) -> bytes:
        buffer = io.BytesIO()
        noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
        Image.fromarray(noise).save(buffer, kind)
        return buffer.getvalue()

    return {
        "truncated.jpg": (encoded("JPEG")[:900], "damaged"),
        "truncated.png": (encoded("PNG")[:900], "damaged"),
        "truncated.webp": (encoded("WEBP")[:900], "damaged|not an image"),
        "empty.jpg": (b"", "empty"),
        "page.jpg": (b"\n<!DOCTYPE html><html><body>404</body></html>", "web page"),
        "text.png": (b"no image here", "not an image"),
        "vector.png": (b"%PDF-1.7 ...", "not an image"),
    }


@pytest.mark.parametrize("name", broken_files())
def test_errors_name_the_file_and_the_reason(name: str, tmp_path: Path) -> None:
    contents, reason = broken_files()[name]
    (tmp_path / name).write_bytes(contents)
    with pytest.raises(ImageError, match=reason) as caught:
        read_photo(tmp_path / name)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (b"\0\0\0\x18ftypheic", r'HEIC, .* \(pillow_heif\): pip install "folkhue\[heif\]"'),
        (b"\xff\x0a", r'JPEG XL, .* \(pillow_jxl\): pip install "folkhue\[jxl\]"'),
    ],
)
def test_formats_of_missing_extras_are_told(
    start: bytes, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(ImageError, match=message) as caught:
        read_photo(start + bytes(40))
    assert caught.value.code == "unsupported"


def test_a_decoder_that_cannot_be_loaded_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a library that it needs were missing."""
    (tmp_path / "broken_decoder.py").write_text("raise ImportError('libheif.so: no such file')")
    monkeypatch.syspath_prepend(tmp_path)
    broken = [replace(each, plugin="broken_decoder") for each in formats.REGISTRY]
    monkeypatch.setattr(formats, "REGISTRY", tuple(broken))
    with pytest.raises(ImageError, match=r"HEIC, whose .* \(libheif.so: no such file\)") as caught:
        read_photo(b"\0\0\0\x18ftypheic" + bytes(40))
    assert caught.value.code == "unsupported"


def test_warnings_are_as_before_after_threads_have_read(encode: Encode) -> None:
    """A thread that ends last must not restore what another has silenced."""
    contents, filters = encode(half_red_half_blue(200, 200)), list(warnings.filters)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(read_photo, [contents] * 200))
    assert warnings.filters == filters


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ImageError, match=r"nowhere\.jpg: cannot be read"):
        read_photo("nowhere.jpg")


@pytest.mark.parametrize(
    ("size", "min_pixels", "read"),
    [
        ((40, 30), 300, (20, 15)),
        ((40, 30), 301, (40, 30)),
        ((41, 31), 300, (21, 16)),  # a half of it is 20 × 15, and Pillow rounds up
        ((160, 80), 200, (20, 10)),
        ((7, 7), 1, (2, 2)),
    ],
)
def test_a_jpeg_is_decoded_at_the_smallest_sufficient_size(
    size: tuple[int, int], min_pixels: int, read: tuple[int, int], encode: Encode
) -> None:
    gray = Image.new("L", size, 77)
    photo = read_photo(encode(gray, "JPEG"), min_pixels=min_pixels)
    assert (photo.opaque.shape[::-1], photo.size) == (read, size)
    whole = read_photo(encode(gray, "PNG"), min_pixels=min_pixels)
    assert (whole.opaque.shape[::-1], whole.size) == (size, size)


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (100, 30), (1, 999)])
@pytest.mark.parametrize("limit", [1, 10, 200])
def test_thinning_keeps_pixels_of_the_photo(
    shape: tuple[int, int], limit: int, rng: np.random.Generator
) -> None:
    rgb = rng.integers(0, 256, (*shape, 3), np.uint8)
    thin = Photo(rgb, np.ones(shape, bool)).thin(limit)
    assert 1 <= thin.opaque.size <= limit
    assert {tuple(c) for c in thin.rgb.reshape(-1, 3)} <= {tuple(c) for c in rgb.reshape(-1, 3)}
