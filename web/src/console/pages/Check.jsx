// One check: the verdict, the reasons, and everything that they rest on.

import { useEffect } from 'react';
import { get } from '../api.js';
import { isAttended } from '../attention.js';
import { Course } from '../check/Course.jsx';
import { Erase } from '../check/Erase.jsx';
import { Facts } from '../check/Facts.jsx';
import { Feedback } from '../check/Feedback.jsx';
import { Head } from '../check/Head.jsx';
import { Light } from '../check/Light.jsx';
import { Measurements } from '../check/Measurements.jsx';
import { Images } from '../check/Images.jsx';
import { Reviews } from '../check/Reviews.jsx';
import { Timeline } from '../check/Timeline.jsx';
import { Why } from '../check/Why.jsx';
import { filtersOf } from '../checks/filters.js';
import { shortId } from '../formats.js';
import { Link } from '../parts/Link.jsx';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page } from '../parts/Page.jsx';
import { withQuery } from '../router.js';
import { useAnswer, useMay } from '../session.jsx';
import '../css/evidence.css';
import '../css/check.css';

const POLL_MS = 2000;

export default function Check({ id, query }) {
  const filters = filtersOf(query);
  const { value: check, problem, reload } = useAnswer((signal) => get(`checks/${encodeURIComponent(id)}`, { signal }), id);
  const mayErase = useMay('admin');
  const isOpen = check && ['CREATED', 'IN_PROGRESS'].includes(check.status);
  useEffect(() => {
    const timer = isOpen ? setInterval(() => isAttended() && reload(), POLL_MS) : null;
    return () => clearInterval(timer);
  }, [isOpen, reload]);

  if (!check) {
    const isGone = problem?.status === 404;
    return (
      <Page title={isGone ? 'No such check' : `Check ${shortId(id)}`}>
        {isGone ? <p>It was erased, its retention time is over, or the address is wrong.</p> : null}
        {problem && !isGone ? <Notice problem={problem} onRetry={reload} /> : null}
        {problem ? <p><Link to={withQuery('/checks', filters)}>Back to the list</Link></p> : <Loading what="the check" />}
      </Page>
    );
  }
  return (
    <div className="page page-wide check-page">
      <Head check={check} filters={filters} />
      <div className={check.result || check.course?.length ? 'check-grid' : 'check-grid check-grid-bare'}>
        <div className="check-main">
          {check.result ? <Why check={check} /> : null}
          {check.course?.length ? <Light check={check} /> : null}
          {check.course?.length ? <Course check={check} /> : null}
          {check.result?.measurements?.length ? <Measurements check={check} /> : null}
        </div>
        <div className="check-side">
          <Reviews check={check} onChange={reload} />
          <Images check={check} />
          {check.feedback.length ? <Feedback codes={check.feedback} /> : null}
          {check.timeline?.length ? <Timeline check={check} /> : null}
          <Facts check={check} />
          {mayErase ? <Erase check={check} filters={filters} /> : null}
        </div>
      </div>
    </div>
  );
}
