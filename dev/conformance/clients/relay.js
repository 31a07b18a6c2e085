// A TCP relay in front of the endpoint, so that a connection can be cut in the middle of a check.

import { connect, createServer } from 'node:net';

// Out: the address to dial, `drop` to cut every connection without a farewell, `close` to stop.
export async function openRelay(endpoint) {
  const sockets = new Set();
  const port = Number(endpoint.port || 443);
  const server = createServer((near) => {
    const far = connect(port, endpoint.hostname);
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      // A cut connection is what the relay is for.
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = () => sockets.forEach((socket) => socket.resetAndDestroy());
  return {
    // The web client leaves the port out of what it signs, so only the host name must stay the same.
    address: `https://${endpoint.hostname}:${server.address().port}${endpoint.pathname}`,
    drop,
    close: () => {
      drop();
      server.close();
    },
  };
}
