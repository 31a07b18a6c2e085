// Serves the built check page on a free local port, as any web server would.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

const TYPES = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
const PREFIX = '/check/';

// What the page needs and no more: a browser refuses everything else.
function policy(endpoint) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    `connect-src 'self' wss://${endpoint.hostname}:*`,
  ].join('; ');
}

// `folder` is a file URL ending in a slash. Out: the page's origin, and how to stop serving it.
export async function servePage(folder, endpoint) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://page');
    const name = pathname.startsWith(PREFIX) ? pathname.slice(PREFIX.length) || 'index.html' : '';
    const file = new URL(name, folder);
    try {
      if (!name || !file.href.startsWith(folder.href)) {
        throw new Error('outside the page');
      }
      const body = await readFile(file);
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy(endpoint) }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
