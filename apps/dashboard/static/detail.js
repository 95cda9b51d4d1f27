/* What a row opens to: the score over time, the reasons, what changed, and what to do. */
(() => {
  const { element, money, day, points, percent } = mainstay;
  const spec = JSON.parse(document.getElementById("history-spec").textContent);

  const value = (amount, unit) => {
    if (amount === null) return null;
    if (unit === "percent") return percent(amount);
    if (unit === "usd") return money(amount);
    if (unit === "yes_no") return amount >= 0.5 ? "yes" : "no";
    const text = amount.toLocaleString("en-US", { maximumFractionDigits: amount % 1 ? 2 : 0 });
    if (unit === "days" || unit === "hours") return `${text} ${unit}`;
    return unit === "times" ? `${text} times` : text;
  };

  const signed = (amount, unit) => {
    if (amount === null || unit === "yes_no") return null;
    if (amount === 0) return "as 90 days before";
    return `${amount > 0 ? "up" : "down"} by ${value(Math.abs(amount), unit)} in 90 days`;
  };

  const reasonItem = (reason, { widest, unit, risk }) => {
    const bar = element("span", { class: "meter", "aria-hidden": "true" }, element("i", {}));
    bar.firstChild.style.width = `${(100 * reason.points) / widest}%`;
    const facts = [
      [reason.label, reason.value],
      ["customers who stay", value(reason.peer, unit)],
      ["", signed(reason.before, unit)],
    ].filter(([, text]) => text);
    return element(
      "li",
      {},
      element("p", {}, reason.text),
      element("p", { class: "facts" }, ...facts.map(([name, text]) => element("span", {}, name ? `${name}: ${text}` : text))),
      element("p", { class: "share" }, bar, `${reason.points.toFixed(1)} points of ${percent(risk)}`),
    );
  };

  const reasonsPart = (detail, row, list) => {
    const units = new Map(list.features.map(([name, , unit]) => [name, unit]));
    const widest = Math.max(...detail.reasons.map((reason) => reason.points), 0.1);
    const items = detail.reasons.map((reason) => reasonItem(reason, { widest, unit: units.get(reason.feature), risk: list.columns.risk[row] }));
    return element(
      "section",
      { class: "reasons" },
      element("h3", {}, "Why"),
      items.length ? element("ol", {}, ...items) : element("p", {}, "Nothing raises the risk by itself."),
    );
  };

  const splitRow = (name, amount) =>
    element("tr", {}, element("th", { scope: "row" }, name), element("td", { class: "n" }, `${points(amount)} points`));

  const changePart = (detail) => {
    const part = element("section", { class: "changed" }, element("h3", {}, "What changed"));
    if (!detail.change) {
      part.append(element("p", {}, "There is no earlier score to compare with."));
      return part;
    }
    part.append(
      element("p", {}, detail.text ?? "Nothing that can be named."),
      element(
        "table",
        {},
        element("caption", {}, `Since ${day(detail.change.since)}`),
        element("tbody", {}, splitRow("The customer changed", detail.change.customer), splitRow("The model changed", detail.change.model)),
      ),
    );
    if (detail.moved.length)
      part.append(
        element(
          "table",
          {},
          element("caption", {}, "Which of it moved the score"),
          element("tbody", {}, ...detail.moved.map(([name, amount]) => element("tr", {}, element("th", { scope: "row" }, name), element("td", { class: "n" }, `${amount > 0 ? "+" : "−"}${Math.abs(amount).toFixed(1)}`)))),
        ),
      );
    return part;
  };

  const todoPart = (row, list) => {
    const id = list.words.playbook_id[list.columns.playbook_id[row]];
    const book = list.playbooks[id];
    if (!id) return null;
    return element(
      "section",
      { class: "todo" },
      element("h3", {}, "What to do"),
      element("p", {}, element("strong", {}, book ? book[0] : list.labels[id]), book ? ` · ${book[1]}` : null),
      book ? element("p", {}, book[2]) : null,
    );
  };

  const factsPart = (row, list) => {
    const { columns, words, labels } = list;
    const said = (name) => words[name][columns[name][row]];
    const facts = [
      ["Owner", said("account_owner_email")],
      ["Pays a month", columns.mrr[row] === null ? null : money(columns.mrr[row])],
      ...list.segments.map((name) => [name.replace(/_/g, " ").replace(" name", ""), labels[said(name)] ?? null]),
      ["Not contacted", labels[said("suppressed_reason")] ?? null],
    ].filter(([, text]) => text);
    return element("dl", { class: "about" }, ...facts.map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", {}, text))));
  };

  const historyRows = ({ dates, risks, models }) => {
    let model = -1;
    return dates.map((date, place) => {
      if (model + 1 < models.length && models[model + 1][0] <= place) model += 1;
      const switched = model > 0 && models[model][0] === place;
      return { week: date, when: day(date), risk: risks[place] / 1000, model: models[model][1], switched };
    });
  };

  const MOST_TICKS = 6;
  const tick = (week) => {
    const [year, month, date] = week.split("-").map(Number);
    return { year, month, date, utc: true };
  };

  const withTicks = (rows) => {
    const every = Math.ceil(rows.length / MOST_TICKS);
    const values = rows.filter((_, place) => place % every === 0).map((row) => tick(row.week));
    const { x } = spec.encoding;
    return { ...spec, encoding: { x: { ...x, axis: { ...x.axis, values } } } };
  };

  const historyPart = (detail, name) => {
    const part = element("section", { class: "history" }, element("h3", {}, "Score over time"));
    if (!detail.history) {
      part.append(element("p", {}, "This customer has no score yet."));
      return part;
    }
    const rows = historyRows(detail.history);
    const last = rows[rows.length - 1];
    const label = `Score of ${name} over ${rows.length} dates; ${percent(last.risk)} on ${last.when}.`;
    const place = element("div", { class: "chart", role: "img", "aria-label": label });
    const table = element(
      "table",
      {},
      element("caption", {}, "Score by date"),
      element("thead", {}, element("tr", {}, ...["date", "risk", "model"].map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, ...rows.toReversed().map((row) => element("tr", {}, element("th", { scope: "row" }, row.when), element("td", { class: "n" }, percent(row.risk, 1)), element("td", {}, row.model)))),
    );
    part.append(
      place,
      rows.some((row) => row.switched) ? element("p", { class: "hint" }, "Dotted: a new model took over.") : "",
      element("details", {}, element("summary", {}, "The numbers"), table),
    );
    requestAnimationFrame(() =>
      mainstay.draw(place, withTicks(rows), rows).catch((failure) => {
        place.textContent = `This chart could not be drawn: ${failure.message}`;
      }),
    );
    return part;
  };

  mainstay.showDetail = async (cell, row, list) => {
    try {
      const file = await mainstay.data(`details-${Math.floor(row / list.rowsPerFile)}`);
      const detail = file[row % list.rowsPerFile];
      const parts = [reasonsPart(detail, row, list), changePart(detail), todoPart(row, list)];
      cell.replaceChildren(
        factsPart(row, list),
        element("div", { class: "parts" }, historyPart(detail, list.columns.name[row]), ...parts.filter((part) => part)),
      );
    } catch (failure) {
      cell.replaceChildren(`This customer could not be opened: ${failure.message}`);
    }
  };
})();
