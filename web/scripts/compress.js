// Puts a Brotli copy beside every file that becomes smaller by it; the server hands it to browsers that take it.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');
const COMPRESSIBLE = ['.js', '.css', '.json', '.wasm', '.svg'];

for (const name of readdirSync(dist, { recursive: true })) {
  const file = join(dist, name);
  if (!COMPRESSIBLE.includes(extname(name)) || !statSync(file).isFile()) {
    continue;
  }
  const plain = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  const small = brotliCompressSync(plain, { params });
  if (small.length < plain.length) {
    writeFileSync(`${file}.br`, small);
  }
}
