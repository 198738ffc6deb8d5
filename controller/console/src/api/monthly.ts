// The orders of a month with their outcomes, read page by page; pages and orders are bounded.
import { get } from './client';
import type { OrderDetail, OrderSummary } from './models/orders';
import { addedUp, allBefore, ordersWithin, type Span } from '@/domain/monthly';
import { wasIssued } from '@/domain/orders';
import { reportOf, type TownshipReport } from '@/domain/report';

const pageSize = 200;
const maxPages = 50;
/** Each is asked for by itself, since a list has no outcomes by township. */
export const maxOrders = 500;
/** The controller lets the oldest one go when it holds so many. */
export const heldOrders = 512;

export interface Month {
  orders: OrderSummary[];
  rows: TownshipReport[];
  /** There were more than are counted here. */
  cut: boolean;
  /** It goes back further than the orders that the controller still holds. */
  forgotten: boolean;
}

async function ordersOf(span: Span, signal?: AbortSignal): Promise<Omit<Month, 'rows'>> {
  const found: OrderSummary[] = [];
  let issued = 0;
  let after: string | undefined;
  for (let page = 0; page < maxPages; ++page) {
    const part = await get<{ orders: OrderSummary[]; next: string | null }>('orders', { limit: pageSize, after }, signal);
    found.push(...ordersWithin(part.orders, span));
    issued += part.orders.filter(wasIssued).length;
    if (found.length > maxOrders) return { orders: found.slice(0, maxOrders), cut: true, forgotten: false };
    if (allBefore(part.orders, span)) return { orders: found, cut: false, forgotten: false };
    if (!part.next) return { orders: found, cut: false, forgotten: issued >= heldOrders };
    after = part.next;
  }
  return { orders: found, cut: true, forgotten: false };
}

/** One order after another: a report is in no hurry, and an alert may be. `read` is told how many are done. */
export async function monthOf(span: Span, read: (done: number, all: number) => void, signal?: AbortSignal): Promise<Month> {
  const { orders, cut, forgotten } = await ordersOf(span, signal);
  let rows: TownshipReport[] = [];
  for (const [index, order] of orders.entries()) {
    read(index, orders.length);
    const detail = await get<OrderDetail>(`orders/${order.digest}`, {}, signal);
    rows = addedUp([rows, reportOf(detail.terminals ?? [])]);
  }
  return { orders, rows, cut, forgotten };
}
