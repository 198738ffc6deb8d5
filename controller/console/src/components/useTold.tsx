import type { TableColumnType as ColumnType, TableProps } from 'antd';
import type { ReactNode } from 'react';
import { usePhone } from './usePhone';

function cellOf<Row>({ dataIndex, render }: ColumnType<Row>, row: Row, index: number): ReactNode {
  const value = typeof dataIndex === 'string' ? row[dataIndex as keyof Row] : undefined;
  return (render ? render(value, row, index) : value) as ReactNode;
}

const isNothing = (cell: ReactNode): boolean => cell === null || cell === undefined || cell === false || cell === '' || cell === '–';

/** The columns of a table that wants so many pixels; on a phone a single one, in which each row is told below one another, what is empty left out. */
export function useTold<Row>(width: number, columns: ColumnType<Row>[]): Pick<TableProps<Row>, 'columns' | 'scroll'> {
  const phone = usePhone();
  const [first, ...more] = columns;
  if (!phone || !first) return { columns, scroll: { x: width } };
  const told = (row: Row, index: number): ReactNode => (
    <div className="stacked">
      <div className="words">{cellOf(first, row, index)}</div>
      {more.map((column, at) => {
        const cell = cellOf(column, row, index);
        return isNothing(cell) ? null : <div key={at} className="words">{column.title ? <span className="quiet">{column.title as ReactNode} </span> : null}{cell}</div>;
      })}
    </div>
  );
  return { columns: [{ title: first.title, sorter: first.sorter, render: (_, row, index) => told(row, index) }] };
}
