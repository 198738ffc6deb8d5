import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '@/api/models/audit';
import { sha256, toHex } from '@/wire/bytes';
import { actorsOf, brokenAt, chainStart, choicesOf, kindOf, matches, noFilter } from './audit';

const entry = (sequence: number, part: Partial<AuditEntry> = {}): AuditEntry => ({
  sequence, at_us: sequence, action: 'order.issued', subject: `s${sequence}`, detail: '洪水, by account:li', previous: '', digest: '', ...part,
});

/** As the controller writes it: previous, sequence, time, then each text behind its length. */
async function chainOf(count: number): Promise<AuditEntry[]> {
  const chain: AuditEntry[] = [];
  let previous = chainStart.digest;
  for (let i = 1; i <= count; ++i) {
    const made = entry(i, { previous });
    const number = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
    const text = (words: string): string => number(new TextEncoder().encode(words).length, 8) + toHex(new TextEncoder().encode(words));
    const hex = previous + number(i, 16) + number(i, 16) + text(made.action) + text(made.subject) + text(made.detail);
    made.digest = previous = toHex(await sha256(Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16))));
    chain.push(made);
  }
  return chain;
}

describe('the audit chain', () => {
  it('is whole from its first entry on, and in parts that follow each other', async () => {
    const chain = await chainOf(5);
    expect(await brokenAt(chain, chainStart)).toBeNull();
    expect(await brokenAt(chain.slice(2), chain[1]!)).toBeNull();
  });
  it('is broken where an entry was changed, removed or put in', async () => {
    const chain = await chainOf(5);
    expect(await brokenAt(chain.map((one) => (one.sequence === 3 ? { ...one, detail: 'nothing' } : one)), chainStart)).toBe(3);
    expect(await brokenAt(chain.map((one) => (one.sequence === 2 ? { ...one, at_us: 9 } : one)), chainStart)).toBe(2);
    expect(await brokenAt(chain.filter((one) => one.sequence !== 4), chainStart)).toBe(5);
    expect(await brokenAt(chain.slice(1), chainStart)).toBe(2);
  });
});

describe('the search', () => {
  const li = entry(5);
  const signedIn = entry(6, { action: 'session.opened', subject: 'wang', detail: 'from 127.0.0.1' });
  it('knows who did it', () => {
    expect([actorsOf(li), actorsOf(signedIn)]).toEqual([['account:li'], ['account:wang']]);
    expect(matches(li, { ...noFilter, actor: 'account:li' })).toBe(true);
    expect(matches(li, { ...noFilter, actor: 'account:l' })).toBe(false);
  });
  it('goes by kind, time and words together', () => {
    expect(choicesOf([li, signedIn, li], (one) => [kindOf(one)])).toEqual(['order', 'session']);
    expect(matches(li, { ...noFilter, kind: 'order', text: '洪水 ISSUED', fromUs: 5, untilUs: 6 })).toBe(true);
    expect([matches(li, { ...noFilter, fromUs: 6 }), matches(li, { ...noFilter, untilUs: 5 }), matches(li, { ...noFilter, text: 'cancel' }), matches(li, { ...noFilter, kind: 'session' })]).toEqual([false, false, false, false]);
  });
});
