// A streaming service that refuses as its path says, for what no server can be brought to when it is wanted.
//
// In: `/stream/NAME/...` for an exception within the stream, `/before/NAME/STATUS/...` for one instead of it, over a
// WebSocket, HTTP/1.1 and HTTP/2 without TLS. Out: nothing else. Never: looks at a signature.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { exception } from './wire/messages.js';

export const REASON = 'refused on purpose';
// What the service model says: the exceptions of the operation, those of its stream, and their statuses.
export const MODELLED = [
  { name: 'AccessDeniedException', status: 403, inStream: false },
  { name: 'InternalServerException', status: 500, inStream: true },
  { name: 'ServiceQuotaExceededException', status: 429, inStream: true },
  { name: 'ServiceUnavailableException', status: 503, inStream: true },
  { name: 'SessionNotFoundException', status: 400, inStream: false },
  { name: 'ThrottlingException', status: 429, inStream: true },
  { name: 'ValidationException', status: 400, inStream: true },
];
const WEBSOCKET_MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const STREAM = 'application/vnd.amazon.eventstream';
// A service of AWS ends a WebSocket with this code after an exception.
export const FAILED = 4005;

// Out: the endpoints of the two versions of HTTP, and how to stop.
async function openRefusing() {
  const http1 = createServer(answer);
  http1.on('upgrade', upgrade);
  const http2 = createHttp2Server(answer);
  await Promise.all([http1, http2].map((server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))));
  const [h1, h2] = [http1, http2].map((server) => `http://127.0.0.1:${server.address().port}`);
  const close = () => {
    http1.closeAllConnections();
    http1.close();
    http2.close();
  };
  return { h1, h2, close };
}

// Whoever uses this service gets it started and stopped.
export async function withRefusing(use) {
  const refusing = await openRefusing();
  try {
    return await use(refusing);
  } finally {
    refusing.close();
  }
}

function answer(request, response) {
  // A client that breaks off has its answer already.
  request.on('error', () => {});
  request.resume();
  const [, place, name, status] = request.url.split('/');
  const id = { 'x-amzn-requestid': 'refusing' };
  if (place === 'before') {
    response.writeHead(Number(status), { ...id, 'content-type': 'application/json', 'x-amzn-errortype': name });
    response.end(JSON.stringify({ Message: REASON, Code: name }));
    return;
  }
  const session = request.headers['x-amz-rekognition-streaming-liveness-session-id'];
  response.writeHead(200, { ...id, 'content-type': STREAM, 'x-amz-rekognition-streaming-liveness-session-id': session });
  response.end(exception(name, { Message: REASON, Code: name }));
}

function upgrade(request, socket) {
  socket.on('error', () => {});
  socket.resume();
  const name = request.url.split('/')[2];
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + WEBSOCKET_MAGIC).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  socket.write(frame(2, exception(name, { Message: REASON, Code: name })));
  const code = Buffer.alloc(2);
  code.writeUInt16BE(FAILED);
  socket.end(frame(8, code));
}

// A frame of a server; none of these needs 64 KiB.
function frame(opcode, payload) {
  const head = payload.length < 126 ? [0x80 | opcode, payload.length] : [0x80 | opcode, 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from(head), payload]);
}
