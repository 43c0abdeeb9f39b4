// Builds the static files: styles, scripts and the icon sprite. Prints what each weighs. `--check` also checks types.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const out = join(root, "src/jiahe/faces/kit/static/kit/built");
mkdirSync(out, { recursive: true });

const common = { bundle: true, minify: true, legalComments: "none", logLevel: "warning" };
await build({ ...common, entryPoints: [join(here, "styles/app.css")], outfile: join(out, "app.css"), external: ["*.svg"] });
for (const name of ["app", "passkeys", "screen", "share", "near"]) {
  await build({
    ...common,
    entryPoints: [join(here, `scripts/${name}.ts`)],
    outfile: join(out, `${name}.js`),
    format: "iife",
    target: ["es2019"],
  });
}

const names = readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(join(root, `node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
});
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);

if (process.argv.includes("--check")) {
  execFileSync(join(root, "node_modules/.bin/tsc"), ["--noEmit", "-p", here], { stdio: "inherit" });
}
for (const file of ["app.css", "app.js", "passkeys.js", "screen.js", "share.js", "near.js", "icons.svg"]) {
  const content = readFileSync(join(out, file));
  console.log(`${file.padEnd(10)} ${(content.length / 1000).toFixed(1)} kB, gzip ${(gzipSync(content).length / 1000).toFixed(1)} kB`);
}
