// The labels of the signals, by name, as the server has them.

import { get } from '../api.js';
import { useAnswer } from '../session.jsx';

export function useSignals() {
  const { value } = useAnswer((signal) => get('signals', { signal }), 'signals');
  const labels = value?.signals.map(({ name, label }) => [name, label]) ?? [];
  return { __proto__: null, ...Object.fromEntries(labels) };
}
