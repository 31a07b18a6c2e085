// <catchlight-check src="LINK">: shows a check inside a page of yours.
//
// In: the link that POST /v1/checks gave to your server. Out: the events catchlight-done, catchlight-cancelled and
// catchlight-expired, whose detail holds the check's id; ask your server what came of it.
// Never: takes a link to another server than the one this script came from.
(() => {
  const server = new URL(document.currentScript.src).origin;

  class CatchlightCheck extends HTMLElement {
    static observedAttributes = ['src'];
    #frame = null;
    #listen = (message) => this.#hear(message);

    connectedCallback() {
      window.addEventListener('message', this.#listen);
      this.#show();
    }

    disconnectedCallback() {
      window.removeEventListener('message', this.#listen);
      this.#frame?.remove();
      this.#frame = null;
    }

    attributeChangedCallback() {
      if (this.isConnected) {
        this.#show();
      }
    }

    #show() {
      this.#frame?.remove();
      this.#frame = null;
      const src = this.getAttribute('src');
      if (!src) {
        return;
      }
      const link = new URL(src, server);
      if (link.origin !== server || !link.pathname.startsWith('/check/')) {
        throw new TypeError('src must be a link to the check page of the server that this script came from');
      }
      const frame = document.createElement('iframe');
      frame.src = link.href;
      frame.title = this.getAttribute('title') || 'Face check';
      frame.allow = 'camera';
      frame.referrerPolicy = 'no-referrer';
      Object.assign(frame.style, { display: 'block', width: '100%', height: '100%', minHeight: '46rem', border: '0' });
      this.style.display ||= 'block';
      this.#frame = frame;
      this.append(frame);
    }

    #hear({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== server) {
        return;
      }
      if (data?.catchlight === 'hello') {
        source.postMessage({ catchlight: 'welcome' }, server);
      }
      if (data?.catchlight === 'state' && ['done', 'cancelled', 'expired'].includes(data.state)) {
        const detail = { check: data.check, state: data.state };
        this.dispatchEvent(new CustomEvent(`catchlight-${data.state}`, { detail, bubbles: true, composed: true }));
      }
    }
  }

  if (!customElements.get('catchlight-check')) {
    customElements.define('catchlight-check', CatchlightCheck);
  }
})();
