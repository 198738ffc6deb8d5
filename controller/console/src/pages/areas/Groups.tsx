import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, Form, Input, Modal, Popconfirm, Select, Space, Table } from 'antd';
import { useState } from 'react';
import { call, ifMatch } from '@/api/client';
import type { Group } from '@/api/models/places';
import { keys, useGroups, useTerminals } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { useTold } from '@/components/useTold';
import { groupNameProblem } from '@/domain/names';
import { covers, may } from '@/domain/permissions';
import { maxTargets } from '@/domain/second';
import { by } from '@/domain/sorting';
import { useI18n } from '@/i18n/context';

function GroupForm({ group, fixed, close }: { group: Group; fixed: boolean; close: () => void }) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const terminals = useTerminals().data ?? [];
  const taken = (useGroups().data ?? []).map((one) => one.name);
  const [edited, setEdited] = useState(group);
  const [error, setError] = useState<unknown>(null);
  const change = (part: Partial<Group>): void => setEdited((before) => ({ ...before, ...part }));
  const save = async (): Promise<void> => {
    try {
      await call('PUT', `groups/${encodeURIComponent(edited.name.trim())}`, { json: { areas: edited.areas, terminals: edited.terminals }, headers: ifMatch(group.etag) });
      await queries.invalidateQueries({ queryKey: keys.groups });
      close();
    } catch (problem) {
      setError(problem);
    }
  };
  const members = edited.areas.length + edited.terminals.length;
  const badMembers = members === 0 ? t('areas.needMembers') : members > maxTargets ? t('areas.tooManyMembers', { most: maxTargets }) : undefined;
  const problem = fixed ? null : groupNameProblem(edited.name, taken);
  // What nobody has touched yet is not called wrong.
  const badName = problem && edited.name !== '' ? t(problem) : undefined;
  const touched = edited !== group;
  return (
    <Modal open keyboard={false} title={t('areas.groups')} onCancel={close} okText={t('app.save')} onOk={() => void save()} okButtonProps={{ disabled: problem !== null || badMembers !== undefined }}>
      <Form layout="vertical" component="div">
        <Form.Item label={t('areas.groupName')} htmlFor="group-name" validateStatus={badName ? 'error' : ''} help={badName}><Input id="group-name" disabled={fixed} value={edited.name} maxLength={60} onChange={(event) => change({ name: event.target.value })} /></Form.Item>
        <Form.Item label={t('dispatch.areas')} validateStatus={touched && badMembers ? 'error' : ''} help={touched ? badMembers : undefined}><AreaPicker label={t('dispatch.areas')} value={edited.areas} onChange={(areas) => change({ areas })} /></Form.Item>
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
  const session = useSignedIn();
  const edits = may(session, 'editGroups');
  const groups = useGroups();
  const [open, setOpen] = useState<{ group: Group; fixed: boolean } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const remove = (group: Group): void => {
    setError(null);
    call('DELETE', `groups/${encodeURIComponent(group.name)}`, { headers: ifMatch(group.etag) })
      .catch(setError)
      .finally(() => void queries.invalidateQueries({ queryKey: keys.groups }));
  };
  const told = useTold<Group>(480, [
    { title: t('areas.groupName'), dataIndex: 'name', sorter: by((row) => row.name) },
    { title: t('areas.members'), render: (_, row) => t('areas.memberCount', { areas: row.areas.length, terminals: row.terminals.length }) },
    { title: '', render: (_, row) => edits && (covers(session, row.areas) ? (
      <Space>
        <Button size="small" onClick={() => setOpen({ group: row, fixed: true })}>{t('people.edit')}</Button>
        <Popconfirm title={t('app.delete')} onConfirm={() => remove(row)}><Button size="small" danger>{t('app.delete')}</Button></Popconfirm>
      </Space>
    ) : <span className="quiet">{t('areas.foreignGroup')}</span>) },
  ]);
  return (
    <Card size="small" title={t('areas.groups')} extra={edits && <Button size="small" type="primary" onClick={() => setOpen({ group: { name: '', areas: [], terminals: [] }, fixed: false })}>{t('areas.newGroup')}</Button>}>
      {groups.isError && <Failure error={groups.error} />}
      {error !== null && <Failure error={error} />}
      <Table<Group>
        size="small"
        rowKey="name"
        dataSource={groups.data ?? []}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        {...told}
      />
      {open && <GroupForm group={open.group} fixed={open.fixed} close={() => setOpen(null)} />}
    </Card>
  );
}
