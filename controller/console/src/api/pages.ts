// Lists that are too long to be read to their end: page after page as somebody asks, filtered and sorted by the controller.
import { keepPreviousData, useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { get, type Query } from './client';

export interface ListPage<Row> {
  rows: Row[];
  next: string | null;
}

export type Pages<Row> = InfiniteData<ListPage<Row>>;

export const pageRows = 50;

/** One page of a list (docs/api.md, Lists); `member` is where its rows stand. */
export async function listPage<Row>(path: string, member: string, query: Query, after?: string, signal?: AbortSignal): Promise<ListPage<Row>> {
  const part = await get<Record<string, unknown>>(path, { limit: pageRows, ...query, after }, signal);
  return { rows: part[member] as Row[], next: part.next as string | null };
}

/** A row that came while pages were read pushes others onto the next one: they come twice, and count once. */
export function rowsOf<Row>(pages: Pages<Row> | undefined, name: (row: Row) => unknown): Row[] {
  const rows = new Map((pages?.pages ?? []).flatMap((page) => page.rows).map((row) => [name(row), row]));
  return [...rows.values()];
}

/** The rows, each as `change` makes it, where they stand. */
export const changed = <Row>(pages: Pages<Row> | undefined, change: (row: Row) => Row): Pages<Row> | undefined =>
  pages && { ...pages, pages: pages.pages.map((page) => ({ ...page, rows: page.rows.map(change) })) };

/** `key` names what the list is of, so that it can be called out of date; what was shown stays until the new rows are there. */
export function usePages<Row>(key: readonly string[], path: string, member: string, query: Query, every: number) {
  return useInfiniteQuery({
    queryKey: [...key, query],
    queryFn: ({ pageParam, signal }) => listPage<Row>(path, member, query, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: ListPage<Row>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: every,
  });
}

export type PagedList<Row> = ReturnType<typeof usePages<Row>>;
