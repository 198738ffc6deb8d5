import { describe, expect, it } from 'vitest';
import type { OrderTerminal } from '@/api/models/orders';
import { failuresOf, ratePercent, reportOf, toComeOf, totalOf } from './report';

const row = (area: string, stage: OrderTerminal['stage'], outcome: string, provisional: 'unreachable' | null = null) =>
  ({ terminal: 't', area, stage, outcome, provisional }) as OrderTerminal;

describe('a report', () => {
  const rows = reportOf([
    row('500116101200', 'final', 'sounded'), row('500116101201', 'final', 'silent_horn'), row('500116108201', 'none', 'none', 'unreachable'),
    row('500116108202', 'delivered', 'none'), row('500116108203', 'final', 'unproved'),
  ]);
  it('has one row for each township, with causes of those that did not sound', () => {
    expect(rows.map((one) => [one.township, one.sounded, [...one.causes]])).toEqual([
      ['500116101000', 1, [['silent_horn', 1]]],
      ['500116108000', 1, [['unreachable', 1], ['waiting', 1]]],
    ]);
  });
  it('adds up', () => {
    const total = totalOf(rows);
    expect([total.total, total.sounded, total.causes.get('silent_horn'), ratePercent(total)]).toEqual([5, 2, 1, 50]);
  });
  it('does not count as a failure what is still to sound or was stopped', () => {
    const [one] = reportOf([row('500116101200', 'final', 'sounded'), row('500116101201', 'final', 'late'), row('500116101201', 'final', 'cancelled'), row('500116101202', 'none', 'none'), row('500116101203', 'started', 'none')]);
    expect([one!.silent, one!.cancelled, toComeOf(one!), ratePercent(one!), failuresOf(one!)]).toEqual([1, 1, 2, 50, [['late', 1]]]);
    expect(ratePercent(reportOf([row('500116101202', 'none', 'none')])[0]!)).toBeNull();
  });
});
