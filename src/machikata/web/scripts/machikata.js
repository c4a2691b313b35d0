// SPDX-License-Identifier: Apache-2.0
// Small comforts on top of pages that work without script.
"use strict";

// A summary of faults takes the focus, so that keyboard and screen reader start there.
document.querySelector("[data-take-focus]")?.focus();

// An open menu closes with Escape and gives the focus back, or when something else is clicked.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const had = menu.contains(document.activeElement);
    menu.open = false;
    if (had) menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A slider says its value while it moves; without script the value stands there after the form was sent.
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (slider.type !== "range") return;
  const output = document.querySelector(`output[for="${slider.id}"]`);
  if (output) output.textContent = slider.value + (slider.dataset.unit ?? "");
});

// A text can be copied with one button; without script it is marked by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      document.execCommand("copy");
    }
    button.nextElementSibling.textContent = button.dataset.done;
  });
}
