// Passkeys: a form marked data-passkey asks the device first and is sent with what it answers.

type Asked = Record<string, unknown> & { challenge: string };
interface Named {
  id: string;
}

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer | null): string | null {
  if (!buffer) return null;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function named(list: unknown): unknown {
  return Array.isArray(list) ? list.map((each: Named) => ({ ...each, id: bytes(each.id) })) : undefined;
}

/** The question as the browser takes it: what travels as text becomes bytes. */
function question(asked: Asked): Record<string, unknown> {
  const user = asked.user as Named | undefined;
  const put: Record<string, unknown> = { ...asked, challenge: bytes(asked.challenge) };
  if (user) put.user = { ...user, id: bytes(user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (asked[list]) put[list] = named(asked[list]);
  }
  return put;
}

/** What the device answered, as text. */
function answer(credential: PublicKeyCredential): string {
  const said = credential.response;
  const response: Record<string, unknown> = { clientDataJSON: text(said.clientDataJSON) };
  if ("attestationObject" in said) {
    response.attestationObject = text((said as AuthenticatorAttestationResponse).attestationObject);
  } else {
    const signed = said as AuthenticatorAssertionResponse;
    response.authenticatorData = text(signed.authenticatorData);
    response.signature = text(signed.signature);
    response.userHandle = text(signed.userHandle) ?? undefined;
  }
  const id = text(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, response, clientExtensionResults: {} });
}

async function optionsOf(form: HTMLFormElement): Promise<Asked> {
  if (form.dataset.options) return JSON.parse(form.dataset.options) as Asked;
  const sent = await fetch(form.dataset.askedAt!, { method: "POST", body: new FormData(form) });
  const { options } = (await sent.json()) as { options: string };
  if (!options) throw new Error("no house");
  return JSON.parse(options) as Asked;
}

async function ask(form: HTMLFormElement): Promise<string> {
  const publicKey = question(await optionsOf(form)) as unknown;
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: publicKey as PublicKeyCredentialCreationOptions })
      : await navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions });
  return answer(credential as PublicKeyCredential);
}

function free(form: HTMLFormElement): void {
  delete form.dataset.sent;
  form.querySelectorAll("button[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

const able = "credentials" in navigator && "PublicKeyCredential" in window;
const byName = !/^[\d.]+$|:/.test(window.location.hostname);
document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach((form) => {
  const error = form.querySelector<HTMLElement>("[data-passkey-error]")!;
  const say = (words: string) => {
    error.textContent = words;
    error.hidden = false;
  };
  if (!able) {
    if (!form.hidden) say("这个浏览器不能用通行密钥。请换新一点的浏览器，或者改用手机验证器。");
    return;
  }
  form.hidden = !byName;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    error.hidden = true;
    const named = form.querySelector<HTMLInputElement>("input[name=name]");
    if (named && !named.value.trim()) {
      window.setTimeout(() => free(form));
      say("请先起个名字，例如“我的手机”。");
      named.focus();
      return;
    }
    ask(form)
      .then((said) => {
        form.querySelector<HTMLInputElement>("input[name=answer]")!.value = said;
        form.submit();
      })
      .catch((reason: Error) => {
        free(form);
        say(
          reason.name === "InvalidStateError"
            ? "这台设备已经加过通行密钥了。"
            : "没有完成。请再点一次，按设备的提示验证指纹、面容或开机密码；要是不行，请用别的办法登录。",
        );
      });
  });
});
