// With or without flashing colours: on the first screen, and wherever another attempt can follow.

import { useEffect } from 'react';

export function Choice({ words, choice, isTitled }) {
  const { isOffered, isPreselected, movementOnly, select } = choice;
  useEffect(() => {
    if (isPreselected) {
      select(true);
    }
  }, [isPreselected, select]);
  if (!isOffered) {
    return null;
  }
  return (
    <fieldset className="choice">
      <legend className={isTitled ? 'unseen' : undefined}>{words.choice}</legend>
      <label>
        <input type="radio" name="colours" checked={!movementOnly} onChange={() => select(false)} />
        <span>{words.withColours}</span>
      </label>
      <label>
        <input type="radio" name="colours" checked={movementOnly} onChange={() => select(true)} />
        <span>
          {words.withoutColours}
          <small>{words.withoutColoursHint}</small>
        </span>
      </label>
    </fieldset>
  );
}

export function ChoiceAgain({ words, choice }) {
  return choice.isOffered ? (
    <div className="warning">
      <Choice words={words} choice={choice} />
    </div>
  ) : null;
}
