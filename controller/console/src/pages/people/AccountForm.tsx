import { Checkbox, Form, Input, Modal } from 'antd';
import type { Account } from '@/api/models/accounts';
import { AreaField } from '@/components/AreaField';
import { Failure } from '@/components/Failure';
import { roles } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';

export interface AccountFields {
  name: string;
  display_name: string;
  roles: string[];
  areas: string[];
}

interface Props {
  account: Account | null;
  error: unknown;
  save: (fields: AccountFields) => Promise<void>;
  close: () => void;
}

export function AccountForm({ account, error, save, close }: Props) {
  const { t, word } = useI18n();
  const [form] = Form.useForm<AccountFields>();
  const initial = account
    ? { name: account.name, display_name: account.display_name, roles: account.roles, areas: account.areas.map((prefix) => prefix.padEnd(12, '0')) }
    : { roles: [], areas: [] };
  return (
    <Modal open keyboard={false} title={account ? t('people.edit') : t('people.new')} okText={t('people.propose')} onCancel={close} onOk={() => form.submit()}>
      <Form<AccountFields> form={form} layout="vertical" initialValues={initial} onFinish={(fields) => void save({ ...fields, areas: fields.areas ?? [] })}>
        <Form.Item name="name" label={t('people.name')} rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9.-]{1,31}$/, message: t('setUp.badName') }]}>
          <Input disabled={account !== null} maxLength={32} autoComplete="off" />
        </Form.Item>
        <Form.Item name="display_name" label={t('people.displayName')} rules={[{ required: true, message: t('signIn.required') }]}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <Form.Item name="roles" label={t('people.roles')} rules={[{ required: true, message: t('people.needRoles') }]}>
          <Checkbox.Group options={roles.map((role) => ({ value: role, label: word('role', role) }))} />
        </Form.Item>
        <Form.Item name="areas" label={t('people.areas')}>
          <AreaField label={t('people.areas')} />
        </Form.Item>
      </Form>
      {error !== null && <Failure error={error} />}
    </Modal>
  );
}
