// What went wrong, where it went wrong, with a way on.

export function Notice({ problem, onRetry, children, tone = 'problem' }) {
  // After a sign-out the sign-in form covers the page, so nothing more has to be said.
  if ((!problem && !children) || problem?.status === 401) {
    return null;
  }
  return (
    <div className={`notice notice-${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
      <p>{problem ? problem.message : children}</p>
      {onRetry ? <button type="button" onClick={onRetry}>Try again</button> : null}
    </div>
  );
}

// Stands for what is being loaded; its height keeps the page from jumping.
export function Loading({ what }) {
  return <p className="loading" role="status">Loading {what} …</p>;
}
