/* The theme is set before anything is drawn, so that no page flashes. */
(() => {
  const NAMES = { "": "as the system", light: "light", dark: "dark" };
  const root = document.documentElement;
  const remembered = () => {
    try {
      return localStorage.getItem("mainstay-theme") || "";
    } catch {
      return "";
    }
  };
  const use = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const button = document.getElementById("theme");
    if (button) button.textContent = `Theme: ${NAMES[theme]}`;
  };
  use(remembered() in NAMES ? remembered() : "");
  document.addEventListener("DOMContentLoaded", () => {
    use(root.dataset.theme || "");
    document.getElementById("theme").addEventListener("click", () => {
      const order = Object.keys(NAMES);
      const next = order[(order.indexOf(root.dataset.theme || "") + 1) % order.length];
      use(next);
      try {
        localStorage.setItem("mainstay-theme", next);
      } catch {
        /* A browser that remembers nothing still shows what was chosen. */
      }
    });
  });
})();
