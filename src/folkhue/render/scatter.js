"use strict";
/* Colors as points in the RGB cube, which turns when dragged, swiped, or by the arrow keys.

   scatter(canvas, {points: [[r, g, b, size?, name?], …], names: ["red", …], swatches: ["#d62728", …]})

   r, g, b are 0 to 255, size is the diameter of a point in the same unit, and name is an index
   into names and swatches. Returns the functions that controls call: see the end. */
function scatter(canvas, { points, names = [], swatches = [] }) {
  const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => [n & 1, (n >> 1) & 1, n >> 2]);
  const EDGES = CORNERS.flatMap((_, a) => [1, 2, 4].filter((bit) => !(a & bit)).map((bit) => [a, a | bit]));
  const SIGNS = [[0, "black"], [1, "red"], [2, "green"], [4, "blue"], [7, "white"]];
  const START = { yaw: 3.07, pitch: 0.42 };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const pen = canvas.getContext("2d");
  const own = points.map(([r, g, b]) => `rgb(${r},${g},${b})`);
  const places = points.map(([r, g, b]) => [r / 255 - 0.5, g / 255 - 0.5, b / 255 - 0.5]);
  const view = { ...START, paint: "own", name: null, peel: 0, spins: false };
  let due = 0, seen = true, last = 0;

  /* The cube stands on its black corner, with the gray axis upright and white on top. */
  function project([r, g, b]) {
    const x = (r - g) * Math.SQRT1_2, y = (r + g - 2 * b) / Math.sqrt(6), z = (r + g + b) / Math.sqrt(3);
    const [cy, sy, cp, sp] = [Math.cos(view.yaw), Math.sin(view.yaw), Math.cos(view.pitch), Math.sin(view.pitch)];
    const across = x * cy - y * sy, away = x * sy + y * cy;
    return [across, z * cp + away * sp, away * cp - z * sp];
  }

  function draw() {
    due = 0;
    const scale = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    }
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const unit = Math.min(width, height) * 0.49;
    const at = ([x, y, depth]) => {
      const near = unit / (1 + depth * 0.28);
      return [width / 2 + x * near, height / 2 - y * near, near];
    };
    const ink = getComputedStyle(canvas).color;
    const corners = CORNERS.map((corner) => project(corner.map((unit) => unit - 0.5)));
    const far = corners.indexOf(corners.reduce((a, b) => (b[2] > a[2] ? b : a)));
    const behind = (corner) => corners[corner][2] > 0.2;
    frame(EDGES.filter((edge) => edge.includes(far)), corners, at, ink);
    signs(SIGNS.filter(([corner]) => behind(corner)), corners, at, ink);
    dots(at);
    frame(EDGES.filter((edge) => !edge.includes(far)), corners, at, ink);
    signs(SIGNS.filter(([corner]) => !behind(corner)), corners, at, ink);
  }

  function frame(edges, corners, at, ink) {
    pen.strokeStyle = ink;
    pen.globalAlpha = 0.28;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const [a, b] of edges) {
      pen.moveTo(...at(corners[a]).slice(0, 2));
      pen.lineTo(...at(corners[b]).slice(0, 2));
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  function dots(at) {
    const front = -0.87 + 1.74 * view.peel;
    const shown = [];
    places.forEach((place, n) => {
      if (view.name !== null && points[n][4] !== view.name) return;
      const spot = project(place);
      if (view.peel === 0 || spot[2] >= front) shown.push([spot, n]);
    });
    shown.sort((a, b) => b[0][2] - a[0][2]);
    pen.strokeStyle = "rgba(128,128,128,.45)";
    pen.lineWidth = 0.5;
    for (const [spot, n] of shown) {
      const [x, y, near] = at(spot), name = points[n][4];
      pen.fillStyle = view.paint === "name" && name !== undefined ? swatches[name] : own[n];
      pen.beginPath();
      pen.arc(x, y, Math.max(0.6, ((points[n][3] || 8) / 510) * near), 0, 2 * Math.PI);
      pen.fill();
      pen.stroke();
    }
  }

  function signs(some, corners, at, ink) {
    pen.font = "13px system-ui, sans-serif";
    pen.fillStyle = ink;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const [corner, text] of some) {
      const [x, y] = at(corners[corner].map((place) => place * 1.12));
      pen.fillText(text, x, y);
    }
  }

  function redraw() {
    due = due || requestAnimationFrame(draw);
  }
  function turn(right, up) {
    view.yaw += (right * Math.PI) / 180;
    view.pitch = Math.max(-1.57, Math.min(1.57, view.pitch + (up * Math.PI) / 180));
    redraw();
  }
  function spin(on) {
    view.spins = on;
    last = 0;
    if (on) requestAnimationFrame(step);
    canvas.dispatchEvent(new CustomEvent("spin", { detail: on }));
  }
  function step(now) {
    if (!view.spins) return;
    if (seen && last) turn(Math.min(50, now - last) * 0.012, 0);
    last = now;
    requestAnimationFrame(step);
  }

  const fingers = new Map();
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event);
    spin(false);
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    turn((event.clientX - before.clientX) * 0.5, (event.clientY - before.clientY) * 0.5);
    fingers.set(event.pointerId, event);
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, (event) => fingers.delete(event.pointerId));
  }
  canvas.addEventListener("keydown", (event) => {
    const turned = { ArrowLeft: [-6, 0], ArrowRight: [6, 0], ArrowUp: [0, -6], ArrowDown: [0, 6] }[event.key];
    if (!turned) return;
    event.preventDefault();
    spin(false);
    turn(...turned);
  });
  new ResizeObserver(redraw).observe(canvas);
  new IntersectionObserver(([entry]) => { seen = entry.isIntersecting; }).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  redraw();

  return {
    /* Turn by degrees to the right and towards the viewer. */
    turn,
    /* Back to the initial orientation. */
    reset() { Object.assign(view, START); redraw(); },
    /* Paint the points in their "own" colors, or in the swatches of their "name". */
    paint(how) { view.paint = how; redraw(); },
    /* Show only the points of one of names; null shows all. */
    show(name) { view.name = name === null ? null : names.indexOf(name); redraw(); },
    /* Remove this share of the cube from the front, 0 to 1. */
    peel(share) { view.peel = share; redraw(); },
    /* Start or stop turning slowly; the canvas dispatches a "spin" event. */
    spin,
    /* Whether the user prefers reduced motion. */
    get calm() { return calm.matches; },
    redraw,
  };
}
