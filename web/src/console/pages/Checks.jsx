// The list of checks: live, filtered by the address, a page at a time.

import { useState } from 'react';
import { post } from '../api.js';
import { Filters } from '../checks/Filters.jsx';
import { Rows } from '../checks/Rows.jsx';
import { filtersOf, PAGE_ROWS, SORTS } from '../checks/filters.js';
import { useChecks } from '../checks/useChecks.js';
import { count } from '../formats.js';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page } from '../parts/Page.jsx';
import { go, withQuery } from '../router.js';
import { useMay, useWrite } from '../session.jsx';
import '../css/checks.css';

export default function Checks({ query }) {
  const filters = filtersOf(query);
  const list = useChecks(filters);
  const set = (changed) => go(withQuery('/checks', { ...filters, ...changed }), { replace: true });
  const isFiltered = Object.keys(filters).some((name) => name !== 'sort');
  return (
    <Page title="Checks" lead="Every check with its verdict. Open one to see why it scored as it did." actions={<TryCheck />} wide>
      <Filters filters={filters} onChange={set} onClear={() => go('/checks', { replace: true })} isFiltered={isFiltered} />
      <div className="list-head">
        <p role="status">{list.rows ? counted(list, isFiltered) : ''}</p>
        <Liveness list={list} />
        <label className="inline">
          Order
          <select value={filters.sort ?? '-created'} onChange={(event) => set({ sort: event.target.value === '-created' ? null : event.target.value })}>
            {Object.entries(SORTS).map(([name, words]) => <option key={name} value={name}>{words}</option>)}
          </select>
        </label>
      </div>
      {list.problem && list.rows === null ? <Notice problem={list.problem} onRetry={list.reload} /> : null}
      {list.rows === null && !list.problem ? <Loading what="the checks" /> : null}
      {list.rows?.length ? <Rows rows={list.rows} fresh={list.fresh} filters={filters} /> : null}
      {list.rows?.length === 0 ? <Empty isFiltered={isFiltered} hasMore={list.next !== null} /> : null}
      {list.next ? (
        <div className="more">
          <button type="button" disabled={list.isLoadingMore} onClick={list.loadMore}>
            {list.isLoadingMore ? 'Searching …' : isFiltered ? 'Search further back' : `Show ${PAGE_ROWS} more`}
          </button>
        </div>
      ) : null}
    </Page>
  );
}

function counted({ rows, total }, isFiltered) {
  const what = isFiltered ? 'match' : 'in total';
  if (!total) {
    return `${count(rows.length)} shown`;
  }
  const all = `${total.isExact ? '' : 'at least '}${count(total.atMost)} ${what}`;
  return `${count(rows.length)} shown, ${all}`;
}

// Whether the list is live, and if it is not, why.
function Liveness({ list }) {
  // Before there is a list nothing is live; the problem is shown in its place.
  if (list.problem?.status === 401 || list.rows === null) {
    return null;
  }
  if (list.problem) {
    return <span className="live live-off" role="alert">Not live: {list.problem.message}</span>;
  }
  if (!list.isLive) {
    return <button type="button" className="small" onClick={list.reload}>Refresh</button>;
  }
  return <span className="live"><span className="live-dot" aria-hidden="true" />Live</span>;
}

function Empty({ isFiltered, hasMore }) {
  const may = useMay('reviewer');
  if (isFiltered) {
    return (
      <div className="empty">
        <h2>{hasMore ? 'None among the newest checks' : 'No check matches these filters'}</h2>
        <p>{hasMore ? 'Older ones may match: search further back.' : 'Remove a filter or widen the time range.'}</p>
      </div>
    );
  }
  return (
    <div className="empty">
      <h2>No checks yet</h2>
      <p>
        A check appears here when your app requests one: <code>POST /v1/checks</code> creates a link to the hosted
        page, <code>CreateFaceLivenessSession</code> creates a session for your own app.
        {may ? ' Or try one now, with this device’s camera.' : null}
      </p>
      <TryCheck />
    </div>
  );
}

// Opens a check of the console’s own in another tab.
function TryCheck() {
  const may = useMay('reviewer');
  const { busy, problem, run } = useWrite();
  const [isBlocked, setBlocked] = useState(null);
  if (!may) {
    return null;
  }
  const start = async () => {
    // Opened at once, because later browsers would block it as an advertisement.
    const tab = window.open('about:blank', '_blank');
    const created = await run(() => post('trial-checks', { movementOnly: false }));
    if (!created) {
      tab?.close();
    } else if (tab) {
      tab.opener = null;
      tab.location.replace(created.value.url);
    } else {
      setBlocked(created.value.url);
    }
  };
  return (
    <div className="try">
      <button type="button" className="primary" disabled={busy} onClick={start}>Try a check</button>
      {isBlocked ? <a href={isBlocked} target="_blank" rel="noreferrer" onClick={() => setBlocked(null)}>Open the check</a> : null}
      {problem ? <p className="field-problem" role="alert">{problem.message}</p> : null}
    </div>
  );
}
