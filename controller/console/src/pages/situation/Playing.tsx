import { Card } from 'antd';
import { useOrders } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { LevelTag } from '@/components/LevelTag';
import { OrderStateTag } from '@/components/StateTag';
import { useI18n } from '@/i18n/context';

/** What sounds now, or is on its way. */
export function Playing() {
  const { t, word } = useI18n();
  const orders = (useOrders().data ?? []).filter((order) => order.state === 'running' || order.state === 'issued');
  return (
    <Card size="small" title={t('situation.playing')}>
      {orders.length === 0 && <span className="quiet">{t('situation.nothing')}</span>}
      {orders.slice(0, 12).map((order) => (
        <div key={order.digest} className="row-line">
          <LevelTag level={order.level} />
          <a className="grow" href={hrefOf('orders', order.digest)}>{order.headline || word('class', order.class)}</a>
          <OrderStateTag state={order.state} />
          <span>{t('situation.terminals', { count: order.addressed })}</span>
        </div>
      ))}
    </Card>
  );
}
