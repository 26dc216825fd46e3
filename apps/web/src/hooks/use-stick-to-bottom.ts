import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const CLOSE_TO_BOTTOM_PX = 80;

/**
 * Scrolls a list whose newest entry is at the bottom: it stays at the bottom when the reader is
 * there and does nothing in it, and otherwise keeps in place what they are looking at, also when older entries come in
 * above.
 *
 * @param scroller the element that scrolls; what it scrolls is its only child
 * @param firstId which entry is the first: it changes when older ones are put in front
 */
export function useStickToBottom(
  scroller: RefObject<HTMLElement | null>,
  firstId: string | undefined,
) {
  const stuck = useRef(true);
  const height = useRef(0);
  const [atBottom, setAtBottom] = useState(true);

  const toBottom = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    stuck.current = true;
    element.scrollTop = element.scrollHeight;
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || stuck.current) return;
    element.scrollTop += element.scrollHeight - height.current;
  }, [scroller, firstId]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element) height.current = element.scrollHeight;
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      stuck.current = below < CLOSE_TO_BOTTOM_PX;
      setAtBottom(stuck.current);
    };
    const observer = new ResizeObserver(() => {
      if (stuck.current && !hasFocusInside(element)) toBottom();
    });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, toBottom]);

  return { atBottom, toBottom };
}

function hasFocusInside(element: HTMLElement): boolean {
  return document.activeElement !== element && element.contains(document.activeElement);
}
