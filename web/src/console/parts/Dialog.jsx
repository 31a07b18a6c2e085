// A dialog over the page: the browser keeps the focus in it and gives it back.

import { useEffect, useId, useRef } from 'react';

export function Dialog({ title, onClose, children }) {
  const box = useRef(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    dialog.showModal();
    // The browser would take the first field, whatever is in it already.
    dialog.querySelector('[data-first]')?.focus();
    return () => dialog.close();
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    onClose?.();
  };
  return (
    <dialog ref={box} className="dialog" aria-labelledby={id} onCancel={cancel}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

// Asks before something that cannot be undone.
export function Confirm({ title, action, danger, busy, problem, onConfirm, onClose, children }) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {problem ? <p className="field-problem" role="alert">{problem.message}</p> : null}
      <div className="dialog-actions">
        <button type="button" onClick={onClose}>Cancel</button>
        <button type="button" className={danger ? 'danger' : 'primary'} disabled={busy} onClick={onConfirm}>{action}</button>
      </div>
    </Dialog>
  );
}
