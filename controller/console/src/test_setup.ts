import { webcrypto } from 'node:crypto';

// Node 18 has no global WebCrypto; a browser always has.
if (!('crypto' in globalThis)) Object.defineProperty(globalThis, 'crypto', { value: webcrypto });
