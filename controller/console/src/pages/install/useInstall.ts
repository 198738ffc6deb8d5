import { useRef, useState } from 'react';
import { ApiError, call, get } from '@/api/client';
import { nextStep, type Claim, type Installation } from '@/domain/install';
import { nowUs } from '@/domain/times';
import { useSigner } from '@/signing/useSigner';
import { claimName } from '@/wire/claim';
import { writePlace } from '@/wire/place';
import { payloadTypes } from '@/wire/vocabulary';

const maxPages = 50;
const pageSize = 1000;

async function claimOf(name: string): Promise<Claim | undefined> {
  let after: string | undefined;
  for (let page = 0; page < maxPages; ++page) {
    const part = await get<{ claims: Claim[]; next: string | null }>('enrolment/claims', { limit: pageSize, after });
    const found = part.claims.find((claim) => claim.claim === name);
    if (found || !part.next) return found;
    after = part.next;
  }
  return undefined;
}

interface Verdict {
  taken: boolean;
  reason?: string;
  detail?: string;
}

/** Binds the hardware of a code to its place; called again while the hardware has not called. */
export function useInstall(one: Installation) {
  const { signBytes } = useSigner();
  const [state, setState] = useState<'idle' | 'wait' | 'done'>('idle');
  const [error, setError] = useState<unknown>(null);
  // Signed once, however often it is tried: a second record of the same place would be another version.
  const place = useRef<string | null>(null);
  const placeOf = async (): Promise<string | null> => {
    if (one.known || !one.position) return null;
    place.current ??= await signBytes(payloadTypes.placeRecord, ['maintain'], writePlace({ terminal: one.terminal, area: one.area, position: one.position, name: one.name.trim() }, nowUs()));
    return place.current;
  };
  const add = async (name: string): Promise<void> => {
    const signed = await placeOf();
    const claim = { claim: name, terminal: one.terminal, purpose: one.replaces ? 'replace' : 'new', ...(signed && { place: signed }) };
    const { verdicts } = await call<{ verdicts: Verdict[] }>('POST', 'enrolment/claims', { json: { claims: [claim] } });
    const verdict = verdicts[0];
    if (!verdict?.taken) throw new ApiError(422, `refused.${verdict?.reason ?? ''}`, verdict?.detail ?? '', '', {});
  };
  const approve = async (name: string): Promise<void> => {
    const signed = await placeOf();
    if (signed) await call('POST', 'places', { json: { envelope: signed } });
    await call('POST', `enrolment/claims/${name}/approve`, { json: { terminal: one.terminal, purpose: one.replaces ? 'replace' : 'new' } });
  };
  const bind = async (): Promise<void> => {
    setError(null);
    try {
      const name = await claimName(one.code);
      if (name === null) return;
      const step = nextStep(await claimOf(name), one.terminal);
      if (step === 'other') throw new ApiError(409, 'refused.duplicate', '', '', {});
      if (step === 'add') await add(name);
      if (step === 'approve') await approve(name);
      setState(step === 'wait' ? 'wait' : 'done');
    } catch (problem) {
      setError(problem);
    }
  };
  return { bind, state, error };
}
