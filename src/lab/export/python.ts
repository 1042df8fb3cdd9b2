import type { PanelName } from "./panels.ts";

/** Marks where reading ends and drawing begins: NumPy is enough up to there. */
export const PLOTTING = "import matplotlib.pyplot as plt";

/** A few lines of Python that load the NPZ of a panel and draw it. */
export function pythonOf(panel: PanelName, file: string, dims: readonly string[]): string {
  return `import json

import numpy as np

data = np.load(${JSON.stringify(file)})
about = json.loads(str(data["attributes"]))  # study, command, engine, seed; units and codes under "arrays"
${LOADING[panel](dims)}

${PLOTTING}

${PLOTS[panel](dims)}
plt.show()
`;
}

type Lines = (dims: readonly string[]) => string;
const text = JSON.stringify;
const named: Lines = ([dim = "series"]) =>
  dim === "series" ? `names = data["series"]` : `names = [f"${dim} = {value}" for value in data[${text(dim)}]]`;

const SPECTRA: Lines = (dims) => `${named(dims)}
index = data["index"]
exponents = data["exponents"]  # nats per layer, [series, index]; -inf is a value, nan is missing
errors = data["standardErrors"]`;

const DRAW_SPECTRA: Lines = () => `for name, row, error in zip(names, exponents, errors):
    finite = np.isfinite(row)
    plt.errorbar(index[finite], row[finite], 2 * np.nan_to_num(error[finite]), fmt=".", label=name)
plt.xlabel("index i")
plt.ylabel("Lyapunov exponent, nats per layer")
plt.legend()`;

const PROFILES: Lines = (dims) => `${named(dims)}
layer = data["layer"]
norm = data["log10GradientNorm"]  # [series, layer]; -inf is a value, nan is missing
errors = data["standardErrors"]`;

const LOADING: Readonly<Record<PanelName, Lines>> = {
  "phase-diagram": ([y = "", x = ""]) => `x = data[${text(x)}]
y = data[${text(y)}]
largest = data["exponents"][:, :, 0]  # nats per layer, [y, x]; -inf is a value, nan is missing
errors = data["standardErrors"][:, :, 0]`,
  heatmap: ([side = "", across = ""]) => `sides = data[${text(side)}]
across = data[${text(across)}]
layer = data["layer"]
norm = data["log10GradientNorm"]  # [side, across, layer]; -inf is a value, nan is missing`,
  spectrum: SPECTRA,
  comparison: SPECTRA,
  gradient: PROFILES,
  benchmark: () => "",
};

const PLOTS: Readonly<Record<PanelName, Lines>> = {
  "phase-diagram": ([y = "", x = ""]) => `limit = np.nanpercentile(np.abs(largest[np.isfinite(largest)]), 98)
plt.pcolormesh(x, y, np.where(np.isfinite(largest), largest, np.nan), cmap="RdBu_r", vmin=-limit, vmax=limit)
plt.colorbar(label="largest Lyapunov exponent, nats per layer")
plt.xlabel(${text(x)})
plt.ylabel(${text(y)})`,
  heatmap: ([side = "", across = ""]) => `figure, panels = plt.subplots(1, len(sides), sharey=True)
finite = norm[np.isfinite(norm)]
for panel, value, map in zip(panels, sides, norm):
    image = panel.pcolormesh(across, layer, map.T, cmap="cividis", vmin=finite.min(), vmax=finite.max())
    panel.set_title(f"${side} = {value}")
    panel.set_xlabel(${text(across)})
panels[0].set_ylabel("layer")
figure.colorbar(image, ax=panels, label="log10 of the gradient's norm")`,
  spectrum: DRAW_SPECTRA,
  comparison: DRAW_SPECTRA,
  gradient: () => `for name, row, error in zip(names, norm, errors):
    finite = np.isfinite(row)
    (line,) = plt.plot(layer[finite], row[finite], label=name)
    band = 2 * np.nan_to_num(error[finite])
    plt.fill_between(layer[finite], row[finite] - band, row[finite] + band, color=line.get_color(), alpha=0.3)
plt.xlabel("layer, 0 at the input")
plt.ylabel("log10 of the gradient's norm, 0 at the output")
plt.legend()`,
  benchmark: () => "",
};
