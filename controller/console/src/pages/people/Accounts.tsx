import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Popconfirm, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { call, get } from '@/api/client';
import type { Account, AccountChangeKind } from '@/api/models/accounts';
import { useAreas, useTrustList } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { usePhone } from '@/components/usePhone';
import { areaName } from '@/domain/areas';
import { listedKeys } from '@/domain/keys';
import { by } from '@/domain/sorting';
import { nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { useHeldKeys } from '@/signing/useHeldKeys';
import { AccountForm, type AccountFields } from './AccountForm';
import { ListedKeys } from './ListedKeys';

interface Answer {
  number: number;
  state: 'proposed' | 'done';
  set_up_link?: string | null;
}

/** Every change of an account is proposed by one administrator and approved by another. */
export function useProposal() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [link, setLink] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const propose = async (kind: AccountChangeKind, fields: Partial<AccountFields> & { name: string }): Promise<boolean> => {
    setError(null);
    try {
      const answer = await call<Answer>('POST', 'account-changes', { json: { kind, ...fields } });
      setLink(answer.set_up_link ?? null);
      message.success(answer.state === 'done' ? t('people.done') : t('people.proposed'), 5);
      await queries.invalidateQueries({ queryKey: ['accounts'] });
      await queries.invalidateQueries({ queryKey: ['account-changes'] });
      return true;
    } catch (problem) {
      setError(problem);
      return false;
    }
  };
  return { propose, link, error };
}

export function SetUpLink({ link }: { link: string }) {
  const { t } = useI18n();
  return <Alert type="success" showIcon message={t('people.doneLink')} description={<span className="code" data-testid="set-up-link">{link}</span>} style={{ marginBottom: 12 }} />;
}

export function Accounts({ manages }: { manages: boolean }) {
  const { t, word } = useI18n();
  const areas = useAreas().data;
  const trust = useTrustList().data;
  const held = new Set(useHeldKeys().data?.map((key) => key.keyId));
  const query = useQuery({ queryKey: ['accounts'], queryFn: async ({ signal }) => (await get<{ accounts: Account[] }>('accounts', {}, signal)).accounts });
  const { propose, link, error } = useProposal();
  const [edited, setEdited] = useState<Account | 'new' | null>(null);
  const { message } = App.useApp();
  const [failure, setFailure] = useState<unknown>(null);
  const endSessions = (name: string): void => {
    setFailure(null);
    call('DELETE', `accounts/${name}/sessions`).then(() => message.success(t('people.sessionsEnded')), setFailure);
  };
  const save = async (fields: AccountFields): Promise<void> => {
    if (await propose(edited === 'new' ? 'create' : 'change', fields)) setEdited(null);
  };
  const stateOf = (row: Account) => (
    <>
      {row.disabled && <Tag color="error">{t('people.disabled')}</Tag>}
      {(row.locked_until_us ?? 0) > nowUs() && <Tag color="error">{t('people.locked')}</Tag>}
      {row.totp && <Tag color="success">TOTP</Tag>}
    </>
  );
  const phone = usePhone();
  const roles = (row: Account) => row.roles.map((role) => word('role', role)).join('、');
  const where = (row: Account) => row.areas.map((prefix) => areaName(areas, prefix.padEnd(12, '0'))).join('、') || '–';
  const keys = (row: Account) => <ListedKeys keys={listedKeys(row, trust?.issuers ?? [], held, nowUs())} shown={row.key_fingerprint} />;
  const does = (row: Account) => (
    <Space wrap size={4}>
      <Button size="small" onClick={() => setEdited(row)}>{t('people.edit')}</Button>
      <Button size="small" onClick={() => void propose('reset', { name: row.name })}>{t('people.reset')}</Button>
      <Popconfirm title={t('people.endSessionsAsk')} onConfirm={() => endSessions(row.name)}>
        <Button size="small">{t('people.endSessions')}</Button>
      </Popconfirm>
      <Button size="small" danger disabled={row.disabled} onClick={() => void propose('disable', { name: row.name })}>{t('people.disable')}</Button>
    </Space>
  );
  const stacked = (row: Account) => (
    <div className="stacked">
      <strong>{row.display_name} <span className="code">{row.name}</span></strong>
      <span>{roles(row)} · {where(row)}</span>
      {keys(row)}
      <span className="quiet">{t('people.lastSignIn')} {timeText(row.last_sign_in_us, false)}</span>
      <div>{stateOf(row)}</div>
      {manages && does(row)}
    </div>
  );
  return (
    <>
      {manages && <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setEdited('new')}>{t('people.new')}</Button>}
      {link && <SetUpLink link={link} />}
      {error !== null && edited === null && <Failure error={error} />}
      {failure !== null && <Failure error={failure} />}
      {query.isError && <Failure error={query.error} />}
      <Table<Account>
        size="small"
        rowKey="name"
        loading={query.isPending}
        dataSource={query.data ?? []}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={phone ? undefined : { x: 1080 }}
        columns={phone ? [{ title: t('people.name'), sorter: by((row) => row.name), render: (_, row) => stacked(row) }] : [
          { title: t('people.name'), dataIndex: 'name', sorter: by((row) => row.name) },
          { title: t('people.displayName'), dataIndex: 'display_name', sorter: by((row) => row.display_name) },
          { title: t('people.roles'), render: (_, row) => roles(row) },
          { title: t('terminals.area'), render: (_, row) => where(row) },
          { title: t('people.listedKeys'), width: 240, render: (_, row) => keys(row) },
          { title: t('people.lastSignIn'), sorter: by((row) => row.last_sign_in_us), render: (_, row) => timeText(row.last_sign_in_us, false) },
          { title: t('account.state'), render: (_, row) => stateOf(row) },
          ...(manages ? [{ title: '', width: 164, render: (_: unknown, row: Account) => does(row) }] : []),
        ]}
      />
      {edited !== null && <AccountForm account={edited === 'new' ? null : edited} error={error} save={save} close={() => setEdited(null)} />}
    </>
  );
}
