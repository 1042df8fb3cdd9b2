// Before the first paint: the theme that was chosen, so that no other one flashes up. The page's own code goes on from here.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("lyascope.theme");
  } catch {
    // Not remembered where that is forbidden.
  }
  if (theme !== "light" && theme !== "dark") {
    theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = theme;
})();
