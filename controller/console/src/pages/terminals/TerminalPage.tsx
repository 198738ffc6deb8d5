import { Card, Tabs } from 'antd';
import { useMemo } from 'react';
import { useAreas, useBoundaries, useDiagnosis, useTerminals } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { Failure } from '@/components/Failure';
import { Map } from '@/components/map/Map';
import { PageHead } from '@/components/PageHead';
import { Photos } from '@/components/photo/Photos';
import { PresenceTag } from '@/components/StateTag';
import { Waiting } from '@/components/Waiting';
import { areaName, townshipOf } from '@/domain/areas';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { Commands } from './Commands';
import { DataUse } from './DataUse';
import { Findings } from './Findings';
import { PlayedTable, ReportsTable } from './History';
import { HistoryCharts } from './HistoryCharts';
import { Refusals } from './Refusals';
import { Status } from './Status';

export function TerminalPage({ id }: { id: string }) {
  const { t } = useI18n();
  const session = useSignedIn();
  const areas = useAreas().data;
  const boundaries = useBoundaries().data;
  const diagnosis = useDiagnosis(id);
  const all = useTerminals().data;
  const terminal = all?.find((one) => one.terminal === id);
  const onMap = useMemo(() => (terminal ? [terminal] : []), [terminal]);
  if (diagnosis.isPending) return <Waiting />;
  if (diagnosis.isError && !diagnosis.data) return <Failure error={diagnosis.error} retry={() => void diagnosis.refetch()} />;
  const found = diagnosis.data;
  return (
    <>
      <PageHead title={<span className="words">{terminal?.name || id}</span>}>
        <PresenceTag state={found.presence} playing={Boolean(terminal?.playing)} />
        <span className="code">{id}</span>
        {terminal && <span className="quiet">{areaName(areas, townshipOf(terminal.area))} · {terminal.area}</span>}
      </PageHead>
      <Tabs
        items={[
          { key: 'diagnosis', label: t('terminals.tab.diagnosis'), children: <Findings findings={found.findings} /> },
          { key: 'status', label: t('terminals.tab.status'), children: (
            <div className="grid two">
              <div className="grid">
                <Status diagnosis={found} terminal={terminal} />
                <Card size="small" title={t('install.photos')}><Photos terminal={id} /></Card>
              </div>
              <Card size="small" title={t('terminals.position')}><Map label={t('terminals.position')} terminals={onMap} boundaries={boundaries} height={300} /></Card>
            </div>
          ) },
          { key: 'history', label: t('terminals.tab.history'), children: <HistoryCharts id={id} /> },
          { key: 'played', label: t('terminals.tab.played'), children: <><PlayedTable played={found.played} /><Refusals id={id} /></> },
          { key: 'reports', label: t('terminals.tab.reports'), children: <ReportsTable reports={found.reports} /> },
          { key: 'data', label: t('terminals.tab.data'), children: <DataUse id={id} /> },
          ...(may(session, 'maintain') ? [{ key: 'commands', label: t('terminals.tab.commands'), children: <Commands id={id} /> }] : []),
        ]}
      />
    </>
  );
}
