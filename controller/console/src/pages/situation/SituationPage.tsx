import { Card } from 'antd';
import { useMemo, useState } from 'react';
import { useAreas, useBoundaries, useTerminals } from '@/api/queries';
import { go } from '@/app/route';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { Map } from '@/components/map/Map';
import { PageHead } from '@/components/PageHead';
import { contains } from '@/domain/areas';
import { shownState } from '@/domain/geo';
import { useI18n } from '@/i18n/context';
import { Counts } from './Counts';
import { Faults } from './Faults';
import { NextDay } from './NextDay';
import { Playing } from './Playing';
import { Trends } from './Trends';

export default function SituationPage() {
  const { t } = useI18n();
  const terminals = useTerminals();
  const boundaries = useBoundaries();
  const areas = useAreas();
  const [area, setArea] = useState<string[]>([]);
  const [state, setState] = useState<string | null>(null);
  const inArea = useMemo(
    () => (terminals.data ?? []).filter((terminal) => area.length === 0 || contains(area[0]!, terminal.area)),
    [terminals.data, area],
  );
  const shown = useMemo(() => (state ? inArea.filter((terminal) => shownState(terminal) === state) : inArea), [inArea, state]);
  const synthetic = boundaries.data?.features.some((feature) => feature.properties?.synthetic === true) ?? false;
  return (
    <>
      <PageHead title={t('nav.situation')}>
        <div style={{ width: 260 }}><AreaPicker label={t('situation.filter')} value={area} onChange={setArea} single placeholder={t('situation.allAreas')} /></div>
      </PageHead>
      {terminals.isError && <Failure error={terminals.error} retry={() => void terminals.refetch()} />}
      <Counts terminals={inArea} chosen={state} choose={setState} />
      <div className="grid two" style={{ marginTop: 12 }}>
        <Card styles={{ body: { padding: 8 } }}>
          <Map label={t('map.label')} terminals={shown} boundaries={boundaries.data} onTerminal={(id) => go('terminals', id)} height="min(62vh, 640px)" />
          {synthetic && <div className="quiet" style={{ padding: '6px 4px 0' }}>{t('map.synthetic')}</div>}
        </Card>
        <div className="grid" style={{ alignContent: 'start' }}>
          <Playing />
          <NextDay area={area[0]} />
          <Faults terminals={inArea} areas={areas.data} />
          <Trends area={area[0]} terminals={inArea} />
        </div>
      </div>
    </>
  );
}
