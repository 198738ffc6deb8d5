import { TreeSelect } from 'antd';
import { useMemo } from 'react';
import { useAreas } from '@/api/queries';
import { areaTree, type AreaNode } from '@/domain/areas';
import { useI18n } from '@/i18n/context';

interface Item {
  value: string;
  title: string;
  children: Item[];
}

const itemOf = (node: AreaNode): Item => ({
  value: node.key,
  title: `${node.title} · ${node.terminals}`,
  children: node.children.map(itemOf),
});

interface Props {
  label: string;
  value: string[];
  onChange: (codes: string[]) => void;
  single?: boolean;
  placeholder?: string;
}

/** Areas by tree, searched by name or code. */
export function AreaPicker({ label, value, onChange, single, placeholder }: Props) {
  const { t } = useI18n();
  const areas = useAreas();
  const tree = useMemo(() => areaTree(areas.data ?? []).map(itemOf), [areas.data]);
  return (
    <TreeSelect<string | string[]>
      aria-label={label}
      style={{ width: '100%' }}
      treeData={tree}
      value={single ? value[0] : value}
      onChange={(chosen) => onChange(chosen === undefined ? [] : Array.isArray(chosen) ? chosen : [chosen])}
      treeCheckable={!single}
      showCheckedStrategy={TreeSelect.SHOW_PARENT}
      treeNodeFilterProp="title"
      showSearch
      allowClear
      placeholder={placeholder ?? t('area.choose')}
      loading={areas.isPending}
      treeDefaultExpandAll={tree.length <= 1}
    />
  );
}
