// What the page does without asking the server: reading controls, menus, the text field, links into this workspace.
window.planthread = (() => {
  const OWN_ADDRESS = /^\/(archives|notion\/page)\//;

  // The value of a control that a person changed: one value, or a list where several boxes may be on.
  function chosen(control) {
    if (control.matches("select, input, textarea")) return control.value;
    const boxes = [...control.querySelectorAll("input")];
    const on = boxes.filter((box) => box.checked).map((box) => box.value);
    return boxes.some((box) => box.type === "checkbox") ? on : (on[0] ?? "");
  }

  // Everything that was chosen or filled in elsewhere in the same message or view: block -> action -> value.
  function form(place) {
    const values = {};
    for (const control of place?.querySelectorAll('[data-do="choose"], [data-do="fill"]') ?? []) {
      const value = chosen(control);
      if (value === "" || value.length === 0) continue;
      (values[control.dataset.block] ??= {})[control.dataset.action] = value;
    }
    return values;
  }

  function described(control) {
    const message = control.closest("[data-ts]");
    const place = message ?? control.closest(".view");
    const inside = control.closest(".thread") ? "thread" : "channel";
    return { place: inside, ...message?.dataset, ...control.dataset, values: form(place) };
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.drop[open]")) {
      if (!menu.contains(except) || except.closest('[role="menuitem"], .tree button')) menu.open = false;
    }
  }

  // A menu opens where there is room for it, on top of whatever would cut it off.
  function placeMenu(drop) {
    const menu = drop.querySelector(":scope > .menu");
    const anchor = drop.querySelector(":scope > summary").getBoundingClientRect();
    const left = drop.closest(".bk, .crumb-line") ? anchor.left : anchor.right - menu.offsetWidth;
    const below = anchor.bottom + 4;
    const fits = below + menu.offsetHeight < window.innerHeight - 8;
    menu.style.left = `${Math.max(8, Math.min(left, window.innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${fits ? below : Math.max(8, anchor.top - menu.offsetHeight - 4)}px`;
  }

  function clicked(event, emit) {
    const link = event.target.closest("a[href]");
    if (link && !link.getAttribute("href").startsWith("#")) {
      const address = new URL(link.href, location.href);
      if (address.origin === location.origin && OWN_ADDRESS.test(address.pathname)) {
        event.preventDefault();
        emit({ do: "open", href: address.pathname + address.search });
      }
    } else if (link) {
      event.preventDefault();
      document.getElementById(link.getAttribute("href").slice(1))?.scrollIntoView({ behavior: "smooth" });
    }
    if (event.target.matches(".slack")) emit({ do: "close-menu" });
    const control = event.target.closest("[data-do]");
    if (control && !["choose", "fill"].includes(control.dataset.do)) emit(described(control));
  }

  function changed(event, emit) {
    const control = event.target.closest('[data-do="choose"]');
    if (control) emit({ ...described(control), value: chosen(control) });
  }

  // The text field -----------------------------------------------------------------------------------------------

  function typed(field) {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
    const composer = field.closest(".composer");
    const word = field.value.split(" ")[0];
    composer.classList.toggle("ready", field.value.trim() !== "" || composer.dataset.file === "yes");
    const hints = [...composer.querySelectorAll("[data-command]")];
    for (const hint of hints) hint.hidden = !(word.startsWith("/") && hint.dataset.command.startsWith(word));
    composer.classList.toggle("hinting", hints.some((hint) => !hint.hidden));
  }

  function submit(field, emit) {
    const composer = field.closest(".composer");
    if (!field.value.trim() && composer.dataset.file !== "yes") return;
    emit(field.value);
    attached(field, false);
    fill(field, "", false);
  }

  function enter(event, emit) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit(event.target, emit);
  }

  function send(event, emit) {
    submit(event.target.closest(".composer").querySelector("textarea"), emit);
  }

  function fill(field, text, focus = true) {
    if (!field) return;
    field.value = text;
    typed(field);
    if (focus) {
      field.focus();
      field.setSelectionRange(text.length, text.length);
    }
  }

  function attached(field, yes) {
    if (!field) return;
    field.closest(".composer").dataset.file = yes ? "yes" : "no";
    typed(field);
    if (yes) field.focus();
  }

  // A message that is drawn anew (somebody reacted) must not shut the menu that somebody is about to use.
  function keepOpen(records) {
    for (const { removedNodes, target } of records) {
      const gone = [...removedNodes].flatMap((node) => [...(node.querySelectorAll?.("details.drop") ?? [])]);
      const open = gone.findIndex((menu) => menu.open);
      const again = open < 0 ? undefined : target.querySelectorAll("details.drop")[open];
      if (again) again.open = true;
    }
  }
  new MutationObserver(keepOpen).observe(document.documentElement, { childList: true, subtree: true });

  // Where a link led: scrolled to, and marked for a moment. The thread may still be on its way to the screen.
  function pointAt(ts, tries = 60) {
    const message = document.querySelector(`.thread [data-ts="${CSS.escape(ts)}"]`);
    if (message) {
      message.scrollIntoView({ block: "center" });
      message.classList.remove("pointed");
      requestAnimationFrame(() => message.classList.add("pointed"));
    } else if (tries) {
      requestAnimationFrame(() => pointAt(ts, tries - 1));
    }
  }

  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    const hint = event.target.closest("[data-fill]");
    if (hint) fill(hint.closest(".composer").querySelector("textarea"), hint.dataset.fill);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.drop") && event.target.open) placeMenu(event.target);
  }, true);
  document.addEventListener("scroll", (event) => {
    if (!event.target.closest?.(".menu")) closeMenus(document.body);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(document.body);
  });

  return { clicked, changed, typed, enter, send, fill, attached, pointAt };
})();
