// One WebSocket of live events for the whole console: performs what the feed says, and keeps what is shown current.
import type { QueryClient } from '@tanstack/react-query';
import { webSocketUrl } from './client';
import { Feed, type News } from './feed';
import { mergeOrder, mergeSounds, mergeTerminals } from './merge';
import type { OrderSummary } from './models/orders';
import type { Terminal } from './models/terminals';
import { changed, type Pages } from './pages';
import { keys } from './queries';
import { isOpen } from '@/domain/orders';

export class EventFeed {
  private readonly feed = new Feed(Date.now());
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly queries: QueryClient,
    private readonly onState: (connected: boolean) => void,
  ) {
    this.act();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private act(): void {
    const reading = this.queries.isFetching({ queryKey: keys.terminals, exact: true }) > 0;
    const due = this.feed.due(Date.now(), reading);
    if (due.connect) this.connect();
    if (due.show) {
      const { terminals, sounds } = due.show;
      this.queries.setQueryData<Terminal[]>(keys.terminals, (list) => list && mergeSounds(mergeTerminals(list, terminals), sounds));
    }
    clearTimeout(this.timer);
    const next = this.feed.nextMs();
    if (next !== Infinity) this.timer = setTimeout(() => this.act(), Math.max(0, next - Date.now()));
  }

  private connect(): void {
    const socket = new WebSocket(webSocketUrl('events', this.feed.query));
    this.socket = socket;
    socket.onopen = () => {
      this.feed.opened(Date.now());
      this.onState(true);
    };
    socket.onmessage = (message) => this.show(this.feed.take(Date.now(), String(message.data)));
    socket.onclose = () => {
      if (this.closed) return;
      this.onState(false);
      this.show(this.feed.dropped(Date.now(), Math.random()));
    };
  }

  private show(news: News): void {
    if (news.stale === 'all') void this.queries.invalidateQueries();
    else for (const name of news.stale) void this.queries.invalidateQueries({ queryKey: [name] });
    if (news.order) this.putOrder(news.order);
    // A read under way goes on: cut off by each event, none would ever end on a slow link.
    if (news.digest) void this.queries.invalidateQueries({ queryKey: keys.order(news.digest) }, { cancelRefetch: false });
    this.act();
  }

  /** Where it is shown, it is shown as it is now; one that came or ended may belong to other lists than before. */
  private putOrder(order: OrderSummary): void {
    const open = this.queries.getQueryData<OrderSummary[]>(keys.openOrders);
    const known = open?.some((one) => one.digest === order.digest) ?? false;
    this.queries.setQueryData<OrderSummary[]>(keys.openOrders, (list) => list && mergeOrder(list, order));
    this.queries.setQueriesData<Pages<OrderSummary>>({ queryKey: keys.listedOrders }, (pages) => changed(pages, (row) => (row.digest === order.digest ? order : row)));
    if (open && known !== isOpen(order)) void this.queries.invalidateQueries({ queryKey: keys.listedOrders });
  }
}
