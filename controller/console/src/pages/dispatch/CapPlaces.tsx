import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal, Select, Space, Upload } from 'antd';
import { useState } from 'react';
import { ApiError, call, get } from '@/api/client';
import { orderOf } from '@/api/lists';
import { useAreas } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { areaName } from '@/domain/areas';
import { capName, maxCapBytes, placesOf, placesOfOrder, withPlaces, type CapAreas, type CapMessage, type Places } from '@/domain/cap';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

interface Found {
  title: string;
  places: Places;
}

/** A refusal of the reader has a code of its own, which docs/cap.md explains. */
function CapFailure({ error }: { error: unknown }) {
  const { t } = useI18n();
  if (!(error instanceof ApiError) || error.code !== 'cap.refused') return <Failure error={error} />;
  return <Alert type="error" showIcon message={t('cap.refused', { reason: String(error.extra.reason ?? '') })} description={error.detail} style={{ margin: '8px 0' }} />;
}

/** The newest of those that became an order: what was refused or ignored does not push them out. */
async function receivedWithPlaces(signal: AbortSignal): Promise<CapMessage[]> {
  const parts = await Promise.all(['issued', 'held'].map((decision) => get<{ messages: CapMessage[] }>('cap', { limit: 200, decision }, signal)));
  return withPlaces(parts.flatMap((part) => part.messages)).sort((a, b) => b.received_at_us - a.received_at_us);
}

function Received({ take }: { take: (message: CapMessage) => void }) {
  const { t, word } = useI18n();
  const query = useQuery({ queryKey: ['cap'], queryFn: ({ signal }) => receivedWithPlaces(signal), retry: false });
  const messages = query.data ?? [];
  return (
    <Form.Item label={t('cap.received')} htmlFor="cap-received" extra={query.isSuccess && messages.length === 0 ? t('cap.noneReceived') : undefined}>
      {query.isError && <Failure error={query.error} />}
      <Select
        id="cap-received"
        showSearch
        optionFilterProp="label"
        loading={query.isPending}
        disabled={messages.length === 0}
        placeholder={t('cap.choose')}
        onChange={(order: string) => take(messages.find((message) => message.order === order)!)}
        options={messages.map((message) => ({ value: message.order!, label: `${timeText(message.received_at_us, false)} ${capName(message.identifier)}（${word('cap.decision', message.decision)}）` }))}
      />
    </Form.Item>
  );
}

function Preview({ found }: { found: Found }) {
  const { t } = useI18n();
  const areas = useAreas().data;
  const { places } = found;
  return (
    <Alert
      type="info"
      data-testid="cap-places"
      message={found.title}
      description={
        <>
          <p>{places.areas.map((code) => `${areaName(areas, code)}（${code}）`).join('、') || t('cap.noAreas')}</p>
          <p>{t('cap.others', { shapes: places.shapes.length, terminals: places.terminals.length })}</p>
          <p className="quiet">{t('cap.replaces')}</p>
        </>
      }
    />
  );
}

function Dialog({ use, close }: { use: (places: Places) => void; close: () => void }) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<unknown>(null);
  const ask = (find: () => Promise<Found>): void => {
    setError(null);
    setFound(null);
    find().then(setFound).catch(setError);
  };
  const read = (body: Blob): void => ask(async () => {
    if (body.size > maxCapBytes) throw new ApiError(413, 'body.too_large', '', '', {});
    const areas = await call<CapAreas>('POST', 'cap/areas', { body, headers: { 'Content-Type': 'application/cap+xml' } });
    return { title: areas.headline || capName(areas.identifier), places: placesOf(areas) };
  });
  const take = (message: CapMessage): void => ask(async () => {
    const order = await orderOf(message.order!);
    return { title: order.headline || capName(message.identifier), places: placesOfOrder(order) };
  });
  return (
    <Modal open title={t('cap.places')} onCancel={close} okText={t('cap.use')} okButtonProps={{ disabled: !found, autoInsertSpace: false }} onOk={() => { use(found!.places); close(); }} width={640}>
      <Form layout="vertical" component="div">
        <Received take={take} />
        <Form.Item label={t('cap.text')} htmlFor="cap-text">
          <Input.TextArea id="cap-text" rows={5} value={text} maxLength={maxCapBytes} spellCheck={false} onChange={(event) => setText(event.target.value)} />
        </Form.Item>
        <Space wrap style={{ marginBottom: 12 }}>
          <Button autoInsertSpace={false} disabled={text.trim() === ''} onClick={() => read(new Blob([text.trim()]))}>{t('cap.read')}</Button>
          <Upload accept=".xml,.cap,application/cap+xml,application/xml" showUploadList={false} beforeUpload={(file: File) => { read(file); return false; }}>
            <Button>{t('cap.file')}</Button>
          </Upload>
        </Space>
        {error !== null && <CapFailure error={error} />}
        {found && <Preview found={found} />}
      </Form>
    </Modal>
  );
}

/** The places of a warning that came from elsewhere, in the place of choosing them by hand. */
export function CapPlaces({ use }: { use: (places: Places) => void }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('cap.places')}</Button>
      {open && <Dialog use={use} close={() => setOpen(false)} />}
    </>
  );
}
