import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, Form, Input, QRCode, Tag } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import { keys } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { Failure } from '@/components/Failure';
import { useI18n } from '@/i18n/context';
import { PasswordAgain } from './PasswordAgain';

interface Offer {
  secret: string;
  uri: string;
}

function Confirm({ offer, send }: { offer: Offer; send: (code: string) => void }) {
  const { t } = useI18n();
  return (
    <div className="grid">
      <div>{t('account.totpScan')}</div>
      <QRCode value={offer.uri} type="svg" />
      <div className="code">{offer.secret}</div>
      <Form layout="inline" onFinish={(fields: { code: string }) => send(fields.code)}>
        <Form.Item name="code" label={t('signIn.code')} rules={[{ required: true, pattern: /^\d{6}$/, message: t('signIn.code') }]}>
          <Input inputMode="numeric" maxLength={6} autoComplete="one-time-code" style={{ width: 120 }} />
        </Form.Item>
        <Button htmlType="submit" type="primary">{t('account.totpConfirm')}</Button>
      </Form>
    </div>
  );
}

export function Totp() {
  const { t } = useI18n();
  const account = useSignedIn().account;
  const queries = useQueryClient();
  const [offer, setOffer] = useState<Offer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const act = (change: () => Promise<void>): void => {
    setError(null);
    change().catch(setError);
  };
  const refresh = async (): Promise<void> => {
    setOffer(null);
    await queries.invalidateQueries({ queryKey: keys.session });
  };
  const begin = (password: string) => act(async () => setOffer(await call<Offer>('POST', 'account/totp', { json: { password } })));
  const confirm = (code: string) => act(async () => call('POST', 'account/totp/confirm', { json: { code } }).then(refresh));
  const remove = (password: string) => act(async () => call('DELETE', 'account/totp', { json: { password } }).then(refresh));
  return (
    <Card size="small" title={t('account.totp')} extra={<Tag color={account?.totp ? 'success' : 'default'}>{t(account?.totp ? 'account.totpOn' : 'account.totpOff')}</Tag>}>
      {!account?.totp && !offer && <PasswordAgain label={t('account.totpBegin')} send={begin} />}
      {offer && <Confirm offer={offer} send={confirm} />}
      {account?.totp && <PasswordAgain label={t('account.totpRemove')} danger send={remove} />}
      {error !== null && <Failure error={error} />}
    </Card>
  );
}
