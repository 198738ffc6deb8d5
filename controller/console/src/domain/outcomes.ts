// How far an order has come, by terminal and by township.
import type { OrderTerminal } from '@/api/models/orders';
import { townshipOf } from './areas';

export const soundedOutcomes = ['sounded', 'weak', 'unproved', 'partial'];
const heard = new Set(soundedOutcomes);

/** What somebody has stopped is nobody's failure: it is not silent. */
export const progressKinds = ['sounded', 'sounding', 'waiting', 'silent', 'cancelled'] as const;
export type Progress = (typeof progressKinds)[number];

const finalProgress = (outcome: string): Progress => (heard.has(outcome) ? 'sounded' : outcome === 'cancelled' ? 'cancelled' : 'silent');

export function progressOf(terminal: OrderTerminal): Progress {
  if (terminal.stage === 'final') return finalProgress(terminal.outcome);
  if (terminal.stage === 'started') return 'sounding';
  return terminal.provisional === 'unreachable' ? 'silent' : 'waiting';
}

export type TownshipProgress = Record<Progress | 'total', number> & { township: string };

export const noProgress = { total: 0, sounded: 0, sounding: 0, waiting: 0, silent: 0, cancelled: 0 };

export function byTownship(terminals: OrderTerminal[]): TownshipProgress[] {
  const rows = new Map<string, TownshipProgress>();
  for (const terminal of terminals) {
    const township = townshipOf(terminal.area);
    const row = rows.get(township) ?? { township, ...noProgress };
    row.total += 1;
    row[progressOf(terminal)] += 1;
    rows.set(township, row);
  }
  return [...rows.values()].sort((a, b) => a.township.localeCompare(b.township));
}

/** Those that have not sounded and were not stopped, the certain ones first. */
export function notSounded(terminals: OrderTerminal[]): OrderTerminal[] {
  const rank: Record<Progress, number> = { silent: 0, waiting: 1, sounding: 2, sounded: 3, cancelled: 4 };
  return terminals.filter((terminal) => rank[progressOf(terminal)] < 2).sort((a, b) => rank[progressOf(a)] - rank[progressOf(b)]);
}

/** One CSV table (RFC 4180) with a byte order mark, so that spreadsheets read Chinese; no cell can become a formula. */
export function csv(rows: (string | number)[][]): string {
  const cell = (value: string | number): string => {
    const text = String(value);
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** The same from an order's counts alone, as lists have them. */
export function progressOfCounts(counts: Record<string, number>): Omit<TownshipProgress, 'township'> {
  const waitingStages = ['waiting', 'delivered', 'accepted'];
  const marks = ['unreachable', 'disputed'];
  const result = { ...noProgress };
  for (const [name, count] of Object.entries(counts)) {
    if (marks.includes(name)) continue;
    result.total += count;
    if (waitingStages.includes(name)) result.waiting += count;
    else if (name === 'started') result.sounding += count;
    else result[finalProgress(name)] += count;
  }
  return result;
}
