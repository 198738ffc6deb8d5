// The signed envelope (PROTOCOL.md section 6).
import { concat, toHex } from './bytes';
import { asBytes, asNumber, readFields } from './reader';
import { Writer } from './writer';

export interface Signature {
  keyId: Uint8Array;
  algorithm: number;
  signature: Uint8Array;
}

export interface Envelope {
  type: number;
  payload: Uint8Array;
  signatures: Signature[];
}

const context = new TextEncoder().encode('TONGLUO-ENVELOPE-V1');

/** The octets that a signature covers: context, 0, deployment id, type, length of the payload, payload. */
export function signedBytes(deployment: Uint8Array, type: number, payload: Uint8Array): Uint8Array {
  if (deployment.length !== 32) throw new Error('the deployment id has 32 octets');
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(payload.length));
  return concat(context, Uint8Array.of(0), deployment, Uint8Array.of(type), length, payload);
}

function writeSignature(signature: Signature): Uint8Array {
  return new Writer().bytes(1, signature.keyId).number(2, signature.algorithm).bytes(3, signature.signature).finish();
}

export function writeEnvelope(envelope: Envelope): Uint8Array {
  const writer = new Writer().number(1, envelope.type).bytes(2, envelope.payload);
  for (const signature of envelope.signatures) writer.message(3, writeSignature(signature));
  return writer.finish();
}

function readSignature(bytes: Uint8Array): Signature {
  const read: Signature = { keyId: new Uint8Array(), algorithm: 0, signature: new Uint8Array() };
  readFields(bytes, {
    1: (field) => (read.keyId = asBytes(field)),
    2: (field) => (read.algorithm = asNumber(field)),
    3: (field) => (read.signature = asBytes(field)),
  });
  return read;
}

export function readEnvelope(bytes: Uint8Array): Envelope {
  const envelope: Envelope = { type: 0, payload: new Uint8Array(), signatures: [] };
  readFields(bytes, {
    1: (field) => (envelope.type = asNumber(field)),
    2: (field) => (envelope.payload = asBytes(field)),
    3: (field) => envelope.signatures.push(readSignature(asBytes(field))),
  });
  return envelope;
}

export const keyIdText = (signature: Signature): string => toHex(signature.keyId);
