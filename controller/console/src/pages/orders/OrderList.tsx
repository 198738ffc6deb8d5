import { Input, Select } from 'antd';
import type { OrderSummary } from '@/api/models/orders';
import { useListedOrders } from '@/api/queries';
import { PagedTable } from '@/components/PagedTable';
import { PageHead } from '@/components/PageHead';
import { useListQuery, type Wanted } from '@/components/useListQuery';
import { orderStates } from '@/domain/orders';
import { useI18n } from '@/i18n/context';
import { levels, orderClasses } from '@/wire/vocabulary';
import { useOrderColumns } from './columns';

function Filter({ wanted, change }: { wanted: Wanted; change: (part: Partial<Wanted>) => void }) {
  const { t, word } = useI18n();
  const select = { allowClear: true, style: { width: 130 } };
  return (
    <>
      <Input.Search style={{ width: 220 }} allowClear aria-label={t('orders.search')} placeholder={t('orders.search')} value={wanted.text} onChange={(event) => change({ text: event.target.value })} />
      <Select {...select} aria-label={t('orders.filterState')} placeholder={t('orders.filterState')} value={wanted.state} onChange={(state?: string) => change({ state })} options={orderStates.map((value) => ({ value, label: word('state', value) }))} />
      <Select {...select} aria-label={t('dispatch.class')} placeholder={t('dispatch.class')} value={wanted.class} onChange={(name?: string) => change({ class: name })} options={orderClasses.map((value) => ({ value, label: word('class', value) }))} />
      <Select {...select} aria-label={t('dispatch.level')} placeholder={t('dispatch.level')} value={wanted.level} onChange={(level?: string) => change({ level })} options={levels.map((value) => ({ value, label: word('levelShort', value) }))} />
    </>
  );
}

/** All orders, filtered and sorted by the controller, page after page. */
export function OrderList() {
  const { t } = useI18n();
  const { wanted, change, query } = useListQuery();
  const columns = useOrderColumns();
  return (
    <>
      <PageHead title={t('nav.orders')}><Filter wanted={wanted} change={change} /></PageHead>
      <PagedTable<OrderSummary> list={useListedOrders(query)} name={(order) => order.digest} size="middle" width={820} stacks sort={(sort) => change({ sort })} columns={columns} />
    </>
  );
}
