import { describe, expect, it } from 'vitest';
import { fromBase64, fromHex, sha256, toBase64, toHex } from '@/wire/bytes';
import { readEnvelope, signedBytes } from '@/wire/envelope';
import { payloadTypes } from '@/wire/vocabulary';
import { checkedPayload, DigestMismatch, signEnvelope } from './sign';

const deployment = '11'.repeat(32);
const payload = new TextEncoder().encode('exactly these bytes');

describe('signing', () => {
  it('refuses bytes whose digest is not the one that was named', async () => {
    await expect(checkedPayload(toBase64(payload), '00'.repeat(32))).rejects.toBeInstanceOf(DigestMismatch);
    expect(await checkedPayload(toBase64(payload), toHex(await sha256(payload)))).toEqual(payload);
  });

  it('signs the payload for this deployment and type, as 64 octets', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    const keyId = 'ab'.repeat(16);
    const envelope = readEnvelope(fromBase64(await signEnvelope(payloadTypes.order, payload, deployment, { privateKey: pair.privateKey, keyId })));
    const signature = envelope.signatures[0]!;
    expect([envelope.type, signature.algorithm, toHex(signature.keyId), signature.signature.length]).toEqual([4, 2, keyId, 64]);
    const verify = (type: number): Promise<boolean> =>
      crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, pair.publicKey, signature.signature as BufferSource, signedBytes(fromHex(deployment), type, payload) as BufferSource);
    expect(await verify(4)).toBe(true);
    expect(await verify(5)).toBe(false);
  });

  it('cannot take the private key out', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    await expect(crypto.subtle.exportKey('pkcs8', pair.privateKey)).rejects.toThrow();
  });
});
