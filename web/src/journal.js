// Reports what happens in the check: scripts read window.catchlight.events or listen for
// "catchlight" events on window; a page that embeds this one in a frame gets the same by postMessage.

const events = [];
window.catchlight = { events };

export function report(name, detail = {}) {
  const event = { name, detail, at: Date.now() };
  events.push(event);
  window.dispatchEvent(new CustomEvent('catchlight', { detail: event }));
  if (window.parent !== window) {
    // Carries no image and no credential, so any embedding page may see it.
    window.parent.postMessage({ catchlight: event }, '*');
  }
}
