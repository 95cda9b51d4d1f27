/* What all pages share: data that arrive as scripts, and elements whose text stays text. */
window.mainstay = (() => {
  const arrived = new Map();
  const waiting = new Map();

  const receive = (name, value) => {
    arrived.set(name, value);
    (waiting.get(name) || []).forEach((resolve) => resolve(value));
    waiting.delete(name);
  };

  const load = (source) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${source} is missing from the folder.`));
      document.head.append(script);
    });

  const data = (name) => {
    if (arrived.has(name)) return Promise.resolve(arrived.get(name));
    return new Promise((resolve, reject) => {
      const others = waiting.get(name);
      waiting.set(name, [...(others || []), resolve]);
      if (!others) load(`data/${name}.js`).catch(reject);
    });
  };

  /* Children are nodes or strings, and a string becomes a text node: no name is ever markup. */
  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  const percent = (share, digits = 0) =>
    share === null ? "–" : `${(100 * share).toFixed(digits)}%`;
  const dollars = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: 0,
  });
  const money = (amount) => (amount === null ? "–" : dollars.format(amount));
  const days = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const day = (text) => days.format(new Date(text));
  const points = (value) => {
    if (value === null) return "–";
    const rounded = Math.round(value);
    if (rounded === 0) return "0";
    return `${rounded > 0 ? "+" : "−"}${Math.abs(rounded)}`;
  };

  return { receive, load, data, element, percent, money, day, points };
})();
