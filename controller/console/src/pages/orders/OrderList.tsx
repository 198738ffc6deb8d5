import { Input, Select, Table } from 'antd';
import { useState } from 'react';
import type { OrderState, OrderSummary } from '@/api/models/orders';
import { rowsOf } from '@/api/pages';
import { useListedOrders } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { Older } from '@/components/Older';
import { PageHead } from '@/components/PageHead';
import { usePhone } from '@/components/usePhone';
import { useSettled } from '@/components/useSettled';
import { orderStates } from '@/domain/orders';
import { sortOf } from '@/domain/sorting';
import { useI18n } from '@/i18n/context';
import { levels, orderClasses, type Level, type OrderClass } from '@/wire/vocabulary';
import { useOrderColumns } from './columns';

interface Wanted {
  text: string;
  state?: OrderState;
  class?: OrderClass;
  level?: Level;
  sort?: string;
}

function Filter({ wanted, change }: { wanted: Wanted; change: (part: Partial<Wanted>) => void }) {
  const { t, word } = useI18n();
  const select = { allowClear: true, style: { width: 130 } };
  return (
    <>
      <Input.Search style={{ width: 220 }} allowClear aria-label={t('orders.search')} placeholder={t('orders.search')} value={wanted.text} onChange={(event) => change({ text: event.target.value })} />
      <Select {...select} aria-label={t('orders.filterState')} placeholder={t('orders.filterState')} value={wanted.state} onChange={(state?: OrderState) => change({ state })} options={orderStates.map((value) => ({ value, label: word('state', value) }))} />
      <Select {...select} aria-label={t('dispatch.class')} placeholder={t('dispatch.class')} value={wanted.class} onChange={(name?: OrderClass) => change({ class: name })} options={orderClasses.map((value) => ({ value, label: word('class', value) }))} />
      <Select {...select} aria-label={t('dispatch.level')} placeholder={t('dispatch.level')} value={wanted.level} onChange={(level?: Level) => change({ level })} options={levels.map((value) => ({ value, label: word('levelShort', value) }))} />
    </>
  );
}

/** All orders, filtered and sorted by the controller, page after page. */
export function OrderList() {
  const { t } = useI18n();
  const [wanted, setWanted] = useState<Wanted>({ text: '' });
  const { text, ...query } = useSettled(wanted);
  const orders = useListedOrders({ ...query, text: text.trim() || undefined });
  const rows = rowsOf(orders.data, (order) => order.digest);
  const columns = useOrderColumns();
  const change = (part: Partial<Wanted>): void => setWanted((before) => ({ ...before, ...part }));
  return (
    <>
      <PageHead title={t('nav.orders')}><Filter wanted={wanted} change={change} /></PageHead>
      {orders.isError && <Failure error={orders.error} retry={() => void orders.refetch()} />}
      <Table<OrderSummary>
        rowKey="digest"
        size="middle"
        loading={orders.isPending || orders.isPlaceholderData}
        dataSource={rows}
        scroll={usePhone() ? undefined : { x: 820 }}
        pagination={false}
        onChange={(_page, _filters, sorter) => change({ sort: Array.isArray(sorter) ? undefined : sortOf(sorter.columnKey, sorter.order) })}
        columns={columns}
      />
      {orders.isSuccess && <Older list={orders} shown={rows.length} />}
    </>
  );
}
