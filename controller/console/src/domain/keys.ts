// What the trust list says of a person's keys. It names people in words, so the key that an account has shown counts as theirs, too.
import type { Issuer } from '@/wire/trust';

export type Standing = 'valid' | 'early' | 'over';

export interface ListedKey extends Issuer {
  standing: Standing;
  /** Its private half lies in this browser. */
  here: boolean;
}

export const standingOf = (issuer: Pick<Issuer, 'validFromUs' | 'validUntilUs'>, nowUs: number): Standing =>
  nowUs < issuer.validFromUs ? 'early' : nowUs >= issuer.validUntilUs ? 'over' : 'valid';

/** In the order of the list. */
export function listedKeys(account: { display_name: string; key_fingerprint: string | null }, issuers: readonly Issuer[], held: ReadonlySet<string>, nowUs: number): ListedKey[] {
  const shown = account.key_fingerprint;
  return issuers
    .filter((issuer) => issuer.person === account.display_name || (shown !== null && shown.startsWith(issuer.keyId)))
    .map((issuer) => ({ ...issuer, standing: standingOf(issuer, nowUs), here: held.has(issuer.keyId) }));
}

export type KeyState = 'missing' | 'unlisted' | Standing;

/** Whether what this browser holds for a purpose could sign it now. */
export function keyState(held: { keyId: string } | undefined, issuers: readonly Issuer[], nowUs: number): KeyState {
  if (!held) return 'missing';
  const issuer = issuers.find((one) => one.keyId === held.keyId);
  return issuer ? standingOf(issuer, nowUs) : 'unlisted';
}
