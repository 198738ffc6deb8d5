// How the columns of a table sort: lists that are complete in the browser are sorted here, longer ones by the controller.

type Value = string | number | null | undefined;

const collator = new Intl.Collator('zh-CN', { numeric: true });

/** Ascending; what is not known comes first. Texts as a Chinese dictionary has them, numbers in them by their value. */
export function compare(a: Value, b: Value): number {
  const [noA, noB] = [a === null || a === undefined, b === null || b === undefined];
  if (noA || noB) return Number(noB) - Number(noA);
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}

/** A table column's sorter by one value of its row. */
export const by = <Row>(value: (row: Row) => Value) => (a: Row, b: Row): number => compare(value(a), value(b));

/** What `sort` asks for when a table is sorted by a column; nothing: the list's own order. */
export const sortOf = (column: unknown, order: 'ascend' | 'descend' | null | undefined): string | undefined =>
  typeof column === 'string' && order ? `${order === 'descend' ? '-' : ''}${column}` : undefined;
