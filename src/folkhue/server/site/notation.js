"use strict";
/* Colors as CSS writes them, as in folkhue.color.notation; the browser converts them. */
(function () {
  const { make } = folkhue;

  const HEX = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/;
  const LEGACY = /^(?:rgb|hsl)a?\([^()]+\)$/;
  const FUNCTION = /^(?:hwb|(?:ok)?(?:lab|lch)|color)\([^()]+\)$/;
  const MOST = 24;

  const probe = make("i", { hidden: true });
  const brush = folkhue.brush(make("canvas", { width: 1, height: 1 }));

  /** Parse a color: sRGB from 0 to 255, without its opacity; null if the text is none. */
  function parseColor(text) {
    const plain = text.trim().toLowerCase();
    if (folkhue.cssNames.includes(plain) || LEGACY.test(plain)) return converted(plain);
    if (FUNCTION.test(plain)) return converted(plain.replaceAll(",", " "));
    const digits = HEX.exec(plain);
    return digits && converted(`#${digits[1]}`);
  }

  function converted(notation) {
    probe.style.color = "";
    probe.style.color = notation;
    if (!probe.style.color) return null;
    document.body.append(probe);
    const opaque = getComputedStyle(probe).color.replace(/^rgba\((.*),[^,]*\)$/, "rgb($1)").replace(/\/[^)]*\)$/, ")");
    probe.remove();
    const [, space, parts] = /^(oklab|oklch)\((.*)\)$/.exec(opaque) || [];
    if (space) return fromOk(space, parts.trim().split(/\s+/).map((part) => Number(part.replace("none", "0"))));
    brush.fillStyle = opaque;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }

  /** Convert OKLab and OKLCh, where browsers differ by one. */
  function fromOk(space, [lightness, a, b]) {
    const angle = b * Math.PI / 180;
    return folkhue.fromOklab(space === "oklab" ? [lightness, a, b] : [lightness, a * Math.cos(angle), a * Math.sin(angle)]);
  }

  /** Parse a text that holds nothing but colors, between commas, semicolons, spaces or lines; null for others. */
  function parseColors(text) {
    const parts = text.match(/[^\s,;()"'`]+(?:\([^()]*\))?/g) || [];
    const whole = parseColor(text.trim().replace(/^["'`]|["'`;,]+$/g, ""));
    if (whole) return [whole];
    const colors = parts.slice(0, MOST).map(parseColor);
    return parts.length && colors.every(Boolean) ? colors : null;
  }

  Object.assign(folkhue, { parseColor, parseColors });
})();
