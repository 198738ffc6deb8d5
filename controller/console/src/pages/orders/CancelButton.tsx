import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Modal } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { OrderDetail } from '@/api/models/orders';
import type { PreparedStop } from '@/api/models/prepare';
import type { StopTaken } from '@/api/models/submit';
import { keys } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { Waiting } from '@/components/Waiting';
import { useI18n } from '@/i18n/context';
import { stoppedBy } from '@/signing/cancel';
import { purposeOf } from '@/signing/choose';
import { useSigner } from '@/signing/useSigner';
import type { Order } from '@/wire/order';
import { payloadTypes } from '@/wire/vocabulary';

interface Shown {
  prepared: PreparedStop;
  order: Order;
}

async function prepareCancel(detail: OrderDetail): Promise<Shown> {
  const prepared = await call<PreparedStop>('POST', 'cancels/prepare', { json: { order: detail.digest } });
  return { prepared, order: await stoppedBy(prepared, detail) };
}

function CancelWords({ shown: { prepared, order } }: { shown: Shown }) {
  const { t, word } = useI18n();
  return (
    <Alert
      type="warning"
      showIcon
      message={<><strong>{word('class', order.orderClass)}</strong> <LevelTag level={order.level} /> <span className="words">{order.headline || '–'}</span></>}
      description={<>{t('orders.cancelWords', { count: prepared.addressed_count })} <span className="quiet code">{prepared.orders[0]?.slice(0, 16)}</span></>}
    />
  );
}

/** What will be stopped, in words from the bytes; then the signature over exactly these bytes. */
function CancelDialog({ detail, close }: { detail: OrderDetail; close: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { signPrepared } = useSigner();
  const shown = useQuery({ queryKey: ['cancel', detail.digest], queryFn: () => prepareCancel(detail), retry: false, gcTime: 0, staleTime: Infinity });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const sign = async ({ prepared, order }: Shown): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const envelope = await signPrepared(payloadTypes.cancel, ['actual', purposeOf(order.orderClass)], prepared);
      const taken = await call<StopTaken>('POST', 'cancels', { json: { envelope } });
      message.success(t('orders.cancelled', { count: taken.sent_to }));
      void queries.invalidateQueries({ queryKey: keys.orders });
      void queries.invalidateQueries({ queryKey: keys.order(detail.digest) });
      close();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('orders.cancel')}
      onCancel={close}
      okText={t('orders.cancelSign')}
      okButtonProps={{ danger: true, loading: busy, disabled: !shown.data }}
      onOk={() => shown.data && void sign(shown.data)}
    >
      <p>{t('orders.cancelConfirm')}</p>
      <div style={{ minHeight: 88 }}>
        {shown.isPending && <Waiting />}
        {shown.isError && <Failure error={shown.error} retry={() => void shown.refetch()} />}
        {shown.data && <CancelWords shown={shown.data} />}
      </div>
      {error !== null && <Failure error={error} />}
    </Modal>
  );
}

export function CancelButton({ detail }: { detail: OrderDetail }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button danger type="primary" onClick={() => setOpen(true)}>{t('orders.cancel')}</Button>
      {open && <CancelDialog detail={detail} close={() => setOpen(false)} />}
    </>
  );
}
