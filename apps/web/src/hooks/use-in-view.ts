import { type RefObject, useEffect } from 'react';

/** Calls back when an element comes into view, or nearly so. */
export function useInView(target: RefObject<Element | null>, seen: () => void): void {
  useEffect(() => {
    if (!target.current) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && seen(),
      { root: target.current.closest('[data-scroller]'), rootMargin: '300px 0px 0px' },
    );
    observer.observe(target.current);
    return () => observer.disconnect();
  }, [target, seen]);
}
