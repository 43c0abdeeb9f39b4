// Small enhancements over pages that work without them.

/** Keep a second tap from sending a form twice; coming back to the page frees it again. */
function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.querySelectorAll<HTMLButtonElement>("button[type=submit]").forEach((button) => {
      button.classList.add("is-busy");
      button.setAttribute("aria-busy", "true");
    });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll(".is-busy").forEach((button) => {
        button.classList.remove("is-busy");
        button.removeAttribute("aria-busy");
      });
    });
  });
}

/** A toast goes when it is tapped, or after it could be read. */
function showToasts(): void {
  document.querySelectorAll<HTMLElement>("[data-toast]").forEach((toast) => {
    const close = () => toast.remove();
    toast.addEventListener("click", close);
    window.setTimeout(close, 8000);
  });
}

/** A file can be dropped on its field; its name is shown. */
function dropFiles(): void {
  document.querySelectorAll<HTMLElement>("[data-drop]").forEach((zone) => {
    const input = zone.querySelector<HTMLInputElement>("input[type=file]");
    const name = zone.querySelector<HTMLElement>("[data-drop-name]");
    if (!input || !name) return;
    const show = () => {
      name.textContent = input.files?.[0]?.name ?? "";
    };
    const mark = (over: boolean) => zone.classList.toggle("is-over", over);
    input.addEventListener("change", show);
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      mark(true);
    });
    zone.addEventListener("dragleave", () => mark(false));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      if (event.dataTransfer?.files.length) {
        input.files = event.dataTransfer.files;
        show();
      }
    });
  });
}

/** "/" goes to the search, as on any desk; what is wrong is read out first. */
function placeFocus(): void {
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as HTMLElement).closest("input, textarea, select");
    const search = document.querySelector<HTMLInputElement>("[data-search]");
    if (event.key === "/" && !typing && search) {
      event.preventDefault();
      search.focus();
    }
  });
}

/** The side navigation stands open where there is room and is folded on a phone. */
function foldMenu(): void {
  const menu = document.querySelector<HTMLDetailsElement>("[data-menu]");
  if (!menu) return;
  const wide = window.matchMedia("(min-width: 900px)");
  const fit = () => {
    menu.open = wide.matches;
  };
  fit();
  wide.addEventListener("change", fit);
}

guardForms();
showToasts();
dropFiles();
placeFocus();
foldMenu();
