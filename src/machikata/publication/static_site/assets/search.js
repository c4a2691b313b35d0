// SPDX-License-Identifier: Apache-2.0
// Search over the cases of the page: the twin of machikata.publication.catalogue.search.bigrams, whose rule it follows step by step.
// A classic script, because a page opened from a folder may load neither modules nor data.
(function () {
  "use strict";

  var MOST_GRAMS = 64, LONGEST_QUERY = 400, STEPS = 100, FORMAT = 1, PAUSE = 150;
  var form = document.getElementById("search");
  var input = document.getElementById("q");
  var told = document.getElementById("told");
  var found = document.getElementById("found");
  var hits = document.getElementById("hits");
  var index = window.machikataCases;
  var rows = {};
  var waiting = 0;

  form.hidden = false;
  if (!index || index.format !== FORMAT) {
    form.querySelector(".line").hidden = true;
    told.textContent = hits.dataset.outdated;
    return;
  }
  document.querySelectorAll("#cases > li").forEach(function (item) { rows[item.dataset.case] = item; });

  function usual(text) { return text.normalize("NFKC").toLowerCase().normalize("NFKC"); }

  function hiragana(text) {
    return text.replace(/[\u30a1-\u30f6]/g, function (sign) { return String.fromCharCode(sign.charCodeAt(0) - 0x60); });
  }

  function gramsOf(text) {
    var grams = [];
    (usual(text).match(/[\p{L}\p{N}]+/gu) || []).forEach(function (run) {
      var signs = Array.from(run);
      if (signs.length === 1) grams.push(signs[0]);
      for (var i = 0; i + 1 < signs.length; i++) grams.push(signs[i] + signs[i + 1]);
    });
    return grams;
  }

  function gramsOfQuery(query) {
    var typed = gramsOf(Array.from(query).slice(0, LONGEST_QUERY).join(""));
    var telling = typed.filter(function (gram) { return !/^[\u3041-\u3096]+$/.test(gram); });
    var folded = (telling.length ? telling : typed).map(hiragana);
    return folded.filter(function (gram, i) { return folded.indexOf(gram) === i; }).slice(0, MOST_GRAMS);
  }

  // Places stand as steps from the one before: place, weight, step, weight …
  function postings(gram) {
    return Object.prototype.hasOwnProperty.call(index.grams, gram) ? index.grams[gram] : [];
  }

  function search(asked) {
    var total = {}, held = {}, n = index.ids.length;
    asked.forEach(function (gram) {
      var row = postings(gram), holding = row.length / 2, place = 0;
      var rarity = Math.log(1 + (n - holding + 0.5) / (holding + 0.5));
      for (var i = 0; i < row.length; i += 2) {
        place += row[i];
        total[place] = (total[place] || 0) + rarity * row[i + 1] / STEPS;
        held[place] = (held[place] || 0) + 1;
      }
    });
    var scored = Object.keys(total).map(function (place) {
      return { place: Number(place), score: total[place] * held[place] / asked.length };
    });
    scored.sort(function (a, b) { return b.score - a.score || a.place - b.place; });
    return scored.map(function (hit) { return index.ids[hit.place]; });
  }

  // Where pairs of the query stand in a text: its signs are folded one by one, so that places stay known.
  function mark(node, asked) {
    var signs = Array.from(node.data);
    var folded = signs.map(function (sign) { return hiragana(usual(sign)); });
    var marked = signs.map(function () { return false; });
    asked.forEach(function (gram) {
      var length = Array.from(gram).length;
      for (var i = 0; i + length <= signs.length; i++) {
        if (folded.slice(i, i + length).join("") === gram) for (var k = i; k < i + length; k++) marked[k] = true;
      }
    });
    if (marked.indexOf(true) < 0) return;
    var pieces = document.createDocumentFragment(), at = 0;
    while (at < signs.length) {
      var end = at;
      while (end < signs.length && marked[end] === marked[at]) end++;
      var text = document.createTextNode(signs.slice(at, end).join(""));
      var piece = marked[at] ? document.createElement("mark") : null;
      if (piece) piece.appendChild(text);
      pieces.appendChild(piece || text);
      at = end;
    }
    node.parentNode.replaceChild(pieces, node);
  }

  function marked(item, asked) {
    var copy = item.cloneNode(true), texts = [], node;
    var walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while ((node = walker.nextNode())) texts.push(node);
    texts.forEach(function (text) { mark(text, asked); });
    return copy;
  }

  function show() {
    var asked = gramsOfQuery(input.value);
    hits.textContent = "";
    found.hidden = asked.length === 0;
    if (asked.length === 0) {
      told.textContent = "";
      return;
    }
    var ids = search(asked).filter(function (id) { return rows[id]; });
    ids.forEach(function (id) { hits.appendChild(marked(rows[id], asked)); });
    var words = ids.length === 0 ? hits.dataset.none : ids.length === 1 ? hits.dataset.one : hits.dataset.many;
    told.textContent = words.replace("{n}", String(ids.length));
    found.hidden = ids.length === 0;
  }

  input.addEventListener("input", function (event) {
    if (event.isComposing) return; // Japanese that is still being converted
    window.clearTimeout(waiting);
    waiting = window.setTimeout(show, PAUSE);
  });
  input.addEventListener("compositionend", show);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    window.clearTimeout(waiting);
    show();
    if (!found.hidden) document.getElementById("found-title").focus();
  });
  input.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !input.value) return;
    input.value = "";
    show();
  });
  if (input.value) show(); // kept by the browser when somebody comes back
})();
