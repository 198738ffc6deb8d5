// The trust list as the console needs it: which key may do what (PROTOCOL.md 7.2). It only advises; terminals decide.
import { toHex } from './bytes';
import { asBytes, asNumber, asNumbers, asText, readFields } from './reader';
import { levels, orderClasses, roles, type Level, type OrderClass, type Role } from './vocabulary';

export interface Issuer {
  keyId: string;
  person: string;
  role: Role | null;
  orderClass: OrderClass | null;
  highestLevel: Level | null;
  areas: string[];
  validFromUs: number;
  validUntilUs: number;
}

export interface TrustList {
  version: number;
  expiresAtUs: number;
  issuers: Issuer[];
}

const ignore = (): void => undefined;

function readIssuer(bytes: Uint8Array): Issuer {
  const issuer: Issuer = {
    keyId: '', person: '', role: null, orderClass: null, highestLevel: null, areas: [], validFromUs: 0, validUntilUs: 0,
  };
  readFields(bytes, {
    1: (field) => (issuer.keyId = toHex(asBytes(field))),
    2: (field) => (issuer.person = asText(field)),
    3: ignore,
    4: ignore,
    5: ignore,
    6: (field) => (issuer.role = roles[asNumber(field) - 1] ?? null),
    7: (field) => (issuer.orderClass = orderClasses[asNumber(field) - 1] ?? null),
    8: (field) => issuer.areas.push(...asNumbers(field).map((code) => code.toString().padStart(12, '0'))),
    9: (field) => (issuer.highestLevel = levels[asNumber(field) - 1] ?? null),
    10: (field) => (issuer.validFromUs = asNumber(field)),
    11: (field) => (issuer.validUntilUs = asNumber(field)),
    12: ignore,
  });
  return issuer;
}

export function readTrustList(bytes: Uint8Array): TrustList {
  const list: TrustList = { version: 0, expiresAtUs: 0, issuers: [] };
  readFields(bytes, {
    1: ignore,
    2: (field) => (list.version = asNumber(field)),
    3: ignore,
    4: (field) => (list.expiresAtUs = asNumber(field)),
    5: (field) => list.issuers.push(readIssuer(asBytes(field))),
    6: ignore,
    7: ignore,
  });
  return list;
}
