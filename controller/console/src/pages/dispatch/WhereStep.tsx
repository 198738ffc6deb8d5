import { Form, Select } from 'antd';
import { useMemo } from 'react';
import { useBoundaries, useGroups, useTerminals } from '@/api/queries';
import { AreaPicker } from '@/components/AreaPicker';
import { ShapeEditor } from '@/components/map/ShapeEditor';
import { contains } from '@/domain/areas';
import type { Draft } from '@/domain/draft';
import { useI18n } from '@/i18n/context';
import { CapPlaces } from './CapPlaces';

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

export function WhereStep({ draft, change }: Props) {
  const { t } = useI18n();
  const terminals = useTerminals().data ?? [];
  const groups = useGroups().data ?? [];
  const boundaries = useBoundaries().data;
  const shown = useMemo(
    () => (draft.areas.length === 0 ? terminals : terminals.filter((one) => draft.terminals.includes(one.terminal) || draft.areas.some((area) => contains(area, one.area)))),
    [terminals, draft.areas, draft.terminals],
  );
  return (
    <div className="grid form-and-map">
      <Form layout="vertical" component="div">
        <Form.Item><CapPlaces use={change} /></Form.Item>
        <Form.Item label={t('dispatch.areas')}>
          <AreaPicker label={t('dispatch.areas')} value={draft.areas} onChange={(areas) => change({ areas })} />
        </Form.Item>
        <Form.Item label={t('dispatch.groups')}>
          <Select mode="multiple" aria-label={t('dispatch.groups')} value={draft.groups} onChange={(chosen) => change({ groups: chosen })} options={groups.map((group) => ({ value: group.name, label: group.name }))} />
        </Form.Item>
        <Form.Item label={t('dispatch.terminals')}>
          <Select mode="multiple" aria-label={t('dispatch.terminals')} value={draft.terminals} onChange={(chosen) => change({ terminals: chosen })} optionFilterProp="label" options={terminals.map((one) => ({ value: one.terminal, label: `${one.name} ${one.terminal}` }))} />
        </Form.Item>
        {(draft.areas.length > 0 || draft.terminals.length > 0) && <strong>{t('dispatch.estimate', { count: draft.areas.length > 0 ? shown.length : draft.terminals.length })}</strong>}
      </Form>
      <ShapeEditor shapes={draft.shapes} onChange={(shapes) => change({ shapes })} terminals={shown} boundaries={boundaries} />
    </div>
  );
}
