// The place in the console is the URL's fragment: #/terminals/TL-1?area=500116101000
import { useSyncExternalStore } from 'react';

export interface Route {
  /** The first segment, '' at the start. */
  page: string;
  /** The second one. */
  item: string;
  query: URLSearchParams;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

export function parseRoute(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#?\/?/, '').split('?');
  const [page = '', item = ''] = path.split('/').map(decoded);
  return { page, item, query: new URLSearchParams(query) };
}

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
};

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}

/** What is shown, as the fragment names it: "terminals/TL-1". */
export const placeOf = ({ page, item }: Route): string => `${page || 'situation'}${item ? `/${item}` : ''}`;

export const hrefOf = (page: string, item = ''): string => `#/${page}${item ? `/${encodeURIComponent(item)}` : ''}`;

export function go(page: string, item = ''): void {
  location.hash = hrefOf(page, item);
}
