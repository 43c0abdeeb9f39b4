// Small enhancements over pages that work without them.

/** Keep a second tap from sending a form twice; coming back to the page frees it again. */
function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.getAttribute("method") === "dialog") return; // it sends nothing, it closes
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    });
  });
}

/** A toast goes when it is tapped, or after it could be read; one that can be undone waits for its reader. */
function showToasts(): void {
  document.querySelectorAll<HTMLElement>("[data-toast]").forEach((toast) => {
    const close = () => toast.remove();
    toast.addEventListener("click", (event) => {
      if (!(event.target as HTMLElement).closest("form")) close();
    });
    if (toast.dataset.toast !== "stays") window.setTimeout(close, 8000);
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

/** A link to a page that asks something first opens that page's form in a dialog; where it cannot, the page opens. */
function askInDialog(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[data-dialog]");
  const title = dialog?.querySelector("h2");
  const part = dialog?.querySelector(".dialog-part");
  if (!dialog?.showModal || !title || !part) return;
  document.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (dialog.contains(link) && link.href === window.location.href) {
      event.preventDefault(); // back to the page that lies under the dialog
      dialog.close();
      return;
    }
    if (!("asks" in link.dataset)) return;
    event.preventDefault();
    void fetch(link.href)
      .then(async (answer) => {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const form = page.querySelector("main [data-question]");
        if (!answer.ok || !form) throw new Error(String(answer.status));
        title.textContent = page.querySelector("main h1")?.textContent?.trim() ?? "";
        part.replaceChildren(form);
        dialog.showModal();
      })
      .catch(() => window.location.assign(link.href));
  });
}

/** A part of a page that says how far some work is: asked for again every two seconds; when it is done, the page is. */
function follow(part: HTMLElement, tag: string | null = null): void {
  window.setTimeout(async () => {
    const headers: Record<string, string> = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(part.dataset.poll!, { headers }).catch(() => null);
    if (!answer?.ok) {
      follow(part, tag);
      return;
    }
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    const next = box.content.querySelector<HTMLElement>("[data-poll]");
    if (!next) {
      window.location.reload();
      return;
    }
    part.replaceWith(next);
    follow(next, answer.headers.get("ETag"));
  }, 2000);
}

/** What one types as a password can be looked at, to mend a slip; it is hidden again when it is sent. */
function showPasswords(): void {
  document.querySelectorAll<HTMLInputElement>("input[type=password]").forEach((input) => {
    const line = document.createElement("div");
    const button = document.createElement("button");
    line.className = "password-line";
    button.type = "button";
    button.className = "button button-quiet";
    button.setAttribute("aria-controls", input.id);
    const show = (shown: boolean) => {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? "隐藏" : "显示";
    };
    show(false);
    button.addEventListener("click", () => show(input.type === "password"));
    input.form?.addEventListener("submit", () => show(false));
    input.replaceWith(line);
    line.append(input, button);
  });
}

/** Two minutes before somebody is signed out he is told so; a tap keeps him in, and so does any page in another window. */
function watchTheClock(): void {
  const note = document.querySelector<HTMLElement>("[data-idle]");
  const words = note?.querySelector<HTMLElement>("[data-idle-words]");
  const button = note?.querySelector("button");
  if (!note || !words || !button) return;
  const whole = Number(note.dataset.idle) * 1000;
  const warned = whole - Math.min(120_000, whole / 2);
  const over = whole + 70_000; // the server counts whole minutes: asked sooner, it would take the question for work
  const key = "jiahe-used";
  let own = Date.now();
  const mark = () => {
    own = Date.now();
    try {
      localStorage.setItem(key, String(own));
    } catch {
      // a browser that keeps nothing: this window counts for itself
    }
  };
  const used = () => {
    try {
      return Math.max(own, Number(localStorage.getItem(key) ?? 0));
    } catch {
      return own;
    }
  };
  let typed = false;
  document.addEventListener("input", (event) => {
    typed ||= !!(event.target as HTMLElement).closest("form[method=post]");
  });
  const look = async () => {
    const still = Date.now() - used();
    if (still < warned) {
      note.hidden = true;
    } else if (still < over) {
      note.hidden = false;
    } else if (typed) {
      note.hidden = false;
      button.hidden = true;
      words.textContent = note.dataset.over ?? "";
    } else {
      window.location.reload(); // nobody reads here any more: the page of a family does not stay open
    }
  };
  button.addEventListener("click", async () => {
    const answer = await fetch(note.dataset.stay!).catch(() => null);
    const said = answer?.ok ? ((await answer.json()) as { signed_in: boolean }) : null;
    if (!said?.signed_in) {
      window.location.reload();
      return;
    }
    mark();
    note.hidden = true;
  });
  mark();
  window.setInterval(() => void look(), 10_000);
}

// A button that only a script can honour is hidden until the script is there.
document.querySelectorAll<HTMLElement>("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

document.querySelectorAll<HTMLElement>("[data-copy]").forEach((button) => {
  const field = document.getElementById(button.dataset.copy!) as HTMLInputElement | null;
  const words = button.querySelector("span");
  if (!field || !words || !navigator.clipboard) return; // without a secure connection one copies by hand
  button.hidden = false;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(field.value).then(() => {
      words.textContent = button.dataset.done ?? "";
    });
  });
});

document.querySelectorAll<HTMLElement>("[data-poll]").forEach((part) => follow(part));
guardForms();
showPasswords();
watchTheClock();
showToasts();
dropFiles();
placeFocus();
foldMenu();
askInDialog();
