// Brings the players of a page to life: a live graph, buttons and keys in place of the still
// picture. It is called with what one player shows (see player.py), as often as its cell is run;
// a player that has started is left alone. Class names begin with "player-", since the page around
// may have styles for others: slide decks hide buttons in ".controls".
(function (data) {
  "use strict";
  const PAUSE = 2000; // milliseconds from step to step while it plays
  const KEYS = { ArrowLeft: "back", ArrowRight: "forward", " ": "play" };
  const STYLE = `
    .micrograd-player[data-started] { background: #fff; color: var(--ink); padding: 8px;
      font: 16px/1.5 sans-serif; border: 1px solid var(--faint); border-radius: 4px; }
    .micrograd-player:focus-visible, .micrograd-player button:focus-visible {
      outline: 3px solid var(--accent); outline-offset: 1px; }
    .micrograd-player svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
    .micrograd-player button { font: inherit; color: var(--ink); background: #fff; margin: 0;
      border: 1px solid var(--ink); border-radius: 4px; padding: 2px 12px; min-width: 6em;
      cursor: pointer; }
    .micrograd-player button[aria-disabled="true"] { color: var(--faint);
      border-color: var(--faint); cursor: default; }
    .micrograd-player .player-controls { display: flex; flex-wrap: wrap; gap: 8px;
      align-items: center; margin: 8px 0; }
    .micrograd-player .player-keys { color: var(--faint); font-size: 14px; }
    .micrograd-player .player-words > div:first-child { font-weight: bold; }
    .micrograd-player .player-open > polygon { stroke: var(--accent); stroke-width: 2; }
    .micrograd-player .player-down > polygon { fill: var(--shade); fill-opacity: 0.7; }
    .micrograd-player .player-got > polygon { stroke: var(--accent); stroke-width: 2;
      stroke-dasharray: 5 3; }
    .micrograd-player .player-got > text:last-of-type { font-weight: bold; }
    .micrograd-player .player-lit > polygon { stroke: var(--accent); stroke-width: 3.5; }
    .micrograd-player .player-way > :is(path, ellipse) { stroke: var(--accent);
      stroke-width: 2.5; }
    .micrograd-player .player-way > polygon { stroke: var(--accent); fill: var(--accent); }
    @media screen { .micrograd-player[data-started] > img { display: none; } }
    @media print { .micrograd-player > .player-live { display: none; } }`;

  const selector = `[data-player="${data.id}"]:not([data-started])`;
  document.querySelectorAll(selector).forEach(start);

  function start(player) {
    const svg = liveGraph(player.querySelector("img"));
    player.dataset.started = "";
    player.tabIndex = 0;
    player.setAttribute("role", "group");
    player.setAttribute("aria-label", data.heading);
    for (const [name, color] of Object.entries(data.colors)) {
      player.style.setProperty(`--${name}`, color);
    }

    const live = add(player, "div", "player-live");
    add(live, "style").textContent = STYLE;
    add(live, "div", "player-heading").textContent = data.heading;
    live.append(svg);
    const controls = add(live, "div", "player-controls");
    const count = add(controls, "span", "player-count");
    const below = add(live, "div", "player-below");
    const words = add(live, "div", "player-words");
    words.setAttribute("aria-live", "polite");
    words.style.minHeight = `${1.5 * Math.max(...data.steps.map((step) => step.words.length))}em`;
    below.hidden = !data.steps.some((step) => step.below);

    const last = data.steps.length - 1;
    let at = 0;
    let timer = null;

    const moves = {
      start: () => { pause(); show(0); },
      back: () => { pause(); show(at - 1); },
      play: () => (timer ? pause() : play()),
      forward: () => { pause(); show(at + 1); },
    };
    const buttons = {};
    for (const move of Object.keys(moves)) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.move = move;
      button.textContent = move[0].toUpperCase() + move.slice(1);
      button.addEventListener("click", moves[move]);
      controls.insertBefore(button, count);
      buttons[move] = button;
    }
    add(controls, "span", "player-keys").textContent = "Keys: ← → and space";

    // The page around, a notebook or a slide deck, has its own use for these keys and may listen
    // at the document, before we do. So they are caught at the window, while the focus is here.
    player.addEventListener("focusin", () => window.addEventListener("keydown", press, true));
    player.addEventListener("focusout", () => window.removeEventListener("keydown", press, true));

    function press(event) {
      if (!player.contains(event.target)) return;
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const onButton = event.target.closest("button");
      const move = KEYS[event.key];
      if (move || (onButton && event.key === "Enter")) event.stopPropagation();
      if (!move || (onButton && event.key === " ")) return; // a button's own key presses it
      event.preventDefault();
      moves[move]();
    }

    function play() {
      show(at < last ? at + 1 : 0);
      timer = setInterval(() => {
        if (at < last && player.isConnected) show(at + 1);
        else pause();
      }, PAUSE);
      buttons.play.textContent = "Pause";
    }

    function pause() {
      clearInterval(timer);
      timer = null;
      buttons.play.textContent = "Play";
    }

    // Show a step: all texts and states up to it, and what is lit in it alone.
    function show(step) {
      at = Math.min(Math.max(step, 0), last);
      player.dataset.step = at;
      const now = data.steps[at];
      const past = data.steps.slice(0, at + 1);
      const text = Object.assign({}, ...past.map((each) => each.text));
      const state = Object.assign({}, ...past.map((each) => each.state));
      for (const box of svg.querySelectorAll("g.node, g.edge")) {
        const key = box.classList[1];
        const got = (now.got || []).includes(key);
        box.classList.toggle("player-lit", key === now.lit);
        box.classList.toggle("player-got", got);
        box.classList.toggle("player-way", Boolean(now.got) && key === `of-${now.lit}`);
        box.classList.toggle("player-open", state[key] === "open");
        box.classList.toggle("player-down", state[key] === "down");
        if (key in text) box.querySelector("text:last-of-type").textContent = text[key];
      }
      below.textContent = past.map((each) => each.below).filter(Boolean).pop() || "";
      words.replaceChildren();
      for (const line of now.words) add(words, "div").textContent = line;
      count.textContent = `Step ${at + 1} of ${last + 1}`;
      for (const move of ["start", "back"]) disable(buttons[move], at === 0);
      disable(buttons.forward, at === last);
    }

    show(0);
  }

  // The still picture, as elements of the page, without its list of steps.
  function liveGraph(image) {
    const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0));
    const text = new TextDecoder().decode(bytes);
    const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const [width, height] = data.size;
    svg.querySelector(".steps").remove();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", `${width}pt`);
    svg.setAttribute("height", `${height}pt`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", "The graph. What each step does is said below it.");
    return document.importNode(svg, true);
  }

  function add(parent, tag, name) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    parent.append(element);
    return element;
  }

  // A button that is truly disabled would lose the focus, and the keys with it.
  function disable(button, off) {
    button.setAttribute("aria-disabled", off);
  }
})
