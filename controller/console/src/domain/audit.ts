// The chain of audit entries: each covers the digest of the one before. docs/audit.md; controller/store/audit_chain.hpp has the bytes. Pure.
import type { AuditEntry } from '@/api/models/audit';
import { fromHex, sha256, toHex } from '@/wire/bytes';

function covered(entry: AuditEntry): Uint8Array {
  const texts = [entry.action, entry.subject, entry.detail].map((text) => new TextEncoder().encode(text));
  const bytes = new Uint8Array(32 + 16 + texts.reduce((sum, text) => sum + 4 + text.length, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(fromHex(entry.previous));
  view.setBigUint64(32, BigInt(entry.sequence));
  view.setBigInt64(40, BigInt(entry.at_us));
  let at = 48;
  for (const text of texts) {
    view.setUint32(at, text.length);
    bytes.set(text, at + 4);
    at += 4 + text.length;
  }
  return bytes;
}

/** The last entry that was checked; what comes next has to follow it. */
export interface ChainEnd {
  sequence: number;
  digest: string;
}

export const chainStart: ChainEnd = { sequence: 0, digest: '0'.repeat(64) };

/** The number of the first entry that does not follow or is not what its digest says; null: all are right. */
export async function brokenAt(entries: AuditEntry[], end: ChainEnd): Promise<number | null> {
  let before = end;
  for (const entry of entries) {
    const follows = entry.sequence === before.sequence + 1 && entry.previous === before.digest;
    if (!follows || toHex(await sha256(covered(entry))) !== entry.digest) return entry.sequence;
    before = entry;
  }
  return null;
}

export interface AuditFilter {
  text: string;
  /** What stands before the dot of an action; empty: all. */
  kind: string;
  actor: string;
  fromUs: number | null;
  untilUs: number | null;
}

export const noFilter: AuditFilter = { text: '', kind: '', actor: '', fromUs: null, untilUs: null };

export const kindOf = (entry: AuditEntry): string => entry.action.split('.')[0]!;

/** Who came through which door, as the detail names them; of a session the account itself. */
export function actorsOf(entry: AuditEntry): string[] {
  const named = entry.detail.match(/\b(?:account|token|unix):[^\s,;()"]+/g) ?? [];
  return entry.action.startsWith('session.') ? [`account:${entry.subject}`, ...named] : named;
}

export function matches(entry: AuditEntry, filter: AuditFilter): boolean {
  if (filter.kind && kindOf(entry) !== filter.kind) return false;
  if (filter.actor && !actorsOf(entry).includes(filter.actor)) return false;
  if (filter.fromUs !== null && entry.at_us < filter.fromUs) return false;
  if (filter.untilUs !== null && entry.at_us >= filter.untilUs) return false;
  const line = `${entry.action} ${entry.subject} ${entry.detail}`.toLowerCase();
  return filter.text.toLowerCase().split(/\s+/).filter(Boolean).every((word) => line.includes(word));
}

export const choicesOf = (entries: AuditEntry[], of: (entry: AuditEntry) => string[]): string[] => [...new Set(entries.flatMap(of))].sort();
