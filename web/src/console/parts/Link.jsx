// A link within the console; a middle click or a held key opens it as any other link.

import { addressOf, go } from '../router.js';

export function Link({ to, onClick, ...rest }) {
  const follow = (event) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    go(to);
    window.scrollTo(0, 0);
  };
  return <a href={addressOf(to)} onClick={follow} {...rest} />;
}
