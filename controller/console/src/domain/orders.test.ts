import { describe, expect, it } from 'vitest';
import type { OrderSummary } from '@/api/models/orders';
import { mergeOrder } from '@/api/merge';
import { isOpen, newestFirst, soundingOn, underWay, wasIssued } from './orders';

const order = (digest: string, part: Partial<OrderSummary>): OrderSummary => ({
  digest, class: 'actual', level: 'III', headline: '', issued_at: '', submitted_at_us: 1, state: 'running', addressed: 2, counts: { started: 0 }, persons: [],
  persons_missing: 0, holds: [], reason: '', origin: 'api', supersedes: null, superseded_by: null, ...part,
});
const names = (orders: OrderSummary[]): string => orders.map((one) => one.digest).join(' ');

describe('orders under way', () => {
  it('begin with what sounds now, the higher level first: a long list of announcements hides no alert', () => {
    const series = Array.from({ length: 30 }, (_, index) => order(`daily${index}`, { level: 'routine', class: 'routine', submitted_at_us: 100 + index, counts: { started: index < 20 ? 1 : 0 } }));
    const orders = [...series, order('third', { counts: { started: 1 } }), order('first', { level: 'I', counts: { started: 2 } }), order('way', { state: 'issued', level: 'I' }), order('over', { state: 'completed' })];
    expect(names(underWay(orders).slice(0, 3))).toBe('first third daily19');
    expect(names(underWay(orders).slice(-1))).toBe('way');
    expect(underWay(orders)).toHaveLength(23);
  });
  it('count where they sound at this moment', () => expect([soundingOn(order('a', { counts: { started: 3 } })), soundingOn(order('a', { counts: {} }))]).toEqual([3, 0]));
});

describe('open orders', () => {
  it('are kept by what an event says: one that came is put in its place, one that ended leaves', () => {
    const list = [order('b', { submitted_at_us: 5 }), order('a', { submitted_at_us: 3 })];
    expect(names(mergeOrder(list, order('c', { submitted_at_us: 4, state: 'submitted' })))).toBe('b c a');
    expect(names(mergeOrder(list, order('b', { submitted_at_us: 5, state: 'cancelled' })))).toBe('a');
    expect(mergeOrder(list, order('a', { submitted_at_us: 3, headline: 'new' })).at(-1)?.headline).toBe('new');
  });
  it('are neither returned nor over', () => {
    expect((['draft', 'submitted', 'issued', 'running', 'returned', 'completed', 'cancelled', 'expired'] as const).map((state) => isOpen(order('a', { state })))).toEqual([true, true, true, true, false, false, false, false]);
    expect([wasIssued(order('a', { state: 'returned' })), wasIssued(order('a', { state: 'expired' }))]).toEqual([false, true]);
    expect([order('a', { submitted_at_us: null }), order('b', { submitted_at_us: 1 })].sort(newestFirst)[0]?.digest).toBe('b');
  });
});
