// Which of the browser's keys signs what.
import type { OrderClass } from '@/wire/vocabulary';
import type { TrustList } from '@/wire/trust';
import { keysOf, type BrowserKey, type Purpose } from './keystore';

export class MissingKey extends Error {
  constructor(readonly purpose: Purpose) {
    super(`no key for ${purpose}`);
  }
}

export class UnlistedKey extends Error {
  constructor(readonly keyId: string) {
    super(`key ${keyId} is not on the trust list`);
  }
}

/** A cancel or stop-all is signed with the dispatch key; whoever has none cancels their own with the key that issued it. */
export async function keyFor(account: string, purposes: Purpose[], trust: TrustList | undefined): Promise<BrowserKey> {
  const held = await keysOf(account);
  const fitting = purposes.flatMap((purpose) => held.filter((key) => key.purpose === purpose));
  const first = fitting[0];
  if (!first) throw new MissingKey(purposes[0]!);
  if (!trust) return first;
  const listed = fitting.find((key) => trust.issuers.some((issuer) => issuer.keyId === key.keyId));
  if (!listed) throw new UnlistedKey(first.keyId);
  return listed;
}

export const purposeOf = (orderClass: OrderClass): Purpose => orderClass;
