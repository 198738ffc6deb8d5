import { Alert, Button, Modal, Space } from 'antd';
import { useMemo, useState } from 'react';
import { call } from '@/api/client';
import { allTerminals } from '@/api/lists';
import type { OrderDetail } from '@/api/models/orders';
import type { Prepared } from '@/api/models/prepare';
import type { Submitted } from '@/api/models/submit';
import { useSignedIn } from '@/app/context';
import { go, hrefOf } from '@/app/route';
import { Failure } from '@/components/Failure';
import { SignPanel } from '@/components/order/SignPanel';
import { notSounded } from '@/domain/outcomes';
import { may } from '@/domain/permissions';
import { alsoHear, maxTargets, secondFor, secondRequest, type Second } from '@/domain/second';
import { useI18n } from '@/i18n/context';
import type { Order } from '@/wire/order';
import { CancelButton } from './CancelButton';
import { orderOf } from './OrderPage';

const running = (detail: OrderDetail): boolean => detail.state === 'issued' || detail.state === 'running';

interface Shown {
  prepared: Prepared;
  /** With a second order for those that were silent. */
  second?: Second;
}

/** Whom the second order reaches and why: what a list of 256 targets could not say itself. */
function SecondWords({ second, prepared }: { second: Second; prepared: Prepared }) {
  const { t } = useI18n();
  const also = alsoHear(second, prepared.addressed);
  const count = second.silent.length;
  return (
    <Alert
      type={also > 0 ? 'warning' : 'info'}
      showIcon
      style={{ marginBottom: 12 }}
      message={t(`orders.again.${second.kind}`, { count, areas: second.areas.length, terminals: second.terminals.length, most: maxTargets })}
      description={t('orders.again.also', { reached: prepared.addressed_count, count: also })}
    />
  );
}

/** The same sound, where it has not been heard. */
function SecondButton({ detail, prepare }: { detail: OrderDetail; prepare: (ask: () => Promise<Shown>) => void }) {
  const { t } = useI18n();
  const own = useSignedIn().account?.areas ?? [];
  const ask = async (): Promise<Shown> => {
    const second = secondFor(detail.terminals ?? [], await allTerminals(), own);
    return { second, prepared: await call<Prepared>('POST', 'orders/prepare', { json: secondRequest(orderOf(detail), second) }) };
  };
  const read = useMemo(() => readable(detail), [detail.envelope]); // eslint-disable-line react-hooks/exhaustive-deps
  return (
    <>
      <Button disabled={!read || read.live !== null} onClick={() => prepare(ask)}>{t('orders.again')}</Button>
      {read?.live && <span className="quiet">{t('orders.again.live')}</span>}
    </>
  );
}

function readable(detail: OrderDetail): Order | null {
  try {
    return orderOf(detail);
  } catch {
    return null;
  }
}

export function OrderActions({ detail }: { detail: OrderDetail }) {
  const { t } = useI18n();
  const session = useSignedIn();
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<unknown>(null);
  const prepare = (ask: () => Promise<Shown>): void => {
    setError(null);
    ask().then(setShown).catch(setError);
  };
  const prepareAt = (path: string): void => prepare(async () => ({ prepared: await call<Prepared>('POST', `orders/${detail.digest}/${path}`) }));
  const done = (submitted: Submitted): void => {
    setShown(null);
    go('orders', submitted.digest);
  };
  const issued = !['draft', 'submitted', 'returned'].includes(detail.state);
  const mayDispatch = may(session, 'dispatch');
  const silent = notSounded(detail.terminals ?? []).length;
  return (
    <div className="no-print">
      <Space wrap>
        {running(detail) && may(session, 'cancel') && <CancelButton detail={detail} />}
        {issued && mayDispatch && detail.class === 'actual' && (
          <Button onClick={() => prepareAt('all-clear/prepare')}>{t('orders.allClear')}</Button>
        )}
        {running(detail) && mayDispatch && <Button href={`#/dispatch?supersedes=${detail.digest}`}>{t('orders.update')}</Button>}
        {issued && mayDispatch && silent > 0 && <SecondButton detail={detail} prepare={prepare} />}
        {mayDispatch && !running(detail) && <Button onClick={() => prepareAt('refresh')}>{t('orders.refresh')}</Button>}
        {issued && <Button href={hrefOf('reports', detail.digest)}>{t('orders.report')}</Button>}
        {issued && may(session, 'exportOrder') && <Button href={`/api/v1/orders/${detail.digest}/export`} download={`${detail.digest.slice(0, 12)}.json`}>{t('orders.export')}</Button>}
      </Space>
      {error !== null && <Failure error={error} />}
      <Modal open={shown !== null} onCancel={() => setShown(null)} footer={null} width={760} title={t('dispatch.step.sign')} destroyOnHidden>
        {shown?.second && <SecondWords second={shown.second} prepared={shown.prepared} />}
        {shown && <SignPanel prepared={shown.prepared} done={done} />}
      </Modal>
    </div>
  );
}
