import { Card } from 'antd';
import { useOpenOrders } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { LevelTag } from '@/components/LevelTag';
import { OrderStateTag } from '@/components/StateTag';
import { soundingOn, underWay } from '@/domain/orders';
import { useI18n } from '@/i18n/context';

const maxShown = 12;

/** What sounds now, or is on its way. */
export function Playing() {
  const { t, word } = useI18n();
  const orders = underWay(useOpenOrders().data ?? []);
  const more = orders.length - maxShown;
  return (
    <Card size="small" title={t('situation.playing')}>
      {orders.length === 0 && <span className="quiet">{t('situation.nothing')}</span>}
      {orders.slice(0, maxShown).map((order) => (
        <div key={order.digest} className="row-line">
          <LevelTag level={order.level} />
          <a className="grow" href={hrefOf('orders', order.digest)}>{order.headline || word('class', order.class)}</a>
          <OrderStateTag state={order.state} />
          <span>{soundingOn(order) > 0 ? t('situation.sounding', { sounding: soundingOn(order), count: order.addressed }) : t('situation.terminals', { count: order.addressed })}</span>
        </div>
      ))}
      {more > 0 && <a href={hrefOf('orders')}>{t('situation.moreOrders', { count: more })}</a>}
    </Card>
  );
}
