// The page's own script: language, sorting, the chosen unit, and what-if. No network, no eval.
(function () {
  "use strict";
  const page = JSON.parse(document.getElementById("page-data").textContent);
  const root = document.documentElement;
  const lab = page.lab;
  const views = {};
  let language = root.dataset.lang;
  let chosen = lab ? lab.chosen : null;
  let other = null; // the unit beside it, if any
  let everyBar = false;
  let trying = null; // null, or {points: [], mean: ""}

  // ---- The engine in small: weighted means, competition ranks, natural breaks (as in ii_index.kernels) ----
  const TIE = 1e-12;
  const SAME_COST = 1e-12;

  function score(unit, weights, mean, points) {
    let sum = 0, available = 0, coverage = 0, count = 0;
    const geometric = mean === "geometric" && !lab.total;
    const counted = weights.filter((w) => w > 0).length;
    unit.scores.forEach((own, d) => {
      coverage += unit.coverage[d] * weights[d];
      if (own === null) return;
      const value = geometric ? lab.geometric.shift + lab.geometric.factor * own : own;
      count += weights[d] > 0;
      available += weights[d];
      sum += weights[d] * (geometric ? Math.log(value) : value);
    });
    if (lab.total) return totalOf(unit, weights, points, coverage, count / counted, available);
    const need = lab.threshold;
    const share = need && need.basis === "count" ? count / counted : coverage;
    if (!(available > 0) || (need && share < need.value - 1e-9)) return null;
    return mean === "geometric" ? Math.exp(sum / available) : sum / available;
  }

  function totalOf(unit, weights, points, coverage, share, available) {
    const total = lab.total, own = total.threshold, need = lab.threshold;
    if (!(available > 0)) return null;
    if (own && (own.basis === "count" ? share : available) < own.share - 1e-9) return null;
    if (!own && need && (need.basis === "count" ? share : coverage) < need.value - 1e-9) return null;
    const parts = unit.scores.map((x, d) => [x, weights[d], total.smallest[d]]).filter(([x, w]) => x !== null && w > 0);
    const [x, full] = total.operator ? operated(unit.scores, points, total) : [raw(parts, total), total.full];
    if (x === null || !Number.isFinite(x)) return null;
    const { offset, scale, power, complement, decimals } = total.output;
    const rest = complement ? full - x : x;
    const y = offset + scale * (power === 1 ? rest : full * (rest / full) ** power);
    return decimals === null ? y : halfUp(y, decimals) / 10 ** decimals;
  }

  // A sum, product or ratio and its full mark: missing where a child is; multipliers are never shared out.
  function operated(scores, points, total) {
    const kept = scores.map((x, d) => [x, points[d], total.fulls[d]]).filter(([, c]) => c > 0);
    const first = kept[0][2];
    if (kept.some(([x]) => x === null)) return [null, first];
    const shares = kept.map(([x, c, f]) => c * (x / f));
    if (total.operator === "product") return [first * shares.reduce((made, share) => made * share, 1), first];
    if (total.operator === "ratio") return [shares[1] > 0 ? first * (shares[0] / shares[1]) : null, first];
    return [kept.reduce((sum, [x, c]) => sum + c * x, 0), kept.reduce((sum, [, c, f]) => sum + c * f, 0)];
  }

  function raw(parts, total) {
    const p = total.exponent;
    if (p === "smallest") return Math.min(...parts.map(([x]) => x));
    if (p === "largest") return Math.max(...parts.map(([x]) => x));
    if (total.zeros && p <= 0 && parts.some(([x, , small]) => Math.abs(x) <= small)) return 0;
    const all = parts.reduce((sum, [, w]) => sum + w, 0);
    const mean = (f) => parts.reduce((sum, [x, w]) => sum + w * f(x), 0) / all;
    if (total.penalty) {
      const m = mean((x) => x);
      return m > 0 ? m + total.penalty * mean((x) => (x - m) ** 2) / m : null;
    }
    if (p !== 1 && parts.some(([x, , small]) => (p <= 0 ? x <= small : x < 0))) return null;
    return p === 1 ? mean((x) => x) : p === 0 ? Math.exp(mean(Math.log)) : mean((x) => x ** p) ** (1 / p);
  }

  function shifted(value, places) {
    const [digits, power] = String(value).split("e");
    return Number(`${digits}e${Number(power || 0) + places}`);
  }

  function halfUp(y, decimals) {
    const units = Math.round(shifted(Number(Math.abs(y).toPrecision(12)), decimals));
    return y < 0 ? 0 - units : units;
  }

  // What totals are ranked and cut by: higher is better, rounded where ranks are.
  function standings(scores) {
    const how = lab.ranked;
    if (!how) return scores;
    return scores.map((s) => (s === null ? null : how.sign * (how.decimals === null ? s : halfUp(s, how.decimals))));
  }

  function tied(first) {
    if (!lab.ties) return first;
    if (lab.ties === "dense") {
      const seen = [...new Set(first)].filter(Boolean).sort((a, b) => a - b);
      return first.map((rank) => (rank ? seen.indexOf(rank) + 1 : 0));
    }
    return first.map((rank) => (rank ? rank + (first.filter((other) => other === rank).length - 1) / 2 : 0));
  }

  function descending(scores) {
    const order = scores.map((_, i) => i).filter((i) => scores[i] !== null);
    order.sort((a, b) => scores[b] - scores[a] || a - b);
    const tolerance = TIE * Math.max(0, ...order.map((i) => Math.abs(scores[i])));
    return [order, tolerance];
  }

  function ranks(scores) {
    const [order, tolerance] = descending(scores);
    const result = scores.map(() => 0);
    let rank = 0;
    order.forEach((i, place) => {
      if (!place || scores[order[place - 1]] - scores[i] > tolerance) rank = place + 1;
      result[i] = rank;
    });
    return result;
  }

  function naturalBreaks(scores, k) {
    const [order, tolerance] = descending(scores);
    const x = order.map((i) => scores[i]).reverse();
    const n = x.length;
    const starts = x.map((v, i) => !i || v - x[i - 1] > tolerance);
    const classes = Math.min(k, starts.filter(Boolean).length);
    const pairs = x.map(() => new Array(n).fill(0));
    for (let i = n - 1; i >= 0; i -= 1) {
      let run = 0;
      for (let j = i; j < n; j += 1) {
        run += (x[j] - x[i]) ** 2;
        pairs[i][j] = run + (i + 1 < n && j > i ? pairs[i + 1][j] : 0);
      }
    }
    const cost = (i, j) => (starts[i] ? pairs[i][j] / (j - i + 1) : Infinity);
    const tails = [x.map((_, i) => cost(i, n - 1))];
    for (let q = 2; q < classes; q += 1) {
      const last = tails[tails.length - 1];
      tails.push(x.map((_, i) => {
        let best = Infinity;
        for (let j = i; j < n - 1; j += 1) best = Math.min(best, cost(i, j) + last[j + 1]);
        return best;
      }));
    }
    const ends = [];
    for (let q = classes - 2; q >= 0; q -= 1) {
      const first = ends.length ? ends[ends.length - 1] + 1 : 0;
      const totals = [];
      for (let j = first; j < n - 1; j += 1) totals.push(cost(first, j) + tails[q][j + 1]);
      const least = Math.min(...totals);
      ends.push(first + totals.findIndex((t) => t <= least * (1 + SAME_COST)));
    }
    const uppers = [...ends.map((e) => x[e]), x[n - 1]];
    return scores.map((s) => (s === null ? 0 : classes - uppers.findIndex((upper) => s <= upper)));
  }

  function composed(points, mean) {
    const total = points.reduce((a, b) => a + b, 0);
    const weights = points.map((p) => p / total);
    const scores = lab.units.map((unit) => score(unit, weights, mean, points));
    const keys = standings(scores);
    return { points, weights, mean, scores, ranks: tied(ranks(keys)), tiers: naturalBreaks(keys, lab.k) };
  }

  const published = lab && {
    points: lab.multipliers || lab.weights.map((w) => 100 * w), weights: lab.weights, mean: lab.mean, scores: lab.units.map((u) => u.score),
    ranks: lab.units.map((u) => u.rank), tiers: lab.units.map((u) => u.tier),
  };
  let now = published;

  // ---- What is shown: units by tier, then rank ----
  const text = (name) => name[language];

  // As every number is printed: snapped to 12 significant digits, then rounded half up.
  function printed(value, decimals) {
    const units = halfUp(Math.abs(value), decimals);
    return (value < 0 && units ? "−" : "") + shifted(units, -decimals).toFixed(decimals);
  }
  const said = (value, decimals) => (value === null ? "—" : printed(value, decimals));
  const tierName = (tier) => (tier ? text(lab.tiers[tier - 1]) : text(lab.noTier));

  const decimals = (usual) => lab.decimals ?? (usual === 1 ? lab.short ?? usual : usual);

  function shownOrder() {
    const place = lab.units.map((_, i) => i);
    const key = (i) => (now.tiers[i] ? now.tiers[i] : lab.tiers.length + 1);
    return place.sort((a, b) => key(a) - key(b) || now.ranks[a] - now.ranks[b] || a - b);
  }

  const MOST_BARS = 60;

  function barsShown(order) { // of very many units the first, the last and the chosen one
    if (everyBar || order.length <= MOST_BARS) return order;
    return order.filter((i, n) => n < 30 || n >= order.length - 10 || lab.units[i].code === chosen);
  }

  const rows = {
    ranking(base) {
      const kept = Object.fromEntries(base.filter((r) => r.code).map((r) => [r.code, r]));
      const order = barsShown(shownOrder());
      const out = [];
      order.forEach((i, n) => {
        const tier = now.tiers[i];
        if (!n || tier !== now.tiers[order[n - 1]]) {
          const size = now.tiers.filter((t) => t === tier).length;
          const heading = language === "zh" ? `${tierName(tier)}（${size}）` : `${tierName(tier)} (${size})`;
          out.push({ slot: out.length, label: "\u200b".repeat(out.length + 1), heading, code: null, text: "" });
        }
        const unit = lab.units[i];
        const value = now.scores[i];
        const shown = value === null ? "" : printed(value, decimals(1));
        out.push({
          slot: out.length, label: text(unit), heading: "", code: unit.code, score: value, score_text: said(value, Math.max(2, decimals(1))),
          rank: now.ranks[i] || null,
          tier: tier ? tierName(tier) : null, text: trying ? shown : kept[unit.code].text,
        });
      });
      return out;
    },
    map(base) {
      return base.map((row) => {
        const i = lab.units.findIndex((u) => u.code === row.code);
        const score = now.scores[i];
        const texts = { score_text: said(score, decimals(2)), mark_text: said(score, decimals(1)) };
        return i < 0 ? row : { ...row, score, ...texts, tier: now.tiers[i] ? tierName(now.tiers[i]) : null };
      });
    },
    contributions() {
      const out = [];
      shownOrder().filter((i) => now.scores[i] !== null).forEach((i, slot) => {
        const unit = lab.units[i];
        const available = unit.scores.reduce((sum, s, d) => sum + (s === null ? 0 : now.weights[d]), 0);
        unit.scores.forEach((value, part) => {
          if (value === null) return;
          const points = (value * now.weights[part]) / available;
          out.push({ slot, label: text(unit), code: unit.code, part, dimension: text(lab.dimensions[part]), points, score: value,
            points_text: printed(points, 2), score_text: printed(value, 2) });
        });
      });
      return out;
    },
    profile() {
      const groups = profileGroups(placeOf(chosen));
      const out = [];
      lab.nodes.forEach((node, slot) => groups.forEach((members, s) => {
        const value = meanOf(members, slot);
        if (value === null) return;
        const mark = String.fromCharCode((node.level === 1 ? 0xe400 : 0xe000) + slot);
        out.push({ slot, label: mark + text(node), name: text(node), series: text(lab.series[s]), score: value,
          score_text: printed(value, 2) });
      }));
      return out;
    },
    heat(base) {
      const slots = {};
      shownOrder().forEach((i, slot) => { slots[lab.units[i].code] = slot; });
      return base.map((row) => {
        const score = seen(row.score);
        const places = ((row.shown || "").split(".")[1] || "").length;
        const texts = lifted() && score !== null ? { shown: printed(score, places), score_text: printed(score, places + 1) } : {};
        return { ...row, score, ...texts, slot: slots[row.code] };
      });
    },
  };

  // A geometric mean is made of indicators on another range where theirs holds zeros: so are all nodes below it.
  const lifted = () => now.mean === "geometric" && !lab.total && lab.geometric && lab.geometric.range;
  const seen = (score) => (score === null || !lifted() ? score : lab.geometric.shift + lab.geometric.factor * score);

  const placeOf = (code) => lab.units.findIndex((u) => u.code === code);

  function profileGroups(own) {
    const scored = lab.units.map((_, i) => i).filter((i) => now.tiers[i] > 0);
    const beside = other ? [placeOf(other)] : [];
    return [[own], scored.filter((i) => now.tiers[i] === now.tiers[own]), scored, beside];
  }

  function meanOf(members, node) {
    const values = members.map((i) => lab.units[i].nodes[node]).filter((v) => v !== null);
    return values.length ? seen(values.reduce((a, b) => a + b, 0) / values.length) : null;
  }

  // ---- Charts ----
  const OPTIONS = {
    actions: false, logLevel: 1, renderer: "svg", ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };

  function findData(spec, name) {
    if (spec.data && spec.data.name === name) return spec.data.values;
    for (const layer of spec.layer || []) {
      const found = findData(layer, name);
      if (found) return found;
    }
    return null;
  }

  function unpack(spec) {
    if (spec.data && spec.data.cells) {
      const { name, keys, cells } = spec.data;
      spec.data = { name, values: cells.map((row) => Object.fromEntries(keys.map((key, i) => [key, row[i]]))) };
    }
    (spec.layer || []).forEach(unpack);
  }
  Object.values(page.charts).forEach((chart) => { unpack(chart.zh); unpack(chart.en); });

  // As many columns of a legend as there is room for: Vega cuts what is too wide.
  const measured = document.createElement("canvas").getContext("2d");
  measured.font = "13px sans-serif";

  function fitLegends(spec, wide) {
    const labels = spec.encoding && spec.encoding.y && spec.encoding.y.axis === null ? 0 : 110; // of its rows
    const parts = [spec, ...(spec.layer || [])];
    parts.flatMap((part) => [part, ...(part.layer || [])]).forEach((part) => Object.values(part.encoding || {}).forEach((channel) => {
      if (!channel.legend || !channel.legend.columns || !channel.scale || !channel.scale.domain) return;
      const longest = Math.max(...channel.scale.domain.map((name) => measured.measureText(name).width));
      channel.legend.columns = Math.max(1, Math.min(channel.legend.columns, Math.floor((wide - labels) / (longest + 40))));
    }));
    return spec;
  }

  let legendHasOther = null;

  function fitSeries(spec) { // a legend names the unit beside only where one is chosen
    legendHasOther = Boolean(other);
    (spec.layer || []).forEach((part) => ["color", "shape"].forEach((kind) => {
      const channel = (part.encoding || {})[kind];
      if (channel && channel.legend && channel.scale) channel.legend.values = channel.scale.domain.slice(0, other ? 4 : 3);
    }));
    return spec;
  }

  async function draw(key) {
    const box = document.getElementById("chart-" + key);
    if (!box) return;
    const spec = page.charts[key][language];
    if (views[key]) views[key].finalize();
    const own = fitLegends(JSON.parse(JSON.stringify(spec)), box.clientWidth);
    const result = await window.vegaEmbed(box, key === "profile" ? fitSeries(own) : own, OPTIONS);
    views[key] = result.view;
    describe(key);
    result.view.addEventListener("click", (_, item) => {
      if (item && item.datum && item.datum.code) choose(item.datum.code);
    });
    await feed(key);
  }

  function describe(key) { // in words what a chart shows; anew where it shows what is tried out
    const box = document.getElementById("chart-" + key);
    const said = trying && lab.words[key] ? fill(lab.words[key], { sizes: sizes() }) : text(page.descriptions[key]);
    box.setAttribute("aria-label", said);
    box.closest("figure").querySelector("figcaption").textContent = said;
  }

  const fill = (pattern, parts) => Object.entries(parts).reduce((said, [key, part]) => said.replaceAll(`{${key}}`, part), text(pattern));

  function sizes() {
    const named = lab.tiers.map((name, k) => [text(name), now.tiers.filter((t) => t === k + 1).length]).filter(([, n]) => n);
    return named.map(([name, n]) => (language === "zh" ? `${name}${n}个` : `${name}: ${n}`)).join(language === "zh" ? "、" : ", ");
  }

  async function feed(key) {
    const view = views[key];
    if (!view || !lab) return;
    if (key === "profile" && legendHasOther !== Boolean(other)) {
      await draw(key);
      return;
    }
    describe(key);
    const spec = page.charts[key][language];
    const base = findData(spec, "rows");
    if (rows[key]) {
      view.data("rows", rows[key](base));
      if (key === "map") view.data("grey", rows.map(base));
    }
    if ((spec.params || []).some((p) => p.name === "chosen")) view.signal("chosen", chosen);
    await view.resize().runAsync();
  }

  let feeding = null;
  let again = false;

  function feedAll() { // a slider fires faster than charts are drawn
    again = true;
    feeding = feeding || (async () => {
      while (again) {
        again = false;
        await Promise.all(Object.keys(views).map(feed));
      }
      feeding = null;
    })();
    return feeding;
  }

  // ---- Tables ----
  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = head.querySelector("button");
      if (!button) return;
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "descending" : "ascending");
        sortRows(table, column, up ? -1 : 1);
      });
    });
  }

  function sortRows(table, column, sign) {
    const body = table.tBodies[0];
    const value = (row) => {
      const cell = row.cells[column];
      const raw = cell.dataset.v;
      if (raw === undefined) return cell.innerText.trim();
      return raw === "" ? null : Number(raw);
    };
    [...body.rows].map((row) => [value(row), row]).sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      return sign * (typeof a === "number" ? a - b : a.localeCompare(b, language));
    }).forEach(([, row]) => body.append(row));
  }

  // A table as a file: what it shows, in the language it is shown in.
  const LIVE = ["ranking", "profile"]; // they follow what is tried out
  const shownText = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("[lang]").forEach((part) => part.lang === root.lang || part.remove());
    return copy.textContent.trim();
  };
  const quoted = (text, number) => {
    const plain = number ? text.replace(/^−/, "-") : text; // people read a minus, programs a hyphen
    const harmless = !number && /^[=+@\t\r-]/.test(text) && Number.isNaN(Number(text)) ? "'" + text : plain; // no formula
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  };

  function save(key) {
    const table = document.getElementById("table-" + key);
    const lines = [...table.rows].map((row) => [...row.cells].map((cell) => quoted(shownText(cell), cell.dataset.v)).join(","));
    const link = element("a");
    const tried = trying && LIVE.includes(key) ? (language === "zh" ? "-试算" : "-what-if") : "";
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = `${shownText(table.caption).replace(/[\\/:*?"<>|]+/g, " ")}${tried}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function fillTable() {
    const table = document.getElementById("table-ranking");
    if (!table) return;
    const order = shownOrder();
    order.forEach((i) => {
      const row = table.querySelector(`tr[data-code="${CSS.escape(lab.units[i].code)}"]`);
      if (!row) return;
      put(row, "score", now.scores[i], (v) => printed(v, decimals(2)));
      put(row, "rank", now.ranks[i] || null, String);
      ["rank_change", "low", "high"].forEach((key) => hold(row, key)); // of the published result
      lab.dimensions.forEach(({ id }, d) => hold(row, id, lifted() ? said(seen(lab.units[i].scores[d]), 2) : null));
      const cell = row.querySelector('[data-key="tier_name"]');
      cell.dataset.v = now.tiers[i] || "";
      cell.replaceChildren(...["zh", "en"].map((l) => {
        const span = document.createElement("span");
        span.lang = l === "zh" ? "zh-CN" : "en";
        span.textContent = (now.tiers[i] ? lab.tiers[now.tiers[i] - 1] : lab.noTier)[l];
        return span;
      }));
      table.tBodies[0].append(row);
    });
    [...table.tHead.rows[0].cells].forEach((h) => h.removeAttribute("aria-sort"));
  }

  function hold(row, key, instead = trying ? "—" : null) { // what is shown instead of the published text, if anything
    const cell = row.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!cell) return;
    if (cell.dataset.published === undefined) cell.dataset.published = cell.textContent;
    cell.textContent = instead === null ? cell.dataset.published : instead;
  }

  function put(row, key, value, show) {
    const cell = row.querySelector(`[data-key="${key}"]`);
    if (!cell) return;
    cell.dataset.v = value === null ? "" : String(value);
    cell.textContent = value === null ? "—" : show(value);
  }

  function fillProfileTable() {
    const table = document.getElementById("table-profile");
    if (!table) return;
    const groups = profileGroups(placeOf(chosen));
    [...table.tBodies[0].rows].forEach((row, node) => {
      ["own", "tier", "all", "other"].forEach((key, s) => put(row, key, meanOf(groups[s], node), (v) => printed(v, 2)));
    });
  }

  // ---- Choosing a unit, and one beside it; the address follows ----
  function choose(code, beside = other, quietly = false) {
    const unit = lab && lab.units.find((u) => u.code === code);
    if (!unit) return Promise.resolve();
    const moved = code !== chosen || beside !== other;
    chosen = code;
    other = beside && beside !== code && lab.units.some((u) => u.code === beside) ? beside : null;
    const fields = { pick: chosen, "pick-other": other || "" };
    Object.entries(fields).forEach(([id, value]) => { const field = document.getElementById(id); if (field) field.value = value; });
    document.querySelectorAll("tr[data-code]").forEach((row) => row.classList.toggle("chosen", row.dataset.code === code));
    document.querySelectorAll("[data-chosen-name]").forEach((el) => { el.textContent = text(unit); });
    if (moved && !quietly) history.pushState(null, "", address());
    fillMine();
    fillProfileTable();
    return feedAll();
  }

  function address() {
    const named = (code) => encodeURIComponent(lab.units.find((u) => u.code === code).zh);
    return `#unit=${named(chosen)}${other ? `&with=${named(other)}` : ""}`;
  }

  function fromAddress() { // #unit=安徽&with=浙江, or as people type it #安徽; by name in either language or by code
    const plain = (part) => { try { return decodeURIComponent(part); } catch (_) { return part; } };
    const parts = Object.fromEntries(location.hash.slice(1).split("&").map((part) => {
      const [key, value] = part.split("=");
      return value === undefined ? ["unit", plain(key)] : [key, plain(value)];
    }));
    const find = (name) => (lab.units.find((u) => name && [u.code, u.zh, u.en].includes(name)) || {}).code;
    return { unit: find(parts.unit), beside: find(parts.with) || null };
  }

  function followAddress() {
    if (!lab) return;
    const { unit, beside } = fromAddress();
    if (unit) choose(unit, beside, true);
    else if (!location.hash) choose(lab.chosen, null, true); // back to where the page began
    const section = document.getElementById(location.hash.slice(1));
    const folded = section && section.querySelector("details.folded");
    if (folded) folded.open = true;
  }

  function element(tag, content, kind) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (content !== undefined) made.textContent = content;
    return made;
  }

  function fillMine() {
    [["", chosen], ["-other", other]].forEach(([end, code]) => {
      const line = document.getElementById("headline" + end);
      const cards = document.getElementById("cards" + end);
      if (!line) return;
      const said = code && page.units[code] && page.units[code][language];
      line.textContent = !code ? "" : trying ? triedHeadline(code) : said ? said.headline : "";
      cards.replaceChildren(...(!code ? [] : trying ? triedCards(code) : said ? said.cards : []).map(([key, label, figure, beside]) => {
        const box = element("div");
        box.dataset.card = key;
        box.append(element("dt", label), element("dd", figure, /[A-Za-z-]{12,}/.test(figure) ? "figure long" : "figure"));
        if (beside) box.append(element("dd", beside, "beside"));
        return box;
      }));
    });
    const sure = document.getElementById("certainty");
    const own = chosen && page.units[chosen] && page.units[chosen][language];
    if (sure) sure.textContent = own && !trying ? own.certainty : "";
    fillReasons();
  }

  function triedHeadline(code) {
    const i = placeOf(code);
    if (now.scores[i] === null) return text(lab.noTier);
    return fill(lab.words.headline, {
      name: text(lab.units[i]), score: printed(now.scores[i], decimals(1)), rank: now.ranks[i],
      count: now.ranks.filter((r) => r > 0).length, tier: tierName(now.tiers[i]),
    });
  }

  function triedCards(code) {
    const i = placeOf(code);
    const was = (value) => fill(lab.words.was, { value });
    const score = (value) => said(value, decimals(1));
    return [
      ["rank", text(lab.words.rank), now.ranks[i] ? fill(lab.words.place, { rank: now.ranks[i] }) : "—", was(published.ranks[i] || "—")],
      ["tier", text(lab.words.tier), tierName(now.tiers[i]), was(tierName(published.tiers[i]))],
      ["score", text(lab.words.score), score(now.scores[i]), was(score(published.scores[i]))],
    ];
  }

  function fillReasons() {
    const said = page.units[chosen] && page.units[chosen][language];
    const way = document.getElementById("way");
    if (!way) return;
    way.textContent = said ? said.way + (said.steps.length ? (language === "zh" ? `${said.steps.join("；")}。` : ` ${said.steps.join("; ")}.`) : "") : "";
    ["strengths", "gaps"].forEach((key) => {
      const listed = said && said[key].length ? said[key] : [[text(lab.words.nothing)]];
      document.getElementById("table-" + key).tBodies[0].replaceChildren(...listed.map((cells) => {
        const row = element("tr");
        cells.forEach((cell, at) => row.append(element("td", cell, at ? "" : "text")));
        return row;
      }));
    });
  }

  // ---- What-if ----
  const sliders = [...document.querySelectorAll(".slider input")];
  const meanOfPage = () => (document.querySelector('input[name="mean"]:checked') || { value: lab.mean }).value;

  function showWeights() {
    sliders.forEach((slider, d) => {
      const share = lab.multipliers ? "× " + Number(now.points[d].toPrecision(4)) : printed(100 * now.weights[d], 1) + "%";
      slider.closest(".slider").querySelector("output").textContent = share;
      slider.setAttribute("aria-valuetext", share);
    });
  }

  function tryOut(change) {
    const next = { points: [...(trying || published).points], mean: meanOfPage() };
    if (change !== null) next.points[change] = Number(sliders[change].value);
    const status = document.getElementById("whatif-status");
    if (!(next.points.reduce((a, b) => a + b, 0) > 0)) {
      status.textContent = text(lab.words.zero);
      sliders.forEach((slider) => { slider.closest(".slider").querySelector("output").textContent = "—"; });
      return Promise.resolve();
    }
    trying = next;
    now = composed(next.points, next.mean);
    root.classList.add("trying");
    return refresh();
  }

  function refresh() {
    showWeights();
    fillMine();
    fillTable();
    fillProfileTable();
    const notAdditive = document.getElementById("not-additive");
    if (notAdditive) notAdditive.hidden = now.mean !== "geometric";
    const box = document.getElementById("chart-contributions");
    if (box) box.hidden = now.mean === "geometric";
    const status = document.getElementById("whatif-status");
    if (status) status.textContent = trying ? moves() : "";
    const recipe = document.getElementById("recipe");
    if (recipe) recipe.value = recipeText();
    document.querySelectorAll("tr[data-code]").forEach((row) => row.classList.toggle("chosen", row.dataset.code === chosen));
    return feedAll();
  }

  function moves() {
    const changed = lab.units.map((_, i) => i).filter((i) => now.ranks[i] !== published.ranks[i]);
    const tiers = lab.units.map((_, i) => i).filter((i) => now.tiers[i] !== published.tiers[i]);
    const named = tiers.map((i) => `${text(lab.units[i])} ${tierName(published.tiers[i])} → ${tierName(now.tiers[i])}`);
    return fill(lab.words.moves, { ranks: changed.length, tiers: tiers.length }) + (named.length ? text(lab.words.colon) + named.join(language === "zh" ? "；" : "; ") : "");
  }

  function recipeText() {
    const { points } = trying || published;
    const local = { ...lab.local };
    lab.dimensions.forEach((dimension, d) => { local[dimension.id] = points[d]; });
    const means = lab.total ? lab.means : [{ kind: now.mean }, ...lab.meansBelow];
    const lifted = !lab.total && now.mean === "geometric" && lab.geometric.range;
    const normalisation = lifted ? { ...lab.recipe.normalisation, range: lifted } : lab.recipe.normalisation;
    const steps = { ...lab.recipe, normalisation, weighting: { kind: "given", local }, aggregation: means };
    return "recipe:\n" + Object.entries(steps).map(([step, value]) => `  ${step}: ${JSON.stringify(value)}\n`).join("");
  }

  function reset() {
    trying = null;
    now = published;
    root.classList.remove("trying");
    sliders.forEach((slider, d) => { slider.value = lab.multipliers ? lab.multipliers[d] : (100 * lab.weights[d]).toFixed(1); });
    document.querySelectorAll('input[name="mean"]').forEach((radio) => { radio.checked = radio.value === lab.mean; });
    return refresh();
  }

  async function copyRecipe() {
    const area = document.getElementById("recipe");
    area.hidden = false;
    area.value = recipeText();
    area.select();
    let done = false;
    try {
      await navigator.clipboard.writeText(area.value);
      done = true;
    } catch (_) {
      done = document.execCommand("copy");
    }
    document.getElementById("copied").textContent = text(done ? lab.words.copied : lab.words.copyByHand);
  }

  // ---- Language ----
  function speak(next) {
    language = next;
    root.dataset.lang = next;
    root.lang = next === "zh" ? "zh-CN" : "en";
    document.title = text(page.title);
    document.querySelectorAll(".languages button").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.to === next)));
    document.querySelectorAll("[data-zh]").forEach((el) => { el.textContent = el.dataset[next]; });
    if (chosen) fillMine(); // before the charts, which are as wide as what stands around them leaves
    return Promise.all(Object.keys(page.charts).map(draw)).then(() => lab && refresh()).then(() => chosen && choose(chosen, other, true));
  }

  document.querySelectorAll(".languages button").forEach((b) => b.addEventListener("click", () => speak(b.dataset.to)));
  document.querySelectorAll("table.sortable").forEach(sortable);
  document.addEventListener("click", (event) => {
    const pick = event.target.closest && event.target.closest("button[data-code]");
    if (pick) choose(pick.dataset.code);
  });
  document.querySelectorAll("[data-save]").forEach((button) => button.addEventListener("click", () => save(button.dataset.save)));
  const select = document.getElementById("pick");
  if (select) select.addEventListener("change", () => choose(select.value));
  const beside = document.getElementById("pick-other");
  if (beside) beside.addEventListener("change", () => choose(chosen, beside.value || null));
  const search = document.getElementById("search");
  if (search) search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    document.querySelectorAll("#table-ranking tbody tr").forEach((row) => {
      const unit = lab && lab.units.find((u) => u.code === row.dataset.code);
      row.hidden = Boolean(wanted) && !(unit ? [unit.zh, unit.en, unit.code] : [row.textContent]).some((name) => name.toLowerCase().includes(wanted));
    });
  });
  document.querySelectorAll("[data-every-bar]").forEach((button) => button.addEventListener("click", () => {
    everyBar = !everyBar;
    button.setAttribute("aria-pressed", String(everyBar));
    feed("ranking");
  }));
  window.addEventListener("popstate", followAddress);
  window.addEventListener("hashchange", followAddress);
  sliders.forEach((slider, d) => slider.addEventListener("input", () => tryOut(d)));
  document.querySelectorAll('input[name="mean"]').forEach((radio) => radio.addEventListener("change", () => tryOut(null)));
  document.querySelectorAll("[data-reset]").forEach((button) => button.addEventListener("click", reset));
  const copy = document.getElementById("copy");
  if (copy) copy.addEventListener("click", copyRecipe);
  if (lab && fromAddress().unit) { chosen = fromAddress().unit; other = fromAddress().beside; }
  speak(language).then(followAddress).then(() => { root.dataset.ready = "yes"; });
})();
