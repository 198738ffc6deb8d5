// Signs exactly the bytes that `prepare` returned, after checking that their digest is the one that was shown.
import { fromBase64, fromHex, sha256, toBase64, toHex } from '@/wire/bytes';
import { signedBytes, writeEnvelope } from '@/wire/envelope';
import type { PayloadType } from '@/wire/vocabulary';

const ecdsaP256 = 2;

export class DigestMismatch extends Error {
  constructor() {
    super('the digest is not that of the bytes');
  }
}

export interface SigningKey {
  privateKey: CryptoKey;
  keyId: string;
}

/** The payload's octets, once their digest is the one that the controller named. */
export async function checkedPayload(payload: string, digest: string): Promise<Uint8Array> {
  const bytes = fromBase64(payload);
  if (toHex(await sha256(bytes)) !== digest) throw new DigestMismatch();
  return bytes;
}

/** Base64 of an envelope with this one signature. `deployment` is in hexadecimal. */
export async function signEnvelope(type: PayloadType, payload: Uint8Array, deployment: string, key: SigningKey): Promise<string> {
  const covered = signedBytes(fromHex(deployment), type, payload);
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, key.privateKey, covered as BufferSource));
  return toBase64(writeEnvelope({ type, payload, signatures: [{ keyId: fromHex(key.keyId), algorithm: ecdsaP256, signature }] }));
}
