import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Popconfirm, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import { useTrustList } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { Failure } from '@/components/Failure';
import { usePhone } from '@/components/usePhone';
import { standingOf } from '@/domain/keys';
import { nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { makeKey, publicKeyPem, purposes, removeKey, type BrowserKey, type Purpose } from '@/signing/keystore';
import { useHeldKeys } from '@/signing/useHeldKeys';
import { toBase64 } from '@/wire/bytes';
import { download } from '@/components/download';
import { PasswordDialog } from './PasswordAgain';

const groups = (keyId: string): string => (keyId.match(/.{4}/g) ?? []).join(' ');

function KeyState({ browserKey }: { browserKey: BrowserKey }) {
  const { t, word } = useI18n();
  const trust = useTrustList().data;
  if (!trust) return null;
  const issuer = trust.issuers.find((one) => one.keyId === browserKey.keyId);
  if (!issuer) return <Tag color="warning">{t('account.keyUnlisted')}</Tag>;
  const standing = standingOf(issuer, nowUs());
  if (standing !== 'valid') return <Tag color="error">{t(standing === 'over' ? 'people.keyOver' : 'people.keyEarly')} · {timeText(standing === 'over' ? issuer.validUntilUs : issuer.validFromUs, false)}</Tag>;
  return <Tag color="success">{t('account.keyListed', { person: issuer.person, level: issuer.highestLevel ? word('levelShort', issuer.highestLevel) : '–' })} · {t('people.until')} {timeText(issuer.validUntilUs, false)}</Tag>;
}

interface Row {
  purpose: Purpose;
  key?: BrowserKey;
}

/** The keys of this browser: made here, shown by their fingerprints, handed over for the root ceremony. */
export function Keys() {
  const { t, word } = useI18n();
  const session = useSignedIn();
  const account = session.account?.name ?? '';
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [asking, setAsking] = useState(false);
  const held = useHeldKeys();
  const act = (change: () => Promise<unknown>): void => {
    setError(null);
    change().catch(setError).finally(() => void queries.invalidateQueries({ queryKey: ['browser-keys'] }));
  };
  // The account shows the key of actual alerts; the others reach the root keepers as files.
  const register = async (password: string): Promise<void> => {
    const key = await makeKey(account, 'actual');
    try {
      await call('PUT', 'account/key', { json: { spki: toBase64(key.spki), password } });
    } catch (problem) {
      await removeKey(account, 'actual');
      throw problem;
    }
    await queries.invalidateQueries({ queryKey: ['browser-keys'] });
  };
  const make = (purpose: Purpose) => (purpose === 'actual' ? setAsking(true) : act(() => makeKey(account, purpose)));
  const rows = purposes.map((purpose): Row => ({ purpose, key: held.data?.find((one) => one.purpose === purpose) }));
  const phone = usePhone();
  const fingerprint = ({ purpose, key }: Row) => <span className="code" data-testid={`fingerprint-${purpose}`}>{key ? groups(key.keyId) : '–'}</span>;
  const does = ({ purpose, key }: Row) => (key ? (
    <Space wrap>
      <Button size="small" onClick={() => download(`${account}-${purpose}.pem`, publicKeyPem(key.spki), 'application/x-pem-file')}>{t('account.keyPem')}</Button>
      <Popconfirm title={t('account.keyRemove')} description={t('account.keyRemoveAsk')} onConfirm={() => act(() => removeKey(account, purpose))}>
        <Button size="small" danger>{t('account.keyRemove')}</Button>
      </Popconfirm>
    </Space>
  ) : <Button size="small" data-testid={`make-${purpose}`} onClick={() => make(purpose)}>{t('account.keyMake')}</Button>);
  const stacked = (row: Row) => (
    <div className="stacked">
      <strong>{word('purpose', row.purpose)}</strong>
      {fingerprint(row)}
      {row.key && <div><KeyState browserKey={row.key} /></div>}
      <div>{does(row)}</div>
    </div>
  );
  return (
    <Card title={t('account.keys')} size="small">
      <Alert type="info" showIcon message={t('account.keysHint')} style={{ marginBottom: 12 }} />
      {!session.deployment && <Alert type="error" showIcon message={t('account.noDeployment')} />}
      {error !== null && <Failure error={error} />}
      {asking && <PasswordDialog title={t('account.keyMake')} label={t('account.keyMake')} act={register} close={() => setAsking(false)} />}
      <Table
        size="small"
        rowKey="purpose"
        dataSource={rows}
        pagination={false}
        scroll={phone ? undefined : { x: 720 }}
        columns={phone ? [{ title: t('account.purpose'), render: (_, row) => stacked(row) }] : [
          { title: t('account.purpose'), render: (_, row) => word('purpose', row.purpose) },
          { title: t('account.fingerprint'), render: (_, row) => fingerprint(row) },
          { title: t('account.state'), render: (_, row) => row.key && <KeyState browserKey={row.key} /> },
          { title: '', render: (_, row) => does(row) },
        ]}
      />
    </Card>
  );
}
