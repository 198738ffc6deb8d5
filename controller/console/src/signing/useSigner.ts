import { useCallback } from 'react';
import { useTrustList } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import type { PayloadType } from '@/wire/vocabulary';
import { keyFor } from './choose';
import type { Purpose } from './keystore';
import { checkedPayload, signEnvelope } from './sign';

/** Signs what `prepare` returned: an envelope in base64, or an error that says which key is missing. */
export function useSigner() {
  const session = useSignedIn();
  const trust = useTrustList().data;
  const account = session.account?.name ?? '';
  const deployment = session.deployment ?? '';

  const signBytes = useCallback(
    async (type: PayloadType, purposes: Purpose[], payload: Uint8Array): Promise<string> =>
      signEnvelope(type, payload, deployment, await keyFor(account, purposes, trust)),
    [account, deployment, trust],
  );
  const signPrepared = useCallback(
    async (type: PayloadType, purposes: Purpose[], prepared: { payload: string; digest: string }): Promise<string> =>
      signBytes(type, purposes, await checkedPayload(prepared.payload, prepared.digest)),
    [signBytes],
  );
  return { signBytes, signPrepared };
}
