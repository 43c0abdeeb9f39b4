// 身边的服务点: ask the browser where it is, only when somebody taps. What leaves the phone is rounded to about a
// hundred metres; the server keeps none of it.

function offer(part: HTMLElement): void {
  const button = part.querySelector<HTMLButtonElement>("button")!;
  const fault = part.querySelector<HTMLElement>("[data-near-fault]")!;
  part.hidden = false;
  button.addEventListener("click", () => {
    fault.hidden = true;
    button.setAttribute("aria-busy", "true");
    const free = () => button.removeAttribute("aria-busy");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const to = new URL(window.location.href);
        const kind = to.searchParams.get("kind");
        to.search = "";
        to.searchParams.set("near", `${coords.longitude.toFixed(3)},${coords.latitude.toFixed(3)}`);
        if (kind) to.searchParams.set("kind", kind);
        window.addEventListener("pageshow", free);
        window.location.assign(to.href);
      },
      () => {
        free();
        fault.hidden = false;
      },
      { maximumAge: 60_000, timeout: 15_000 },
    );
  });
}

// A browser gives its place to pages of a safe address only; elsewhere the button would only disappoint.
if (window.isSecureContext && "geolocation" in navigator) {
  document.querySelectorAll<HTMLElement>("[data-near]").forEach(offer);
}
