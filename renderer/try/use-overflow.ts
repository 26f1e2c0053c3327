import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** Whether an element's text is longer than the lines it is cut at. While it is opened, the last answer stands. */
export function useOverflow(opened: boolean): {
  readonly ref: RefObject<HTMLParagraphElement | null>;
  readonly overflows: boolean;
} {
  const ref = useRef<HTMLParagraphElement>(null);
  const [overflows, setOverflows] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null || opened) return undefined;
    // A fraction of a pixel is no line.
    const measure = () => setOverflows(element.scrollHeight > element.clientHeight + 1);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [opened]);
  return { ref, overflows };
}
