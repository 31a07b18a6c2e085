// How the server is configured.

import { get } from '../api.js';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page, Section } from '../parts/Page.jsx';
import { useAnswer } from '../session.jsx';

export default function Settings() {
  const { value, problem, reload } = useAnswer((signal) => get('health', { signal }), 'health');
  return (
    <Page title="Settings" lead="These are set when the server starts and can only be read here.">
      {problem ? <Notice problem={problem} onRetry={reload} /> : null}
      {value ? (
        <div className="settings">
          <Section id="retention" title="Retention">
            <p><strong>{hours(value.retentionHours)}</strong></p>
            <p className="panel-note">After this time a check is deleted together with its result, images and reviews. The audit log stays.</p>
          </Section>
          <Section id="capacity" title="Concurrent checks">
            <p><strong>{value.concurrentChecks}</strong></p>
            <p className="panel-note">Further clients are asked to retry.</p>
          </Section>
          <Section id="quotas" title="Quotas and tenants">
            <p className="faint">This server has one tenant and no quotas per key.</p>
          </Section>
        </div>
      ) : problem ? null : <Loading what="the settings" />}
    </Page>
  );
}

function hours(value) {
  if (value === null || value === undefined) {
    return 'Not reported by this server';
  }
  return value % 24 === 0 && value >= 48 ? `${value / 24} days` : `${value} hours`;
}
