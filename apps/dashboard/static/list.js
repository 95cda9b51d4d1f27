/* The list: fifty rows at a time, so that twenty thousand customers open as quickly as fifty. */
(() => {
  const { element, percent, money, points, filters } = mainstay;
  const PER_PAGE = 50;
  const TIERS = [["high", "High"], ["medium", "Medium"], ["low", "Low"], ["none", "Not scored"], ["all", "All"]];
  const form = document.getElementById("filters");
  const body = document.getElementById("rows");
  let list = null;
  let state = filters.read();
  let shown = [];

  const word = (name, row) => list.words[name][list.columns[name][row]];
  const label = (text) => list.labels[text] ?? text ?? "–";

  const option = (value, text) => element("option", { value }, text);

  const fillForm = () => {
    const { words, features, featureLabels, columns } = list;
    const known = new Set(words.risk_tier.map((tier) => tier ?? "none"));
    const counts = {};
    columns.risk_tier.forEach((code) => {
      const tier = words.risk_tier[code] ?? "none";
      counts[tier] = (counts[tier] || 0) + 1;
    });
    counts.all = columns.id.length;
    document.getElementById("tiers").append(
      ...TIERS.filter(([tier]) => tier === "all" || known.has(tier)).map(([tier, text]) =>
        element(
          "label",
          { class: `tier ${tier}` },
          element("input", { type: "radio", name: "tier", value: tier }),
          element("span", {}, `${text} `, element("b", {}, counts[tier].toLocaleString("en-US"))),
        ),
      ),
    );
    const owners = words.account_owner_email.filter((owner) => owner);
    form.elements.owner.append(option("", "Anybody"), ...owners.map((owner) => option(owner, owner)));
    form.elements.owner.closest("label").hidden = owners.length === 0;
    form.elements.segment.append(option("", "All"));
    for (const name of list.segments) {
      const group = element("optgroup", { label: name.replace(/_/g, " ").replace(" name", "") });
      group.append(...words[name].filter((value) => value).map((value) => option(`${name}:${value}`, label(value))));
      if (group.childElementCount) form.elements.segment.append(group);
    }
    form.elements.renewal.append(option("", "Any time"), ...filters.RENEWALS.map(([key, text]) => option(key, text)));
    fillReasons(features, featureLabels, columns);
  };

  const fillReasons = (features, featureLabels, columns) => {
    const used = new Map();
    columns.reasons.forEach((numbers) => numbers.forEach((number) => used.set(number, (used.get(number) || 0) + 1)));
    form.elements.reason.append(option("", "Any"));
    const families = [...new Set(features.map(([, family]) => family))];
    for (const family of families) {
      const group = element("optgroup", { label: family }, option(`family:${family}`, `Any of ${family}`));
      features.forEach(([feature, own], number) => {
        if (own === family && used.has(number))
          group.append(option(feature, `${featureLabels[number]} (${used.get(number).toLocaleString("en-US")})`));
      });
      if (group.childElementCount > 1) form.elements.reason.append(group);
    }
  };

  const showForm = () => {
    for (const name of ["q", "owner", "segment", "renewal", "reason"]) form.elements[name].value = state[name];
    form.elements.new.checked = state.new === "1";
    for (const radio of form.querySelectorAll("[name=tier]")) radio.checked = radio.value === state.tier;
  };

  const readForm = () => {
    const answers = new FormData(form);
    for (const name of ["tier", "q", "owner", "segment", "renewal", "reason", "new"]) state[name] = answers.get(name) || "";
    state.page = "1";
  };

  const riskCell = (row) => {
    const risk = list.columns.risk[row];
    if (risk === null)
      return element("td", { class: "n risk", "data-label": "Risk" }, element("span", { class: "badge calm" }, label(word("suppressed_reason", row))));
    const bar = element("span", { class: "meter", "aria-hidden": "true" }, element("i", {}));
    bar.firstChild.style.width = `${Math.min(100, 100 * risk)}%`;
    const tier = word("risk_tier", row);
    const held = word("suppressed_reason", row);
    // Who is held back looks like everybody else: without a word of it somebody would call.
    const note = held ? [element("span", { class: "badge calm", title: "Not to be contacted" }, label(held))] : [];
    return element("td", { class: `n risk ${tier}`, "data-label": "Risk" }, bar, element("strong", {}, percent(risk)), element("small", {}, ` ${tier}`), ...note);
  };

  const changeCell = (row) => {
    const change = list.columns.change[row];
    const tone = change === null || Math.abs(change) < 0.5 ? "" : change > 0 ? "worse" : "better";
    return element(
      "td",
      { class: `n change ${tone}`, "data-label": "Change" },
      change === null ? "–" : points(change),
      change === null ? null : element("span", { class: "hidden" }, " points"),
      list.columns.crossed[row] ? element("span", { class: "badge new" }, "new") : null,
    );
  };

  const renews = (left) => {
    if (left === null) return "–";
    if (left === 0) return "today";
    return left === 1 ? "1 day" : `${left} days`;
  };

  const makeRow = (row) => {
    const { columns } = list;
    const id = columns.id[row];
    const open = element("button", { type: "button", class: "open", "aria-expanded": "false", "data-row": row }, columns.name[row]);
    const left = columns.renewal[row];
    return element(
      "tr",
      { "data-id": id },
      element("th", { scope: "row" }, open, element("small", {}, [id, label(word("plan_name", row)), label(word("industry", row))].join(" · "))),
      riskCell(row),
      changeCell(row),
      element("td", { class: "n money", "data-label": "At stake a month" }, element("strong", {}, money(columns.loss[row])), element("small", {}, ` of ${money(columns.mrr[row])}`)),
      element("td", { class: "n renewal", "data-label": "Renews in" }, renews(left)),
      element("td", { class: "why", "data-label": "First reason" }, columns.why[row] ?? "Nothing raises the risk by itself."),
    );
  };

  const summarize = () => {
    const { columns } = list;
    const sum = (column) => shown.reduce((total, row) => total + (column[row] ?? 0), 0);
    const one = shown.length === 1;
    const crossed = shown.filter((row) => columns.crossed[row]).length;
    const loss = sum(columns.loss);
    document.getElementById("summary").replaceChildren(
      element("strong", {}, shown.length.toLocaleString("en-US")),
      ` customer${one ? "" : "s"} ${one ? "pays" : "pay"} `,
      element("strong", {}, money(sum(columns.mrr))),
      " a month; ",
      element("strong", {}, money(loss)),
      ` of it is expected to be lost.${crossed ? ` ${crossed.toLocaleString("en-US")} came into the tier high since the score before.` : ""}`,
    );
  };

  const turner = (text, page, pages) =>
    element("button", { type: "button", "data-page": page, disabled: page < 1 || page > pages }, text);

  const showPager = (page, pages) => {
    const pager = document.getElementById("pager");
    pager.hidden = pages < 2;
    const from = (page - 1) * PER_PAGE + 1;
    const to = Math.min(page * PER_PAGE, shown.length);
    pager.replaceChildren(
      turner("First", page === 1 ? 0 : 1, pages),
      turner("Previous", page - 1, pages),
      element("span", {}, `${from.toLocaleString("en-US")} to ${to.toLocaleString("en-US")} of ${shown.length.toLocaleString("en-US")}`),
      turner("Next", page + 1, pages),
      turner("Last", page === pages ? pages + 1 : pages, pages),
    );
  };

  const showSort = () => {
    const [key, backwards] = state.sort.split(":");
    for (const head of document.querySelectorAll("th[data-sort]")) {
      const isKey = head.dataset.sort === key;
      const down = backwards ? !filters.DOWN[key] : filters.DOWN[key];
      if (isKey) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  };

  const show = () => {
    shown = filters.select(state, list);
    const pages = Math.max(1, Math.ceil(shown.length / PER_PAGE));
    if (state.open && !body.querySelector(".detail")) {
      const at = shown.findIndex((row) => list.columns.id[row] === state.open);
      if (at >= 0) state.page = String(Math.floor(at / PER_PAGE) + 1);
    }
    const page = Math.min(Math.max(1, Number.parseInt(state.page, 10) || 1), pages);
    state.page = String(page);
    body.replaceChildren(...shown.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(makeRow));
    document.getElementById("empty").hidden = shown.length > 0;
    document.getElementById("list").hidden = shown.length === 0;
    summarize();
    showPager(page, pages);
    showSort();
    const opened = [...body.children].find((row) => row.dataset.id === state.open);
    if (opened) unfold(opened.querySelector("button.open"));
    else state.open = "";
    filters.write(state);
  };

  const fold = () => {
    body.querySelector(".detail")?.remove();
    const opened = body.querySelector("[aria-expanded=true]");
    opened?.setAttribute("aria-expanded", "false");
    opened?.removeAttribute("aria-controls");
    return opened;
  };

  const unfold = (button) => {
    fold();
    const row = button.closest("tr");
    const cell = element("td", { colspan: 6 }, "Loading");
    row.after(element("tr", { class: "detail", id: "detail" }, cell));
    button.setAttribute("aria-expanded", "true");
    button.setAttribute("aria-controls", "detail");
    mainstay.showDetail(cell, Number(button.dataset.row), list);
  };

  const toggle = (button) => {
    if (button.getAttribute("aria-expanded") === "true") {
      fold();
      state.open = "";
    } else {
      unfold(button);
      state.open = button.closest("tr").dataset.id;
    }
    filters.write(state);
  };

  const turn = (page) => {
    state.page = String(page);
    state.open = "";
    show();
    body.querySelector("button.open")?.focus();
    document.getElementById("filters").scrollIntoView({ block: "start" });
  };

  const step = (by) => {
    const buttons = [...body.querySelectorAll("button.open")];
    const at = buttons.indexOf(document.activeElement);
    buttons[Math.min(Math.max(at + by, 0), buttons.length - 1)]?.focus();
  };

  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowLeft: () => document.querySelector(`#pager [data-page="${Number(state.page) - 1}"]:enabled`)?.click(),
    ArrowRight: () => document.querySelector(`#pager [data-page="${Number(state.page) + 1}"]:enabled`)?.click(),
    "/": () => form.elements.q.focus(),
    Escape: () => {
      fold()?.focus();
      state.open = "";
      filters.write(state);
    },
  };

  const listen = () => {
    const refilter = () => {
      readForm();
      state.open = "";
      show();
    };
    form.addEventListener("input", refilter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      state = { ...filters.read(), tier: "high", q: "", owner: "", segment: "", renewal: "", reason: "", new: "", page: "1", open: "" };
      showForm();
      show();
    });
    body.addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-id]");
      if (row && !String(getSelection())) toggle(row.querySelector("button.open"));
    });
    document.querySelector("#list thead").addEventListener("click", (event) => {
      const key = event.target.closest("th[data-sort]")?.dataset.sort;
      if (!key) return;
      state.sort = state.sort === key ? `${key}:backwards` : key;
      state.page = "1";
      show();
    });
    document.getElementById("pager").addEventListener("click", (event) => {
      if (event.target.dataset.page) turn(Number(event.target.dataset.page));
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input:not([type=checkbox]), select, textarea, summary, [role=region]");
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
      if (typing && event.key !== "Escape") return;
      event.preventDefault();
      KEYS[event.key]();
    });
    window.addEventListener("hashchange", () => {
      state = filters.read();
      showForm();
      show();
    });
  };

  mainstay.data("customers").then((value) => {
    list = value;
    fillForm();
    showForm();
    listen();
    show();
    performance.mark("mainstay-ready");
  });
})();
