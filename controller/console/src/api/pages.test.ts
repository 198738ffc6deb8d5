import { afterEach, describe, expect, it, vi } from 'vitest';
import { changed, listPage, rowsOf, type Pages } from './pages';

const pages = (...rows: [string, number][][]): Pages<[string, number]> => ({ pages: rows.map((part) => ({ rows: part, next: null })), pageParams: rows.map(() => undefined) });

describe('a long list', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is asked for by filter, order and where the page before ended', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path);
      return Promise.resolve(new Response(JSON.stringify({ orders: [{ digest: 'a' }], next: 'xyz' })));
    });
    const first = await listPage('orders', 'orders', { state: 'completed', sort: '-level', text: undefined });
    expect(first).toEqual({ rows: [{ digest: 'a' }], next: 'xyz' });
    await listPage('orders', 'orders', { limit: 5 }, first.next ?? undefined);
    expect(asked).toEqual(['/api/v1/orders?limit=50&state=completed&sort=-level', '/api/v1/orders?limit=5&after=xyz']);
  });
  it('shows a row once that a newer one has pushed onto the next page, as it was read last', () => {
    expect(rowsOf(pages([['a', 1], ['b', 1]], [['b', 2], ['c', 1]]), ([name]) => name)).toEqual([['a', 1], ['b', 2], ['c', 1]]);
    expect(rowsOf(undefined, String)).toEqual([]);
  });
  it('takes a row that has changed where it stands', () => {
    const after = changed(pages([['a', 1]], [['b', 1]]), (row): [string, number] => (row[0] === 'b' ? ['b', 7] : row));
    expect(after?.pages.map((page) => page.rows)).toEqual([[['a', 1]], [['b', 7]]]);
    expect(changed(undefined, (row) => row)).toBeUndefined();
  });
});
