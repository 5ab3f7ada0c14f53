"use strict";
/* Sample pictures that the page draws. */
folkhue.shared((folkhue) => {
  const WIDTH = 1200;
  const HEIGHT = 800;

  /** A pseudo-random generator with a seed. */
  function dice(seed) {
    let state = seed;
    return () => {
      state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
      return ((state ^ state >>> 13) >>> 0) / 2 ** 32;
    };
  }

  function graded(gradient, stops) {
    stops.forEach(([at, color]) => gradient.addColorStop(at, color));
    return gradient;
  }

  const washed = (context, stops, ...line) => graded(context.createLinearGradient(...line), stops);

  function glow(context, x, y, radius, stops) {
    context.fillStyle = graded(context.createRadialGradient(x, y, 0, x, y, radius), stops);
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  function dusk(context) {
    const next = dice(7), horizon = 500;
    context.fillStyle = washed(context, [
      [0, "#1b2350"], [0.3, "#4b3a86"], [0.52, "#b4508c"], [0.7, "#ec6f52"], [0.86, "#fba94a"], [1, "#fde08a"],
    ], 0, 0, 0, horizon);
    context.fillRect(0, 0, WIDTH, horizon);
    glow(context, 760, horizon - 46, 420, [[0, "rgb(255 236 170 / .95)"], [0.25, "rgb(255 190 90 / .5)"], [1, "rgb(255 150 80 / 0)"]]);
    context.fillStyle = "#fff3c4";
    context.beginPath();
    context.arc(760, horizon - 46, 54, 0, 7);
    context.fill();
    for (let n = 0; n < 26; n++) {
      context.fillStyle = `rgb(${150 + 90 * next()} ${70 + 60 * next()} ${110 + 50 * next()} / .22)`;
      context.beginPath();
      context.ellipse(WIDTH * next(), 120 + 270 * next(), 90 + 190 * next(), 6 + 14 * next(), 0, 0, 7);
      context.fill();
    }
    context.fillStyle = washed(context, [
      [0, "#f0a35c"], [0.12, "#b4625f"], [0.4, "#44417f"], [1, "#101c3c"],
    ], 0, horizon, 0, HEIGHT);
    context.fillRect(0, horizon, WIDTH, HEIGHT - horizon);
    for (let n = 0; n < 420; n++) {
      const depth = next() ** 2.2, y = horizon + 4 + depth * 290, near = Math.exp(-(((next() - 0.5) * 2) ** 2));
      const x = 760 + (next() - 0.5) * (120 + 620 * depth) * near;
      context.fillStyle = `rgb(255 ${150 + 70 * next()} ${70 + 60 * next()} / ${0.85 - 0.2 * depth})`;
      context.fillRect(x, y, 8 + 46 * depth * next(), 1 + 2.5 * depth);
    }
    [["#3b2d5c", 60, 90], ["#241d3d", 30, 55]].forEach(([color, rise, sweep], n) => {
      context.fillStyle = color;
      context.beginPath();
      context.moveTo(0, horizon);
      for (let x = 0; x <= 560 - 150 * n; x += 5) {
        const fall = 1 - x / (560 - 150 * n);
        context.lineTo(x, horizon - fall ** 0.8 * (rise + sweep * (0.6 + 0.4 * Math.sin(x / 71 + n) + 0.15 * Math.sin(x / 17))));
      }
      context.lineTo(560, horizon);
      context.fill();
    });
  }

  const BALLS = [
    [250, 470, 150, "#ffb347", "#f07c12", "#8f3f05"], [470, 520, 128, "#fff08a", "#f4cf24", "#94700a"],
    [905, 460, 158, "#ff8a7a", "#d2222d", "#5c0710"], [680, 500, 140, "#c9ef7e", "#5ba52c", "#1f4f12"],
    [1080, 600, 92, "#d9a5e8", "#7a2f95", "#30093f"], [360, 630, 88, "#ffc4d6", "#ef7fa5", "#8d2f55"],
    [590, 655, 70, "#9fb6ff", "#3a57c4", "#131f5c"], [728, 668, 62, "#a9bfff", "#4260cc", "#131f5c"],
    [850, 660, 74, "#f0fff0", "#a8d37c", "#4a7a2a"], [190, 660, 66, "#b98860", "#7a4a28", "#331a0b"],
  ];

  function marbles(context) {
    const next = dice(3);
    context.fillStyle = washed(context, [[0, "#dfe4e6"], [1, "#aab4ba"]], 0, 0, WIDTH, 560);
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = washed(context, [[0, "#9a6a43"], [1, "#5d3a21"]], 0, 540, 0, HEIGHT);
    context.fillRect(0, 545, WIDTH, HEIGHT - 545);
    for (let n = 0; n < 120; n++) {
      context.fillStyle = `rgb(${40 + 60 * next()} ${25 + 30 * next()} 12 / .18)`;
      context.fillRect(WIDTH * next() - 200, 548 + 252 * next(), 240 + 420 * next(), 1 + 2 * next());
    }
    for (const [x, y, radius] of BALLS) {
      context.save();
      context.translate(x - 0.3 * radius, y + 0.93 * radius);
      context.scale(1.25, 0.24);
      glow(context, 0, 0, radius, [[0, "rgb(20 10 5 / .62)"], [0.6, "rgb(20 10 5 / .35)"], [1, "rgb(20 10 5 / 0)"]]);
      context.restore();
    }
    for (const [x, y, radius, light, own, dark] of BALLS) sphere(context, x, y, radius, light, own, dark);
  }

  function sphere(context, x, y, radius, light, own, dark) {
    const gradient = context.createRadialGradient(x + 0.36 * radius, y - 0.42 * radius, 0.06 * radius, x, y, radius);
    context.fillStyle = graded(gradient, [[0, "#fffdf4"], [0.1, light], [0.46, own], [0.93, dark], [1, dark]]);
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.fill();
  }

  /** Hues from left to right, from white to black, and grays at the foot. */
  function hues(context) {
    const image = context.createImageData(WIDTH, HEIGHT), foot = 0.88 * HEIGHT;
    const turns = Array.from({ length: WIDTH }, (_, x) => [0, 8, 4].map((turn) => {
      const k = (turn + 12 * x / WIDTH) % 12;
      return Math.max(-1, Math.min(k - 3, 9 - k, 1));
    }));
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const gray = y >= foot;
        const lightness = gray ? 1 - x / (WIDTH - 1) : 1 - (y + 0.5) / foot;
        const chroma = gray ? 0 : 1 - Math.abs(2 * lightness - 1);
        const place = 4 * (y * WIDTH + x), turned = turns[x];
        for (let channel = 0; channel < 3; channel++) {
          image.data[place + channel] = Math.round(255 * (lightness - chroma / 2 * turned[channel]));
        }
        image.data[place + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  }

  folkhue.samples = { "Sea at dusk": dusk, Marbles: marbles, "Every hue": hues };

  /** Draw a sample as if it had been opened. */
  folkhue.sample = (name) => {
    const canvas = folkhue.blank(WIDTH, HEIGHT);
    folkhue.samples[name](folkhue.brush(canvas));
    return { canvas, width: WIDTH, height: HEIGHT };
  };

  folkhue.sampleNames = Object.keys(folkhue.samples);
});
