import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Space } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { OrderDetail, Prepared, PreparedStop, StopTaken, Submitted } from '@/api/models';
import { keys } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { go, hrefOf } from '@/app/route';
import { Failure } from '@/components/Failure';
import { SignPanel } from '@/components/order/SignPanel';
import { notSounded } from '@/domain/outcomes';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { purposeOf } from '@/signing/choose';
import { checkedPayload } from '@/signing/sign';
import { useSigner } from '@/signing/useSigner';
import { readCancel } from '@/wire/stops';
import { payloadTypes } from '@/wire/vocabulary';
import { WireError } from '@/wire/reader';
import { orderOf } from './OrderPage';

const running = (detail: OrderDetail): boolean => detail.state === 'issued' || detail.state === 'running';

/** Prepares, checks that the bytes name this very order, signs, sends. */
function useCancel(detail: OrderDetail) {
  const { signPrepared } = useSigner();
  return async (): Promise<StopTaken> => {
    const prepared = await call<PreparedStop>('POST', 'cancels/prepare', { json: { order: detail.digest } });
    if (readCancel(await checkedPayload(prepared.payload, prepared.digest)).order !== detail.digest) throw new WireError('it names another order');
    const envelope = await signPrepared(payloadTypes.cancel, ['actual', purposeOf(detail.class)], prepared);
    return call<StopTaken>('POST', 'cancels', { json: { envelope } });
  };
}

/** The same sound, only where it has not been heard. */
async function prepareAgain(detail: OrderDetail): Promise<Prepared> {
  const order = orderOf(detail);
  const terminals = [...new Set(notSounded(detail.terminals ?? []).map((row) => row.terminal))];
  return call<Prepared>('POST', 'orders/prepare', {
    json: {
      class: order.orderClass, level: order.level, terminals, items: order.items.map(({ clip }) => ({ clip })), volume_percent: order.volumePercent,
      repetitions: order.repetitions, ...(order.headline && { headline: order.headline }), ...(order.eventCode && { event_code: order.eventCode }),
    },
  });
}

function CancelButton({ detail, failed }: { detail: OrderDetail; failed: (error: unknown) => void }) {
  const { t } = useI18n();
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const cancel = useCancel(detail);
  const ask = (): void => void modal.confirm({
    title: t('orders.cancel'),
    content: t('orders.cancelConfirm'),
    okText: t('orders.cancelSign'),
    okButtonProps: { danger: true },
    onOk: () => cancel()
      .then((taken) => {
        message.success(t('orders.cancelled', { count: taken.sent_to }));
        void queries.invalidateQueries({ queryKey: keys.orders });
        void queries.invalidateQueries({ queryKey: keys.order(detail.digest) });
      })
      .catch(failed),
  });
  return <Button danger type="primary" onClick={ask}>{t('orders.cancel')}</Button>;
}

export function OrderActions({ detail }: { detail: OrderDetail }) {
  const { t } = useI18n();
  const session = useSignedIn();
  const [prepared, setPrepared] = useState<Prepared | null>(null);
  const [error, setError] = useState<unknown>(null);
  const prepare = (ask: () => Promise<Prepared>): void => {
    setError(null);
    ask().then(setPrepared).catch(setError);
  };
  const done = (submitted: Submitted): void => {
    setPrepared(null);
    go('orders', submitted.digest);
  };
  const issued = !['draft', 'submitted', 'returned'].includes(detail.state);
  const mayDispatch = may(session, 'dispatch');
  const silent = notSounded(detail.terminals ?? []).length;
  return (
    <div className="no-print">
      <Space wrap>
        {running(detail) && may(session, 'cancel') && <CancelButton detail={detail} failed={setError} />}
        {issued && mayDispatch && detail.class === 'actual' && (
          <Button onClick={() => prepare(() => call('POST', `orders/${detail.digest}/all-clear/prepare`))}>{t('orders.allClear')}</Button>
        )}
        {running(detail) && mayDispatch && <Button href={`#/dispatch?supersedes=${detail.digest}`}>{t('orders.update')}</Button>}
        {issued && mayDispatch && silent > 0 && <Button onClick={() => prepare(() => prepareAgain(detail))}>{t('orders.again')}</Button>}
        {mayDispatch && !running(detail) && <Button onClick={() => prepare(() => call('POST', `orders/${detail.digest}/refresh`))}>{t('orders.refresh')}</Button>}
        {issued && <Button href={hrefOf('reports', detail.digest)}>{t('orders.report')}</Button>}
        {issued && <Button href={`/api/v1/orders/${detail.digest}/export`} download={`${detail.digest.slice(0, 12)}.json`}>{t('orders.export')}</Button>}
      </Space>
      {error !== null && <Failure error={error} />}
      <Modal open={prepared !== null} onCancel={() => setPrepared(null)} footer={null} width={760} title={t('dispatch.step.sign')} destroyOnHidden>
        {prepared && <SignPanel prepared={prepared} done={done} />}
      </Modal>
    </div>
  );
}
