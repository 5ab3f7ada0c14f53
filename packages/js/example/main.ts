import { load, type PaletteColor } from "folkhue";

const table = await load("basic11");
const input = document.querySelector("input")!;
const canvas = document.querySelector("canvas")!;

async function show(file: File): Promise<void> {
  const bitmap = await createImageBitmap(file);
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height, hidden: false });
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  const picture = context.getImageData(0, 0, canvas.width, canvas.height);

  const shares = Object.entries(table.shares(picture));
  document.querySelector("#shares")!.textContent = shares.map(([name, share]) => `${(100 * share).toFixed(1)} % ${name}`).join(", ");
  document.querySelector("#palette")!.replaceChildren(...table.palette(picture, 5).map(item));
  context.putImageData(table.recolor(picture), 0, 0);
}

function item(color: PaletteColor): HTMLLIElement {
  const element = document.createElement("li");
  element.textContent = `${color.hex} ${color.description}`;
  element.style.borderLeft = `1.5rem solid ${color.hex}`;
  return element;
}

input.addEventListener("change", () => {
  const file = input.files?.[0];
  if (file) void show(file);
});
input.disabled = false;
document.body.dataset.ready = "yes";
