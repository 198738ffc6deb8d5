// An order as it is now, read as the difference from what is known: hundreds may watch one alert.
import { get } from './client';
import type { OrderDetail, OrderProgress } from './models/orders';

const maxParts = 50;

/** Outcomes are told apart by terminal and occurrence. */
const nameOf = (row: { terminal: string; occurrence: number }): string => `${row.terminal} ${row.occurrence}`;

export function merged(detail: OrderDetail, part: OrderProgress): OrderDetail {
  const newer = new Map(part.terminals.map((row) => [nameOf(row), row]));
  const known = detail.terminals ?? [];
  const terminals = newer.size === 0 ? known : known.map((row) => newer.get(nameOf(row)) ?? row);
  return { ...detail, ...part.order, terminals, recording: part.recording, progress: part.next };
}

/** What waits for signatures, and what is not known well enough any more, comes whole. */
export async function orderNow(digest: string, known: OrderDetail | undefined, signal?: AbortSignal): Promise<OrderDetail> {
  let detail = known;
  for (let parts = 0; detail?.progress && parts < maxParts; ++parts) {
    const part: OrderProgress = await get<OrderProgress>(`orders/${digest}/progress`, { since: detail.progress }, signal);
    if (part.whole) break;
    detail = merged(detail, part);
    if (!part.more) return detail;
  }
  return get<OrderDetail>(`orders/${digest}`, {}, signal);
}
