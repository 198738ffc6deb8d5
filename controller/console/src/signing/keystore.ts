// The browser's own keys: non-extractable, one for each purpose, since a key of the trust list has one class. Kept in IndexedDB by
// account; deleting the site's data deletes them.
import { toHex, sha256 } from '@/wire/bytes';

export const purposes = ['actual', 'exercise', 'test', 'routine', 'maintain'] as const;
export type Purpose = (typeof purposes)[number];

export interface BrowserKey {
  account: string;
  purpose: Purpose;
  privateKey: CryptoKey;
  spki: Uint8Array;
  /** The key id of the protocol: first 16 octets of SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
  keyId: string;
}

const databaseName = 'tongluo-keys';
const storeName = 'keys';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: ['account', 'purpose'] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(storeName, mode);
      const request = act(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB'));
      transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'));
    });
  } finally {
    database.close();
  }
}

export async function keyIdOf(spki: Uint8Array): Promise<string> {
  return toHex((await sha256(spki)).slice(0, 16));
}

export async function keysOf(account: string): Promise<BrowserKey[]> {
  const all = await within<BrowserKey[]>('readonly', (store) => store.getAll() as IDBRequest<BrowserKey[]>);
  return all.filter((key) => key.account === account);
}

export async function makeKey(account: string, purpose: Purpose): Promise<BrowserKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
  const key: BrowserKey = { account, purpose, privateKey: pair.privateKey, spki, keyId: await keyIdOf(spki) };
  await within('readwrite', (store) => store.put(key));
  return key;
}

export async function removeKey(account: string, purpose: Purpose): Promise<void> {
  await within('readwrite', (store) => store.delete([account, purpose]));
}

/** For `tongluo trust add-person --public-key`. */
export function publicKeyPem(spki: Uint8Array): string {
  const text = btoa(String.fromCharCode(...spki));
  return `-----BEGIN PUBLIC KEY-----\n${(text.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PUBLIC KEY-----\n`;
}
