import { Alert, Button, Checkbox, Form, Input, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useBoundaries, useTerminals } from '@/api/queries';
import { AreaPicker } from '@/components/AreaPicker';
import { Map } from '@/components/map/Map';
import { goodTerminalId, type Installation } from '@/domain/install';
import { nameProblem } from '@/domain/names';
import { useI18n } from '@/i18n/context';

const nobody: never[] = [];

interface Props {
  one: Installation;
  change: (part: Partial<Installation>) => void;
}

function Survey({ one, change }: Props) {
  const { t } = useI18n();
  const boundaries = useBoundaries().data;
  const [failed, setFailed] = useState(false);
  const draft = useMemo(() => (one.position ? [one.position] : []), [one.position]);
  const locate = (): void => navigator.geolocation.getCurrentPosition(
    ({ coords }) => { setFailed(false); change({ position: { latitude: coords.latitude, longitude: coords.longitude } }); },
    () => setFailed(true),
    { enableHighAccuracy: true, timeout: 20_000 },
  );
  const badId = one.terminal !== '' && !goodTerminalId(one.terminal);
  const badName = one.name !== '' ? nameProblem(one.name) : null;
  return (
    <>
      <Form.Item label={t('terminals.id')} htmlFor="install-id" validateStatus={badId ? 'error' : ''} help={badId ? t('install.badId') : undefined}><Input id="install-id" maxLength={32} value={one.terminal} onChange={(event) => change({ terminal: event.target.value.trim() })} /></Form.Item>
      <Form.Item label={t('terminals.name')} htmlFor="install-name" validateStatus={badName ? 'error' : ''} help={badName ? t(badName) : undefined}><Input id="install-name" maxLength={200} value={one.name} onChange={(event) => change({ name: event.target.value })} /></Form.Item>
      <Form.Item label={t('terminals.area')}><AreaPicker label={t('terminals.area')} single value={one.area ? [one.area] : []} onChange={([area]) => change({ area: area ?? '' })} /></Form.Item>
      <Form.Item label={t('terminals.position')} help={one.position ? `${one.position.latitude.toFixed(6)}, ${one.position.longitude.toFixed(6)}` : t('install.positionHint')}>
        {'geolocation' in navigator && <Button onClick={locate}>{t('install.locate')}</Button>}
      </Form.Item>
      {failed && <Alert type="warning" showIcon message={t('install.notLocated')} />}
      <Map label={t('terminals.position')} terminals={nobody} boundaries={boundaries} draft={draft} onPoint={(position) => change({ position })} height={280} />
    </>
  );
}

/** Which place: one that is signed already, or one that is surveyed here and now. */
export function PlaceStep({ one, change }: Props) {
  const { t } = useI18n();
  const terminals = useTerminals().data ?? [];
  return (
    <Form layout="vertical" component="div">
      <Segmented<string>
        block
        value={one.known ? 'known' : 'new'}
        onChange={(choice) => change({ known: choice === 'known', terminal: '', replaces: false })}
        options={[{ value: 'known', label: t('install.known') }, { value: 'new', label: t('install.survey') }]}
        style={{ marginBottom: 16 }}
      />
      {one.known ? (
        <>
          <Form.Item label={t('nav.terminals')} htmlFor="install-terminal">
            <Select id="install-terminal" showSearch optionFilterProp="label" value={one.terminal || undefined} onChange={(terminal: string) => change({ terminal })} options={terminals.map((row) => ({ value: row.terminal, label: `${row.name} ${row.terminal}` }))} />
          </Form.Item>
          <Checkbox checked={one.replaces} onChange={(event) => change({ replaces: event.target.checked })}>{t('install.replaces')}</Checkbox>
        </>
      ) : <Survey one={one} change={change} />}
    </Form>
  );
}
