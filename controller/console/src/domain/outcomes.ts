// How far an order has come, by terminal and by township.
import type { OrderTerminal } from '@/api/models';
import { townshipOf } from './areas';

export const soundedOutcomes = ['sounded', 'weak', 'unproved', 'partial'];
const heard = new Set(soundedOutcomes);

export type Progress = 'sounded' | 'sounding' | 'waiting' | 'silent';

export function progressOf(terminal: OrderTerminal): Progress {
  if (terminal.stage === 'final') return heard.has(terminal.outcome) ? 'sounded' : 'silent';
  if (terminal.stage === 'started') return 'sounding';
  return terminal.provisional === 'unreachable' ? 'silent' : 'waiting';
}

export interface TownshipProgress {
  township: string;
  total: number;
  sounded: number;
  sounding: number;
  waiting: number;
  silent: number;
}

export function byTownship(terminals: OrderTerminal[]): TownshipProgress[] {
  const rows = new Map<string, TownshipProgress>();
  for (const terminal of terminals) {
    const township = townshipOf(terminal.area);
    const row = rows.get(township) ?? { township, total: 0, sounded: 0, sounding: 0, waiting: 0, silent: 0 };
    row.total += 1;
    row[progressOf(terminal)] += 1;
    rows.set(township, row);
  }
  return [...rows.values()].sort((a, b) => a.township.localeCompare(b.township));
}

/** Those that have not sounded, the certain ones first. */
export function notSounded(terminals: OrderTerminal[]): OrderTerminal[] {
  const rank: Record<Progress, number> = { silent: 0, waiting: 1, sounding: 2, sounded: 3 };
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
  const result = { total: 0, sounded: 0, sounding: 0, waiting: 0, silent: 0 };
  for (const [name, count] of Object.entries(counts)) {
    if (marks.includes(name)) continue;
    result.total += count;
    if (waitingStages.includes(name)) result.waiting += count;
    else if (name === 'started') result.sounding += count;
    else if (heard.has(name)) result.sounded += count;
    else result.silent += count;
  }
  return result;
}
