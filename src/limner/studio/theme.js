// Light, dark, or as the system has it. Loaded before the page is drawn, so that it never flashes in the other colours.
{
  let memory = {};
  try {
    memory = localStorage;
  } catch {} // somebody blocks storage: then it holds until the page goes
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = memory["limner-theme"];
    if (chosen) document.documentElement.dataset.theme = chosen;
    const now = chosen ?? (dark.matches ? "dark" : "light");
    const label = document.querySelector("#theme span");
    if (label) label.textContent = now === "dark" ? "Light" : "Dark"; // what a click brings
  };
  show();
  dark.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.querySelector("#theme").addEventListener("click", (event) => {
      memory["limner-theme"] = event.currentTarget.textContent.trim().toLowerCase();
      show();
    });
  });
}
