// The report of one order: per township who was addressed, who sounded, and why the others did not.
import type { OrderTerminal } from '@/api/models';
import { byTownship, progressOf, type TownshipProgress } from './outcomes';

export interface TownshipReport extends TownshipProgress {
  causes: Map<string, number>;
}

/** Why one has not sounded: its final outcome, or that it cannot be reached, or how far it came. */
export function causeOf(terminal: OrderTerminal): string {
  if (terminal.stage === 'final') return terminal.outcome;
  return terminal.provisional ?? 'waiting';
}

export function reportOf(terminals: OrderTerminal[]): TownshipReport[] {
  return byTownship(terminals).map((row) => {
    const causes = new Map<string, number>();
    for (const terminal of terminals) {
      if (!terminal.area.startsWith(row.township.slice(0, 9)) || progressOf(terminal) === 'sounded' || progressOf(terminal) === 'sounding') continue;
      causes.set(causeOf(terminal), (causes.get(causeOf(terminal)) ?? 0) + 1);
    }
    return { ...row, causes };
  });
}

export const ratePercent = (row: TownshipProgress): number => (row.total === 0 ? 0 : Math.round((1000 * row.sounded) / row.total) / 10);

export function totalOf(rows: TownshipReport[]): TownshipReport {
  const total: TownshipReport = { township: '', total: 0, sounded: 0, sounding: 0, waiting: 0, silent: 0, causes: new Map() };
  for (const row of rows) {
    for (const part of ['total', 'sounded', 'sounding', 'waiting', 'silent'] as const) total[part] += row[part];
    for (const [cause, count] of row.causes) total.causes.set(cause, (total.causes.get(cause) ?? 0) + count);
  }
  return total;
}
