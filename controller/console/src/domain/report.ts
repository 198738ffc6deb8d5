// The report of one order: per township who was addressed, who sounded, and why the others did not.
import type { OrderTerminal } from '@/api/models/orders';
import { byTownship, noProgress, progressKinds, progressOf, type Progress, type TownshipProgress } from './outcomes';

export type TownshipReport = TownshipProgress & { causes: Map<string, number> };

export const reportParts = ['total', ...progressKinds] as const;

/** Why one has not sounded: its final outcome, or that it cannot be reached, or how far it came. */
export function causeOf(terminal: OrderTerminal): string {
  if (terminal.stage === 'final') return terminal.outcome;
  return terminal.provisional ?? 'waiting';
}

const noCause: Progress[] = ['sounded', 'sounding', 'cancelled'];

export function reportOf(terminals: OrderTerminal[]): TownshipReport[] {
  return byTownship(terminals).map((row) => {
    const causes = new Map<string, number>();
    for (const terminal of terminals) {
      if (!terminal.area.startsWith(row.township.slice(0, 9)) || noCause.includes(progressOf(terminal))) continue;
      causes.set(causeOf(terminal), (causes.get(causeOf(terminal)) ?? 0) + 1);
    }
    return { ...row, causes };
  });
}

/** Sounds now, or is still to sound: a series goes on for weeks. */
export const toComeOf = (row: TownshipReport): number => row.waiting + row.sounding;

/** Of what is over and was not stopped; null: there is nothing yet. */
export function ratePercent(row: TownshipReport): number | null {
  const over = row.sounded + row.silent;
  return over === 0 ? null : Math.round((1000 * row.sounded) / over) / 10;
}

/** Why it failed, the most frequent first. */
export const failuresOf = (row: TownshipReport): [cause: string, count: number][] =>
  [...row.causes].filter(([cause]) => cause !== 'waiting').sort((a, b) => b[1] - a[1]);

export function totalOf(rows: TownshipReport[]): TownshipReport {
  const total: TownshipReport = { township: '', ...noProgress, causes: new Map() };
  for (const row of rows) {
    for (const part of reportParts) total[part] += row[part];
    for (const [cause, count] of row.causes) total.causes.set(cause, (total.causes.get(cause) ?? 0) + count);
  }
  return total;
}
