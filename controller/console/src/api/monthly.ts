// The orders of a month with their outcomes, read page by page; pages and orders are bounded.
import { get } from './client';
import type { OrderDetail, OrderSummary } from './models';
import { addedUp, allBefore, ordersWithin, type Span } from '@/domain/monthly';
import { reportOf, type TownshipReport } from '@/domain/report';

const pageSize = 200;
const maxPages = 50;
/** Each is asked for by itself, since a list has no outcomes by township. */
export const maxOrders = 500;

export interface Month {
  orders: OrderSummary[];
  rows: TownshipReport[];
  /** There were more than are counted here. */
  cut: boolean;
}

async function ordersOf(span: Span, signal?: AbortSignal): Promise<{ orders: OrderSummary[]; cut: boolean }> {
  const found: OrderSummary[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; ++page) {
    const part = await get<{ orders: OrderSummary[]; next: string | null }>('orders', { limit: pageSize, after }, signal);
    found.push(...ordersWithin(part.orders, span));
    if (found.length > maxOrders) return { orders: found.slice(0, maxOrders), cut: true };
    if (!part.next || allBefore(part.orders, span)) return { orders: found, cut: false };
    after = part.next;
  }
  return { orders: found, cut: true };
}

/** One order after another: a report is in no hurry, and an alert may be. `read` is told how many are done. */
export async function monthOf(span: Span, read: (done: number, all: number) => void, signal?: AbortSignal): Promise<Month> {
  const { orders, cut } = await ordersOf(span, signal);
  let rows: TownshipReport[] = [];
  for (const [index, order] of orders.entries()) {
    read(index, orders.length);
    const detail = await get<OrderDetail>(`orders/${order.digest}`, {}, signal);
    rows = addedUp([rows, reportOf(detail.terminals ?? [])]);
  }
  return { orders, rows, cut };
}
