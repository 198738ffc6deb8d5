import { Alert, Card, Tree } from 'antd';
import { useMemo } from 'react';
import { useAreas, useBoundaries } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { Map } from '@/components/map/Map';
import { PageHead } from '@/components/PageHead';
import { areaTree, type AreaNode } from '@/domain/areas';
import { useI18n } from '@/i18n/context';
import { Groups } from './Groups';

interface Node {
  key: string;
  title: string;
  children: Node[];
}

const noTerminals: never[] = [];

export default function AreasPage() {
  const { t } = useI18n();
  const areas = useAreas();
  const boundaries = useBoundaries().data;
  const tree = useMemo(() => {
    const nodeOf = (node: AreaNode): Node => ({ key: node.key, title: `${node.title === node.key ? node.key : `${node.title}（${node.key}）`} · ${node.terminals}`, children: node.children.map(nodeOf) });
    return areaTree(areas.data ?? []).map(nodeOf);
  }, [areas.data]);
  const synthetic = boundaries?.features.some((feature) => feature.properties?.synthetic === true) ?? false;
  return (
    <>
      <PageHead title={t('nav.areas')} />
      {areas.isError && <Failure error={areas.error} />}
      <div className="grid half">
        <Card size="small" title={t('areas.tree')}>
          {tree.length > 0 && <Tree treeData={tree} defaultExpandedKeys={tree.map((node) => node.key)} height={420} virtual />}
        </Card>
        <div className="grid" style={{ alignContent: 'start' }}>
          <Card size="small">
            <Map label={t('map.label')} terminals={noTerminals} boundaries={boundaries} height={300} />
            {synthetic && <Alert type="info" message={t('areas.synthetic')} style={{ marginTop: 8 }} />}
          </Card>
          <Groups />
        </div>
      </div>
    </>
  );
}
