// Before the first paint: a lesson's, the stored or the system's theme, palette and language, so that nothing flashes; and
// its words. It is no module, so that also an old browser reads it, and says that it is too old.
"use strict";
(() => {
  /** @type {{theme?: string, palette?: string, language?: string}} */
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem("nudge") ?? "{}") ?? {};
  } catch {
    // no storage, or not ours: the system's choice it is
  }
  const lesson = new URLSearchParams(location.hash.startsWith("#lesson=") ? location.hash.slice(1) : "");
  for (const name of /** @type {const} */ (["theme", "language"])) kept[name] = lesson.get(name) ?? kept[name];
  const root = document.documentElement;
  root.dataset.theme =
    kept.theme === "light" || kept.theme === "dark"
      ? kept.theme
      : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.palette = kept.palette === "orange" ? "orange" : "red";
  root.lang = kept.language === "ko" || kept.language === "en"
    ? kept.language
    : /^ko\b/i.test(navigator.language) ? "ko" : "en";
  const words = document.createElement("link"); // they are wanted as soon as all modules have come
  const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  Object.assign(words, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: new URL(`../i18n/${root.lang}.json`, here) });
  document.head.append(words);

  // Of what the page needs these came last: popovers to Safari and Firefox, masks (the icons) to Chrome.
  if (!("popover" in HTMLElement.prototype) || !CSS.supports("mask-image", "none")) {
    document.addEventListener("DOMContentLoaded", async () => {
      const told = /** @type {HTMLElement} */ (document.getElementById("too-old"));
      told.textContent = (await (await fetch(words.href)).json())["page.too_old"];
      told.hidden = false;
    });
  }
})();
