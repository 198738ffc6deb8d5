// Lists that come in pages, read to their end; the number of pages is bounded.
import { get } from './client';
import type { OrderDetail, OrderSummary } from './models/orders';
import type { Terminal } from './models/terminals';
import { newestFirst, openStates } from '@/domain/orders';
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

/** Every order that waits for somebody or sounds, the newest first, however many came after it. An order only goes on from one of these states to a later one, and that is how they are asked for: none is missed on its way. */
export async function openOrders(signal?: AbortSignal): Promise<OrderSummary[]> {
  const all = new Map<string, OrderSummary>();
  for (const state of openStates) {
    const part = await get<{ orders: OrderSummary[] }>('orders', { limit: pageSize, state }, signal);
    for (const order of part.orders) all.set(order.digest, order);
  }
  return [...all.values()].sort(newestFirst);
}

/** An order as its signed bytes say it. */
export async function orderOf(digest: string): Promise<Order> {
  const detail = await get<OrderDetail>(`orders/${digest}`);
  return readOrder(readEnvelope(fromBase64(detail.envelope)).payload);
}
