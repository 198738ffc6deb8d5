import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, InputNumber, Select, Table } from 'antd';
import { useState } from 'react';
import { call, get } from '@/api/client';
import type { ApiToken } from '@/api/models/accounts';
import { useAreas } from '@/api/queries';
import { AreaField } from '@/components/AreaField';
import { Failure } from '@/components/Failure';
import { useTold } from '@/components/useTold';
import { areaName, outermost } from '@/domain/areas';
import { roles } from '@/domain/permissions';
import { by } from '@/domain/sorting';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

interface Fields {
  name: string;
  roles: string[];
  areas?: string[];
  valid_days: number;
}

/** Takes nothing else from its form: that would write `aria-required` on an element without a role. */
function RoleSelect({ id, value, onChange }: { id?: string; value?: string[]; onChange?: (chosen: string[]) => void }) {
  const { word } = useI18n();
  return <Select<string[]> id={id} mode="multiple" style={{ minWidth: 200 }} value={value} onChange={onChange} options={roles.map((role) => ({ value: role, label: word('role', role) }))} />;
}

export function Tokens() {
  const { t, word } = useI18n();
  const queries = useQueryClient();
  const areas = useAreas().data;
  const [made, setMade] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const query = useQuery({ queryKey: ['tokens'], queryFn: async ({ signal }) => (await get<{ tokens: ApiToken[] }>('tokens', {}, signal)).tokens });
  const act = (change: () => Promise<void>): void => {
    setError(null);
    change().catch(setError).finally(() => void queries.invalidateQueries({ queryKey: ['tokens'] }));
  };
  const make = (fields: Fields) => act(async () => setMade((await call<{ token: string }>('POST', 'tokens', { json: { ...fields, areas: outermost(fields.areas ?? []) } })).token));
  const told = useTold<ApiToken>(640, [
    { title: t('people.tokenName'), dataIndex: 'name', sorter: by((row) => row.name) },
    { title: t('people.roles'), render: (_, row) => row.roles.map((role) => word('role', role)).join('、') },
    { title: t('terminals.area'), render: (_, row) => row.areas.map((prefix) => areaName(areas, prefix.padEnd(12, '0'))).join('、') || t('playlists.county') },
    { title: t('people.until'), sorter: by((row) => row.until_us), render: (_, row) => timeText(row.until_us) },
    { title: '', render: (_, row) => <Button size="small" danger onClick={() => act(() => call('DELETE', `tokens/${row.id}`))}>{t('app.delete')}</Button> },
  ]);
  return (
    <div className="grid">
      <Card size="small">
        <Form<Fields> layout="inline" initialValues={{ valid_days: 90 }} onFinish={make}>
          <Form.Item name="name" label={t('people.tokenName')} rules={[{ required: true, message: t('signIn.required') }]}><Input maxLength={64} /></Form.Item>
          <Form.Item name="roles" label={t('people.roles')} rules={[{ required: true, message: t('people.needRoles') }]}>
            <RoleSelect />
          </Form.Item>
          <Form.Item name="areas" label={t('people.areas')} style={{ minWidth: 320 }}><AreaField label={t('people.areas')} /></Form.Item>
          <Form.Item name="valid_days" label={t('people.tokenDays')}><InputNumber min={1} max={366} precision={0} /></Form.Item>
          <Button type="primary" htmlType="submit">{t('people.tokenMake')}</Button>
        </Form>
        {made && <Alert type="success" showIcon message={t('people.tokenOnce')} description={<span className="code">{made}</span>} />}
        {error !== null && <Failure error={error} />}
      </Card>
      <Table<ApiToken>
        size="small"
        rowKey="id"
        dataSource={query.data ?? []}
        pagination={false}
        {...told}
      />
    </div>
  );
}
