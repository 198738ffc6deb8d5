// The audit chain, read page by page: where it ends, its newest entries, all of it.
import { get } from './client';
import type { AuditEntry } from './models/audit';

export interface AuditPage {
  entries: AuditEntry[];
  head: string | null;
  next: string | null;
}

export const auditPageSize = 1000;
/** More than this is for `tongluo audit --export`. */
export const maxAuditEntries = 200_000;

const page = (limit: number, after?: string, sort?: string, signal?: AbortSignal): Promise<AuditPage> => get<AuditPage>('audit', { limit, after, sort }, signal);

/** Every page from the first entry on, in turn; false from `take` ends it. Gives the head of the last page. */
export async function readChain(take: (entries: AuditEntry[]) => Promise<boolean>, signal?: AbortSignal): Promise<string | null> {
  let head: string | null = null;
  let after: string | undefined;
  for (let pages = 0; pages <= maxAuditEntries / auditPageSize; ++pages) {
    const part = await page(auditPageSize, after, undefined, signal);
    if (part.entries.length === 0) return head;
    head = part.head;
    if (!(await take(part.entries)) || part.next === null) return head;
    after = part.next;
  }
  return head;
}

/** The newest entries, oldest first. */
export async function newestAudit(count: number, signal?: AbortSignal): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let after: string | undefined;
  while (entries.length < count) {
    const part = await page(Math.min(auditPageSize, count - entries.length), after, '-sequence', signal);
    entries.push(...part.entries);
    if (part.next === null || part.entries.length === 0) break;
    after = part.next;
  }
  return entries.reverse();
}
