// What people decided about a check, and the form to decide.

import { useState } from 'react';
import { post } from '../api.js';
import { moment } from '../formats.js';
import { Choice, Field } from '../parts/Field.jsx';
import { Chip } from '../parts/Mark.jsx';
import { Section } from '../parts/Page.jsx';
import { useMay, useWrite } from '../session.jsx';
import { DECISIONS, named, SPECIES } from '../words.js';

const MAX_NOTE = 2000;
const EMPTY = { decision: '', species: '', note: '' };

export function Reviews({ check, onChange }) {
  const may = useMay('reviewer');
  const reviews = check.reviews ?? [];
  const isOver = !['CREATED', 'IN_PROGRESS'].includes(check.status);
  return (
    <Section id="review" title="Review">
      {reviews.length ? (
        <ol className="reviews">
          {reviews.map((review) => (
            <li key={review.id}>
              <p>
                <Chip tone={review.decision}>{named(DECISIONS, review.decision)}</Chip>
                {review.species ? <Chip>{named(SPECIES, review.species)}</Chip> : null}
              </p>
              {review.note ? <p className="review-note">{review.note}</p> : null}
              <p className="faint">{review.operator}, {moment(review.atMs)}</p>
            </li>
          ))}
        </ol>
      ) : <p className="faint">This check has not been reviewed.</p>}
      {may && isOver ? <ReviewForm id={check.id} onDone={onChange} /> : null}
      {may ? null : <p className="hint">Reviewing needs the reviewer role.</p>}
    </Section>
  );
}

function ReviewForm({ id, onDone }) {
  const [review, setReview] = useState(EMPTY);
  const [said, setSaid] = useState('');
  const { busy, problem, run } = useWrite();
  const set = (members) => {
    setSaid('');
    setReview((before) => ({ ...before, ...members }));
  };
  const submit = async (event) => {
    event.preventDefault();
    const species = review.decision === 'attack' && review.species ? review.species : null;
    if (await run(() => post(`checks/${encodeURIComponent(id)}/reviews`, { decision: review.decision, species, note: review.note.trim() }))) {
      setReview(EMPTY);
      setSaid('Review saved.');
      onDone();
    }
  };
  return (
    <form className="stack review-form" onSubmit={submit}>
      <fieldset className="choices">
        <legend>Your decision</legend>
        {Object.entries(DECISIONS).map(([decision, words]) => (
          <label key={decision}>
            <input type="radio" name="decision" required checked={review.decision === decision} onChange={() => set({ decision })} />
            {words}
          </label>
        ))}
      </fieldset>
      {review.decision === 'attack' ? (
        <Choice label="Kind of attack" value={review.species} onChange={(species) => set({ species })} options={SPECIES} none="Not specified" />
      ) : null}
      <Field label="Note" hint="Your reasons, for other operators.">
        {(bound) => <textarea {...bound} rows={2} maxLength={MAX_NOTE} value={review.note} onChange={(event) => set({ note: event.target.value })} />}
      </Field>
      {problem ? <p className="field-problem" role="alert">{problem.message}</p> : null}
      <div className="form-end">
        <button type="submit" className="primary" disabled={busy || !review.decision}>Save review</button>
        <span className="faint" role="status">{said}</span>
      </div>
    </form>
  );
}
