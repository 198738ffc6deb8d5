import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, Form, Input, Modal, Popconfirm, Select, Space, Table } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Group } from '@/api/models';
import { keys, useGroups, useTerminals } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { may } from '@/domain/permissions';
import { by } from '@/domain/sorting';
import { useI18n } from '@/i18n/context';

const maxNameBytes = 128;
const goodName = (name: string): boolean => name.trim() !== '' && !name.includes('/') && new TextEncoder().encode(name).length <= maxNameBytes;

function GroupForm({ group, fixed, close }: { group: Group; fixed: boolean; close: () => void }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const terminals = useTerminals().data ?? [];
  const [edited, setEdited] = useState(group);
  const [error, setError] = useState<unknown>(null);
  const change = (part: Partial<Group>): void => setEdited((before) => ({ ...before, ...part }));
  const save = async (): Promise<void> => {
    try {
      await call('PUT', `groups/${encodeURIComponent(edited.name.trim())}`, { json: { areas: edited.areas, terminals: edited.terminals } });
      await queries.invalidateQueries({ queryKey: keys.groups });
      close();
    } catch (problem) {
      setError(problem);
    }
  };
  const empty = edited.areas.length + edited.terminals.length === 0;
  return (
    <Modal open keyboard={false} title={t('areas.groups')} onCancel={close} okText={t('app.save')} onOk={() => void save()} okButtonProps={{ disabled: !goodName(edited.name) || empty }}>
      <Form layout="vertical" component="div">
        <Form.Item label={t('areas.groupName')} htmlFor="group-name"><Input id="group-name" disabled={fixed} value={edited.name} maxLength={60} onChange={(event) => change({ name: event.target.value })} /></Form.Item>
        <Form.Item label={t('dispatch.areas')}><AreaPicker label={t('dispatch.areas')} value={edited.areas} onChange={(areas) => change({ areas })} /></Form.Item>
        <Form.Item label={t('dispatch.terminals')} htmlFor="group-terminals">
          <Select id="group-terminals" mode="multiple" value={edited.terminals} onChange={(chosen) => change({ terminals: chosen })} optionFilterProp="label" options={terminals.map((one) => ({ value: one.terminal, label: `${one.name} ${one.terminal}` }))} />
        </Form.Item>
      </Form>
      {error !== null && <Failure error={error} />}
    </Modal>
  );
}

export function Groups() {
  const { t } = useI18n();
  const queries = useQueryClient();
  const edits = may(useSignedIn(), 'editGroups');
  const groups = useGroups();
  const [open, setOpen] = useState<{ group: Group; fixed: boolean } | null>(null);
  const remove = (name: string): void => {
    void call('DELETE', `groups/${encodeURIComponent(name)}`).finally(() => void queries.invalidateQueries({ queryKey: keys.groups }));
  };
  return (
    <Card size="small" title={t('areas.groups')} extra={edits && <Button size="small" type="primary" onClick={() => setOpen({ group: { name: '', areas: [], terminals: [] }, fixed: false })}>{t('areas.newGroup')}</Button>}>
      {groups.isError && <Failure error={groups.error} />}
      <Table<Group>
        size="small"
        rowKey="name"
        dataSource={groups.data ?? []}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        columns={[
          { title: t('areas.groupName'), dataIndex: 'name', sorter: by((row) => row.name) },
          { title: t('areas.members'), render: (_, row) => t('areas.memberCount', { areas: row.areas.length, terminals: row.terminals.length }) },
          { title: '', render: (_, row) => edits && (
            <Space>
              <Button size="small" onClick={() => setOpen({ group: row, fixed: true })}>{t('people.edit')}</Button>
              <Popconfirm title={t('app.delete')} onConfirm={() => remove(row.name)}><Button size="small" danger>{t('app.delete')}</Button></Popconfirm>
            </Space>
          ) },
        ]}
      />
      {open && <GroupForm group={open.group} fixed={open.fixed} close={() => setOpen(null)} />}
    </Card>
  );
}
