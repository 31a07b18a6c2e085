// Puts what the component would fetch from a CDN beside the page: the wasm files and the face model.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const wasm = join(web, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
const model = process.env.CATCHLIGHT_TFJS_MODEL ?? join(web, '../assets/models/tfjs');
const target = join(web, 'public/liveness');

if (!existsSync(join(model, 'model.json'))) {
  console.error(`no face model in ${model}: run "make assets" first`);
  process.exit(1);
}
rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, 'wasm'), { recursive: true });
for (const name of readdirSync(wasm).filter((name) => name.endsWith('.wasm'))) {
  cpSync(join(wasm, name), join(target, 'wasm', name));
}
cpSync(model, join(target, 'model'), { recursive: true });
