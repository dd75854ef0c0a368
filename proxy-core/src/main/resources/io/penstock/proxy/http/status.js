"use strict";
(() => {
  const PERIOD = 2000;
  const TREND_POINTS = 60;
  const trends = {queries: [], transactions: []};
  let before = null;
  let timer = 0;

  const byId = id => document.getElementById(id);
  const show = (id, text) => { byId(id).textContent = text; };

  function count(value) {
    return new Intl.NumberFormat("en", {maximumFractionDigits: 0}).format(value);
  }

  function rate(value) {
    if (value === null) return "–";
    const digits = value !== 0 && value < 10 ? 1 : 0;
    return new Intl.NumberFormat("en", {maximumFractionDigits: digits}).format(value);
  }

  function bytes(value) {
    if (value === null) return "–";
    const units = ["B", "KB", "MB", "GB", "TB"];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
    return (value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)) + " " + units[unit];
  }

  function duration(millis) {
    if (millis === null) return "–";
    if (millis < 1) return Math.round(millis * 1000) + " µs";
    if (millis < 10) return millis.toFixed(1) + " ms";
    if (millis < 1000) return Math.round(millis) + " ms";
    const seconds = millis / 1000;
    if (seconds < 60) return seconds.toFixed(1) + " s";
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return minutes + " min";
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return hours + " h " + (minutes % 60) + " min";
    return Math.floor(hours / 24) + " days";
  }

  /** What happened since the answer before this one; null when there was none. */
  function differences(now, was, seconds) {
    if (!was || seconds <= 0) return null;
    const d = {};
    for (const name of Object.keys(now)) d[name] = Math.max(0, now[name] - was[name]);
    d.seconds = seconds;
    return d;
  }

  const per = (d, name) => d ? d[name] / d.seconds : null;
  const mean = (d, nanos, of) => d && d[of] > 0 ? d[nanos] / d[of] / 1e6 : null;

  function sum(rows) {
    const total = {};
    for (const row of rows) {
      for (const [name, value] of Object.entries(row.traffic)) total[name] = (total[name] || 0) + value;
    }
    return total;
  }

  function cell(text, kind) {
    const td = document.createElement("td");
    td.textContent = text;
    if (kind) td.className = kind;
    return td;
  }

  function name(text) {
    const td = cell(text, "name");
    td.title = text;
    return td;
  }

  const number = (value, alarming) =>
    cell(count(value), value === 0 ? "zero" : alarming ? "alarm" : "");

  function bar(element, whole, parts) {
    element.replaceChildren(...parts.map(([kind, value]) => {
      const part = document.createElement("i");
      part.className = kind;
      part.style.width = (whole > 0 ? Math.min(100, 100 * value / whole) : 0) + "%";
      return part;
    }));
  }

  function trend(id, points, value) {
    if (value !== null) points.push(value);
    if (points.length > TREND_POINTS) points.shift();
    const top = Math.max(1, ...points);
    const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    line.setAttribute("points", points
      .map((p, i) => (120 - 120 * (points.length - 1 - i) / (TREND_POINTS - 1)) + "," + (27 - 26 * p / top))
      .join(" "));
    byId(id).replaceChildren(line);
  }

  function empty(columns, text) {
    const row = document.createElement("tr");
    const td = cell(text, "empty");
    td.colSpan = columns;
    row.append(td);
    return row;
  }

  function databases(status, seconds) {
    const was = new Map();
    for (const row of before ? before.databases : []) was.set(JSON.stringify([row.database, row.user]), row.traffic);
    const rows = status.databases.map(row => {
      const d = differences(row.traffic, was.get(JSON.stringify([row.database, row.user])), seconds);
      const tr = document.createElement("tr");
      tr.append(
        name(row.database), name(row.user),
        number(row.clients.active), number(row.clients.waiting, true), number(row.clients.idle),
        cell(rate(per(d, "transactions"))), cell(rate(per(d, "queries"))),
        cell(duration(mean(d, "transactionNanos", "transactions"))),
        cell(duration(mean(d, "queryNanos", "queries"))),
        cell(bytes(per(d, "receivedBytes"))), cell(bytes(per(d, "sentBytes"))),
        number(row.traffic.errors));
      return tr;
    });
    byId("databases").replaceChildren(...(rows.length ? rows : [empty(12, "No client has logged in yet.")]));
  }

  function pools(status) {
    const rows = [];
    for (const pool of status.pools) {
      const tr = document.createElement("tr");
      const backends = document.createElement("td");
      const whole = document.createElement("div");
      whole.className = "bar";
      bar(whole, pool.size + pool.reserve,
        [["active", pool.active], ["idle", pool.idle], ["opening", pool.opening]]);
      backends.append(whole);
      tr.append(
        name(pool.database), name(pool.node), name(pool.user), cell(pool.state, "left"), backends,
        number(pool.active), number(pool.idle), number(pool.opening),
        cell(pool.reserve ? pool.size + " + " + pool.reserve : String(pool.size)),
        number(pool.waiting, true),
        cell(pool.waiting ? duration(pool.longestWaitMillis) : "–", pool.waiting ? "alarm" : "zero"));
      rows.push(tr);
      if (pool.failure !== null) {
        const reason = empty(11, pool.failure);
        reason.className = "failure";
        rows.push(reason);
      }
    }
    byId("pools").replaceChildren(...(rows.length ? rows : [empty(11, "No backend has been needed yet.")]));
  }

  function render(status) {
    const seconds = before ? (status.nowMillis - before.nowMillis) / 1000 : 0;
    const restarted = before && before.startedMillis !== status.startedMillis;
    if (restarted) before = null;
    const d = before ? differences(sum(status.databases), sum(before.databases), seconds) : null;
    const clients = status.clients;
    const all = clients.active + clients.idle + clients.waiting;
    const failing = status.pools.some(pool => pool.failure !== null);

    byId("state").className = "badge " + (status.shuttingDown ? "warn" : failing ? "bad" : "good");
    show("state", status.shuttingDown ? "shutting down" : failing ? "a pool fails" : "serving");
    show("version", status.version);
    show("address", status.address);
    show("uptime", duration(status.nowMillis - status.startedMillis));
    show("clients", count(all));
    show("max-clients", "of " + count(status.maxClients));
    bar(byId("clients-bar"), status.maxClients, [["active", clients.active], ["opening", clients.waiting], ["idle", clients.idle]]);
    show("clients-aside", count(clients.active) + " active, " + count(clients.idle) + " idle");
    show("waiting", count(clients.waiting));
    show("waiting-aside", clients.waiting
      ? "the first for " + duration(Math.max(0, ...status.pools.map(pool => pool.longestWaitMillis)))
      : "nobody waits");
    show("queries", rate(per(d, "queries")));
    show("transactions", rate(per(d, "transactions")));
    trend("queries-trend", trends.queries, per(d, "queries"));
    trend("transactions-trend", trends.transactions, per(d, "transactions"));
    show("mean", duration(mean(d, "queryNanos", "queries")));
    const wait = mean(d, "waitNanos", "leases");
    show("mean-aside", wait === null ? "nothing ran just now" : duration(wait) + " mean wait for a backend");
    show("errors", rate(per(d, "errors")));
    show("errors-aside", count(sum(status.databases).errors || 0) + " since the start");
    databases(status, before ? seconds : 0);
    pools(status);
    show("updated", (status.omitted ? status.omitted + " more rows are not shown; " : "")
      + "updated " + new Date(status.nowMillis).toLocaleTimeString());
    before = status;
  }

  async function refresh() {
    clearTimeout(timer);
    try {
      const response = await fetch("/api/status", {cache: "no-store", signal: AbortSignal.timeout(10000)});
      if (!response.ok) throw new Error("HTTP " + response.status);
      render(await response.json());
      byId("notice").hidden = true;
    } catch (problem) {
      const since = before ? " The figures below are of " + new Date(before.nowMillis).toLocaleTimeString() + "." : "";
      show("notice", "The proxy does not answer (" + problem.message + ")." + since);
      byId("notice").hidden = false;
      byId("state").className = "badge bad";
      show("state", "no answer");
    }
    if (!document.hidden) timer = setTimeout(refresh, PERIOD);
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  refresh();
})();
