// Hands the outcome to the page that embeds this one.
//
// In: the only origin that the application allowed to embed the check. Out: messages to that origin and no other.
// Never: an image, a score, a credential.

const PATIENCE_MS = 5000;

export const isEmbedded = window.parent !== window;

// Resolves when the page around this one has answered from exactly `origin`.
export function meetHost(origin) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the page around this one is not of the expected origin')), PATIENCE_MS);
    const call = setInterval(() => tellHost(origin, { catchlight: 'hello' }), 200);
    const listen = ({ source, origin: sender, data }) => {
      if (source === window.parent && sender === origin && data?.catchlight === 'welcome') {
        clearTimeout(late);
        clearInterval(call);
        window.removeEventListener('message', listen);
        resolve();
      }
    };
    window.addEventListener('message', listen);
    setTimeout(() => clearInterval(call), PATIENCE_MS);
    tellHost(origin, { catchlight: 'hello' });
  });
}

// The browser drops the message when the page around this one is of another origin.
export function tellHost(origin, message) {
  window.parent.postMessage(message, origin);
}
