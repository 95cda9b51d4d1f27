/* Draw Vega-Lite charts; the library is loaded only where there is one to draw. */
(() => {
  let library = null;
  const OPTIONS = {
    actions: false,
    ast: true /* expressions are interpreted: the page's policy forbids making code of text */,
    defaultStyle: false,
    logLevel: 1 /* errors only */,
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  };

  mainstay.draw = async (place, spec, rows = null) => {
    library = library || mainstay.load("assets/vega.js");
    await library;
    const filled = rows ? { ...spec, data: { name: "rows", values: rows } } : spec;
    const label = place.getAttribute("aria-label");
    if (place.isConnected) await window.vegaEmbed(place, filled, OPTIONS);
    /* The place has a name and a table; the library would name it after itself, and each mark too. */
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", label);
    place.querySelector("svg")?.setAttribute("aria-hidden", "true");
    place.dataset.drawn = "yes";
  };

  const drawAll = () => {
    for (const script of document.querySelectorAll("script.spec")) {
      const place = script.parentElement.querySelector(".chart");
      mainstay.draw(place, JSON.parse(script.textContent)).catch((failure) => {
        place.textContent = `This chart could not be drawn: ${failure.message}`;
      });
    }
  };
  drawAll();
})();
