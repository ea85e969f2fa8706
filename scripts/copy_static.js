// Copies what browsers load unchanged (htmx, Font Awesome Free) from npm's packages to the static files of web.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const target = join(root, "src", "trunkline", "web", "static", "trunkline");

const FILES = [
  ["htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"],
  ["htmx.org/LICENSE", "htmx/LICENSE"],
  ["@fortawesome/fontawesome-free/css/all.min.css", "fontawesome/css/all.min.css"],
  ["@fortawesome/fontawesome-free/webfonts", "fontawesome/webfonts"],
  ["@fortawesome/fontawesome-free/LICENSE.txt", "fontawesome/LICENSE.txt"],
];

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const [source, name] of FILES) {
  cpSync(join(modules, source), join(target, name), { recursive: true });
}
