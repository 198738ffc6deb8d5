// The same sound once more where it has not been heard: whom a second order names. Pure.
import type { AddressedTerminal, OrderTerminal } from '@/api/models/orders';
import type { PrepareRequest } from '@/api/models/prepare';
import type { Order } from '@/wire/order';
import { contains, townshipOf } from './areas';
import { sameSound, targetsOf } from './moving';
import { notSounded } from './outcomes';

/** As many targets as an order may have (PROTOCOL.md 7.6). */
export const maxTargets = 256;

/**
 * `terminals`: one by one. `areas`: too many for that, so areas of which every terminal is silent are named whole, and the others one by one.
 * `everybody`: too scattered for either, so the places of the first order, where some have sounded already.
 */
export interface Second {
  kind: 'terminals' | 'areas' | 'everybody';
  silent: string[];
  areas: string[];
  terminals: string[];
}

interface Placed {
  terminal: string;
  area: string;
}

/** The smallest areas that a terminal lies in, the larger first: its township, its village. */
const areasOf = (area: string): string[] => [...new Set([townshipOf(area), area])];

/** Townships and villages whose terminals are all silent, without those that lie in another one. */
function whollySilent(silent: Placed[], fleet: Placed[], mayName: (area: string) => boolean): string[] {
  const spoilt = new Set<string>();
  const ids = new Set(silent.map((one) => one.terminal));
  for (const one of fleet) if (!ids.has(one.terminal)) for (const area of areasOf(one.area)) spoilt.add(area);
  const whole = new Set<string>();
  for (const one of silent) {
    const found = areasOf(one.area).find((area) => !spoilt.has(area) && mayName(area));
    if (found) whole.add(found);
  }
  return [...whole];
}

/** `ownAreas`: the prefixes that the account is limited to; of a larger area it does not see every terminal. */
export function secondFor(rows: OrderTerminal[], fleet: Placed[], ownAreas: string[]): Second {
  const silent = [...new Map(notSounded(rows).map((row) => [row.terminal, { terminal: row.terminal, area: row.area }])).values()];
  const ids = silent.map((one) => one.terminal);
  if (ids.length <= maxTargets) return { kind: 'terminals', silent: ids, areas: [], terminals: ids };
  const mayName = (area: string): boolean => ownAreas.length === 0 || ownAreas.some((own) => contains(own.padEnd(12, '0'), area));
  const areas = whollySilent(silent, fleet, mayName);
  const terminals = silent.filter((one) => !areas.some((area) => contains(area, one.area))).map((one) => one.terminal);
  if (areas.length + terminals.length <= maxTargets) return { kind: 'areas', silent: ids, areas, terminals };
  return { kind: 'everybody', silent: ids, areas: [], terminals: [] };
}

export function secondRequest(order: Order, second: Second): PrepareRequest {
  const where = second.kind === 'everybody'
    ? targetsOf(order)
    : { ...(second.areas.length > 0 && { areas: second.areas }), ...(second.terminals.length > 0 && { terminals: second.terminals }) };
  return { ...sameSound(order), ...where };
}

/** How many will hear it who are not among the silent. */
export function alsoHear(second: Second, addressed: AddressedTerminal[]): number {
  const silent = new Set(second.silent);
  return addressed.filter((one) => !silent.has(one.terminal)).length;
}
