// The hash chain of a page of audit entries: each names the digest of the one before.
import type { AuditEntry } from '@/api/models';

/** The first entry that does not follow the one before it; null when all do. Whether a digest is its entry's own, `tongluo verify` says. */
export function brokenAt(entries: AuditEntry[]): number | null {
  for (let i = 1; i < entries.length; ++i) {
    const [before, entry] = [entries[i - 1]!, entries[i]!];
    if (entry.previous !== before.digest || entry.sequence !== before.sequence + 1) return entry.sequence;
  }
  return null;
}

export function matches(entry: AuditEntry, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const line = `${entry.action} ${entry.subject} ${entry.detail}`.toLowerCase();
  return words.every((word) => line.includes(word));
}
