// Orders in lists: which are open, what sounds now, how a list is sorted. Pure.
import type { OrderState, OrderSummary } from '@/api/models/orders';
import { levels } from '@/wire/vocabulary';

export const orderStates: OrderState[] = ['draft', 'submitted', 'returned', 'issued', 'running', 'completed', 'cancelled', 'expired'];

/** In the order in which an order goes through them. */
export const openStates: OrderState[] = ['draft', 'submitted', 'issued', 'running'];

export const isOpen = (order: OrderSummary): boolean => openStates.includes(order.state);

export const waits = (order: OrderSummary): boolean => order.state === 'draft' || order.state === 'submitted';

export const wasIssued = (order: OrderSummary): boolean => !waits(order) && order.state !== 'returned';

export const newestFirst = (a: OrderSummary, b: OrderSummary): number => (b.submitted_at_us ?? 0) - (a.submitted_at_us ?? 0);

/** Terminals that it sounds on at this moment. */
export const soundingOn = (order: OrderSummary): number => order.counts.started ?? 0;

/** What sounds now, and every alert or drill that is on its way; not a routine series that only waits for its next time. First what sounds, the higher level before the lower. */
export function underWay(orders: OrderSummary[]): OrderSummary[] {
  const rank = (order: OrderSummary): number => (soundingOn(order) > 0 ? 0 : order.state === 'running' ? 1 : 2);
  return orders
    .filter((order) => (order.state === 'issued' || order.state === 'running') && (soundingOn(order) > 0 || order.class === 'actual' || order.class === 'exercise'))
    .sort((a, b) => rank(a) - rank(b) || levels.indexOf(a.level) - levels.indexOf(b.level) || newestFirst(a, b));
}
