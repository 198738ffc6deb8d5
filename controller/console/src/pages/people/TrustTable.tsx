import { Table } from 'antd';
import { useAreas, useTrustList } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { useTold } from '@/components/useTold';
import { areaName } from '@/domain/areas';
import { by } from '@/domain/sorting';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import type { Issuer } from '@/wire/trust';

/** Who may issue what: read from the signed list itself. Only the root ceremony changes it. */
export function TrustTable() {
  const { t, word } = useI18n();
  const areas = useAreas().data;
  const trust = useTrustList();
  const told = useTold<Issuer>(860, [
    { title: t('people.person'), dataIndex: 'person', sorter: by((row) => row.person) },
    { title: t('people.trustRole'), dataIndex: 'role', sorter: by((row) => row.role) },
    { title: t('people.class'), render: (_, row) => (row.orderClass ? word('class', row.orderClass) : '–') },
    { title: t('people.level'), render: (_, row) => (row.highestLevel ? <LevelTag level={row.highestLevel} /> : '–') },
    { title: t('terminals.area'), render: (_, row) => row.areas.map((code) => areaName(areas, code)).join('、') },
    { title: t('people.until'), sorter: by((row) => row.validUntilUs), render: (_, row) => timeText(row.validUntilUs, false) },
    { title: t('account.fingerprint'), render: (_, row) => <span className="code">{row.keyId.slice(0, 8)}</span> },
  ]);
  if (trust.isError && !trust.data) return <Failure error={trust.error} />;
  return (
    <Table<Issuer>
      size="small"
      rowKey="keyId"
      loading={trust.isPending}
      dataSource={trust.data?.issuers ?? []}
      pagination={false}
      title={() => (trust.data ? `${t('people.version', { version: trust.data.version })} · ${t('people.until')} ${timeText(trust.data.expiresAtUs, false)}` : '')}
      {...told}
    />
  );
}
