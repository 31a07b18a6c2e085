// Whether somebody looks at the page: it is seen, and was touched not long ago.
//
// A page that polls for ever would keep alive the session of an operator who has gone home.

const PATIENCE_MS = 10 * 60_000;

let touchedAt = Date.now();
for (const name of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'focus']) {
  window.addEventListener(name, () => { touchedAt = Date.now(); }, { capture: true, passive: true });
}

export const isAttended = () => document.visibilityState === 'visible' && Date.now() - touchedAt < PATIENCE_MS;
