import { lazy, Suspense } from 'react';
import { Waiting } from '@/components/Waiting';
import type { MapProps } from './MapView';

const MapView = lazy(() => import('./MapView'));

/** The map's code is large and comes apart from everything else. */
export function Map(props: MapProps) {
  return (
    <Suspense fallback={<div className="map" style={{ height: props.height }}><Waiting /></div>}>
      <MapView {...props} />
    </Suspense>
  );
}
