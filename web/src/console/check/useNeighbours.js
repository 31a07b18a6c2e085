// The checks before and after this one among those of the filter, by time.
//
// In: a check, the filters of the address. Out: two ids, `null` where there is none. Every filter but the order counts;
// two checks of the same millisecond are taken as one step.

import { get } from '../api.js';
import { withQuery } from '../router.js';
import { useAnswer } from '../session.jsx';

const NONE = { newer: null, older: null };

export function useNeighbours(check, filters) {
  const { id, createdAtMs } = check;
  const { value } = useAnswer(
    async (signal) => {
      const [newer, older] = await Promise.all([
        next({ ...filters, sort: 'created', fromMs: createdAtMs }, id, signal),
        next({ ...filters, sort: '-created', toMs: createdAtMs }, id, signal),
      ]);
      return { newer, older };
    },
    `${id} ${withQuery('', filters)}`,
  );
  return value ?? NONE;
}

async function next(query, id, signal) {
  const { checks } = await get(withQuery('checks', { ...query, limit: 3 }), { signal });
  return checks.find((found) => found.id !== id)?.id ?? null;
}
