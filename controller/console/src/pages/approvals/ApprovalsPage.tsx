import { Card, Empty } from 'antd';
import { useState } from 'react';
import { useOpenOrders } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { PageHead } from '@/components/PageHead';
import { OrderStateTag } from '@/components/StateTag';
import { waits } from '@/domain/orders';
import { useI18n } from '@/i18n/context';
import { Approval } from './Approval';

export default function ApprovalsPage() {
  const { t, word } = useI18n();
  const orders = useOpenOrders();
  const [open, setOpen] = useState<string | null>(null);
  const waiting = (orders.data ?? []).filter(waits);
  return (
    <>
      <PageHead title={t('nav.approvals')} />
      {orders.isError && <Failure error={orders.error} />}
      {orders.isSuccess && waiting.length === 0 && <Card><Empty description={t('approvals.none')} /></Card>}
      <div className="grid">
        {waiting.map((order) => (
          <Card key={order.digest} size="small" className={order.class === 'exercise' ? 'drill-frame' : ''}>
            <button type="button" className="row-line link-row" aria-expanded={open === order.digest} onClick={() => setOpen(open === order.digest ? null : order.digest)}>
              <LevelTag level={order.level} />
              <strong className="grow">{order.headline || word('class', order.class)}</strong>
              <span>{word('class', order.class)}</span>
              <OrderStateTag state={order.state} />
              <span>{t('orders.addressed', { count: order.addressed })}</span>
              <span className="quiet">{t('approvals.by', { persons: order.persons.join('、') || '–' })} · {t('approvals.missing', { count: order.persons_missing })}</span>
            </button>
            {open === order.digest && <Approval digest={order.digest} done={() => setOpen(null)} />}
          </Card>
        ))}
      </div>
    </>
  );
}
