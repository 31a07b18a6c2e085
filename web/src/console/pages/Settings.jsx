// What is set today, and the place of what will be set here.

import { get } from '../api.js';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page, Section } from '../parts/Page.jsx';
import { useAnswer } from '../session.jsx';

export function Settings() {
  const { value, problem, reload } = useAnswer((signal) => get('health', { signal }), 'health');
  return (
    <Page title="Settings" lead="These are set where the server starts; here they can only be read.">
      {problem ? <Notice problem={problem} onRetry={reload} /> : null}
      {value ? (
        <div className="settings">
          <Section id="retention" title="Retention">
            <p><strong>{hours(value.retentionHours)}</strong></p>
            <p className="panel-note">After this time a check is deleted with its result and pictures. Reviews and pictures go with it; the audit log stays.</p>
          </Section>
          <Section id="capacity" title="Checks at once">
            <p><strong>{value.concurrentChecks}</strong></p>
            <p className="panel-note">Further checks are told to try again.</p>
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
    return 'Not told by this server';
  }
  return value % 24 === 0 && value >= 48 ? `${value / 24} days` : `${value} hours`;
}
