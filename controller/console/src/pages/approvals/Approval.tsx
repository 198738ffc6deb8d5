import { Alert, App, Button, Form, Input, InputNumber, Space } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call, idempotent } from '@/api/client';
import type { OrderDetail } from '@/api/models/orders';
import type { Submitted } from '@/api/models/submit';
import { keys, useAreas, useBoundaries, useOrder, useTerminals } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { Map } from '@/components/map/Map';
import { OrderWords } from '@/components/order/OrderWords';
import { useReadOrder } from '@/components/order/SignPanel';
import { Waiting } from '@/components/Waiting';
import type { Shape } from '@/domain/geo';
import { useI18n } from '@/i18n/context';
import { purposeOf } from '@/signing/choose';
import { useSigner } from '@/signing/useSigner';
import { fromBase64, toBase64 } from '@/wire/bytes';
import { readEnvelope } from '@/wire/envelope';
import type { Order } from '@/wire/order';
import { payloadTypes } from '@/wire/vocabulary';
import { Difference } from './Difference';

const shapesOf = (order: Order): Shape[] => order.targets.flatMap((target): Shape[] => (target.kind === 'polygon' || target.kind === 'circle' ? [target] : []));

function Where({ detail, order }: { detail: OrderDetail; order: Order }) {
  const { t } = useI18n();
  const boundaries = useBoundaries().data;
  const all = useTerminals().data;
  const addressed = useMemo(() => {
    const ids = new Set((detail.addressed_terminals ?? []).map((one) => one.terminal));
    return (all ?? []).filter((one) => ids.has(one.terminal));
  }, [all, detail.addressed_terminals]);
  const shapes = useMemo(() => shapesOf(order), [order]);
  return <Map label={t('map.label')} terminals={addressed} boundaries={boundaries} shapes={shapes} height={300} />;
}

function Return({ digest, done }: { digest: string; done: () => void }) {
  const { t } = useI18n();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const send = (): void => {
    call('POST', `orders/${digest}/return`, { json: { reason: reason.trim() } }).then(done).catch(setError);
  };
  return (
    <>
      <Space.Compact style={{ width: '100%' }}>
        <Input aria-label={t('approvals.reason')} placeholder={t('approvals.reason')} value={reason} maxLength={150} onChange={(event) => setReason(event.target.value)} />
        <Button danger disabled={reason.trim() === ''} onClick={send}>{t('approvals.return')}</Button>
      </Space.Compact>
      {error !== null && <Failure error={error} />}
    </>
  );
}

function useApprove(detail: OrderDetail, order: Order | null, payload: string) {
  const { signPrepared } = useSigner();
  return async (count: number | null): Promise<Submitted> => {
    if (!order) throw new Error('not read');
    const envelope = await signPrepared(payloadTypes.order, [purposeOf(order.orderClass)], { payload, digest: detail.digest });
    const json = { envelope, ...(count !== null && { confirmed_count: count }) };
    return call<Submitted>('POST', 'orders', { json, headers: idempotent() });
  };
}

function ApprovalBody({ detail, done }: { detail: OrderDetail; done: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const payload = useMemo(() => toBase64(readEnvelope(fromBase64(detail.envelope)).payload), [detail.envelope]);
  const { order, error: unreadable } = useReadOrder({ payload, digest: detail.digest });
  const approve = useApprove(detail, order, payload);
  const [typed, setTyped] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  if (unreadable) return <Failure error={unreadable} />;
  if (!order) return <Waiting />;
  const mustConfirm = detail.confirm_count || order.orderClass !== 'routine';
  const finished = (text: string): void => {
    void queries.invalidateQueries({ queryKey: keys.orders });
    message.success(text, 5);
    done();
  };
  const sign = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const submitted = await approve(mustConfirm ? typed : null);
      finished(submitted.state === 'issued' ? t('approvals.approved') : t('approvals.more'));
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <div className="grid" style={{ marginTop: 12 }}>
      <Alert type="info" showIcon message={t('approvals.listen')} />
      <OrderWords order={order} clips={detail.clips} />
      {order.supersedes && <Difference order={order} former={order.supersedes} />}
      <Where detail={detail} order={order} />
      {mustConfirm && (
        <Form layout="vertical" component="div">
          <Form.Item label={t('dispatch.confirm', { count: detail.addressed })} htmlFor="approved-count" validateStatus={typed !== null && typed !== detail.addressed ? 'error' : ''}>
            <InputNumber id="approved-count" aria-label={t('dispatch.confirmLabel')} value={typed} onChange={setTyped} min={0} precision={0} style={{ width: 160 }} />
          </Form.Item>
        </Form>
      )}
      {error !== null && <Failure error={error} />}
      <Button type="primary" size="large" loading={busy} disabled={mustConfirm && typed !== detail.addressed} onClick={() => void sign()}>{t('approvals.approve')}</Button>
      <Return digest={detail.digest} done={() => finished(t('approvals.returned'))} />
    </div>
  );
}

export function Approval({ digest, done }: { digest: string; done: () => void }) {
  const query = useOrder(digest);
  useAreas();
  if (query.isPending) return <Waiting />;
  if (query.isError && !query.data) return <Failure error={query.error} />;
  return <ApprovalBody detail={query.data} done={done} />;
}
