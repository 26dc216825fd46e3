import type { HistoryEvent } from '../history/event.ts';

/**
 * What makes violations alike: they are about the same attachment, or requests that failed the same
 * way. Failures say the way first, and after a colon the case: `wrong answer: another body: …`.
 */
export function kindOf(event: HistoryEvent): string {
  switch (event.type) {
    case 'request':
      return event.failure?.split(': ', 2).join(': ') ?? '';
    case 'compared':
      return event.what;
    case 'table':
      return event.table;
    default:
      return event.attachment;
  }
}
