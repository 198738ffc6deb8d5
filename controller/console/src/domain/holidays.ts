// The days of a county's calendars, as GET and PUT /api/v1/holidays have them. Pure.

export interface Calendar {
  name: string;
  dates: string[];
  etag?: string;
}

export const maxDays = 1000;

/** The days from one to another, both included; none when they are no dates, the wrong way round, or too many. */
export function daysBetween(from: string, until: string): string[] {
  const [first, last] = [Date.parse(`${from}T00:00Z`), Date.parse(`${until || from}T00:00Z`)];
  if (Number.isNaN(first) || Number.isNaN(last) || last < first || last - first > 60 * 86_400_000) return [];
  return Array.from({ length: (last - first) / 86_400_000 + 1 }, (_, day) => new Date(first + day * 86_400_000).toISOString().slice(0, 10));
}

export const withDays = (dates: string[], more: string[]): string[] => [...new Set([...dates, ...more])].sort();
