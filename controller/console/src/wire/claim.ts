// The one-time claim code of a new terminal (PROTOCOL.md 12.1), as a person types or scans it. The controller is told its name, never its secret.
import { concat, sha256, toHex } from './bytes';

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretSymbols = 12;
const checkSymbols = 2;
const allSymbols = 30;
const encoder = new TextEncoder();

const digestIn = (context: string, content: string): Promise<Uint8Array> => sha256(concat(encoder.encode(context), Uint8Array.of(0), encoder.encode(content)));

/** The symbols that a person meant; null when they are not thirty of the alphabet. */
export function claimSymbols(typed: string): string | null {
  const meant = typed.toUpperCase().replace(/[-\s]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return meant.length === allSymbols && [...meant].every((symbol) => symbols.includes(symbol)) ? meant : null;
}

async function checkOf(body: string): Promise<string> {
  const [first = 0, second = 0] = await digestIn('TONGLUO-CLAIM-CHECK-V1', body);
  const bits = (first << 8) | second;
  return symbols[bits >> 11]! + symbols[(bits >> 6) & 31]!;
}

/** The claim's name in hexadecimal; null when the code has a typing mistake. */
export async function claimName(typed: string): Promise<string | null> {
  const meant = claimSymbols(typed);
  if (meant === null) return null;
  const body = meant.slice(0, allSymbols - checkSymbols);
  if (meant.slice(body.length) !== (await checkOf(body))) return null;
  return toHex(await digestIn('TONGLUO-CLAIM-NAME-V1', body.slice(0, secretSymbols)));
}
