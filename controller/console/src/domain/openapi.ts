// The description of the API as something to read: operations by subject, schemas as text. Pure; it is shown as text, whatever it says.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
  required?: string[];
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

type Content = Record<string, { schema?: Schema }>;

export interface Operation {
  operationId: string;
  tags?: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Content };
  responses: Record<string, { description?: string; content?: Content; $ref?: string }>;
  'x-permission'?: string;
  'x-problems'?: string[];
}

export interface OpenApi {
  info: { title: string; version: string; summary?: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Listed {
  method: string;
  path: string;
  operation: Operation;
}

const matches = ({ method, path, operation }: Listed, text: string): boolean => {
  const line = `${method} ${path} ${operation.summary} ${operation['x-permission'] ?? ''} ${(operation['x-problems'] ?? []).join(' ')}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).filter(Boolean).every((word) => line.includes(word));
};

/** Each tag in the document's order with those of its operations that hold the words; tags without any are left out. */
export function operationsByTag(document: OpenApi, text: string): [tag: string, operations: Listed[]][] {
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));
  const tagOf = ({ operation }: Listed): string => operation.tags?.[0] ?? '';
  const names = [...new Set([...(document.tags ?? []).map((tag) => tag.name), ...all.map(tagOf)])];
  return names
    .map((name): [string, Listed[]] => [name, all.filter((one) => tagOf(one) === name && matches(one, text))])
    .filter(([, operations]) => operations.length > 0);
}

const deepest = 6;
const indent = (depth: number): string => '  '.repeat(depth);

function named(document: OpenApi, reference: string): Schema {
  return document.components.schemas[reference.split('/').at(-1)!] ?? {};
}

function objectText(document: OpenApi, properties: [string, Schema][], required: string[], depth: number): string {
  const lines = properties.map(([name, schema]) => {
    const note = schema.description ? `  // ${schema.description}` : '';
    return `${indent(depth + 1)}${name}${required.includes(name) ? '' : '?'}: ${schemaText(document, schema, depth + 1)}${note}`;
  });
  return `{\n${lines.join('\n')}\n${indent(depth)}}`;
}

function partsOf(document: OpenApi, schema: Schema): Schema[] {
  const whole = schema.$ref ? named(document, schema.$ref) : schema;
  return whole.allOf ? [...whole.allOf.flatMap((part) => partsOf(document, part)), { ...whole, allOf: undefined }] : [whole];
}

/** As a person would write it down: members by line, their types, what is said of them. */
export function schemaText(document: OpenApi, schema: Schema, depth = 0): string {
  if (depth > deepest) return '…';
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map((choice) => schemaText(document, choice, depth)).join(' | ');
  const parts = partsOf(document, schema);
  const properties = parts.flatMap((part) => Object.entries(part.properties ?? {}));
  const orNull = parts.some((part) => Array.isArray(part.type) && part.type.includes('null')) ? ' | null' : '';
  if (properties.length > 0) return objectText(document, properties, parts.flatMap((part) => part.required ?? []), depth) + orNull;
  const whole = parts[0] ?? {};
  if (whole.enum) return whole.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (whole.items) return `[${schemaText(document, whole.items, depth)}]${orNull}`;
  const types = Array.isArray(whole.type) ? whole.type : [whole.type ?? 'object'];
  return types.join(' | ');
}
