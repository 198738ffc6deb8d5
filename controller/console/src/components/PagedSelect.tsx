import { Select, type SelectProps } from 'antd';
import type { UIEvent } from 'react';
import type { PagedList } from '@/api/pages';
import { nearEnd } from './nearEnd';
import type { useListQuery } from './useListQuery';

interface Props<Row> extends Omit<SelectProps<string | null>, 'onChange'> {
  list: PagedList<Row>;
  search: Pick<ReturnType<typeof useListQuery>, 'wanted' | 'change'>;
  choose: (value: string) => void;
}

/** A choice from a list that comes in pages: the newest first, older ones by scrolling on or by words. */
export function PagedSelect<Row>({ list, search, choose, ...select }: Props<Row>) {
  const more = (event: UIEvent<HTMLElement>): void => {
    if (nearEnd(event.currentTarget) && list.hasNextPage && !list.isFetching) void list.fetchNextPage();
  };
  const change = (value: string | null): void => {
    search.change({ text: '' });
    if (value !== null) choose(value);
  };
  return (
    <Select<string | null>
      {...select}
      showSearch
      filterOption={false}
      searchValue={search.wanted.text}
      onSearch={(text) => search.change({ text })}
      onPopupScroll={more}
      loading={list.isFetching}
      onChange={change}
    />
  );
}
