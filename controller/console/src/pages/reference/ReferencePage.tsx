import { useQuery } from '@tanstack/react-query';
import { Button, Card, Collapse, Input, Table, Tag } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { get } from '@/api/client';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { Waiting } from '@/components/Waiting';
import { useTold } from '@/components/useTold';
import { operationsByTag, schemaText, type Listed, type OpenApi, type Parameter } from '@/domain/openapi';
import { useI18n } from '@/i18n/context';

const description = '/api/v1/openapi.json';
const colours: Record<string, string> = { GET: '#1d5c3b', POST: '#1f4e8c', PUT: '#7a4b00', DELETE: '#a8321f' };

function Parameters({ parameters, document }: { parameters: Parameter[]; document: OpenApi }) {
  const { t } = useI18n();
  const told = useTold<Parameter>(560, [
    { title: t('reference.parameter'), width: 160, render: (_, row) => <code>{row.name}</code> },
    { title: t('reference.in'), width: 90, dataIndex: 'in' },
    { title: t('reference.type'), width: 170, render: (_, row) => <span className="words">{row.schema ? schemaText(document, row.schema) : ''}</span> },
    { title: t('reference.meaning'), render: (_, row) => <span className="words">{row.description}</span> },
  ]);
  return (
    <Table<Parameter>
      size="small"
      rowKey={(row) => `${row.in} ${row.name}`}
      dataSource={parameters}
      pagination={false}
      {...told}
    />
  );
}

function Bodies({ title, content, document }: { title: string; content: Record<string, { schema?: object }> | undefined; document: OpenApi }) {
  return (
    <>
      {Object.entries(content ?? {}).map(([type, { schema }]) => (
        <div key={type}>
          <p><strong>{title}</strong> <code>{type}</code></p>
          {schema && <pre className="code schema" tabIndex={0} aria-label={title}>{schemaText(document, schema)}</pre>}
        </div>
      ))}
    </>
  );
}

function Details({ operation, document }: { operation: Listed['operation']; document: OpenApi }) {
  const { t, word } = useI18n();
  const problems = operation['x-problems'] ?? [];
  return (
    <div className="grid">
      {operation.description && <p className="words">{operation.description}</p>}
      <p>{t('reference.permission')} <code>{operation['x-permission']}</code></p>
      {(operation.parameters ?? []).length > 0 && <Parameters parameters={operation.parameters ?? []} document={document} />}
      <Bodies title={t('reference.body')} content={operation.requestBody?.content} document={document} />
      {Object.entries(operation.responses).filter(([status]) => status !== 'default').map(([status, response]) => (
        <Bodies key={status} title={`${t('reference.answer')} ${status}`} content={response.content} document={document} />
      ))}
      {problems.length > 0 && (
        <div>
          <strong>{t('reference.problems')}</strong>
          <ul>{problems.map((code) => <li key={code}><code>{code}</code> {word('error', code)}</li>)}</ul>
        </div>
      )}
    </div>
  );
}

/** The API as the controller describes it, to be read without the internet. */
export default function ReferencePage() {
  const { t, word } = useI18n();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text);
  const query = useQuery({ queryKey: ['openapi'], queryFn: ({ signal }) => get<OpenApi>('openapi.json', {}, signal), staleTime: Infinity });
  const subjects = useMemo(() => (query.data ? operationsByTag(query.data, wanted) : []), [query.data, wanted]);
  const labelOf = ({ method, path, operation }: Listed) => (
    <span className="words"><Tag color={colours[method] ?? '#5f6b76'}>{method}</Tag><code>{path}</code> {operation.summary}</span>
  );
  if (query.isPending) return <Waiting />;
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const document = query.data;
  return (
    <>
      <PageHead title={t('nav.reference')}>
        <Input.Search style={{ width: 300 }} allowClear aria-label={t('reference.search')} placeholder={t('reference.search')} value={text} onChange={(event) => setText(event.target.value)} />
        <Button href={description} download="tongluo-openapi.json">{t('reference.file')}</Button>
      </PageHead>
      <p className="quiet">{t('reference.hint')}</p>
      <div className="grid">
        {subjects.map(([tag, operations]) => (
          <Card key={tag} size="small" title={<h2 className="card-title">{word('reference.tag', tag)}</h2>}>
            <Collapse
              ghost
              items={operations.map((one) => ({ key: `${one.method} ${one.path}`, label: labelOf(one), children: <Details operation={one.operation} document={document} /> }))}
            />
          </Card>
        ))}
      </div>
      {subjects.length === 0 && <span className="quiet" role="status">{t('reference.none')}</span>}
    </>
  );
}
