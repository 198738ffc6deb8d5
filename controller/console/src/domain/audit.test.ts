import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '@/api/models';
import { brokenAt, matches } from './audit';

const entry = (sequence: number): AuditEntry => ({ sequence, at_us: 0, action: 'order.issued', subject: `s${sequence}`, detail: '洪水', previous: `d${sequence - 1}`, digest: `d${sequence}` });

describe('the audit chain', () => {
  it('is whole when each entry names the one before', () => expect(brokenAt([entry(4), entry(5), entry(6)])).toBeNull());
  it('is broken by a changed or a missing entry', () => {
    expect(brokenAt([entry(4), { ...entry(5), digest: 'x' }, entry(6)])).toBe(6);
    expect(brokenAt([entry(4), entry(6)])).toBe(6);
  });
  it('is searched by words', () => expect([matches(entry(1), '洪水 ISSUED'), matches(entry(1), 'cancel')]).toEqual([true, false]));
});
