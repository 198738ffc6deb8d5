import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Popconfirm, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { call, get } from '@/api/client';
import type { CommandState } from '@/api/models/commands';
import { Failure } from '@/components/Failure';
import { useTold } from '@/components/useTold';
import { answerText, isAwaited, keptCommands } from '@/domain/commands';
import { nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { useSigner } from '@/signing/useSigner';
import { writeCommand, type Command } from '@/wire/command';
import { payloadTypes } from '@/wire/vocabulary';

const offered = (terminal: string): Command[] => [
  { terminal, kind: 'self_test' },
  { terminal, kind: 'tone', durationMs: 3_000, volumePercent: 60 },
  { terminal, kind: 'levels' },
  { terminal, kind: 'log', name: 'firmware', bytes: 16_384 },
  { terminal, kind: 'network_check' },
];

/** What a technician asks of this one terminal, signed with the maintenance key of this browser. */
export function Commands({ id }: { id: string }) {
  const { t, word } = useI18n();
  const queries = useQueryClient();
  const { signBytes } = useSigner();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState('');
  const list = useQuery({
    queryKey: ['commands'],
    queryFn: async ({ signal }) => (await get<{ commands: CommandState[] }>('commands', { limit: keptCommands }, signal)).commands,
    refetchInterval: ({ state }) => (state.data?.some((command) => isAwaited(command, nowUs())) ? 2_000 : 20_000),
  });
  const send = async (command: Command): Promise<void> => {
    setBusy(command.kind);
    setError(null);
    try {
      const bytes = writeCommand(command, nowUs(), crypto.getRandomValues(new Uint8Array(16)));
      await call('POST', 'commands', { json: { envelope: await signBytes(payloadTypes.command, ['maintain'], bytes) } });
      await queries.invalidateQueries({ queryKey: ['commands'] });
    } catch (problem) {
      setError(problem);
    }
    setBusy('');
  };
  const rows = (list.data ?? []).flatMap((command) => command.terminals.filter((one) => one.terminal === id).map((one) => ({ ...one, command })));
  const told = useTold<CommandState['terminals'][number] & { command: CommandState }>(640, [
    { title: t('terminals.since'), width: 190, render: (_, row) => timeText(row.command.submitted_at_us) },
    { title: t('terminals.kind'), render: (_, row) => word('command.kind', row.command.kind) },
    { title: t('command.person'), render: (_, row) => row.command.person },
    { title: t('terminals.state'), render: (_, row) => <Tag>{word('command.state', row.state)}</Tag> },
    { title: t('orders.detail'), render: (_, row) => row.detail },
  ]);
  return (
    <div className="grid">
      <Card size="small">
        <p className="quiet">{t('command.hint')}</p>
        <Space wrap>
          {offered(id).map((command) => (
            <Button key={command.kind} loading={busy === command.kind} onClick={() => void send(command)}>{word('command.kind', command.kind)}</Button>
          ))}
          <Popconfirm title={t('command.rebootAsk')} onConfirm={() => void send({ terminal: id, kind: 'reboot' })}>
            <Button danger loading={busy === 'reboot'}>{word('command.kind', 'reboot')}</Button>
          </Popconfirm>
        </Space>
        {error !== null && <Failure error={error} />}
      </Card>
      <Table
        size="small"
        rowKey={(row) => row.command.digest}
        dataSource={rows}
        pagination={false}
        expandable={{ rowExpandable: (row) => answerText(row) !== '', expandedRowRender: (row) => <pre className="words" data-testid="command-answer">{answerText(row)}</pre> }}
        {...told}
      />
    </div>
  );
}
