// What `make present` adds to its JupyterLab: in slides only safe keys act, and none runs what is
// not on the screen. This is an extension without a build: JupyterLab finds `package.json` beside
// it, loads this file, and asks for the plugin at its end.
(function () {
  "use strict";
  const MOVES = {
    " ": "next", ArrowRight: "next", ArrowDown: "next", PageDown: "next",
    ArrowLeft: "prev", ArrowUp: "prev", PageUp: "prev", b: "togglePause", ".": "togglePause",
  };
  const COMMANDS = {
    f: "RISE:fullscreenHelp", r: "notebook:restart-and-run-to-selected", t: "RISE:notes-open",
  };
  const CHANGES = ["ready", "slidechanged", "fragmentshown", "fragmenthidden"];
  const SILENT = "data-lm-suppress-shortcuts";
  const SCREEN = ".slides > .present > .present";
  // What has keys of its own: dialogs, menus, fields; in a result, what can have the focus.
  const OTHERS = ".jp-Dialog, .lm-Menu, .lm-CommandPalette, input, textarea, select";
  const THING = ".jp-OutputArea [tabindex='0']";

  const place = location.hash; // none, unless the page was loaded again, or is a preview
  const leads = location.search.includes("postMessageEvents=true"); // a preview: the talk follows
  let shared, actions, app, session, notebook;

  function activate(jupyterlab) {
    app = jupyterlab;
    if (app.name === "Rise") document.addEventListener("ready", ready);
  }

  // RISE now goes to the first slide. In the speakers' window a preview does so long after T was
  // pressed, and the talk must not follow it there.
  function ready() {
    if (leads) tell("configure", { postMessageEvents: false });
    setTimeout(start);
  }

  async function start() { // when RISE has done the same
    session = app.shell.currentWidget.sessionContext;
    notebook = app.shell.currentWidget.content;
    const [{ get }] = Object.values(shared["@jupyterlab/notebook"]);
    actions = (await get())().NotebookActions;
    tell("configure", { keyboard: false });
    for (const change of CHANGES) document.addEventListener(change, select);
    window.addEventListener("keydown", press, true);
    window.addEventListener("message", hasten);
    const { from } = notebook.model.getMetadata("rise");
    if (leads) lead();
    else if (place) location.hash = place;
    else if (from) begin(from);
    select();
  }

  // From now on the talk follows this preview, which is first told where the talk is.
  function lead() {
    tell("configure", { postMessageEvents: true });
    const message = { namespace: "reveal", eventName: "ready" };
    parent.postMessage(JSON.stringify(message), location.origin);
  }

  // Show the screen of a cell, with its fragments up to the cell, and run the cells above it.
  function begin(from) {
    const { node } = notebook.widgets[from];
    const screen = node.closest("section");
    const [, h, v] = screen.id.split("-");
    const fragments = [...screen.querySelectorAll(".fragment")];
    tell("slide", Number(h), Number(v), fragments.indexOf(node.closest(".fragment")));
    runCells(notebook.widgets.slice(0, from));
  }

  // Call reveal.js, which RISE keeps to itself, by a message: it listens to those.
  function tell(method, ...args) {
    send({ method, args });
  }

  function send(message) {
    const data = JSON.stringify(message);
    window.dispatchEvent(new MessageEvent("message", { data, source: window }));
  }

  // The speakers' window gets its first note when it says that it is connected, which is when its
  // previews are loaded: each is a whole JupyterLab. Say so for it as soon as it asks anything.
  function hasten({ data }) {
    const asks = '{"namespace":"reveal-notes","type":"call"';
    if (String(data).startsWith(asks)) send({ namespace: "reveal-notes", type: "connected" });
  }

  // The code cells on the screen, from top to bottom.
  function seen() {
    return notebook.widgets.filter(({ model, node }) => model.type === "code"
      && node.matches(`${SCREEN} *`) && !node.closest(".fragment:not(.visible)"));
  }

  // Select the last code cell on the screen; if there is none, its first cell, which is prose.
  function select() {
    const screen = document.querySelector(SCREEN);
    const cell = seen().at(-1) || notebook.widgets.find(({ node }) => screen.contains(node));
    notebook.activeCellIndex = notebook.widgets.indexOf(cell);
    notebook.deselectAll();
  }

  function run() {
    if (!seen().includes(notebook.activeCell)) select();
    if (seen().length) runCells([notebook.activeCell]);
  }

  async function runCells(cells) {
    await session.ready; // what came too early would be lost
    await actions.runCells(notebook, cells, session);
  }

  function press(event) {
    const typing = event.target.closest(".cm-content");
    // In an editor all keys of JupyterLab are as ever; elsewhere this attribute switches them off.
    document.querySelector(`[${SILENT}]`)?.removeAttribute(SILENT);
    if (!typing) event.target.setAttribute(SILENT, "");
    if (event.isComposing || event.altKey || event.target.closest(OTHERS)) return;
    const act = meaning(event, typing);
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  // What a key does, or nothing if it is no key of ours.
  function meaning({ key, target, shiftKey, ctrlKey, metaKey }, typing) {
    const held = ctrlKey || metaKey;
    if (document.querySelector(".reveal.paused")) {
      return held ? null : () => key in MOVES && tell("togglePause");
    }
    if (key === "Enter" && (held || shiftKey)) return run;
    if (typing) return null;
    if (held) return key === "s" ? () => app.commands.execute("docmanager:save") : null;
    if (key === "Enter") return target.closest(`${THING}, a, summary`) ? null : edit;
    if (key === "Escape") return () => notebook.node.focus();
    const move = key === " " && shiftKey ? "prev" : MOVES[key];
    if (move) return taken(key, move, target) ? null : () => go(move);
    return COMMANDS[key] ? () => app.commands.execute(COMMANDS[key]) : null;
  }

  // Whether a player, say, takes a key itself. One that stands at its end lets the talk go on.
  function taken(key, move, target) {
    const end = { next: "forward", prev: "back" }[move];
    const thing = (key === " " || key.startsWith("Arrow")) && target.closest(THING);
    return thing && !thing.querySelector(`[data-move="${end}"][aria-disabled="true"]`);
  }

  function go(move) {
    tell(move);
    notebook.node.focus();
  }

  function edit() {
    if (seen().includes(notebook.activeCell)) app.commands.execute("notebook:enter-edit-mode");
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["micrograd-slides"] = {
    init: (modules) => { shared = modules; },
    get: async () => () => ({ id: "micrograd-slides:keys", autoStart: true, activate }),
  };
})();
