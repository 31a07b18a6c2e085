// Closes what the component leaves open: when it is stopped before its recorder runs, it drops its socket without closing
// it, and the server would wait for it while the person wants to try again.

const CANCELLED = 4003;
// If the component closes its socket itself, that comes first.
const GRACE_MS = 500;

const open = new Set();

class NotedSocket extends WebSocket {
  constructor(...words) {
    super(...words);
    open.add(this);
    this.addEventListener('close', () => open.delete(this));
  }
}

// From now on the page knows its sockets.
export function noteSockets() {
  window.WebSocket = NotedSocket;
}

export function closeLeftSockets() {
  const left = [...open];
  setTimeout(() => {
    for (const socket of left.filter(({ readyState }) => readyState <= WebSocket.OPEN)) {
      socket.close(CANCELLED);
    }
  }, GRACE_MS);
}
