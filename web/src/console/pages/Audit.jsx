// Who did what, when: every sign-in, every image that was opened, every change.

import { useEffect, useState } from 'react';
import { get } from '../api.js';
import { moment } from '../formats.js';
import { Field } from '../parts/Field.jsx';
import { Link } from '../parts/Link.jsx';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page } from '../parts/Page.jsx';
import { go, withQuery } from '../router.js';
import { useAnswer, useWrite } from '../session.jsx';
import { spaced } from '../words.js';

const PAGE_ROWS = 100;
const FILTERS = { operator: 'Operator', action: 'Action', subject: 'Subject' };

export default function Audit({ query }) {
  const filters = Object.fromEntries(Object.keys(FILTERS).filter((name) => query.get(name)).map((name) => [name, query.get(name)]));
  const path = withQuery('audit', { ...filters, limit: PAGE_ROWS });
  const { value, problem, reload } = useAnswer((signal) => get(path, { signal }), path);
  const [more, setMore] = useState([]);
  const write = useWrite();
  useEffect(() => setMore([]), [value]);
  const pages = value ? [value, ...more] : [];
  const entries = pages.flatMap((page) => page.entries);
  const next = pages.at(-1)?.next;
  const loadMore = async () => {
    const page = await write.run(() => get(withQuery('audit', { ...filters, limit: PAGE_ROWS, after: next })));
    if (page) {
      setMore((before) => [...before, page.value]);
    }
  };
  return (
    <Page title="Audit log" lead="Entries cannot be changed or deleted here." actions={<button type="button" onClick={reload}>Refresh</button>} wide>
      <Search filters={filters} />
      {problem ? <Notice problem={problem} onRetry={reload} /> : null}
      {value && entries.length === 0 ? <div className="empty"><h2>No entry matches</h2><p>Filters match whole names only.</p></div> : null}
      {entries.length ? <EntryTable entries={entries} /> : null}
      {!value && !problem ? <Loading what="the audit log" /> : null}
      {write.problem ? <Notice problem={write.problem} /> : null}
      {next ? <div className="more"><button type="button" disabled={write.busy} onClick={loadMore}>Show {PAGE_ROWS} more</button></div> : null}
    </Page>
  );
}

function Search({ filters }) {
  const [typed, setTyped] = useState(filters);
  const submit = (event) => {
    event.preventDefault();
    go(withQuery('/audit', typed), { replace: true });
  };
  return (
    <form className="filters" role="search" aria-label="Filters" onSubmit={submit}>
      <div className="filter-row">
        {Object.entries(FILTERS).map(([name, label]) => (
          <Field key={name} label={label}>
            {(bound) => <input {...bound} type="search" spellCheck="false" value={typed[name] ?? ''} onChange={(event) => setTyped((before) => ({ ...before, [name]: event.target.value.trim() }))} />}
          </Field>
        ))}
        <button type="submit">Filter</button>
      </div>
    </form>
  );
}

function EntryTable({ entries }) {
  return (
    <div className="table-frame">
      <table className="table cards-table audit-table">
        <thead>
          <tr><th scope="col">Time</th><th scope="col">Operator</th><th scope="col">Action</th><th scope="col">Subject</th><th scope="col">Detail</th><th scope="col">From</th></tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className="cell-time">{moment(entry.atMs)}</td>
              <td data-name="Operator">{entry.operator ?? <span className="faint">nobody</span>}</td>
              <td data-name="Action"><Filter name="action" value={entry.action}>{spaced(entry.action)}</Filter></td>
              <td data-name="Subject"><Subject subject={entry.subject} /></td>
              <td data-name="Detail" className="faint">{detailOf(entry.detail)}</td>
              <td data-name="From" className="faint">{entry.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Filter = ({ name, value, children }) => <Link to={withQuery('/audit', { [name]: value })}>{children}</Link>;

const SESSION = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function Subject({ subject }) {
  if (!subject) {
    return null;
  }
  return SESSION.test(subject) ? <Link to={`/checks/${subject}`}><code>{subject}</code></Link> : <code>{subject}</code>;
}

function detailOf(detail) {
  if (detail === null || detail === undefined || typeof detail === 'string') {
    return detail;
  }
  return Object.entries(detail).map(([name, value]) => `${spaced(name)}: ${value}`).join(', ');
}
