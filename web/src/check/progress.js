// Gives the component's progress bar a name in the language of the person: its own is "MatchIndicator", and its value is
// "40% face fit", in every language.
//
// In: the element around the component, the name. Out: a function that stops. Never: anything that is seen.

const BAR = '[role="progressbar"]';

export function nameProgress(around, name) {
  const setTo = (bar, attribute, value) => {
    if (bar.getAttribute(attribute) !== value) {
      bar.setAttribute(attribute, value);
    }
  };
  const rename = () => {
    for (const bar of around.querySelectorAll(BAR)) {
      setTo(bar, 'aria-label', name);
      setTo(bar, 'aria-valuetext', `${bar.getAttribute('aria-valuenow') ?? 0} %`);
    }
  };
  const watch = new MutationObserver(rename);
  watch.observe(around, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['aria-label', 'aria-valuetext', 'aria-valuenow'],
  });
  rename();
  return () => watch.disconnect();
}
