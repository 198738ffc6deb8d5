import { Alert } from 'antd';
import type { FeatureCollection } from 'geojson';
import { Map as MapLibre, NavigationControl, type GeoJSONSource, type MapMouseEvent } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useRef, useState } from 'react';
import type { Terminal } from '@/api/models/terminals';
import { usePreference, useSignedIn } from '@/app/context';
import { boundsOf, shapesCollection, terminalsCollection, type Shape } from '@/domain/geo';
import { useI18n } from '@/i18n/context';
import type { Position } from '@/wire/targets';
import { styleOf } from './style';

export interface MapProps {
  label: string;
  terminals: Terminal[];
  boundaries: FeatureCollection | undefined;
  shapes?: Shape[];
  /** Points of a shape that is being drawn. */
  draft?: Position[];
  onTerminal?: (id: string) => void;
  onPoint?: (position: Position) => void;
  height?: number | string;
}

function draftCollection(points: Position[]): FeatureCollection {
  const at = points.map(({ longitude, latitude }): [number, number] => [longitude, latitude]);
  const features: FeatureCollection['features'] = at.map((coordinates) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } }));
  if (at.length > 1) features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: at } });
  return { type: 'FeatureCollection', features };
}

function setData(map: MapLibre, source: string, data: FeatureCollection): void {
  (map.getSource(source) as GeoJSONSource | undefined)?.setData(data);
}

async function zoomInto(map: MapLibre, event: MapMouseEvent): Promise<boolean> {
  const cluster = map.queryRenderedFeatures(event.point, { layers: ['clusters'] })[0];
  if (!cluster) return false;
  const zoom = await (map.getSource('terminals') as GeoJSONSource).getClusterExpansionZoom(Number(cluster.properties.cluster_id));
  map.easeTo({ center: event.lngLat, zoom });
  return true;
}

/** The map, once its style is there; null before, 'failed' where the browser cannot draw it. */
function useMap(container: React.RefObject<HTMLDivElement>, onClick: (map: MapLibre, event: MapMouseEvent) => void, onEnter: (map: MapLibre) => void) {
  const { preferences } = usePreference();
  const { tiles = null } = useSignedIn();
  const [map, setMap] = useState<MapLibre | 'failed' | null>(null);
  const click = useRef(onClick);
  click.current = onClick;
  const enter = useRef(onEnter);
  enter.current = onEnter;
  useEffect(() => {
    let made: MapLibre;
    try {
      made = new MapLibre({
        container: container.current!, style: styleOf(preferences.look, tiles), center: [106.26, 29.29], zoom: 8, attributionControl: false,
        pitchWithRotate: false, dragRotate: false,
      });
    } catch {
      setMap('failed');
      return undefined;
    }
    made.touchZoomRotate.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    made.getCanvas().addEventListener('keydown', (event) => event.key === 'Enter' && enter.current(made));
    made.on('click', (event) => click.current(made, event));
    made.once('load', () => setMap(made));
    return () => {
      setMap(null);
      made.remove();
    };
    // The session is asked for again and again; its tiles are the same ones until the controller starts anew.
  }, [container, preferences.look, tiles?.address]);
  return map;
}

export default function MapView({ label, terminals, boundaries, shapes = [], draft = [], onTerminal, onPoint, height }: MapProps) {
  const { t } = useI18n();
  const { tiles } = useSignedIn();
  const container = useRef<HTMLDivElement>(null);
  const fitted = useRef<MapLibre | null>(null);
  const map = useMap(container, (made, event) => {
    if (onPoint) return onPoint({ latitude: event.lngLat.lat, longitude: event.lngLat.lng });
    const terminal = made.queryRenderedFeatures(event.point, { layers: ['terminals'] })[0];
    if (terminal) return onTerminal?.(String(terminal.properties.id));
    return void zoomInto(made, event);
  }, (made) => onPoint?.({ latitude: made.getCenter().lat, longitude: made.getCenter().lng }));

  useEffect(() => {
    if (map && map !== 'failed') setData(map, 'terminals', terminalsCollection(terminals));
  }, [map, terminals]);
  useEffect(() => {
    if (map && map !== 'failed' && boundaries) setData(map, 'boundaries', boundaries);
  }, [map, boundaries]);
  useEffect(() => {
    if (!map || map === 'failed') return;
    const drawn = shapesCollection(shapes);
    setData(map, 'shapes', { ...drawn, features: [...drawn.features, ...draftCollection(draft).features] });
  }, [map, shapes, draft]);
  useEffect(() => {
    if (!map || map === 'failed' || fitted.current === map) return;
    const bounds = boundsOf([terminalsCollection(terminals), ...(boundaries ? [boundaries] : [])]);
    if (!bounds) return;
    fitted.current = map;
    map.fitBounds(bounds, { padding: 40, maxZoom: 14, animate: false });
  }, [map, terminals, boundaries]);

  return (
    <div className="map" style={{ height, position: 'relative', cursor: onPoint ? 'crosshair' : undefined }} role="region" aria-label={label}>
      {map === 'failed' && <Alert type="warning" showIcon message={t('map.failed')} />}
      <div ref={container} style={{ width: '100%', height: '100%' }} data-ready={map !== null && map !== 'failed'} />
      {onPoint && <><span className="map-cross" aria-hidden="true" /><span className="map-keys">{t('map.keys')}</span></>}
      {tiles?.attribution && <small className="map-source">{tiles.attribution}</small>}
    </div>
  );
}
