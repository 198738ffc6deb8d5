// Lists that come in pages, read to their end; the number of pages is bounded.
import { get } from './client';
import type { LibraryClip } from './clips';
import type { OrderDetail, OrderSummary, Terminal } from './models';
import { fromBase64 } from '@/wire/bytes';
import { readEnvelope } from '@/wire/envelope';
import { readOrder, type Order } from '@/wire/order';

const pageSize = 1000;
const maxPages = 20;

export async function allTerminals(signal?: AbortSignal): Promise<Terminal[]> {
  const all: Terminal[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; ++page) {
    const part = await get<{ terminals: Terminal[]; next: string | null }>('terminals', { limit: pageSize, after }, signal);
    all.push(...part.terminals);
    if (!part.next || part.terminals.length < pageSize) break;
    after = part.next;
  }
  return all;
}

export async function allClips(signal?: AbortSignal): Promise<LibraryClip[]> {
  const all: LibraryClip[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; ++page) {
    const part = await get<{ clips: LibraryClip[]; next: string | null }>('clips', { limit: pageSize, after }, signal);
    all.push(...part.clips);
    if (!part.next) break;
    after = part.next;
  }
  return all;
}

export async function newestOrders(limit: number, state?: string, signal?: AbortSignal): Promise<OrderSummary[]> {
  return (await get<{ orders: OrderSummary[] }>('orders', { limit, state }, signal)).orders;
}

/** An order as its signed bytes say it. */
export async function orderOf(digest: string): Promise<Order> {
  const detail = await get<OrderDetail>(`orders/${digest}`);
  return readOrder(readEnvelope(fromBase64(detail.envelope)).payload);
}
