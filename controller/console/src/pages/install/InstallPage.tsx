import { Alert, Button, Card, Descriptions, Form, Input, Result, Space, Steps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useAreas, useTerminals } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { Failure } from '@/components/Failure';
import { Photos } from '@/components/photo/Photos';
import { PageHead } from '@/components/PageHead';
import { repeat } from '@/components/repeat';
import { areaName } from '@/domain/areas';
import { emptyInstallation, placeProblem, type Installation } from '@/domain/install';
import { useI18n } from '@/i18n/context';
import { claimName, claimSymbols } from '@/wire/claim';
import { PlaceStep } from './PlaceStep';
import { Scanner } from './Scanner';
import { useInstall } from './useInstall';

const lookEveryMs = 3_000;

function CodeStep({ code, change, good }: { code: string; change: (code: string) => void; good: boolean }) {
  const { t } = useI18n();
  const wrong = !good && claimSymbols(code) !== null;
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('install.code')} htmlFor="claim-code" validateStatus={wrong ? 'error' : ''} help={wrong ? t('install.badCode') : t('install.codeHint')}>
        <Input id="claim-code" className="code" autoCapitalize="characters" autoComplete="off" spellCheck={false} maxLength={60} value={code} onChange={(event) => change(event.target.value)} />
      </Form.Item>
      <Scanner found={change} />
    </Form>
  );
}

function BindStep({ one }: { one: Installation }) {
  const { t } = useI18n();
  const areas = useAreas().data;
  const { bind, state, error } = useInstall(one);
  const [busy, setBusy] = useState(false);
  const terminals = useTerminals();
  const known = terminals.data?.find((row) => row.terminal === one.terminal);
  const online = known?.state === 'online';
  // Of the place, so as soon as that is known: while the box is still calling, too.
  const photos = state === 'done' && known && <Card size="small" title={t('install.photos')}><Photos terminal={one.terminal} /></Card>;
  const press = (): void => {
    setBusy(true);
    void bind().finally(() => setBusy(false));
  };
  // By a ref: in a large county something is drawn anew all the time, which must not begin the wait again.
  const goOn = useRef<() => Promise<unknown>>(bind);
  goOn.current = state === 'wait' ? bind : terminals.refetch;
  useEffect(() => (state === 'idle' || online ? undefined : repeat(lookEveryMs, () => goOn.current())), [state, online]);
  if (state === 'done' && online) {
    return (
      <div className="grid">
        <Result status="success" title={t('install.online', { terminal: one.terminal })} extra={<Button type="primary" href={hrefOf('terminals', one.terminal)}>{t('install.look')}</Button>} />
        {photos}
      </div>
    );
  }
  const rows: [string, string][] = [
    [t('install.code'), one.code], [t('terminals.id'), one.terminal],
    ...(one.known ? [] : [[t('terminals.name'), one.name], [t('terminals.area'), areaName(areas, one.area)]] as [string, string][]),
    ...(one.position ? [[t('terminals.position'), `${one.position.latitude.toFixed(6)}, ${one.position.longitude.toFixed(6)}`]] as [string, string][] : []),
  ];
  return (
    <div className="grid">
      <Descriptions bordered size="small" column={1} items={rows.map(([label, children]) => ({ key: label, label, children: <span className="words">{children}</span> }))} />
      {one.replaces && <Alert type="warning" showIcon message={t('install.replaceWarning')} />}
      {error !== null && <Failure error={error} />}
      {state === 'wait' && <Alert type="info" showIcon message={t('install.waitsForBox')} />}
      {state === 'done' && <Alert type="info" showIcon message={t('install.bound')} />}
      {photos}
      {state === 'idle' && <Button type="primary" size="large" loading={busy} onClick={press}>{t('install.bind')}</Button>}
    </div>
  );
}

/** For a technician with a phone at the pole: the code, the place, and the proof that the terminal has called. */
export default function InstallPage() {
  const { t } = useI18n();
  const [step, setStep] = useState(0);
  const [one, setOne] = useState<Installation>(emptyInstallation);
  const [good, setGood] = useState(false);
  useEffect(() => {
    let current = true;
    void claimName(one.code).then((name) => current && setGood(name !== null));
    return () => {
      current = false;
    };
  }, [one.code]);
  const change = (part: Partial<Installation>): void => setOne((before) => ({ ...before, ...part }));
  const problem = placeProblem(one);
  const ready = step === 0 ? good : problem === null;
  return (
    <>
      <PageHead title={t('nav.install')} />
      <Card size="small" style={{ maxWidth: 640 }}>
        <Steps size="small" responsive={false} current={step} items={[{ title: t('install.stepCode') }, { title: t('install.stepPlace') }, { title: t('install.stepBind') }]} style={{ marginBottom: 16 }} />
        {step === 0 && <CodeStep code={one.code} change={(code) => change({ code })} good={good} />}
        {step === 1 && <PlaceStep one={one} change={change} />}
        {step === 2 && <BindStep one={one} />}
        <Space style={{ marginTop: 16 }} wrap>
          {step > 0 && <Button onClick={() => setStep(step - 1)}>{t('install.back')}</Button>}
          {step < 2 && <Button type="primary" disabled={!ready} onClick={() => setStep(step + 1)}>{t('install.next')}</Button>}
          {step === 1 && problem && <span className="quiet">{t(problem)}</span>}
        </Space>
      </Card>
    </>
  );
}
