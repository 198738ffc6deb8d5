import { Select, Table } from 'antd';
import { useState } from 'react';
import type { OrderState, OrderSummary } from '@/api/models';
import { useOrders } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { ResultBar } from '@/components/order/ResultBar';
import { PageHead } from '@/components/PageHead';
import { OrderStateTag } from '@/components/StateTag';
import { progressOfCounts } from '@/domain/outcomes';
import { by } from '@/domain/sorting';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const states: OrderState[] = ['draft', 'submitted', 'returned', 'issued', 'running', 'completed', 'cancelled', 'expired'];

export function OrderList() {
  const { t, word } = useI18n();
  const orders = useOrders();
  const [state, setState] = useState<OrderState | undefined>();
  const rows = (orders.data ?? []).filter((order) => !state || order.state === state);
  return (
    <>
      <PageHead title={t('nav.orders')}>
        <Select allowClear style={{ width: 180 }} aria-label={t('orders.filterState')} placeholder={t('orders.filterState')} value={state} onChange={setState} options={states.map((name) => ({ value: name, label: word('state', name) }))} />
      </PageHead>
      {orders.isError && <Failure error={orders.error} retry={() => void orders.refetch()} />}
      <Table<OrderSummary>
        rowKey="digest"
        size="middle"
        loading={orders.isPending}
        dataSource={rows}
        scroll={{ x: 820 }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('dispatch.level'), sorter: by((order) => order.level), render: (_, order) => <LevelTag level={order.level} />, width: 110 },
          { title: t('dispatch.headline'), sorter: by((order) => order.headline), render: (_, order) => <a href={hrefOf('orders', order.digest)}>{order.headline || word('class', order.class)}</a> },
          { title: t('dispatch.class'), sorter: by((order) => word('class', order.class)), render: (_, order) => word('class', order.class), width: 110 },
          { title: t('orders.issuedAt'), sorter: by((order) => order.issued_at), render: (_, order) => <span className="number">{timeText(Date.parse(order.issued_at) * 1000)}</span>, width: 180 },
          { title: t('orders.state'), sorter: by((order) => states.indexOf(order.state)), render: (_, order) => <OrderStateTag state={order.state} />, width: 110 },
          { title: t('orders.result'), sorter: by((order) => order.addressed), render: (_, order) => <ResultBar progress={progressOfCounts(order.counts)} />, width: 220 },
        ]}
      />
    </>
  );
}
