// What the live events tell, put into what is shown. Pure.
import type { OrderSummary } from './models/orders';
import type { Terminal } from './models/terminals';
import { isOpen, newestFirst } from '@/domain/orders';

/** Replaces in a copy the terminals that are newer; those that the list does not hold are put at its end. */
export function mergeTerminals(list: Terminal[], newer: ReadonlyMap<string, Terminal>): Terminal[] {
  const merged = list.map((terminal) => newer.get(terminal.terminal) ?? terminal);
  const held = new Set(list.map((terminal) => terminal.terminal));
  for (const [id, terminal] of newer) if (!held.has(id)) merged.push(terminal);
  return merged;
}

/** A list that is new where some play something else; those that it does not hold are none of its. */
export const mergeSounds = (list: Terminal[], sounds: ReadonlyMap<string, string | null>): Terminal[] =>
  sounds.size === 0 ? list : list.map((one) => (sounds.has(one.terminal) ? { ...one, playing: sounds.get(one.terminal) ?? null } : one));

/** The open orders as they are after one has changed: what has ended leaves them. */
export function mergeOrder(list: OrderSummary[], newer: OrderSummary): OrderSummary[] {
  const others = list.filter((order) => order.digest !== newer.digest);
  return isOpen(newer) ? [...others, newer].sort(newestFirst) : others;
}
