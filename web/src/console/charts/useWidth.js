// The width of an element as it is now, so that a drawing keeps its type at one size on every screen.

import { useEffect, useRef, useState } from 'react';

export function useWidth(start) {
  const ref = useRef(null);
  const [width, setWidth] = useState(start);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.max(240, Math.round(entry.contentRect.width))));
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, []);
  return [ref, width];
}
