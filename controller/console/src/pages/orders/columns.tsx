import type { TableColumnsType } from 'antd';
import type { OrderSummary } from '@/api/models/orders';
import { hrefOf } from '@/app/route';
import { LevelTag } from '@/components/LevelTag';
import { ResultBar } from '@/components/order/ResultBar';
import { OrderStateTag } from '@/components/StateTag';
import { usePhone } from '@/components/usePhone';
import { progressOfCounts } from '@/domain/outcomes';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const issuedText = (order: OrderSummary): string => timeText(Date.parse(order.issued_at) * 1000);

function Headline({ order }: { order: OrderSummary }) {
  const { word } = useI18n();
  return <a className="words" href={hrefOf('orders', order.digest)}>{order.headline || word('class', order.class)}</a>;
}

/** On a phone: the whole row, below one another. */
function Stacked({ order }: { order: OrderSummary }) {
  const { word } = useI18n();
  return (
    <div className="stacked">
      <Headline order={order} />
      <div className="inline"><LevelTag level={order.level} /><OrderStateTag state={order.state} /><span>{word('class', order.class)}</span></div>
      <span className="number quiet">{issuedText(order)}</span>
      <ResultBar progress={progressOfCounts(order.counts)} />
    </div>
  );
}

/** A key is what the controller sorts by. */
export function useOrderColumns(): TableColumnsType<OrderSummary> {
  const { t, word } = useI18n();
  const issued = { title: t('orders.issuedAt'), key: 'submitted_at_us', sorter: true };
  if (usePhone()) return [{ ...issued, render: (_, order) => <Stacked order={order} /> }];
  return [
    { title: t('dispatch.level'), key: 'level', sorter: true, render: (_, order) => <LevelTag level={order.level} />, width: 110 },
    { title: t('dispatch.headline'), key: 'headline', sorter: true, render: (_, order) => <Headline order={order} /> },
    { title: t('dispatch.class'), key: 'class', sorter: true, render: (_, order) => word('class', order.class), width: 110 },
    { ...issued, render: (_, order) => <span className="number">{issuedText(order)}</span>, width: 180 },
    { title: t('orders.state'), key: 'state', sorter: true, render: (_, order) => <OrderStateTag state={order.state} />, width: 110 },
    { title: t('orders.result'), key: 'addressed', sorter: true, render: (_, order) => <ResultBar progress={progressOfCounts(order.counts)} />, width: 220 },
  ];
}
