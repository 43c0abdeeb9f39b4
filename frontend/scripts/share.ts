// The results of 能领什么 as a picture to send on. It is drawn here, on the phone that shows them: nothing of a family
// leaves it but by its owner's hand, nothing is stored, and the letters are the phone's own, so that no type is shipped.
// What goes into it is what the page marks with data-share-line; names and quiet benefits are never marked.

interface Line {
  title: string;
  amount: string;
  source: string;
  doubt: string;
}

const WIDTH = 1080;
const EDGE = 72;
const CODE = 220;
const INK = "#1F2A2E";
const MUTED = "#5C6B70";
const PINE = "#1E6B52";
const PAPER = "#FBF8F2";
const CARD = "#FFFFFF";
const SUN = "#F2B544";
const DOUBT = "#9A6700";

type Pen = CanvasRenderingContext2D;

function write(pen: Pen, size: number, weight: number, colour: string): void {
  pen.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  pen.fillStyle = colour;
}

/** A text in rows that are no wider than so much; Chinese breaks anywhere. */
function rows(pen: Pen, text: string, width: number): string[] {
  const found = [""];
  for (const sign of text) {
    const last = found[found.length - 1]!;
    if (last && pen.measureText(last + sign).width > width) found.push(sign);
    else found[found.length - 1] = last + sign;
  }
  return found;
}

/** Write rows from a height downwards; gives the height below them. With `dry` nothing is written, only measured. */
function put(pen: Pen, text: string, x: number, y: number, width: number, step: number, dry: boolean): number {
  for (const row of rows(pen, text, width)) {
    y += step;
    if (!dry) pen.fillText(row, x, y);
  }
  return y;
}

function marked(): Line[] {
  const seen = new Set<string>();
  const found: Line[] = [];
  document.querySelectorAll<HTMLElement>("[data-share-line]").forEach((card) => {
    const { shareLine: title = "", shareAmount: amount = "", shareSource: source = "", shareDoubt: doubt = "" } = card.dataset;
    if (!seen.has(title + amount)) found.push({ title, amount, source, doubt });
    seen.add(title + amount);
  });
  return found;
}

/** Everything between the head and the foot; gives the height below it. */
function body(pen: Pen, lines: Line[], dry: boolean): number {
  let y = 250;
  for (const line of lines) {
    const top = y;
    y += 8;
    write(pen, 36, 400, PINE);
    const side = line.amount ? pen.measureText(line.amount).width + 24 : 0;
    if (!dry && line.amount) pen.fillText(line.amount, WIDTH - EDGE - side + 24, y + 52);
    write(pen, 38, 650, INK);
    y = put(pen, line.title, EDGE, y, WIDTH - 2 * EDGE - side, 52, dry);
    write(pen, 28, 400, line.doubt ? DOUBT : MUTED);
    y = put(pen, [line.doubt, line.source].filter(Boolean).join("  "), EDGE, y + 4, WIDTH - 2 * EDGE, 40, dry) + 24;
    if (!dry) {
      pen.fillStyle = "#E7E0D3";
      if (top > 250) pen.fillRect(EDGE, top - 2, WIDTH - 2 * EDGE, 2);
    }
  }
  return y;
}

function codeOf(part: HTMLElement): Promise<HTMLImageElement> {
  const drawn = part.querySelector("svg.qr")!.cloneNode(true) as SVGElement;
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  drawn.setAttribute("width", String(CODE));
  drawn.setAttribute("height", String(CODE));
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(drawn.outerHTML)}`;
  return picture.decode().then(() => picture);
}

async function draw(part: HTMLElement): Promise<Blob> {
  const words = part.dataset;
  const lines = marked();
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d")!;
  const below = body(pen, lines, true);
  canvas.width = WIDTH;
  canvas.height = below + CODE + 140;
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, WIDTH, canvas.height);
  pen.fillStyle = SUN;
  pen.fillRect(0, 0, WIDTH, 12);
  pen.fillStyle = CARD;
  pen.fillRect(EDGE - 32, 226, WIDTH - 2 * EDGE + 64, below - 226);
  write(pen, 64, 650, INK);
  pen.fillText(words.heading!, EDGE, 120);
  write(pen, 30, 400, MUTED);
  pen.fillText(words.day!, EDGE, 180);
  body(pen, lines, false);
  pen.drawImage(await codeOf(part), EDGE, below + 60, CODE, CODE);
  write(pen, 36, 650, PINE);
  const beside = EDGE + CODE + 40;
  const next = put(pen, words.invitation!, beside, below + 70, WIDTH - EDGE - beside, 52, false);
  write(pen, 28, 400, MUTED);
  put(pen, words.caution!, beside, next + 8, WIDTH - EDGE - beside, 42, false);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}

/** Hand the picture to the phone's own sharing; where it has none, save it. */
async function send(part: HTMLElement): Promise<void> {
  const file = new File([await draw(part)], part.dataset.name!, { type: "image/png" });
  if (navigator.canShare && navigator.canShare({ files: [file] })) {
    await navigator.share({ files: [file] }).catch((fault: DOMException) => {
      if (fault.name !== "AbortError") save(file); // somebody who changed his mind wants no file either
    });
  } else save(file);
}

function save(file: File): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

document.querySelectorAll<HTMLElement>("[data-share]").forEach((part) => {
  if (!marked().length) return;
  part.hidden = false;
  part.querySelector("button")!.addEventListener("click", () => void send(part));
});
