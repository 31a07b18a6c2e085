// One outcome, in words: kind is "done", "problem" or "quiet".
export function Message({ title, text, kind }) {
  return (
    <main className={`message message-${kind}`} role="status">
      <h1>{title}</h1>
      {text ? <p>{text}</p> : null}
    </main>
  );
}
