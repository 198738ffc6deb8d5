import { Alert, Button, Collapse, Form, InputNumber, Table } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, idempotent } from '@/api/client';
import type { Prepared } from '@/api/models/prepare';
import type { Submitted } from '@/api/models/submit';
import { keys, useAreas } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { areaName, townshipOf } from '@/domain/areas';
import { useI18n } from '@/i18n/context';
import { warningText } from '@/i18n/notices';
import { purposeOf } from '@/signing/choose';
import { checkedPayload } from '@/signing/sign';
import { useSigner } from '@/signing/useSigner';
import { readOrder, type Order } from '@/wire/order';
import { payloadTypes } from '@/wire/vocabulary';
import { OrderWords } from './OrderWords';

/** The order that the prepared bytes say, once their digest is right; or why it may not be signed. */
export function useReadOrder(prepared: { payload: string; digest: string }): { order: Order | null; error: unknown } {
  const [read, setRead] = useState<{ order: Order | null; error: unknown }>({ order: null, error: null });
  useEffect(() => {
    let current = true;
    checkedPayload(prepared.payload, prepared.digest)
      .then((bytes) => current && setRead({ order: readOrder(bytes), error: null }))
      .catch((error: unknown) => current && setRead({ order: null, error }));
    return () => {
      current = false;
    };
  }, [prepared.payload, prepared.digest]);
  return read;
}

function Notices({ prepared }: { prepared: Prepared }) {
  const { t, word, language } = useI18n();
  return (
    <>
      {prepared.persons_required === 0 && <Alert type="error" showIcon message={t('dispatch.noRule')} />}
      {prepared.persons_required > 1 && <Alert type="info" showIcon message={t('dispatch.personsRequired', { count: prepared.persons_required })} />}
      {prepared.warnings.length > 0 && <Alert type="warning" showIcon message={t('dispatch.warnings')} description={prepared.warnings.map((warning) => <div key={`${warning.code} ${warning.text}`}>{warningText(language, warning)}</div>)} />}
      {prepared.holds.length > 0 && <Alert type="warning" showIcon message={`${t('dispatch.holds')} ${prepared.holds.map((hold) => word('hold', hold)).join('、')}`} />}
    </>
  );
}

function Addressed({ prepared }: { prepared: Prepared }) {
  const { t } = useI18n();
  const areas = useAreas().data;
  const table = (
    <Table
      size="small"
      rowKey="terminal"
      dataSource={prepared.addressed}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t('nav.terminals'), dataIndex: 'name', render: (name: string, row) => name || row.terminal },
        { title: t('dispatch.areas'), dataIndex: 'area', render: (code: string) => areaName(areas, townshipOf(code)) },
      ]}
    />
  );
  return <Collapse items={[{ key: 'list', label: `${t('dispatch.addressed')} (${prepared.addressed_count})`, children: table }]} />;
}

/** One sentence that names class, level, places and number: what the person is about to do. */
function Sentence({ order, count }: { order: Order; count: number }) {
  const { t, word } = useI18n();
  const areas = useAreas().data;
  const where = order.targets.map((target) => (target.kind === 'area' ? areaName(areas, target.code) : target.kind === 'terminal' ? target.id : word('order.shape', target.kind)));
  return (
    <div className="sentence">
      <LevelTag level={order.level} long /> <strong>{word('class', order.orderClass)}</strong>
      <span>{where.slice(0, 4).join('、')}{where.length > 4 ? ` +${where.length - 4}` : ''}</span>
      <strong>{t('dispatch.count', { count })}</strong>
    </div>
  );
}

interface Props {
  prepared: Prepared;
  done: (submitted: Submitted) => void;
}

/** The exact content in words, warnings, the typed number, and the signature over exactly these bytes. */
export function SignPanel({ prepared, done }: Props) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const { signPrepared } = useSigner();
  const { order, error: unreadable } = useReadOrder(prepared);
  const [typed, setTyped] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const confirmed = !prepared.confirm_count || typed === prepared.addressed_count;
  const submit = async (shown: Order): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const envelope = await signPrepared(payloadTypes.order, [purposeOf(shown.orderClass)], prepared);
      const json = { envelope, ...(prepared.confirm_count && { confirmed_count: typed }) };
      const submitted = await call<Submitted>('POST', 'orders', { json, headers: idempotent() });
      void queries.invalidateQueries({ queryKey: keys.orders });
      done(submitted);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  if (unreadable) return <Failure error={unreadable} />;
  if (!order) return null;
  const wrong = typed !== null && typed !== prepared.addressed_count;
  return (
    <div className={`grid${order.orderClass === 'exercise' ? ' drill-frame' : ''}`}>
      <Sentence order={order} count={prepared.addressed_count} />
      <Notices prepared={prepared} />
      <div className="quiet">{t('dispatch.words')}</div>
      <OrderWords order={order} />
      <Addressed prepared={prepared} />
      <div className="quiet code">{t('dispatch.digest')} {prepared.digest}</div>
      {prepared.confirm_count && (
        <Form layout="vertical" component="div">
          <Form.Item label={t('dispatch.confirm', { count: prepared.addressed_count })} htmlFor="confirmed-count" validateStatus={wrong ? 'error' : ''}>
            <InputNumber id="confirmed-count" aria-label={t('dispatch.confirmLabel')} value={typed} onChange={setTyped} min={0} precision={0} style={{ width: 160 }} autoFocus />
          </Form.Item>
        </Form>
      )}
      {error !== null && <Failure error={error} />}
      <Button type="primary" size="large" danger={order.orderClass === 'actual'} loading={busy} disabled={!confirmed || prepared.persons_required === 0} onClick={() => void submit(order)}>
        {order.orderClass === 'exercise' ? t('dispatch.signDrill') : t('dispatch.sign')}
      </Button>
    </div>
  );
}
