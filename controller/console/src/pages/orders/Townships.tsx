import { Table } from 'antd';
import { useMemo } from 'react';
import type { OrderTerminal } from '@/api/models/orders';
import { useAreas } from '@/api/queries';
import { ResultBar } from '@/components/order/ResultBar';
import { areaName } from '@/domain/areas';
import { byTownship } from '@/domain/outcomes';
import { by } from '@/domain/sorting';
import { useI18n } from '@/i18n/context';

export function Townships({ terminals }: { terminals: OrderTerminal[] }) {
  const { t } = useI18n();
  const areas = useAreas().data;
  const rows = useMemo(() => byTownship(terminals), [terminals]);
  return (
    <Table
      size="small"
      rowKey="township"
      dataSource={rows}
      pagination={false}
      columns={[
        { title: t('orders.area'), dataIndex: 'township', sorter: by((row) => row.township), render: (code: string) => areaName(areas, code) },
        { title: t('situation.total'), dataIndex: 'total', width: 90, sorter: by((row) => row.total) },
        { title: t('orders.result'), sorter: by((row) => row.sounded / row.total), render: (_, row) => <ResultBar progress={row} />, width: '50%' },
      ]}
    />
  );
}
