import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import { go } from '@/app/route';
import { Failure } from '@/components/Failure';
import { useI18n } from '@/i18n/context';
import { EntryFrame } from './EntryFrame';

interface Fields {
  name?: string;
  display_name?: string;
  password: string;
  again: string;
}

const minPassword = 12;

function SetUpForm({ token, done }: { token: string; done: () => void }) {
  const { t } = useI18n();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (fields: Fields): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const names = { name: fields.name || undefined, display_name: fields.display_name || undefined };
      await call('POST', 'set-up', { json: { token, ...names, password: fields.password } });
      done();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Form<Fields> layout="vertical" onFinish={(fields) => void submit(fields)} requiredMark={false}>
      <p>{t('setUp.hint')}</p>
      <Form.Item name="name" label={t('setUp.name')} extra={t('setUp.nameHint')} rules={[{ pattern: /^[a-z0-9][a-z0-9.-]{1,31}$/, message: t('setUp.badName') }]}>
        <Input autoComplete="username" maxLength={32} />
      </Form.Item>
      <Form.Item name="display_name" label={t('setUp.displayName')}>
        <Input autoComplete="name" maxLength={64} />
      </Form.Item>
      <Form.Item name="password" label={t('setUp.password')} rules={[{ required: true, min: minPassword, message: t('setUp.tooShort') }]}>
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      <Form.Item name="again" label={t('setUp.again')} dependencies={['password']} rules={[
        { required: true, message: t('signIn.required') },
        ({ getFieldValue }) => ({
          validator: (_, value) => (value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('setUp.differs')))),
        }),
      ]}>
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
      {error !== null && <Failure error={error} />}
      <Button type="primary" htmlType="submit" block loading={busy}>{t('setUp.submit')}</Button>
    </Form>
  );
}

export function SetUpPage({ token, training }: { token: string; training: boolean }) {
  const { t } = useI18n();
  const [done, setDone] = useState(false);
  return (
    <EntryFrame title={t('setUp.title')} training={training}>
      {done
        ? <Alert type="success" showIcon message={t('setUp.done')} action={<Button size="small" onClick={() => go('')}>{t('signIn.submit')}</Button>} />
        : <SetUpForm token={token} done={() => setDone(true)} />}
    </EntryFrame>
  );
}
