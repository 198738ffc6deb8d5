import { useQueryClient } from '@tanstack/react-query';
import { Alert, Checkbox, Form, Modal } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { PreparedStop } from '@/api/models/prepare';
import type { StopTaken } from '@/api/models/submit';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { useQuestion } from '@/components/useQuestion';
import { keys, useAreas } from '@/api/queries';
import { areaName, outermost } from '@/domain/areas';
import { useI18n } from '@/i18n/context';
import { checkedPayload } from '@/signing/sign';
import { useSigner } from '@/signing/useSigner';
import { readStopAll, type StopAll } from '@/wire/stops';
import { orderClasses, payloadTypes, type OrderClass } from '@/wire/vocabulary';
import { useSignedIn } from './context';

interface Shown {
  prepared: PreparedStop;
  stop: StopAll;
}

/** The scope that is offered first: the person's own areas, or the county. */
function useOwnAreas(): string[] {
  const session = useSignedIn();
  const areas = useAreas().data;
  const own = session.account?.areas ?? [];
  if (own.length > 0) return own.map((prefix) => prefix.padEnd(12, '0'));
  if (session.county) return [session.county];
  return (areas ?? []).filter((area) => area.parent === null).map((area) => area.code);
}

function StopWords({ shown }: { shown: Shown }) {
  const { t, word } = useI18n();
  const areas = useAreas().data;
  const where = shown.stop.targets.map((target) => (target.kind === 'area' ? areaName(areas, target.code) : target.kind)).join('、');
  return (
    <Alert
      type="warning"
      showIcon
      message={`${where} · ${shown.stop.classes.map((name) => word('class', name)).join('、')}`}
      description={t('stop.words', { orders: shown.prepared.orders.length, count: shown.prepared.addressed_count })}
    />
  );
}

export default function StopAllDialog({ close, done }: { close: () => void; done: (sentTo: number) => void }) {
  const { t, word } = useI18n();
  const { signPrepared } = useSigner();
  const queries = useQueryClient();
  const own = useOwnAreas();
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [classes, setClasses] = useState<OrderClass[]>([...orderClasses]);
  const preparing = useQuestion<Shown>();
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const shown = preparing.answer;
  const error = preparing.error ?? refused;
  const areas = chosen ?? own;

  const prepare = async (): Promise<Shown> => {
    const prepared = await call<PreparedStop>('POST', 'stop-alls/prepare', { json: { areas: outermost(areas), classes, highest_level: 'I' } });
    return { prepared, stop: readStopAll(await checkedPayload(prepared.payload, prepared.digest)) };
  };
  const send = async (prepared: PreparedStop): Promise<void> => {
    const envelope = await signPrepared(payloadTypes.stopAll, ['actual'], prepared);
    const taken = await call<StopTaken>('POST', 'stop-alls', { json: { envelope } });
    void queries.invalidateQueries({ queryKey: keys.orders });
    done(taken.sent_to);
  };
  const act = async (): Promise<void> => {
    setRefused(null);
    if (!shown) return preparing.ask(prepare);
    setSending(true);
    await send(shown.prepared).catch(setRefused);
    setSending(false);
  };
  const change = (how: () => void): void => {
    how();
    preparing.forget();
  };
  return (
    <Modal
      open
      title={t('stop.title')}
      onCancel={close}
      okText={shown ? t('stop.submit') : t('stop.prepare')}
      okButtonProps={{ danger: true, type: 'primary', loading: preparing.busy || sending, disabled: areas.length === 0 || classes.length === 0 }}
      onOk={() => void act()}
    >
      <p>{t('stop.explain')}</p>
      <Form layout="vertical">
        <Form.Item label={t('stop.areas')}>
          <AreaPicker label={t('stop.areas')} value={areas} onChange={(value) => change(() => setChosen(value))} />
        </Form.Item>
        <Form.Item label={t('stop.classes')}>
          <Checkbox.Group
            value={classes}
            onChange={(values) => change(() => setClasses(values as OrderClass[]))}
            options={orderClasses.map((name) => ({ value: name, label: word('class', name) }))}
          />
        </Form.Item>
      </Form>
      {shown && <StopWords shown={shown} />}
      {error !== null && <Failure error={error} />}
    </Modal>
  );
}
