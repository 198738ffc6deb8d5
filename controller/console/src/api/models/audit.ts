// The chain of what was done.

export interface AuditEntry {
  sequence: number;
  at_us: number;
  action: string;
  subject: string;
  detail: string;
  previous: string;
  digest: string;
}
