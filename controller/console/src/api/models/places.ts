// Areas and groups.

export interface Area {
  code: string;
  name: string;
  parent: string | null;
  terminals: number;
}

export interface Group {
  name: string;
  areas: string[];
  terminals: string[];
  etag?: string;
}
