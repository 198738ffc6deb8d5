import { Button, Form, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { Failure } from '@/components/Failure';
import { useI18n } from '@/i18n/context';

interface Ask {
  label: string;
  danger?: boolean;
}

/** One's own password, before what changes how the account is known. */
export function PasswordAgain({ label, danger, send }: Ask & { send: (password: string) => void }) {
  const { t } = useI18n();
  const form = useId();  // a page may have several
  return (
    <Form name={form} layout="inline" onFinish={(fields: { password: string }) => send(fields.password)}>
      <Form.Item name="password" label={t('signIn.password')} rules={[{ required: true, message: t('signIn.required') }]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Button htmlType="submit" danger={danger}>{label}</Button>
    </Form>
  );
}

/** The same over the page; it stays open, with the reason, while the password is wrong. */
export function PasswordDialog({ title, act, close, ...ask }: Ask & { title: string; act: (password: string) => Promise<unknown>; close: () => void }) {
  const { t } = useI18n();
  const [error, setError] = useState<unknown>(null);
  const send = (password: string): void => {
    setError(null);
    act(password).then(close, setError);
  };
  return (
    <Modal open title={title} footer={null} onCancel={close}>
      <p>{t('account.passwordAgain')}</p>
      <PasswordAgain {...ask} send={send} />
      {error !== null && <Failure error={error} />}
    </Modal>
  );
}
