#!/usr/bin/env bash
# Our engines and the peers on this machine, side by side: bench/side-by-side.mjs with whatever it needs found. Builds
# and installs nothing. Options go through: --quick, --widths 16,32, --only ours,torch, --help.
#
#   OUT       folder for JSON and table          default: bench/results
#   NODE      the node to run                    default: node
#   PYTHON    the python that has the peers      default: python3
#   DIST      folder of the built package        default: dist of this clone
#   MODULES   folder of its packages, of the name node_modules            default: node_modules of this clone
#   DAWN      folder of dawn.node, where MODULES lacks the package webgpu
#   VULKAN    folder of libvulkan.so.1, and of the driver's .json if that is nowhere else
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

if [[ -n "${VULKAN:-}" ]]; then
  export LD_LIBRARY_PATH="$VULKAN${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi

# The loader looks for drivers in these folders by itself.
known() { compgen -G "/usr/share/vulkan/icd.d/*.json" || compgen -G "/etc/vulkan/icd.d/*.json"; }
if [[ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ]] && ! known >/dev/null; then
  for driver in ${VULKAN:+"$VULKAN"/*_icd.json} /usr/local/nvidia/share/vulkan/icd.d/*.json; do
    if [[ -e "$driver" ]]; then
      export VK_DRIVER_FILES="$driver" VK_ICD_FILENAMES="$driver"
      break
    fi
  done
fi

export OUT="${OUT:-$here/results}" PYTHON="${PYTHON:-python3}"
exec "${NODE:-node}" "$here/side-by-side.mjs" "$@"
