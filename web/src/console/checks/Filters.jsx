// The bar of filters. Each change goes into the address, so that what is seen can be linked.

import { useEffect, useRef, useState } from 'react';
import { moment } from '../formats.js';
import { Choice, Field } from '../parts/Field.jsx';
import { CHALLENGES, STATUSES } from '../words.js';
import { useSignals } from './useSignals.js';
import { FEEDBACK_NAMES, REVIEWS, since, SPANS, describedFilters, VERDICTS } from './filters.js';

const TYPING_MS = 350;
const FURTHER = ['status', 'challenge', 'signal', 'feedback', 'owner', 'confidenceMin', 'confidenceMax', 'toMs'];

export function Filters({ filters, onChange, onClear, isFiltered }) {
  const signals = useSignals();
  const further = FURTHER.filter((name) => filters[name]).length;
  const [open, setOpen] = useState(further > 0);
  const choose = (name) => (value) => onChange({ [name]: value });
  return (
    <search className="filters" aria-label="Filters">
      <div className="filter-row">
        <Typed label="Find" placeholder="Start of a session id or reference" value={filters.q} onChange={choose('q')} />
        <Choice label="Verdict" value={filters.verdict} onChange={choose('verdict')} options={VERDICTS} none="Any" />
        <Choice label="Review" value={filters.review} onChange={choose('review')} options={REVIEWS} none="Any" />
        <Time filters={filters} onChange={onChange} />
        <button type="button" aria-expanded={open} aria-controls="further-filters" onClick={() => setOpen(!open)}>
          {open ? 'Fewer filters' : 'More filters'}
        </button>
      </div>
      {open ? (
        <div className="filter-row" id="further-filters">
          <Choice label="Status" value={filters.status} onChange={choose('status')} options={STATUSES} none="Any" />
          <Choice label="Challenge" value={filters.challenge} onChange={choose('challenge')} options={CHALLENGES} none="Any" />
          <Choice label="Strongest reason" value={filters.signal} onChange={choose('signal')} options={signals} none="Any" />
          <Choice label="Feedback" value={filters.feedback} onChange={choose('feedback')} options={FEEDBACK_NAMES} none="Any" />
          <Typed label="Access key" value={filters.owner} onChange={choose('owner')} />
          <Typed label="Confidence from" value={filters.confidenceMin} onChange={choose('confidenceMin')} number />
          <Typed label="to" value={filters.confidenceMax} onChange={choose('confidenceMax')} number />
        </div>
      ) : null}
      {isFiltered ? (
        <ul className="filter-chips" aria-label="Filters in use">
          {describedFilters(filters, moment, signals).map(({ name, words }) => (
            <li key={name}>
              <button type="button" className="chip-button" onClick={() => onChange({ [name]: null })} aria-label={`Remove filter: ${words}`}>
                {words}<span aria-hidden="true"> ×</span>
              </button>
            </li>
          ))}
          <li><button type="button" className="plain small" onClick={onClear}>Clear all</button></li>
        </ul>
      ) : null}
    </search>
  );
}

function Time({ filters, onChange }) {
  const [span, setSpan] = useState('');
  const value = filters.fromMs ? span || 'kept' : '';
  const options = value === 'kept' ? { ...SPANS, kept: `From ${moment(Number(filters.fromMs))}` } : SPANS;
  const choose = (hours) => {
    if (hours !== 'kept') {
      setSpan(hours);
      onChange({ fromMs: hours ? since(hours, Date.now()) : null, toMs: null });
    }
  };
  return <Choice label="Time" value={value} onChange={choose} options={options} none="Any" />;
}

// A text that is taken when the typing pauses.
function Typed({ label, value = '', onChange, number, placeholder }) {
  const [text, setText] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const timer = text.trim() === value ? null : setTimeout(() => latest.current(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  const kind = number ? { type: 'number', min: 0, max: 100, step: 'any' } : { type: 'search', spellCheck: false, maxLength: 128 };
  return (
    <Field label={label}>
      {(bound) => <input {...bound} {...kind} placeholder={placeholder} value={text} onChange={(event) => setText(event.target.value)} />}
    </Field>
  );
}
