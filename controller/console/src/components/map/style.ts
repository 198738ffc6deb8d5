// The map, which needs no network: a plain ground, the county's own boundaries, terminals as points; tiles from elsewhere only if they are configured.
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { MapTiles } from '@/api/models/session';
import { presenceColours } from '@/components/StateTag';
import type { Look } from '@/app/preferences';

const nothing = { type: 'FeatureCollection' as const, features: [] };
const colours = {
  light: { ground: '#eef0ea', area: '#dfe5d4', border: '#8a9378', text: '#22261c', halo: '#ffffff' },
  dark: { ground: '#1b1f1d', area: '#26302b', border: '#5d6d62', text: '#eef2ee', halo: '#101312' },
};

const stateColour = ['match', ['get', 'state'], ...Object.entries(presenceColours).flat(), '#5f6b76'];

const countOf = (...states: string[]): unknown[] => ['+', ['case', ['in', ['get', 'state'], ['literal', states]], 1, 0]];
const some = (property: string): unknown[] => ['>', ['get', property], 0];

/** What sounds is seen first, then what is away; grey is where nobody has called yet. */
export const clusterColour = [
  'case', some('playing'), presenceColours.playing, some('down'), presenceColours.offline, some('up'), presenceColours.online, presenceColours.unknown,
];
export const clusterEdge = ['case', ['all', some('playing'), some('down')], presenceColours.offline, '#ffffff'];

function boundaryLayers(look: Look, tiles: boolean): LayerSpecification[] {
  const tint = colours[look];
  return [
    { id: 'areas', type: 'fill', source: 'boundaries', paint: { 'fill-color': tint.area, 'fill-opacity': tiles ? 0.15 : 0.75 } },
    { id: 'borders', type: 'line', source: 'boundaries', paint: { 'line-color': tint.border, 'line-width': 1.2 } },
    {
      id: 'names', type: 'symbol', source: 'boundaries', layout: { 'text-field': ['get', 'name'], 'text-size': 13, 'text-variable-anchor': ['bottom', 'top', 'left', 'right'], 'text-radial-offset': 1.6 },
      paint: { 'text-color': tint.text, 'text-halo-color': tint.halo, 'text-halo-width': 1.4 },
    },
  ];
}

function terminalLayers(): LayerSpecification[] {
  return [
    {
      id: 'clusters', type: 'circle', source: 'terminals', filter: ['has', 'point_count'],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['get', 'point_count'], 2, 13, 100, 22, 2000, 34],
        'circle-color': clusterColour as never, 'circle-stroke-width': 2, 'circle-stroke-color': clusterEdge as never, 'circle-opacity': 0.9,
      },
    },
    {
      id: 'cluster-counts', type: 'symbol', source: 'terminals', filter: ['has', 'point_count'],
      layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-size': 12, 'text-allow-overlap': true }, paint: { 'text-color': '#ffffff' },
    },
    {
      id: 'terminals', type: 'circle', source: 'terminals', filter: ['!', ['has', 'point_count']],
      paint: {
        'circle-radius': ['case', ['==', ['get', 'state'], 'playing'], 9, 6], 'circle-color': stateColour as never,
        'circle-stroke-width': 2, 'circle-stroke-color': '#ffffff',
      },
    },
  ];
}

const shapeLayers: LayerSpecification[] = [
  { id: 'shape-fill', type: 'fill', source: 'shapes', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': '#c4161c', 'fill-opacity': 0.22 } },
  { id: 'shape-line', type: 'line', source: 'shapes', paint: { 'line-color': '#c4161c', 'line-width': 2.5 } },
  { id: 'shape-points', type: 'circle', source: 'shapes', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 5, 'circle-color': '#c4161c' } },
];

const tileLayer = (look: Look): LayerSpecification =>
  ({ id: 'tiles', type: 'raster', source: 'tiles', paint: look === 'dark' ? { 'raster-brightness-max': 0.6, 'raster-saturation': -0.4 } : {} });

export function styleOf(look: Look, tiles: MapTiles | null): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...(tiles && { tiles: { type: 'raster' as const, tiles: [tiles.address], tileSize: 256 } }),
      boundaries: { type: 'geojson', data: nothing },
      shapes: { type: 'geojson', data: nothing },
      terminals: {
        type: 'geojson', data: nothing, cluster: true, clusterRadius: 42, clusterMaxZoom: 13,
        clusterProperties: { down: countOf('offline', 'late'), up: countOf('online'), playing: countOf('playing') },
      },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours[look].ground } },
      ...(tiles ? [tileLayer(look)] : []), ...boundaryLayers(look, tiles !== null), ...shapeLayers, ...terminalLayers(),
    ],
  };
}
