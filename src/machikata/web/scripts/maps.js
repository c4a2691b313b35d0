// SPDX-License-Identifier: Apache-2.0
// Walking through a process map by keyboard. One tab stop; ↓ follows the widest path, 1–9 choose a path, ↑ goes back,
// ← → step in reading order, Home and End go to start and end, Escape lets go. The table below the map says the same without script.
"use strict";

for (const box of document.querySelectorAll("[data-walk]")) {
  const nodes = [...box.querySelectorAll("[data-node]")];
  if (nodes.length === 0) continue;
  const status = document.createElement("p");
  status.className = "walk-status small";
  status.setAttribute("role", "status");
  status.textContent = box.dataset.walk;
  box.after(status);
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", box.dataset.walk);

  const nameOf = (node) => (node.querySelector("title") ?? node.querySelector("text")).textContent;
  const shortName = (node) => [...node.querySelectorAll("text tspan[font-weight], text")][0].textContent;
  const visible = (way) => getComputedStyle(way.parentElement).display !== "none";
  const width = (way) => parseFloat(way.querySelector(".pic-arc")?.getAttribute("stroke-width") ?? "0");
  const ways = (end, node) =>
    [...box.querySelectorAll(`.pic-way[${end}="${node.dataset.node}"]`)].filter(visible).sort((a, b) => width(b) - width(a));
  const at = (id) => nodes.find((node) => node.dataset.node === id);

  let here = null;
  let trail = [];

  const go = (node) => {
    if (!node) return;
    here?.classList.remove("is-here");
    here = node;
    here.classList.add("is-here");
    here.scrollIntoView({ block: "nearest", inline: "nearest" });
    const next = ways("data-from", here).map((way, i) => `${i + 1} ${shortName(at(way.dataset.to))}`);
    status.textContent = nameOf(here) + (next.length ? box.dataset.walkNext + next.slice(0, 9).join(box.dataset.walkAnd) : "");
  };
  const follow = (way) => {
    if (!way) return;
    trail.push(here);
    go(at(way.dataset.to));
  };
  const letGo = () => {
    here?.classList.remove("is-here");
    here = null;
    trail = [];
    status.textContent = box.dataset.walk;
  };

  const moves = {
    ArrowDown: () => (here ? follow(ways("data-from", here)[0]) : go(nodes[0])),
    ArrowUp: () => go(trail.pop() ?? (here && at(ways("data-to", here)[0]?.dataset.from))),
    ArrowRight: () => go(nodes[(nodes.indexOf(here) + 1) % nodes.length]),
    ArrowLeft: () => go(nodes[(nodes.indexOf(here) - 1 + nodes.length) % nodes.length]),
    Home: () => go(nodes[0]),
    End: () => go(nodes.at(-1)),
    Escape: letGo,
  };
  box.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = moves[event.key] ?? (/^[1-9]$/.test(event.key) && here && (() => follow(ways("data-from", here)[event.key - 1])));
    if (!move) return;
    event.preventDefault();
    move();
  });
}
