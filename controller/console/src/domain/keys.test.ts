import { describe, expect, it } from 'vitest';
import type { Issuer } from '@/wire/trust';
import { keyState, listedKeys } from './keys';

const issuer = (keyId: string, person: string, from = 0, until = 100): Issuer => ({
  keyId, person, role: 'dispatch', orderClass: 'actual', highestLevel: 'I', areas: [], validFromUs: from, validUntilUs: until,
});
const issuers = [issuer('aa', '陈静'), issuer('bb', '陈静', 60), issuer('cc', '李伟', 0, 50), issuer('dd', 'Chen (office)')];

describe('the keys of the trust list', () => {
  it('are a person’s by the name, or by the key that the account has shown', () => {
    const found = listedKeys({ display_name: '陈静', key_fingerprint: 'dd00' }, issuers, new Set(['bb']), 50);
    expect(found.map(({ keyId, standing, here }) => [keyId, standing, here])).toEqual([['aa', 'valid', false], ['bb', 'early', true], ['dd', 'valid', false]]);
    expect(listedKeys({ display_name: '赵雷', key_fingerprint: null }, issuers, new Set(), 50)).toEqual([]);
  });
  it('say whether this browser could sign', () => {
    expect(keyState(undefined, issuers, 50)).toBe('missing');
    expect(keyState({ keyId: 'ee' }, issuers, 50)).toBe('unlisted');
    expect([['aa', 50], ['bb', 59], ['cc', 49], ['cc', 50]].map(([keyId, now]) => keyState({ keyId: String(keyId) }, issuers, Number(now)))).toEqual(['valid', 'early', 'valid', 'over']);
  });
});
