// Terminals that need somebody: away, or with a trouble that goes on. Pure.
import type { Terminal } from '@/api/models/terminals';

/** The bits of the status field `alarms`: the kinds of events that last (PROTOCOL.md 10.2). */
const alarms: Record<number, string> = {
  7: 'mains_lost', 8: 'battery_low', 9: 'door_open', 10: 'over_temperature', 13: 'amplifier_fault', 14: 'horn_fault', 15: 'device_silent', 16: 'sensor_implausible',
  17: 'fan_fault', 18: 'humid', 19: 'self_test', 20: 'tamper',
};
const kinds = 31;

/** What goes on at a terminal, as it said last; a kind that this console does not know is told by its number. */
export function troublesOf(terminal: Terminal): string[] {
  const status = terminal.status ?? {};
  const found = new Set<string>();
  for (let kind = 0; kind <= kinds; ++kind) if (((status.alarms ?? 0) >>> kind) & 1) found.add(alarms[kind] ?? String(kind));
  if (status.mains_present === 0) found.add('mains_lost');
  if (status.door_open === 1) found.add('door_open');
  return [...found];
}

export interface Faulty {
  terminal: Terminal;
  away: boolean;
  troubles: string[];
}

/** Those that the controller counts as faulty; who is away comes first, then those with the most troubles. */
export function faultsOf(terminals: Terminal[]): Faulty[] {
  return terminals
    .filter((terminal) => terminal.faulty)
    .map((terminal) => ({ terminal, away: terminal.state === 'offline' || terminal.state === 'late', troubles: troublesOf(terminal) }))
    .sort((a, b) => Number(b.away) - Number(a.away) || b.troubles.length - a.troubles.length);
}
