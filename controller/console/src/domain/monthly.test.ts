import { describe, expect, it } from 'vitest';
import type { OrderSummary, OrderTerminal } from '@/api/models/orders';
import { addedUp, allBefore, monthSpan, ordersWithin } from './monthly';
import { reportOf, totalOf } from './report';
import { localText } from './times';

const order = (issued_at: string, state = 'completed') => ({ issued_at, state }) as OrderSummary;
const row = (area: string, outcome: string) => ({ terminal: 't', area, stage: 'final', outcome, provisional: null }) as OrderTerminal;

describe('a month', () => {
  it('begins and ends by the wall clock of the county', () => {
    expect(['2026-11', '2026-12'].map((month) => monthSpan(month)!).map((span) => [localText(span.fromUs), localText(span.untilUs)])).toEqual([
      ['2026-11-01T00:00', '2026-12-01T00:00'], ['2026-12-01T00:00', '2027-01-01T00:00'],
    ]);
  });
  it('is none of what is none', () => expect(['', '2026-13', '2026-00', '2026-1', 'x'].map(monthSpan)).toEqual([null, null, null, null, null]));
  it('has what was issued in it, by the county and not by UTC', () => {
    const span = monthSpan('2026-11')!;
    const inside = [order('2026-10-31T16:00:00Z'), order('2026-11-30T15:59:59Z')];
    const outside = [order('2026-10-31T15:59:59Z'), order('2026-11-30T16:00:00Z'), order('2026-11-10T00:00:00Z', 'returned')];
    expect(ordersWithin([...inside, ...outside], span)).toEqual(inside);
    expect([allBefore([outside[0]!], span), allBefore([outside[0]!, inside[0]!], span)]).toEqual([true, false]);
  });
});

describe('the report of a month', () => {
  const rows = addedUp([
    reportOf([row('500116101200', 'sounded'), row('500116101201', 'silent_horn')]),
    reportOf([row('500116108201', 'refused'), row('500116101200', 'silent_horn')]),
    [],
  ]);
  it('adds the orders up, township by township, with their causes', () => {
    expect(rows.map((one) => [one.township, one.total, one.sounded, [...one.causes]])).toEqual([
      ['500116101000', 3, 1, [['silent_horn', 2]]], ['500116108000', 1, 0, [['refused', 1]]],
    ]);
    expect(totalOf(rows)).toMatchObject({ total: 4, sounded: 1, silent: 3 });
  });
});
