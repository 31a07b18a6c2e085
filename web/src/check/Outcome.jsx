// How an attempt or the check ended, and what the person can do now.

import { useEffect, useState } from 'react';
import { ChoiceAgain } from './Choice.jsx';
import { isEmbedded } from './embedding.js';
import { Screen } from './Screen.jsx';
import { fill } from './words.js';

const READING_MS = 2500;

export function Outcome({ words, state, view, choice, onAgain, onIntro, onRetry, onLeave }) {
  const { name, why } = view;
  switch (name) {
    case 'done':
      return <End words={words} state={state} mark="done" title={words.doneTitle} text={words.doneText} leads={words.doneReturn} />;
    case 'cancelled':
      return <End words={words} state={state} mark="quiet" title={words.cancelledTitle} text={words.cancelledText} />;
    case 'expired':
    case 'passSpent':
      return <End words={words} state={state} mark="quiet" title={words.expiredTitle} text={words.expiredText} />;
    case 'again':
      return (
        <Screen title={why === 'stopped' ? words.stoppedTitle : words.againTitle} mark={why === 'stopped' ? 'quiet' : 'problem'}>
          {why === 'stopped' ? null : <p role="alert">{words.why[why] ?? words.why.other}</p>}
          <ChoiceAgain words={words} choice={choice} />
          <div className="actions">
            <button type="button" className="primary" disabled={view.busy} onClick={onAgain}>{words.again}</button>
            {onLeave ? <button type="button" className="plain" onClick={onLeave}>{words.cancel}</button> : null}
          </div>
        </Screen>
      );
    case 'camera':
      return <Hindrance words={words} title={words.cameraTitle} text={words.cameraText} choice={choice} onRetry={onIntro} />;
    case 'running':
      return (
        <Screen title={words.runningTitle} mark="wait">
          <p role="status">{words.runningText}</p>
        </Screen>
      );
    case 'linkSpent':
      return <End words={words} mark="problem" title={words.spentTitle} text={words.spentText} />;
    case 'noLink':
      return <End words={words} mark="quiet" title={words.noLinkTitle} text={words.noLinkText} />;
    case 'embed':
      return <End words={words} mark="problem" title={words.embedTitle} text={words.embedText} />;
    default:
      return <Hindrance words={words} title={words.offlineTitle} text={words.offlineText} choice={choice} onRetry={onRetry} />;
  }
}

// Something that the person can fix before another attempt.
function Hindrance({ words, title, text, choice, onRetry }) {
  return (
    <Screen title={title} mark="problem" urgent>
      <p>{text}</p>
      <ChoiceAgain words={words} choice={choice} />
      <div className="actions">
        <button type="button" className="primary" onClick={onRetry}>{words.retry}</button>
      </div>
    </Screen>
  );
}

// Nothing more will happen here. In a frame the embedding page is informed; otherwise the person is taken back.
function End({ words, state, mark, title, text, leads }) {
  const back = isEmbedded ? null : state?.returnTo;
  useEffect(() => {
    if (!back || !leads) {
      return undefined;
    }
    const timer = setTimeout(() => window.location.replace(back), READING_MS);
    return () => clearTimeout(timer);
  }, [back, leads]);
  return (
    <Screen title={title} mark={mark}>
      <p role="status">{back && leads ? leads : text}</p>
      {back ? (
        <div className="actions">
          <a className="button primary" href={back}>{words.goBack}</a>
        </div>
      ) : null}
    </Screen>
  );
}

// A pause after several failures; the server counts, the page only shows.
export function Wait({ words, state, choice, onOver, onLeave }) {
  const [until] = useState(() => Date.now() + state.retryAfterSeconds * 1000);
  const [left, setLeft] = useState(Math.ceil(state.retryAfterSeconds));
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000))), 1000);
    return () => clearInterval(timer);
  }, [until]);
  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return (
    <Screen title={words.waitTitle} mark="wait">
      {left > 0 ? <p>{fill(words.waitText, { time })}</p> : <p role="status">{words.waitOver}</p>}
      <ChoiceAgain words={words} choice={choice} />
      <div className="actions">
        <button type="button" className="primary" disabled={left > 0} onClick={onOver}>{words.again}</button>
        {onLeave ? <button type="button" className="plain" onClick={onLeave}>{words.cancel}</button> : null}
      </div>
    </Screen>
  );
}
