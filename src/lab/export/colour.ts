/** A colour as every reader of SVG knows it, and its opacity. */
export interface PlainColour {
  hex: string;
  opacity: number;
}

const known = new Map<string, PlainColour>();
let pixel: CanvasRenderingContext2D | null = null;

/** Any colour that this browser knows, mixtures and variables resolved too, as red, green and blue. */
export function plainColour(css: string): PlainColour {
  const before = known.get(css);
  if (before !== undefined) return before;
  if (pixel === null) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    pixel = canvas.getContext("2d", { willReadFrequently: true });
  }
  if (pixel === null) return { hex: "#000000", opacity: 1 };
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = css;
  pixel.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixel.getImageData(0, 0, 1, 1).data;
  const hex = `#${[red, green, blue].map((each) => each.toString(16).padStart(2, "0")).join("")}`;
  const found = { hex, opacity: Number((alpha / 255).toFixed(3)) };
  known.set(css, found);
  return found;
}
