import { Table, type TableProps } from 'antd';
import { rowsOf, type PagedList } from '@/api/pages';
import { sortOf } from '@/domain/sorting';
import { Failure } from './Failure';
import { Older } from './Older';
import { usePhone } from './usePhone';

interface Props<Row> extends Pick<TableProps<Row>, 'columns' | 'expandable' | 'size'> {
  list: PagedList<Row>;
  name: (row: Row) => string | number;
  /** Its columns want so many pixels; on a phone too, unless they stand below one another there. */
  width: number;
  stacks?: boolean;
  sort?: (sort: string | undefined) => void;
}

/** A list that comes in pages, filtered and sorted by the controller. */
export function PagedTable<Row extends object>({ list, name, width, stacks, sort, size = 'small', ...table }: Props<Row>) {
  const rows = rowsOf(list.data, name);
  const phone = usePhone();
  return (
    <>
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      <Table<Row>
        {...table}
        size={size}
        rowKey={name}
        loading={list.isPending || list.isPlaceholderData}
        dataSource={rows}
        pagination={false}
        scroll={stacks && phone ? undefined : { x: width }}
        onChange={(_page, _filters, sorter) => sort?.(Array.isArray(sorter) ? undefined : sortOf(sorter.columnKey, sorter.order))}
      />
      {list.isSuccess && <Older list={list} shown={rows.length} />}
    </>
  );
}
