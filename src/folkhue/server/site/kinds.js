"use strict";
/* What a file is that cannot be opened: told by its first bytes, as names mislead, and what to do with it. */
folkhue.shared((folkhue) => {
  const LONGEST = 4096;
  const SAVE = "Save it as JPEG or PNG, and open that.";
  const PICTURE = "Open a picture: JPEG, PNG, WebP, GIF or AVIF.";
  const VIDEO = "Open a picture: a still of the video, for example.";
  const INSIDE = "Unpack it, and open the pictures in it.";

  const media = (brands) => new RegExp(`^.{4}ftyp(?:${brands})`, "s");

  /** How a file begins → what it is, and what to do; the first that fits is taken. */
  const KINDS = [
    [media("hei[cxms]|hev[cxms]|mif1|msf1"), "a HEIC photograph, which this browser does not show", SAVE],
    [media("crx "), "a raw photograph of a camera", "Develop it, save it as JPEG, and open that."],
    [/^(?:FUJIFILMCCD-RAW|II[RU][OS\0]|II\*\0.{4}CR|FOVb|\0MRM)/s, "a raw photograph of a camera", "Develop it, save it as JPEG, and open that."],
    [/^(?:II[*+]\0|MM\0[*+])/, "a TIFF picture or a raw photograph, which this browser does not show", SAVE],
    [/^(?:\xff\x0a|\0\0\0\x0cJXL )/, "a JPEG XL picture, which this browser does not show", SAVE],
    [/^(?:\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/, "a JPEG 2000 picture, which browsers do not show", SAVE],
    [/^8BP[SB]/, "a Photoshop document", SAVE],
    [/^gimp xcf/, "a GIMP document", SAVE],
    [/^P[1-7Ff]\s/, "a PNM picture, which browsers do not show", SAVE],
    [/^(?:v\/1\x01|#\?R(?:ADIANC|GB)E?)/, "a picture of high dynamic range, which browsers do not show", SAVE],
    [/^(?:qoif|icns|DDS |BPG\xfb|FLIF|SIMPLE {2}=|\x01\xda|\xd7\xcd\xc6\x9a|\x59\xa6\x6a\x95|\x0a[\0-\x05]\x01)/, "a kind of picture that browsers do not show", SAVE],
    [/^%PDF/, "a PDF document", "Save its pictures as JPEG or PNG, and open those."],
    [/^(?:%!|\xc5\xd0\xd3\xc6)/, "a PostScript document", SAVE],
    [/^.{4}ftypM4[AB]|^(?:ID3|OggS|fLaC|\.snd|FORM....AIF|RIFF....WAVE|MThd|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/s, "a sound", PICTURE],
    [/^.{4}(?:ftyp(?!avi[fs])|moov|mdat|wide|free)|^(?:\x1aE\xdf\xa3|RIFF....AVI |\0\0\x01[\xb3\xba]|FLV\x01|0&\xb2u|G.{187}G)/s, "a video", VIDEO],
    [/^PK(?:\x03\x04|\x05\x06)/, "a zip archive or an office document", INSIDE],
    [/^(?:\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd)/, "an archive", INSIDE],
    [/^(?:wOF[F2]|\0\x01\0\0\0|OTTO|ttcf)/, "a font", PICTURE],
    [/^(?:\x7fELF|MZ|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe)/, "a program", PICTURE],
    [/^SQLite format 3/, "a database", PICTURE],
  ];

  /** Beginnings of files that browsers show. */
  const SHOWN = /^(?:\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|BM.{4}\0\0\0\0|RIFF.{4}WEBP|\0\0[\x01\x02]\0[^\0]|.{4}ftypavi[fs])/s;

  const TEXTS = [
    [/^\s*(?:<\?xml.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE svg.*?>\s*)*<(?:svg:)?svg[\s/>]/is, "an SVG drawing, not a photograph", "Export it as PNG, and open that."],
    [/^\s*(?:<!--.*?-->\s*|<\?xml.*?\?>\s*)*<(?:!doctype html|html|head|body)\b/is, "a web page, not a picture", "Open the page, save the picture on it, and open that."],
    [/^(?:\s*#define \w+_width|\/\* XPM)/, "a kind of picture that browsers do not show", SAVE],
    [/^version https:\/\/git-lfs/, "a pointer of Git LFS, not the picture itself", "Fetch the picture with “git lfs pull”."],
  ];

  /** Names of pictures whose beginnings tell nothing. */
  const UNMARKED = /\.(?:tga|icb|vda|vst|pct|pict|pic|wbmp|raw|yuv|rgb)$/i;

  /** Describe a file that cannot be opened, as an error. */
  async function refusal(file) {
    const start = await file.slice(0, LONGEST).arrayBuffer().then((bytes) => new Uint8Array(bytes), () => null);
    return new folkhue.PhotoError(`${file.name} ${start ? told(start, file.name) : "cannot be read; if it is a folder, open the photographs in it."}`);
  }

  function told(bytes, name) {
    if (!bytes.length) return "is empty. Download or copy it again.";
    if (!bytes.some((byte) => byte)) return "is damaged: it holds nothing but zeros. Download or copy it again.";
    const [, what, todo] = kindOf(bytes, name);
    return `is ${what}${todo ? `. ${todo}` : "."}`;
  }

  function kindOf(bytes, name) {
    const letters = String.fromCharCode(...bytes), is = ([pattern]) => pattern.test(letters);
    if (SHOWN.test(letters)) return [SHOWN, "damaged, and cannot be opened"];
    const text = textOf(bytes);
    return KINDS.find(is)
      || (text !== null && (TEXTS.find(([pattern]) => pattern.test(text)) || [null, "a text file", PICTURE]))
      || (UNMARKED.test(name) && [null, "a kind of picture that browsers do not show", SAVE])
      || [null, "not a picture", PICTURE];
  }

  /** The start of a text in UTF-8, UTF-16 or, with some letters unread, another encoding; null if it is none. */
  function textOf(bytes) {
    const marked = { "255,254": "utf-16le", "254,255": "utf-16be" }[bytes.subarray(0, 2).join()];
    const wide = marked || [["utf-16le", 1], ["utf-16be", 0]].find(([, zero]) => bytes.every((byte, n) => (n % 2 === zero) === !byte))?.[0];
    const text = new TextDecoder(wide || "utf-8").decode(bytes, { stream: true });
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) || text.split("\ufffd").length > 1 + text.length / 2 ? null : text;
  }

  Object.assign(folkhue, { refusal });
});
