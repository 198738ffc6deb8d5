import { TreeSelect } from 'antd';
import { memo, useMemo } from 'react';
import { useAreas } from '@/api/queries';
import { areaName, areaTree, type AreaNode } from '@/domain/areas';
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

/** By name or by code, as it is typed. */
const saysOrIs = (typed: string, { title, value }: { title?: unknown; value?: unknown }): boolean => `${String(title)} ${String(value)}`.toUpperCase().includes(typed.toUpperCase());

interface Checked {
  value: string;
}

/**
 * Areas by tree, searched by name or code. Each is chosen by itself: that all villages of a township are chosen never becomes the township, which may
 * hold more.
 */
export const AreaPicker = memo(function AreaPicker({ label, value, onChange, single, placeholder }: Props) {
  const { t } = useI18n();
  const areas = useAreas();
  const tree = useMemo(() => areaTree(areas.data ?? []).map(itemOf), [areas.data]);
  const common = {
    'aria-label': label, style: { width: '100%' }, treeData: tree, filterTreeNode: saysOrIs, showSearch: true, allowClear: true,
    placeholder: placeholder ?? t('area.choose'), loading: areas.isPending, treeDefaultExpandAll: tree.length <= 1,
  };
  if (single) return <TreeSelect<string> {...common} value={value[0]} onChange={(chosen?: string) => onChange(chosen ? [chosen] : [])} />;
  return (
    <TreeSelect<Checked[]>
      {...common}
      value={value.map((code) => ({ value: code, label: areaName(areas.data, code) }))}
      onChange={(chosen) => onChange(chosen.map((item) => item.value))}
      treeCheckable
      treeCheckStrictly
    />
  );
});
