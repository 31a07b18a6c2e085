// A labelled input with its hint; the hint is read with the label.

import { useId } from 'react';

export function Field({ label, hint, children }) {
  const id = useId();
  const described = hint ? `${id}-hint` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described })}
      {hint ? <p className="hint" id={described}>{hint}</p> : null}
    </div>
  );
}

// A choice among `options`, value to words; the empty value is offered by `none`.
export function Choice({ label, value, onChange, options, none, hint }) {
  return (
    <Field label={label} hint={hint}>
      {(bound) => (
        <select {...bound} value={value ?? ''} onChange={(event) => onChange(event.target.value)}>
          {none === undefined ? null : <option value="">{none}</option>}
          {Object.entries(options).map(([name, words]) => (
            <option key={name} value={name}>{words}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
