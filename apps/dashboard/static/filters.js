/* Which customers are shown, in which order; all of it stands in the address, so that it can be sent. */
(() => {
  const NAMES = ["tier", "q", "owner", "segment", "renewal", "reason", "new", "sort", "page", "open"];
  const DEFAULTS = { tier: "high", sort: "money", page: "1" };
  const DOWN = { money: true, risk: true, change: true, renewal: false, name: false };
  const RENEWALS = [
    ["7", "within 7 days", 0, 7],
    ["30", "within 30 days", 0, 30],
    ["90", "in 31 to 90 days", 31, 90],
    ["later", "later", 91, Infinity],
  ];

  const read = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    const state = {};
    for (const name of NAMES) state[name] = asked.get(name) ?? DEFAULTS[name] ?? "";
    return state;
  };

  const write = (state) => {
    const asked = new URLSearchParams();
    for (const name of NAMES)
      if (state[name] && state[name] !== DEFAULTS[name]) asked.set(name, state[name]);
    history.replaceState(null, "", `#${asked}`);
  };

  const place = (words, word) => words.indexOf(word);

  /* Each filter that is set becomes a question about the place of a row. */
  const questions = (state, list) => {
    const { columns, words, features } = list;
    const asked = [];
    if (state.tier !== "all") {
      const tier = place(words.risk_tier, state.tier === "none" ? null : state.tier);
      asked.push((row) => columns.risk_tier[row] === tier);
    }
    if (state.q) {
      const text = state.q.toLocaleLowerCase();
      asked.push(
        (row) =>
          columns.name[row].toLocaleLowerCase().includes(text) ||
          columns.id[row].toLocaleLowerCase().includes(text),
      );
    }
    if (state.owner) {
      const owner = place(words.account_owner_email, state.owner);
      asked.push((row) => columns.account_owner_email[row] === owner);
    }
    if (state.segment) {
      const cut = state.segment.indexOf(":");
      const name = state.segment.slice(0, cut);
      const value = place(words[name] || [], state.segment.slice(cut + 1));
      asked.push((row) => (columns[name] || [])[row] === value);
    }
    const window = RENEWALS.find(([key]) => key === state.renewal);
    if (window)
      asked.push((row) => {
        const left = columns.renewal[row];
        return left !== null && left >= window[2] && left <= window[3];
      });
    if (state.reason) {
      const wanted = new Set();
      features.forEach(([feature, family], number) => {
        if (state.reason === feature || state.reason === `family:${family}`) wanted.add(number);
      });
      asked.push((row) => columns.reasons[row].some((number) => wanted.has(number)));
    }
    if (state.new) asked.push((row) => columns.crossed[row] === 1);
    return asked;
  };

  const order = (rows, state, { columns }) => {
    const [key, backwards] = state.sort.split(":");
    const values = { money: columns.loss, risk: columns.risk, change: columns.change };
    const column = { ...values, renewal: columns.renewal, name: columns.name }[key];
    if (!column || (key === "money" && !backwards)) return rows; /* as it comes: by money */
    const down = backwards ? !DOWN[key] : DOWN[key];
    const compare =
      key === "name"
        ? (one, other) => column[one].localeCompare(column[other])
        : (one, other) => column[one] - column[other];
    const known = rows.filter((row) => column[row] !== null);
    known.sort((one, other) => (down ? compare(other, one) : compare(one, other)) || one - other);
    return known.concat(rows.filter((row) => column[row] === null));
  };

  const select = (state, list) => {
    const asked = questions(state, list);
    const rows = [];
    for (let row = 0; row < list.columns.id.length; row += 1)
      if (asked.every((question) => question(row))) rows.push(row);
    return order(rows, state, list);
  };

  mainstay.filters = { read, write, select, RENEWALS, DOWN };
})();
