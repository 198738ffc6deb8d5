import { Alert, Card, Tabs } from 'antd';
import { useMemo } from 'react';
import type { OrderDetail } from '@/api/models/orders';
import { useOrder } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { OrderWords } from '@/components/order/OrderWords';
import { ResultBar } from '@/components/order/ResultBar';
import { PageHead } from '@/components/PageHead';
import { OrderStateTag } from '@/components/StateTag';
import { Waiting } from '@/components/Waiting';
import { progressOfCounts } from '@/domain/outcomes';
import { plain } from '@/domain/plain';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { reasonText } from '@/i18n/notices';
import { fromBase64 } from '@/wire/bytes';
import { readEnvelope } from '@/wire/envelope';
import { readOrder, type Order } from '@/wire/order';
import { NotSounded } from './NotSounded';
import { OrderActions } from './OrderActions';
import { TerminalTable } from './TerminalTable';
import { Townships } from './Townships';

export function orderOf(detail: OrderDetail): Order {
  return readOrder(readEnvelope(fromBase64(detail.envelope)).payload);
}

function Signed({ detail }: { detail: OrderDetail }) {
  const read = useMemo((): { order?: Order; error?: unknown } => {
    try {
      return { order: orderOf(detail) };
    } catch (error) {
      return { error };
    }
  }, [detail.envelope]); // eslint-disable-line react-hooks/exhaustive-deps
  return read.order ? <OrderWords order={read.order} clips={detail.clips} /> : <Failure error={read.error} />;
}

/** Why it waits or ended, and the orders before and after it. */
function Why({ detail }: { detail: OrderDetail }) {
  const { t, language } = useI18n();
  const { reason, superseded_by: newer, supersedes: older } = detail;
  if (!reason && !newer && !older) return null;
  return (
    <Alert type="info" showIcon style={{ margin: '8px 0' }} message={(
      <div className="inline">
        {reason && <span className="words">{t('orders.reason')}: {reasonText(language, reason)}</span>}
        {newer && <a href={hrefOf('orders', newer)}>{t('orders.newer')}</a>}
        {older && <a href={hrefOf('orders', older)}>{t('orders.older')}</a>}
      </div>
    )} />
  );
}

export function OrderPage({ digest }: { digest: string }) {
  const { t, word } = useI18n();
  const query = useOrder(digest, 2_000);
  if (query.isPending) return <Waiting />;
  // What is known stays, and with it a dialog that is open, when asking again fails once.
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const detail = query.data;
  const terminals = detail.terminals ?? [];
  return (
    <div className={detail.class === 'exercise' ? 'drill-frame' : undefined}>
      <PageHead title={<span className="words">{detail.headline || word('class', detail.class)}</span>}>
        <LevelTag level={detail.level} long />
        <span>{word('class', detail.class)}</span>
        <OrderStateTag state={detail.state} />
      </PageHead>
      <OrderActions detail={detail} />
      <Why detail={detail} />
      <Card size="small" style={{ margin: '12px 0' }}>
        <ResultBar progress={progressOfCounts(detail.counts)} />
        <div className="quiet">
          {t('orders.addressed', { count: detail.addressed })} · {t('orders.issuedAt')} {timeText(detail.issued_at_us)} · {t('orders.persons')} {plain(detail.persons.join('、')) || '–'}
        </div>
      </Card>
      <Tabs
        items={[
          { key: 'silent', label: t('orders.notSounded'), children: <NotSounded detail={detail} /> },
          { key: 'townships', label: t('orders.progress'), children: <Townships terminals={terminals} /> },
          { key: 'terminals', label: t('orders.byTerminal'), children: <TerminalTable terminals={terminals} /> },
          { key: 'content', label: t('orders.content'), children: <Signed detail={detail} /> },
        ]}
      />
    </div>
  );
}
