// Choosing an order: nodes are called by clicking them in the graph, or by buttons with their
// names. What each passes on comes from order.py.
const STYLE = `
  .micrograd-player .player-call { cursor: pointer; }
  .micrograd-player .player-controls button { min-width: 44px; min-height: 36px; }
  .micrograd-player .player-called > polygon { fill: var(--shade); fill-opacity: 0.7; }
  .micrograd-player .player-lit > polygon { stroke: var(--accent); stroke-width: 3.5; }
  .micrograd-player .player-wrong > polygon { stroke: var(--accent); stroke-width: 3;
    stroke-dasharray: 5 3; }
  .micrograd-player .player-wrong > text:last-of-type { font-weight: bold; }`;

function start(player, live, image) {
  const svg = addGraph(live, image, "The graph. What each call does is said below it.");
  const controls = add(live, "div", "player-controls");
  const words = addWords(live, 4);
  const nodes = Object.fromEntries(data.nodes.map((node) => [node.key, node]));
  const called = []; // keys, in the order of the calls
  const buttons = {};
  const root = data.nodes.at(-1);

  add(controls, "span").textContent = "Call";
  for (const { key, name, local } of data.nodes) {
    if (!local) continue;
    buttons[key] = addButton(controls, name, () => call(key));
    buttons[key].setAttribute("aria-label", `Call ${name}`);
    const box = svg.querySelector(`g.node.${key}`);
    box.classList.add("player-call");
    box.addEventListener("click", () => call(key));
  }
  const back = addButton(controls, "Take back", () => { called.pop(); show(); });
  const again = addButton(controls, "Again", () => { called.length = 0; show(); });

  keepKeys(player);

  function call(key) {
    if (!called.includes(key)) called.push(key);
    show();
  }

  // The gradients after some calls.
  function after(calls) {
    const grads = Object.fromEntries(data.nodes.map(({ key }) => [key, 0]));
    grads[root.key] = 1;
    for (const key of calls) {
      for (const [child, slope] of Object.entries(nodes[key].local)) {
        const old = nodes[key].overwrites ? 0 : grads[child];
        grads[child] = old + slope * grads[key];
      }
    }
    return grads;
  }

  function show() {
    const grads = after(called);
    const done = called.length === Object.keys(buttons).length;
    const early = called.filter((key, i) => waiting(key, i).length);
    const wrong = done ? data.nodes.filter(({ key, right }) => !close(grads[key], right)) : [];
    for (const node of data.nodes) {
      const box = svg.querySelector(`g.node.${node.key}`);
      box.classList.toggle("player-called", called.includes(node.key));
      const lit = done ? early.includes(node.key) : called.at(-1) === node.key;
      box.classList.toggle("player-lit", lit);
      if (lit) bringIntoView(box);
      box.classList.toggle("player-wrong", wrong.includes(node));
      box.querySelector("text:last-of-type").textContent = `grad ${grads[node.key].toFixed(4)}`;
      if (node.local) disable(buttons[node.key], called.includes(node.key));
    }
    disable(back, !called.length);
    disable(again, !called.length);
    say(words, [`Called: ${list(called) || "none yet"}.`, ...told(grads)]
      .concat(done ? verdict(grads, early, wrong) : []));
  }

  // What the last call passed on.
  function told(grads) {
    if (!called.length) return [`${root.name} has the gradient 1, all others 0.`];
    const { key, name, local } = nodes[called.at(-1)];
    const parts = Object.entries(local).map(([child, slope]) =>
      `${nodes[child].name} gets ${digits(slope)} · ${digits(grads[key])}`
      + ` = ${digits(slope * grads[key])}`);
    return [`${name} has passed on: ${parts.join(", ")}.`];
  }

  function verdict(grads, early, wrong) {
    const lines = early.length
      ? [early.map((key) => `${nodes[key].name} was called too early, before`
        + ` ${list(waiting(key, called.indexOf(key)))}.`).join(" ")]
      : ["No call was too early: read from its end, your order is a topological order."];
    const each = wrong.map(({ key, name, right }) =>
      `${name} has ${digits(grads[key])}, not ${digits(right)}`);
    if (!wrong.length) lines.push(`All ${data.nodes.length} gradients are right.`);
    else lines.push(`Wrong: ${each.join("; ")}.`);
    if (wrong.length && !early.length) {
      lines.push("The order is not to blame: where two users meet, the later one overwrote.");
    }
    return lines;
  }

  // The users of a node that were not called yet when it was, as the i-th.
  function waiting(key, i) {
    return nodes[key].users.filter((user) => called.indexOf(user) > i);
  }

  function list(keys) {
    return keys.map((key) => nodes[key].name).join(", ");
  }

  show();
}

function close(a, b) {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

function digits(number) {
  return String(Number(number.toFixed(4)) || 0).replace("-", "−");
}
