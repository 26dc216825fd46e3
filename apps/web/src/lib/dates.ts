const DAY_MS = 24 * 60 * 60 * 1000;

const timeFormat = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

/** The time of day in the reader's own format. */
export function timeOfDay(iso: string): string {
  return timeFormat.format(new Date(iso));
}

/** Day and time in full, for a tooltip and for assistive technology. */
export function dayAndTime(iso: string): string {
  return fullFormat.format(new Date(iso));
}

/** "Today", "Yesterday", a weekday within the last week, else a date. */
export function dayName(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const days = Math.round((midnight(now).getTime() - midnight(date).getTime()) / DAY_MS);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days > 1 && days < 7) return date.toLocaleDateString(undefined, { weekday: 'long' });
  const sameYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** Whether two times fall on one day for the reader. */
export function sameDay(a: string, b: string): boolean {
  return midnight(new Date(a)).getTime() === midnight(new Date(b)).getTime();
}

function midnight(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}
