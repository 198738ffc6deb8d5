// The report of a month: the orders of it, added up by township. Pure.
import type { OrderSummary } from '@/api/models/orders';
import { noProgress } from './outcomes';
import { reportParts, type TownshipReport } from './report';
import { wasIssued } from './orders';
import { fromLocal } from './times';

export interface Span {
  fromUs: number;
  untilUs: number;
}

/** "2026-11" as the county's wall clock has it; null when it is no month. */
export function monthSpan(month: string): Span | null {
  const match = /^(\d{4})-(\d{2})$/.exec(month);
  if (!match) return null;
  const [year, number] = [Number(match[1]), Number(match[2])];
  const next = number === 12 ? `${String(year + 1).padStart(4, '0')}-01` : `${match[1]}-${String(number + 1).padStart(2, '0')}`;
  const [fromUs, untilUs] = [fromLocal(`${month}-01T00:00`), fromLocal(`${next}-01T00:00`)];
  return fromUs === null || untilUs === null ? null : { fromUs, untilUs };
}

export const issuedUs = (order: OrderSummary): number => Date.parse(order.issued_at) * 1000;

/** What was issued in the span; what never was issued has no outcomes. */
export const ordersWithin = (orders: OrderSummary[], span: Span): OrderSummary[] =>
  orders.filter((order) => wasIssued(order) && issuedUs(order) >= span.fromUs && issuedUs(order) < span.untilUs);

/** No later page of a list that begins with the newest can hold one of the span. */
export const allBefore = (orders: OrderSummary[], span: Span): boolean => orders.every((order) => issuedUs(order) < span.fromUs);

/** The reports of several orders as one, township by township. */
export function addedUp(reports: TownshipReport[][]): TownshipReport[] {
  const rows = new Map<string, TownshipReport>();
  for (const row of reports.flat()) {
    const sum = rows.get(row.township) ?? { township: row.township, ...noProgress, causes: new Map<string, number>() };
    for (const part of reportParts) sum[part] += row[part];
    for (const [cause, count] of row.causes) sum.causes.set(cause, (sum.causes.get(cause) ?? 0) + count);
    rows.set(row.township, sum);
  }
  return [...rows.values()].sort((a, b) => a.township.localeCompare(b.township));
}
