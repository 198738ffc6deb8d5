import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Table, Tag } from 'antd';
import { useState } from 'react';
import { call, get } from '@/api/client';
import type { SignedInSession } from '@/api/models/session';
import { Failure } from '@/components/Failure';
import { usePhone } from '@/components/usePhone';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { PasswordDialog } from './PasswordAgain';

export function Sessions() {
  const { t } = useI18n();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ['sessions'], queryFn: async ({ signal }) => (await get<{ sessions: SignedInSession[] }>('sessions', {}, signal)).sessions });
  const [ending, setEnding] = useState<string | null>(null);
  const end = (password: string): Promise<unknown> =>
    call('DELETE', `sessions/${ending}`, { json: { password } }).then(() => queries.invalidateQueries({ queryKey: ['sessions'] }));
  const phone = usePhone();
  const act = (row: SignedInSession) => (row.own ? <Tag>{t('account.thisOne')}</Tag> : <Button size="small" danger onClick={() => setEnding(row.id)}>{t('account.end')}</Button>);
  const stacked = (row: SignedInSession) => (
    <div className="stacked">
      <div className="inline">{row.address} {act(row)}</div>
      <span className="words">{row.agent}</span>
      <span className="quiet">{t('terminals.lastSeen')} {timeText(row.seen_at_us)}</span>
    </div>
  );
  return (
    <Card size="small" title={t('account.sessions')}>
      {query.isError && <Failure error={query.error} />}
      {ending !== null && <PasswordDialog title={t('account.sessions')} label={t('account.end')} danger act={end} close={() => setEnding(null)} />}
      <Table<SignedInSession>
        size="small"
        rowKey="id"
        dataSource={query.data ?? []}
        pagination={false}
        scroll={phone ? undefined : { x: 640 }}
        columns={phone ? [{ title: 'IP', render: (_, row) => stacked(row) }] : [
          { title: t('terminals.since'), render: (_, row) => timeText(row.created_at_us) },
          { title: t('terminals.lastSeen'), render: (_, row) => timeText(row.seen_at_us) },
          { title: 'IP', dataIndex: 'address' },
          { title: '', dataIndex: 'agent', ellipsis: true },
          { title: '', render: (_, row) => act(row) },
        ]}
      />
    </Card>
  );
}
